import { assertNever, entityTag, type JsonObject, type Problem, type Violation } from '@clientele/core';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Request } from '../face.ts';
import { mergeClash, merged, notUndoable } from './merge-problems.ts';

/** What a problem is on the wire: its status, one sentence for a person, and members and headers for a program. */
interface Wire {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly members: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** RFC 9457 problem details; `type` opens the page that says what the problem means. */
export function refuse(problem: Problem, request: Request): Answer {
  const { status, title, detail, members, headers } = wireOf(problem, request);
  const body = {
    type: `/problems/${problem.type}`,
    title,
    status,
    detail,
    instance: request.target.split('?', 1)[0] ?? '',
    requestId: request.id,
    ...members,
  };
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: stringifyJson(body) };
}

function wireOf(problem: Problem, request: Request): Wire {
  switch (problem.type) {
    case 'malformed':
      return wire(400, 'Malformed request', sentence(problem.message), {}, pointerOf(problem));
    case 'body-too-large':
      return wire(413, 'Body too large', `A body may have at most ${problem.limitBytes} bytes.`);
    case 'headers-too-large':
      return wire(431, 'Headers too large', `The headers may have at most ${problem.limitBytes} bytes.`);
    case 'request-timeout':
      return wire(408, 'Request timeout', 'The request did not arrive completely in time.');
    case 'unsupported-media-type':
      return unsupported(problem.supported.join(', '));
    case 'route-not-found':
      return wire(404, 'No such path', 'Nothing is served at this path.');
    case 'method-not-allowed':
      return methodNotAllowed(problem.allow.join(', '));
    case 'unauthenticated':
      return unauthenticated(problem.reason);
    case 'forbidden':
      return forbidden(problem.scope);
    case 'operation-disabled':
      return wire(403, 'Operation disabled', `The operation ${problem.operation} is switched off here.`);
    case 'unknown-profile':
      return wire(424, 'Unknown profile', 'There is no such profile.');
    case 'gone':
      return wire(410, 'Gone', 'This record was deleted.');
    case 'in-use':
      return wire(409, 'In use', 'It is the default, and others are there: choose another default first.');
    case 'too-many-requests':
      return wire(429, 'Too many requests', `Ask again in ${problem.retryAfterS} seconds.`, after(problem.retryAfterS));
    case 'not-found':
      return notFound(problem.part);
    case 'precondition-required':
      return wire(428, 'Precondition required', 'Send If-Match with the ETag of the version this change was made for.');
    case 'stale':
      return stale(problem);
    case 'merged':
      return wire(...merged(problem, request));
    case 'merge-clash':
      return wire(...mergeClash(problem));
    case 'not-undoable':
      return wire(...notUndoable(problem));
    case 'taken':
      return wire(409, 'Already taken', takenSentence(problem.kind), {}, { kind: problem.kind });
    case 'invalid':
      return invalid(problem.violations);
    case 'patch-failed':
      return wire(422, 'Patch cannot be applied', failureSentence(problem), {}, pointerOf(problem));
    case 'idempotency-key-reused':
      return wire(422, 'Idempotency key reused', 'This key was used for another request.');
    case 'idempotency-key-in-flight':
      return wire(409, 'Request in flight', 'The first request with this key has not been answered yet.', after(1));
    case 'storage-full':
      return wire(507, 'Storage full', 'There is no room left to keep this change; nothing was changed.');
    case 'unavailable':
      return wire(503, 'Unavailable', OUTCOME_UNKNOWN, after(1));
    case 'internal':
      return wire(500, 'Internal error', 'The server made a mistake; its log has the request id.');
    default:
      return assertNever(problem);
  }
}

const OUTCOME_UNKNOWN =
  'The outcome is not known. Read the record, or repeat the request with the same Idempotency-Key.';

function wire(
  status: number,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  members: JsonObject = {},
): Wire {
  return { status, title, detail, headers, members };
}

/** RFC 9110 §10.2.3 */
function after(seconds: number) {
  return { 'retry-after': String(seconds) };
}

function pointerOf({ pointer }: { readonly pointer?: string }): JsonObject {
  return pointer === undefined ? {} : { pointer };
}

/** RFC 9110 §15.5.16: `Accept` says what would have been read, whatever the method. */
function unsupported(accept: string): Wire {
  const detail = `This operation reads ${accept}, in UTF-8 and without a content coding.`;
  return wire(415, 'Unsupported media type', detail, { accept });
}

function methodNotAllowed(allow: string): Wire {
  return wire(405, 'Method not allowed', `This path has ${allow}.`, { allow });
}

/** RFC 6750 §3: no error code when no credential was given at all. */
function unauthenticated(reason: (Problem & { type: 'unauthenticated' })['reason']): Wire {
  const isMissing = reason === 'missing';
  const error = isMissing ? '' : ` error="invalid_token", error_description="${reason}"`;
  const detail = isMissing ? 'Send Authorization: Bearer and an access token.' : `The access token is ${reason}.`;
  return wire(401, 'Unauthenticated', detail, { 'www-authenticate': `Bearer${error}` });
}

/** RFC 6750 §3.1 */
function forbidden(scope: string): Wire {
  const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
  return wire(403, 'Forbidden', `This needs the scope ${scope}.`, { 'www-authenticate': challenge });
}

function notFound(part: (Problem & { type: 'not-found' })['part']): Wire {
  const members = part === 'other' || part === 'merged' ? { pointer: '/other' } : {};
  const detail = part === 'merged' ? 'No such customer was merged into this one.' : 'There is no such record.';
  return wire(404, 'Not found', part === 'other' ? 'There is no such other customer.' : detail, {}, members);
}

function stale({ current, conflict, of }: Problem & { type: 'stale' }): Wire {
  const etag = entityTag(current);
  const detail = `The ${of ? 'other customer' : 'record'} is at version ${current.version} now.`;
  const members = { currentVersion: current.version, currentEtag: etag, ...conflict };
  return wire(412, 'Stale version', detail, of ? {} : { etag }, { ...members, ...(of && { pointer: '/otherEtag' }) });
}

function invalid(violations: readonly Violation[]): Wire {
  const broken = violations.map(({ pointer, message }) => `${pointer || 'the record'} ${message}`);
  const members = { violations: violations.map(({ pointer, rule, message }) => ({ pointer, rule, message })) };
  return wire(422, 'Invalid record', sentence(broken.join('; ')), {}, members);
}

const CREDENTIALS: ReadonlyMap<string, string> = new Map([
  ['api-key', 'an API key'],
  ['login', 'a login'],
  ['token', 'a token'],
]);

/** What is taken is a credential, a client number, or a face's id, of which a customer has at most one. */
function takenSentence(kind: string): string {
  const credential = CREDENTIALS.get(kind);
  if (credential !== undefined) return `There is such ${credential} already.`;
  if (kind === 'clientNumber') return 'Another customer has or had this clientNumber.';
  return `Another customer has or had this ${kind} id, or this customer has one already.`;
}

function failureSentence({ pointer, message }: Problem & { type: 'patch-failed' }): string {
  return sentence(`${pointer} ${message}`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
