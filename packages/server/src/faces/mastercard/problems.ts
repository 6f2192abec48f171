import { createHash } from 'node:crypto';
import {
  type AuthenticationFailure,
  assertNever,
  type Json,
  type Problem,
  type Result,
  refuse as refusal,
  type Violation,
} from '@clientele/core';
import type { Lens } from '../../lens/lens.ts';
import { dotted, pointerForVendor } from '../../lens/vendor-words.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Request } from '../face.ts';
import { addressLens } from './address-lens.ts';

/** One item of the vendor's `Errors.Error` (contract §4). */
interface ErrorItem {
  readonly Source: string;
  readonly ReasonCode: string;
  readonly Description: string;
  readonly Details?: string;
  readonly Recoverable: boolean;
}

interface Wire {
  readonly status: number;
  readonly errors: readonly ErrorItem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The vendor's error wrapper: one item for each thing that is wrong with the request. */
export function refuse(problem: Problem, request: Request): Answer {
  const { status, errors, headers } = wireOf(problem, request);
  const body = { Errors: { Error: errors as unknown as Json } };
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...correlation(request), ...headers },
    body: stringifyJson(body),
  };
}

/** `X-MC-Correlation-ID`, which every answer has (contract §1.1): the request's id. */
export function correlation({ id }: Request) {
  return { 'x-mc-correlation-id': id } as const;
}

/** Codes and texts that the contract does not have are ours; the README of this face lists them. */
function wireOf(problem: Problem, request: Request): Wire {
  switch (problem.type) {
    case 'malformed':
      return processing(400, 'REQUEST_VALIDATION', malformed(problem));
    case 'body-too-large':
      return gateway(413, 'PAYLOAD_TOO_LARGE', `A body may have at most ${problem.limitBytes} bytes.`);
    case 'headers-too-large':
      return gateway(431, 'HEADERS_TOO_LARGE', `The headers may have at most ${problem.limitBytes} bytes.`);
    case 'request-timeout':
      return gateway(408, 'REQUEST_TIMEOUT', 'The request did not arrive completely in time.');
    case 'unsupported-media-type':
      return unsupported(problem.supported.join(', '));
    case 'route-not-found':
      return gateway(404, 'RESOURCE_NOT_FOUND', 'Nothing is served at this path.');
    case 'method-not-allowed':
      return methodNotAllowed(problem.allow.join(', '));
    case 'unauthenticated':
      return unauthenticated(problem.reason, request);
    case 'forbidden':
      return processing(403, 'OPERATION_DENIED', 'You must have permission to use this operation.');
    case 'operation-disabled':
      return disabled(problem);
    case 'unknown-profile':
      return processing(424, 'PROFILE_DOES_NOT_EXIST', 'There is no such profile.');
    case 'gone':
      return notFound(undefined, request.parameters);
    case 'in-use':
      return processing(409, 'IN_USE', 'It is the default, and others are there.');
    case 'too-many-requests':
      return tooManyRequests(problem.retryAfterS);
    case 'not-found':
      return notFound(problem.part, request.parameters);
    case 'precondition-required':
      return processing(400, 'REQUEST_VALIDATION', 'Missing required request header If-Match.');
    case 'stale':
      return processing(412, 'INVALID_ETAG', "The ETag of resource doesn't match value in If-Match header.");
    // Never told: nothing is merged by way of this API, and an id of a merged client leads to the one that is left.
    case 'merged':
    case 'merge-clash':
    case 'not-undoable':
      return processing(409, 'OPERATION_DENIED', 'Clients are not merged by way of this API.');
    case 'taken':
      return taken(problem.kind);
    case 'invalid':
      return { status: 400, errors: problem.violations.map(violationItem) };
    case 'patch-failed':
      return processing(400, 'REQUEST_VALIDATION', sentence(problem.message));
    case 'idempotency-key-reused':
      return processing(422, 'IDEMPOTENCY_KEY_ALREADY_USED', KEY_REUSED);
    case 'idempotency-key-in-flight':
      return processing(409, 'IDEMPOTENCY_KEY_ALREADY_IN_PROGRESS', KEY_IN_PROGRESS);
    case 'storage-full':
      return processing(507, 'INSUFFICIENT_STORAGE', 'There is no room left to keep this change.', true);
    case 'unavailable':
      return unavailable();
    case 'internal':
      return processing(500, 'INTERNAL_SERVER_ERROR', 'The server made a mistake; its log has the correlation id.');
    default:
      return assertNever(problem);
  }
}

const KEY_REUSED = 'Idempotency Key MUST not be reused across different payloads.';
const KEY_IN_PROGRESS = 'Original request with the same Idempotency Key is still being processed.';
const OUTCOME_UNKNOWN =
  'The outcome is not known. Read the client, or repeat the request with the same Idempotency-Key.';

/** `Recoverable`: whether the same request may succeed later. */
function processing(status: number, ReasonCode: string, Description: string, Recoverable = false): Wire {
  return { status, errors: [{ Source: 'MASTERCARD PROCESSING', ReasonCode, Description, Recoverable }] };
}

/** What the vendor's gateway refuses before a request reaches the processing core. */
function gateway(status: number, ReasonCode: string, Description: string, Recoverable = false): Wire {
  return { status, errors: [{ Source: 'Gateway', ReasonCode, Description, Recoverable }] };
}

function unavailable(): Wire {
  return { ...processing(503, 'SERVICE_UNAVAILABLE', OUTCOME_UNKNOWN, true), headers: { 'retry-after': '1' } };
}

