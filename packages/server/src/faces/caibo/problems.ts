import { STATUS_CODES } from 'node:http';
import { assertNever, entityTag, type Json, type JsonObject, type Problem, type Violation } from '@clientele/core';
import { pointerForVendor } from '../../lens/vendor-words.ts';
import { negotiate } from '../../wire/media-type.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Request } from '../face.ts';
import { clientLens } from './lens.ts';

/** What a problem is on the wire: its status, one sentence for a person, and members and headers for a program. */
interface Wire {
  readonly status: number;
  readonly detail: string;
  readonly members: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The vendor's ProblemDetails (page "Update Customer", "Error Response Format"). Its members are RFC 9457's; `message`
 * repeats `detail`, because the page's third example reads that, and `title` is the phrase of the status, as in its sample.
 */
export function refuse(problem: Problem, request: Request): Answer {
  const { status, detail, members, headers } = wireOf(problem);
  const instance = instanceOf(request);
  const body: JsonObject = {
    type: `/problems/${problem.type}`,
    title: STATUS_CODES[status] ?? '',
    status,
    detail,
    ...(instance !== undefined && { instance }),
    message: detail,
    code: problem.type,
    traceId: request.id,
    ...members,
  };
  const mediaType = problemType(request.headers['accept']);
  return { status, headers: { 'content-type': mediaType, vary: 'Accept', ...headers }, body: stringifyJson(body) };
}

/** The page declares `application/json`, RFC 9457 asks for `application/problem+json`: the client's `Accept` decides. */
function problemType(accept: string | undefined): string {
  const problem = negotiate(accept, 'application/problem+json')?.quality ?? 0;
  const json = negotiate(accept, 'application/json')?.quality ?? 0;
  return json > problem ? 'application/json' : 'application/problem+json';
}

/** The path that is documented, whichever alias was called; a path that is none of ours is not repeated. */
function instanceOf({ target }: Request): string | undefined {
  return /^(?:\/api)?(\/customers(?:\/\d{1,19})?|\/auth\/login)\/?(?:\?|$)/.exec(target)?.[1];
}

function wireOf(problem: Problem): Wire {
  switch (problem.type) {
    case 'malformed':
      return wire(400, capital(sentence(problem.message)), {}, errorsAt(problem));
    case 'body-too-large':
      return wire(413, `A body may have at most ${problem.limitBytes} bytes.`);
    case 'headers-too-large':
      return wire(431, `The headers may have at most ${problem.limitBytes} bytes.`);
    case 'request-timeout':
      return wire(408, 'The request did not arrive completely in time.');
    case 'unsupported-media-type':
      return unsupported(problem.supported.join(', '));
    case 'route-not-found':
      return wire(404, 'Nothing is served at this path.');
    case 'method-not-allowed':
      return methodNotAllowed(problem.allow.join(', '));
    case 'unauthenticated':
      return unauthenticated(problem.reason);
    case 'forbidden':
      return forbidden(problem.scope);
    case 'operation-disabled':
      return wire(403, `The operation ${problem.operation} is switched off here.`);
    case 'unknown-profile':
      return wire(424, 'There is no such profile.');
    case 'gone':
      return wire(410, 'This customer was deleted.');
    case 'in-use':
      return wire(409, 'It is the default, and others are there: choose another default first.');
    case 'too-many-requests':
      return tooManyRequests(problem.retryAfterS);
    case 'not-found':
      return wire(404, 'There is no customer with this id.');
    case 'precondition-required':
      return wire(428, 'Send If-Match with the ETag of the version that this change was made for.');
    case 'stale':
      return stale(problem);
    case 'merged':
    case 'merge-clash':
    case 'not-undoable':
      return wire(409, NO_MERGES);
    case 'taken':
      return wire(409, `Another customer has this ${problem.kind} already.`);
    case 'invalid':
      return invalid(problem.violations);
    case 'patch-failed':
      return wire(409, failureSentence(problem), {}, errorsAt(problem));
    case 'idempotency-key-reused':
      return wire(422, 'This Idempotency-Key was used for another request.');
    case 'idempotency-key-in-flight':
      return wire(409, 'The first request with this Idempotency-Key has not been answered yet.', after(1));
    case 'storage-full':
      return wire(507, 'There is no room left to keep this change; nothing was changed.');
    case 'unavailable':
      return wire(503, OUTCOME_UNKNOWN, after(1));
    case 'internal':
      return wire(500, 'The server made a mistake; its log has the traceId.');
    default:
      return assertNever(problem);
  }
}

/** Never told: nothing is merged by way of this API, and an id of a merged customer leads to the one that is left. */
const NO_MERGES = 'Customers are not merged by way of this API.';
const OUTCOME_UNKNOWN =
  'The outcome is not known. Read the customer, or repeat the request with the same Idempotency-Key.';

function wire(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  members: JsonObject = {},
): Wire {
  return { status, detail, headers, members };
}

/** RFC 9110 §10.2.3 */
function after(seconds: number) {
  return { 'retry-after': String(seconds) };
}

/** RFC 9110 §15.5.16: `Accept` says what would have been read. */
function unsupported(accept: string): Wire {
  return wire(415, `The body must be JSON in UTF-8, without a content coding, as one of ${accept}.`, { accept });
}

function methodNotAllowed(allow: string): Wire {
  return wire(405, `This path has ${allow}.`, { allow });
}

/** RFC 6750 §3.1 */
function forbidden(scope: string): Wire {
  const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
  return wire(403, `This credential does not have the scope ${scope}.`, { 'www-authenticate': challenge });
}

function tooManyRequests(retryAfterS: number): Wire {
  return wire(429, `Too many attempts: try again in ${retryAfterS} seconds.`, after(retryAfterS));
}

const WHY_UNAUTHENTICATED = {
  missing: 'Send X-API-Key, or Authorization: Bearer with an access token of POST /auth/login',
  malformed: 'The credential is malformed',
  expired: 'The access token has expired; log in again',
  invalid: 'The credentials are not valid',
  conflicting: 'Send either X-API-Key or Authorization, not both',
  digest: 'The body is not the one that was signed',
  replayed: 'This signed request was seen before',
} as const;

/** RFC 6750 §3: no error code where no credential was given at all. */
function unauthenticated(reason: (Problem & { type: 'unauthenticated' })['reason']): Wire {
  const why = WHY_UNAUTHENTICATED[reason];
  const code = reason === 'conflicting' ? 'invalid_request' : 'invalid_token';
  const error = reason === 'missing' ? '' : ` error="${code}", error_description="${reason}: ${why}"`;
  return wire(401, sentence(why), { 'www-authenticate': `Bearer${error}` }, { reason });
}

function stale({ current, conflict }: Problem & { type: 'stale' }): Wire {
  const etag = entityTag(current);
  const detail = `The customer was changed since: version ${current.version} is the current one.`;
  return wire(412, detail, { etag }, { currentVersion: current.version, currentEtag: etag, ...conflict });
}

/** So many broken rules are told in words; `errors` has all of them. */
const TOLD_MAX = 3;

function invalid(violations: readonly Violation[]): Wire {
  const broken = violations.map((violation) => ({ ...violation, pointer: pointerForVendor(clientLens, violation) }));
  const told = broken.slice(0, TOLD_MAX).map(({ pointer, message }) => `${nameOf(pointer)} ${message}`);
  const untold = broken.length - told.length;
  const byPointer = Map.groupBy(broken, ({ pointer }) => pointer);
  const errors = [...byPointer].map(([pointer, group]): [string, Json] => [
    pointer,
    group.map(({ message }) => message),
  ]);
  const detail = sentence([...told, ...(untold > 0 ? [`${untold} more in errors`] : [])].join('; '));
  return wire(400, detail, {}, { errors: Object.fromEntries(errors) });
}

/** A member as people write it: `address.zipCode`. Long ones are told in `errors` alone. */
function nameOf(pointer: string): string {
  if (pointer === '') return 'the body';
  return pointer.length > 100
    ? 'a member'
    : pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function failureSentence({ pointer, message }: Problem & { type: 'patch-failed' }): string {
  return sentence(`The operation at ${pointer} cannot be applied: ${message}`);
}

function errorsAt({ pointer, message }: { readonly pointer?: string; readonly message: string }): JsonObject {
  return pointer === undefined ? {} : { errors: { [pointer]: [message] } };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}
