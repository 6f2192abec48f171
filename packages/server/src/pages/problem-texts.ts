import type { Problem } from '@clientele/core';

/** What a caller is told about one kind of refusal; what stands between backticks is code. */
export interface ProblemText {
  /** The same words for every occurrence, whatever status a face gives it. */
  readonly title: string;
  readonly meaning: string;
  /** What the caller should do now. */
  readonly remedy: string;
}

/** One text for every refusal there is: a new one does not compile until it has its text. */
export const problemTexts: Readonly<Record<Problem['type'], ProblemText>> = {
  malformed: {
    title: 'The request cannot be read',
    meaning:
      'A header, a parameter or the body does not follow the rules of its notation. A body must be UTF-8 without a byte order mark, and JSON in which no object has a member twice, nothing is nested too deeply and no member is called `__proto__`, `constructor` or `prototype`. Nothing was changed.',
    remedy:
      'The `detail` says what is wrong, and `pointer` names the member when it is one. Correct the request: repeated as it is, it will be refused again.',
  },
  'body-too-large': {
    title: 'The body is too large',
    meaning: 'The body has more bytes than any request may have. It was not read to its end, and nothing was changed.',
    remedy: 'Send only the members that change. The `detail` names the limit.',
  },
  'headers-too-large': {
    title: 'The headers are too large',
    meaning: 'The request line and the headers together have more bytes than they may have.',
    remedy: 'Look for cookies or tokens that were added on the way, and leave them out. The `detail` names the limit.',
  },
  'request-timeout': {
    title: 'The request came too slowly',
    meaning: 'The request had not arrived completely when its time was over. Nothing was changed.',
    remedy: 'Send it again, on a new connection. If it happens often, look at the network or the proxy in between.',
  },
  'unsupported-media-type': {
    title: 'The media type of the body is not one that is read here',
    meaning:
      'The `Content-Type` is missing, is one that this operation does not read, names another character set than UTF-8, or the body is compressed.',
    remedy:
      'The `detail` lists the media types that this operation reads. Send one of them, in UTF-8 and without `Content-Encoding`.',
  },
  'route-not-found': {
    title: 'Nothing is served at this path',
    meaning: 'No operation has this path. Whether a record exists was not even asked.',
    remedy: 'Compare the path with the reference at `/docs`, in particular what stands before the first parameter.',
  },
  'method-not-allowed': {
    title: 'This path does not have that method',
    meaning: 'The path exists, but not with the method of the request.',
    remedy: 'The `Allow` header lists the methods that it has.',
  },
  unauthenticated: {
    title: 'The caller is not known',
    meaning:
      'No credential was sent, or the one sent is malformed, expired, revoked or wrong, or there was more than one in the same request. An answer never says whether an account exists.',
    remedy:
      'Send exactly one valid credential. If yours has expired, get a new one and repeat the request; if it is refused again, ask whoever runs this server.',
  },
  forbidden: {
    title: 'The credential does not allow this',
    meaning: 'The caller is known, but the credential lacks the scope that this operation needs.',
    remedy:
      'The `detail` names the scope. Use a credential that has it; the same request with the same credential will not succeed.',
  },
  'operation-disabled': {
    title: 'The operation is switched off',
    meaning: 'The caller is known, but this operation is not carried out for the tenant. Nothing was changed.',
    remedy: 'Ask whoever runs this server to switch it on. The `detail` names the operation.',
  },
  'unknown-profile': {
    title: 'There is no such profile',
    meaning: 'The request names a profile that the tenant does not have. Nothing was changed.',
    remedy: 'Leave the profile out, or ask whoever runs this server which ones there are.',
  },
  gone: {
    title: 'The record was deleted',
    meaning: 'A record had this id in this API and was deleted, or was taken out of it. The id is not given out again.',
    remedy: 'Create the record anew if it is still needed; it gets another id.',
  },
  'in-use': {
    title: 'It is the default',
    meaning: 'What was to be deleted is the default of several. Nothing was changed.',
    remedy: 'Make another one the default, then repeat the request.',
  },
  'too-many-requests': {
    title: 'Too many requests',
    meaning:
      'There were more requests, or more failed attempts to log in, than may come in this time. This one was not carried out.',
    remedy: 'Wait for the number of seconds that `Retry-After` gives, then repeat the request.',
  },
  'not-found': {
    title: 'There is no such record',
    meaning:
      'No record has this id for this caller: it never existed, it was deleted, it cannot be seen in this API, or it belongs to someone else. These cases are not told apart on purpose.',
    remedy: 'Check the id, and that it is the id of this API: the same customer has a different one in each.',
  },
  'precondition-required': {
    title: 'The version to change is not named',
    meaning:
      'This change must say which version of the record it was made for. Without that it could undo what someone else has just written.',
    remedy: 'Read the record, and repeat the change with its `ETag` in `If-Match`.',
  },
  stale: {
    title: 'The record has changed in the meantime',
    meaning:
      'The record is no longer at the version that the request names. Nothing was changed. `currentVersion` and `currentEtag` say where it is now. If your version is still known, `changes` lists each field that has changed since, with what it was, what it is and who changed it; `conflict` marks the fields that you wanted to be something else.',
    remedy:
      '`applicable` is a merge patch with the part of your change that still applies cleanly. Send it with `currentEtag` in `If-Match`, and let a person decide about the fields in conflict. Repeating the request without looking would overwrite what the others did.',
  },
  merged: {
    title: 'The customer was merged into another one',
    meaning:
      'Two records were one customer, and the one with this id was merged into the other. `mergedInto` is the id of the one that is left; it has all that this one had, and the ids that this one had in other APIs lead to it. The history of this id can still be read.',
    remedy:
      '`Location` is the same path of the one that is left: read it there, and keep its id from now on. A change has to be made for its version. If the merge was a mistake, it can be undone.',
  },
  'merge-clash': {
    title: 'The customers have different values',
    meaning:
      'Both customers have something of which only one value can be kept, and the request does not say which. Nothing was changed. `clashes` lists each with both values, also those that were chosen about; `fact` is what a choice has to name, because parts of an address or of a consent are only true together.',
    remedy:
      'Let a person decide, and send the request again with `survivor` or `other` in `choices` for each `fact`. Where `fixed` says so, only that of the survivor can be kept. With `dryRun=true` the result is shown and nothing is changed.',
  },
  'not-undoable': {
    title: 'The merge cannot be undone',
    meaning:
      'Nothing was changed. `reason` says why: `later-merge`, another customer was merged into this one, or this one came with another, and that merge has to be undone before; `forgotten`, the history of the merge is not kept any more; `too-much-since`, there are too many later versions to look through; `needed`, an id in another API that stays cannot be without what would be given back.',
    remedy:
      'For `later-merge`, undo the merge of the customer that `first` names, then this one. For `needed`, take away that id first. Otherwise make the other customer anew; the history of its id shows what it was, as far as it is kept.',
  },
  taken: {
    title: 'That value belongs to another record',
    meaning:
      'An id or a reference that only one record may have is in use already, or the record has such a handle already. `kind` says which it is.',
    remedy: 'Look up the record that has it. You may have created this customer before.',
  },
  invalid: {
    title: 'The record would be invalid',
    meaning:
      'The request can be read, but with this change the record would break a rule. All broken rules are listed in `violations`: `pointer` names the member, `rule` the kind of rule, `message` what it asks for. Nothing was changed. Members that the request leaves alone are not held against it.',
    remedy: 'Correct the members named in `violations`, and send the request again.',
  },
  'patch-failed': {
    title: 'The patch does not fit the record',
    meaning:
      'A step of the JSON Patch names something that is not there, or one of its `test` steps found another value. `pointer` says where. None of the steps was applied.',
    remedy: 'Read the record, and make the patch anew for what it holds now.',
  },
  'idempotency-key-reused': {
    title: 'The idempotency key stands for another request',
    meaning: 'This `Idempotency-Key` came before with a different method, path or body. Nothing was changed.',
    remedy: 'Take a new key for each new request, and the old one only to repeat exactly the same request.',
  },
  'idempotency-key-in-flight': {
    title: 'The first request with this key is still running',
    meaning: 'A request with the same `Idempotency-Key` has not been answered yet, so its answer cannot be repeated.',
    remedy:
      'Wait for as long as `Retry-After` says, then repeat the request with the same key: it gets the answer of the first.',
  },
  'storage-full': {
    title: 'There is no room left',
    meaning:
      'The server cannot keep this change because its storage is full. Nothing was changed, and nothing that was acknowledged is lost.',
    remedy: 'Whoever runs this server must make room. Reading still works; repeat the change later.',
  },
  unavailable: {
    title: 'The server cannot answer now',
    meaning:
      'The server is starting, stopping or cannot reach its storage. For a change this leaves open whether it was made.',
    remedy:
      'Wait for as long as `Retry-After` says. Then repeat a change with the same `Idempotency-Key`, or read the record first to see whether it was made.',
  },
  internal: {
    title: 'The server made a mistake',
    meaning: 'Something happened that should not be possible. The fault is not in the request.',
    remedy:
      'Report it with the `X-Request-Id` of the answer: the log has what happened under that id. Before you repeat a change, read the record to see whether it was made.',
  },
};