function unsupported(accept: string): Wire {
  const text = `This operation reads ${accept}, in UTF-8 and without a content coding.`;
  return { ...gateway(415, 'UNSUPPORTED_MEDIA_TYPE', text), headers: { accept } };
}

function methodNotAllowed(allow: string): Wire {
  return { ...gateway(405, 'METHOD_NOT_ALLOWED', `This path has ${allow}.`), headers: { allow } };
}

function tooManyRequests(retryAfterS: number): Wire {
  const text = `Too many requests: try again in ${retryAfterS} seconds.`;
  return { ...gateway(429, 'TOO_MANY_REQUESTS', text, true), headers: { 'retry-after': String(retryAfterS) } };
}

function disabled({ operation, because }: Problem & { type: 'operation-disabled' }): Wire {
  const Description = `Operation ${operation} is disabled in your API configuration.`;
  const wire = processing(403, 'OPERATION_DENIED', Description);
  return because === undefined ? wire : { ...wire, errors: wire.errors.map((item) => ({ ...item, Details: because })) };
}

const WHY_UNAUTHENTICATED: Readonly<Record<Exclude<AuthenticationFailure, 'digest'>, string>> = {
  missing: 'The request has no OAuth signature',
  malformed: 'The OAuth parameters cannot be read',
  expired: 'The oauth_timestamp is not within 300 seconds of the time here',
  invalid: 'OAuth signatures did not match',
  conflicting: 'More than one credential was sent',
  replayed: 'The oauth_nonce has been used already',
};

function unauthenticated(reason: AuthenticationFailure, request: Request): Wire {
  if (reason === 'digest') return invalidBodyHash(request);
  const wire = gateway(401, 'AUTHENTICATION_FAILED', `Unauthorized - ${WHY_UNAUTHENTICATED[reason]}.`);
  return { ...wire, headers: { 'www-authenticate': 'OAuth' } };
}

/** The gateway's own text shows both hashes; what was received is shown only where it is one. */
function invalidBodyHash({ body, headers }: Request): Wire {
  const calculated = createHash('sha256').update(body).digest('base64');
  const received = /oauth_body_hash="([A-Za-z0-9+/=%]{1,132})"/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const text = 'The provided oauth_body_hash does not match the RSA-SHA256 hash of the request payload.';
  const hashes = `Calculated: ${calculated}, Received: ${received}`;
  return gateway(400, 'INVALID_BODY_HASH', `Bad Request - ${text} ${hashes}`);
}

function notFound(part: (Problem & { type: 'not-found' })['part'], parameters: Request['parameters']): Wire {
  const id = parameters['client_id'];
  switch (part) {
    case 'address':
      return processing(404, 'CLIENT_ADDRESS_DOES_NOT_EXIST', `Client with id ${id} has no address of this type.`);
    case 'tag':
      return processing(404, 'CLIENT_CUSTOM_DATA_DOES_NOT_EXIST', `Client with id ${id} has no tag of this name.`);
    case 'classifier':
      return processing(404, 'CLASSIFIER_DOES_NOT_EXIST', 'There is no classifier with this code.');
    default:
      return processing(
        404,
        'CLIENT_DOES_NOT_EXIST',
        id === undefined ? 'Client not found.' : `Client with id ${id} not found.`,
      );
  }
}

function taken(kind: string): Wire {
  if (kind === 'clientNumber')
    return processing(400, 'CLIENT_NUMBER_ALREADY_EXISTS', 'Another client has or had this clientNumber.');
  return processing(400, 'ALREADY_EXISTS', `There is such a ${kind} already.`);
}

/** A violation with what the vendor calls the document it is in. */
interface NamedViolation extends Violation {
  readonly object: string;
}

/** A document of the vendor's: its name in error texts, and the lens that knows its members. */
export interface NamedDocument {
  readonly object: string;
  readonly lens: Lens;
}

/** The same result; when the document is invalid, its violations say in the vendor's words where. */
export function inObject<Value>(
  { object, lens }: NamedDocument,
  result: Result<Value, Problem>,
): Result<Value, Problem> {
  return named(object, result, (violation) => pointerForVendor(lens, violation));
}

/** The same for an address, which its lens knows under its type. */
export function inAddress<Value>(object: string, result: Result<Value, Problem>): Result<Value, Problem> {
  return named(object, result, (violation) => {
    const pointer = pointerForVendor(addressLens, violation);
    return pointer === violation.pointer ? pointer : pointer.replace(/^\/[^/]+/, '');
  });
}

function named<Value>(
  object: string,
  result: Result<Value, Problem>,
  pointerOf: (violation: Violation) => string,
): Result<Value, Problem> {
  if (result.ok || result.problem.type !== 'invalid') return result;
  const violations = result.problem.violations.map(
    (violation): NamedViolation => ({ ...violation, object, pointer: pointerOf(violation) }),
  );
  return refusal({ type: 'invalid', violations });
}

function violationItem(violation: Violation | NamedViolation): ErrorItem {
  const object = 'object' in violation ? violation.object : 'request';
  const where =
    violation.pointer === ''
      ? `Invalid object ${object}`
      : `Invalid field ${dotted(violation.pointer)} value in object ${object}`;
  return {
    Source: 'MASTERCARD PROCESSING',
    ReasonCode: 'REQUEST_VALIDATION',
    Description: `${where}. Validation error: ${violation.message}`,
    Recoverable: false,
  };
}

function malformed({ pointer, message }: { readonly pointer?: string; readonly message: string }): string {
  return pointer ? `Invalid field ${dotted(pointer)}: ${message}.` : sentence(message);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
