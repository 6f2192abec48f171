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
  readonly members?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
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
      return { status: 400, detail: capital(sentence(problem.message)), ...errorsAt(problem.pointer, problem.message) };
    case 'body-too-large':
      return { status: 413, detail: `A body may have at most ${problem.limitBytes} bytes.` };
    case 'headers-too-large':
      return { status: 431, detail: `The headers may have at most ${problem.limitBytes} bytes.` };
    case 'request-timeout':
      return { status: 408, detail: 'The request did not arrive completely in time.' };
    case 'unsupported-media-type':
      return {
        status: 415,
        detail: `The body must be JSON in UTF-8, without a content coding, as one of ${problem.supported.join(', ')}.`,
        headers: { accept: problem.supported.join(', ') },
      };
    case 'route-not-found':
      return { status: 404, detail: 'Nothing is served at this path.' };
    case 'method-not-allowed':
      return {
        status: 405,
        detail: `This path has ${problem.allow.join(', ')}.`,
        headers: { allow: problem.allow.join(', ') },
      };
    case 'unauthenticated':
      return unauthenticated(problem.reason);
    case 'forbidden':
      return {
        status: 403,
        detail: `This credential does not have the scope ${problem.scope}.`,
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${problem.scope}"` },
      };
    case 'too-many-requests':
      return {
        status: 429,
        detail: `Too many attempts: try again in ${problem.retryAfterS} seconds.`,
        headers: { 'retry-after': String(problem.retryAfterS) },
      };
    case 'not-found':
      return { status: 404, detail: 'There is no customer with this id.' };
    case 'precondition-required':
      return { status: 428, detail: 'Send If-Match with the ETag of the version that this change was made for.' };
    case 'stale':
      return stale(problem);
    case 'taken':
      return { status: 409, detail: `Another customer has this ${problem.kind} already.` };
    case 'invalid':
      return invalid(problem.violations);
    case 'patch-failed':
      return {
        status: 409,
        detail: sentence(`The operation at ${problem.pointer} cannot be applied: ${problem.message}`),
        ...errorsAt(problem.pointer, problem.message),
      };
    case 'idempotency-key-reused':
      return { status: 422, detail: 'This Idempotency-Key was used for another request.' };
    case 'idempotency-key-in-flight':
      return {
        status: 409,
        detail: 'The first request with this Idempotency-Key has not been answered yet.',
        headers: { 'retry-after': '1' },
      };
    case 'storage-full':
      return { status: 507, detail: 'There is no room left to keep this change; nothing was changed.' };
    case 'unavailable':
      return {
        status: 503,
        detail: 'The outcome is not known. Read the customer, or repeat the request with the same Idempotency-Key.',
        headers: { 'retry-after': '1' },
      };
    case 'internal':
      return { status: 500, detail: 'The server made a mistake; its log has the traceId.' };
    default:
      return assertNever(problem);
  }
}

const WHY_UNAUTHENTICATED = {
  missing: 'Send X-API-Key, or Authorization: Bearer with an access token of POST /auth/login',
  malformed: 'The credential is malformed',
  expired: 'The access token has expired; log in again',
  invalid: 'The credentials are not valid',
  conflicting: 'Send either X-API-Key or Authorization, not both',
} as const;

/** RFC 6750 §3: no error code where no credential was given at all. */
function unauthenticated(reason: (Problem & { type: 'unauthenticated' })['reason']): Wire {
  const why = WHY_UNAUTHENTICATED[reason];
  const code = reason === 'conflicting' ? 'invalid_request' : 'invalid_token';
  const error = reason === 'missing' ? '' : ` error="${code}", error_description="${reason}: ${why}"`;
  return {
    status: 401,
    detail: sentence(why),
    members: { reason },
    headers: { 'www-authenticate': `Bearer${error}` },
  };
}

function stale({ current, conflict }: Problem & { type: 'stale' }): Wire {
  const etag = entityTag(current);
  return {
    status: 412,
    detail: `The customer was changed since: version ${current.version} is the current one.`,
    members: { currentVersion: current.version, currentEtag: etag, ...(conflict as unknown as JsonObject) },
    headers: { etag },
  };
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
  return {
    status: 400,
    detail: sentence([...told, ...(untold > 0 ? [`${untold} more in errors`] : [])].join('; ')),
    members: { errors: Object.fromEntries(errors) },
  };
}

/** A member as people write it: `address.zipCode`. Long ones are told in `errors` alone. */
function nameOf(pointer: string): string {
  if (pointer === '') return 'the body';
  return pointer.length > 100
    ? 'a member'
    : pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function errorsAt(pointer: string | undefined, message: string): { members?: JsonObject } {
  return pointer === undefined ? {} : { members: { errors: { [pointer]: [message] } } };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}
