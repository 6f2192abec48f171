import { assertNever, entityTag, type Json, type JsonObject, type Problem } from '@clientele/core';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Request } from '../face.ts';

/** What a problem is on the wire: its status, one sentence for a person, and members and headers for a program. */
interface Wire {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly members?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457 problem details; `type` opens the page that says what the problem means. */
export function refuse(problem: Problem, request: Request): Answer {
  const { status, title, detail, members, headers } = wireOf(problem);
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

function wireOf(problem: Problem): Wire {
  switch (problem.type) {
    case 'malformed':
      return {
        status: 400,
        title: 'Malformed request',
        detail: sentence(problem.message),
        ...(problem.pointer !== undefined && { members: { pointer: problem.pointer } }),
      };
    case 'body-too-large':
      return { status: 413, title: 'Body too large', detail: `A body may have at most ${problem.limitBytes} bytes.` };
    case 'headers-too-large':
      return {
        status: 431,
        title: 'Headers too large',
        detail: `The headers may have at most ${problem.limitBytes} bytes.`,
      };
    case 'request-timeout':
      return { status: 408, title: 'Request timeout', detail: 'The request did not arrive completely in time.' };
    case 'unsupported-media-type':
      return {
        status: 415,
        title: 'Unsupported media type',
        detail: `This operation reads ${problem.supported.join(', ')}, in UTF-8 and without a content coding.`,
        headers: { 'accept-patch': problem.supported.join(', ') },
      };
    case 'route-not-found':
      return { status: 404, title: 'No such path', detail: 'Nothing is served at this path.' };
    case 'method-not-allowed':
      return {
        status: 405,
        title: 'Method not allowed',
        detail: `This path has ${problem.allow.join(', ')}.`,
        headers: { allow: problem.allow.join(', ') },
      };
    case 'unauthenticated':
      return unauthenticated(problem.reason);
    case 'forbidden':
      return {
        status: 403,
        title: 'Forbidden',
        detail: `This needs the scope ${problem.scope}.`,
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${problem.scope}"` },
      };
    case 'too-many-requests':
      return {
        status: 429,
        title: 'Too many requests',
        detail: `Ask again in ${problem.retryAfterS} seconds.`,
        headers: { 'retry-after': String(problem.retryAfterS) },
      };
    case 'not-found':
      return { status: 404, title: 'Not found', detail: 'There is no such record.' };
    case 'precondition-required':
      return {
        status: 428,
        title: 'Precondition required',
        detail: 'Send If-Match with the ETag of the version this change was made for.',
      };
    case 'stale':
      return stale(problem);
    case 'taken':
      return {
        status: 409,
        title: 'Already taken',
        detail: `A ${problem.kind} is there already.`,
        members: { kind: problem.kind },
      };
    case 'invalid':
      return {
        status: 422,
        title: 'Invalid record',
        detail: sentence(
          problem.violations.map(({ pointer, message }) => `${pointer || 'the record'} ${message}`).join('; '),
        ),
        members: { violations: problem.violations as unknown as Json },
      };
    case 'patch-failed':
      return {
        status: 422,
        title: 'Patch cannot be applied',
        detail: sentence(`${problem.pointer} ${problem.message}`),
        members: { pointer: problem.pointer },
      };
    case 'idempotency-key-reused':
      return { status: 422, title: 'Idempotency key reused', detail: 'This key was used for another request.' };
    case 'idempotency-key-in-flight':
      return {
        status: 409,
        title: 'Request in flight',
        detail: 'The first request with this key has not been answered yet.',
        headers: { 'retry-after': '1' },
      };
    case 'storage-full':
      return {
        status: 507,
        title: 'Storage full',
        detail: 'There is no room left to keep this change; nothing was changed.',
      };
    case 'unavailable':
      return {
        status: 503,
        title: 'Unavailable',
        detail: 'The outcome is not known. Read the record, or repeat the request with the same Idempotency-Key.',
        headers: { 'retry-after': '1' },
      };
    case 'internal':
      return { status: 500, title: 'Internal error', detail: 'The server made a mistake; its log has the request id.' };
    default:
      return assertNever(problem);
  }
}

/** RFC 6750 §3: no error code when no credential was given at all. */
function unauthenticated(reason: (Problem & { type: 'unauthenticated' })['reason']): Wire {
  const error = reason === 'missing' ? '' : ` error="invalid_token", error_description="${reason}"`;
  return {
    status: 401,
    title: 'Unauthenticated',
    detail: reason === 'missing' ? 'Send Authorization: Bearer and an access token.' : `The access token is ${reason}.`,
    headers: { 'www-authenticate': `Bearer${error}` },
  };
}

function stale({ current, conflict }: Problem & { type: 'stale' }): Wire {
  const etag = entityTag(current);
  return {
    status: 412,
    title: 'Stale version',
    detail: `The record is at version ${current.version} now.`,
    members: { currentVersion: current.version, currentEtag: etag, ...(conflict as unknown as JsonObject) },
    headers: { etag },
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
