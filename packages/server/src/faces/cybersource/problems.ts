import { assertNever, type Json, type Problem, refuse as refusal, type Violation } from '@clientele/core';
import { dotted, inVendorWords, pointerForVendor } from '../../lens/vendor-words.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Request } from '../face.ts';
import { customerLens } from './lens.ts';
import { commonHeaders } from './representation.ts';

/** Where a rule was broken, if not in the body: the rule of the violation says so. */
const LOCATIONS = ['header', 'path', 'query'] as const;
type Location = (typeof LOCATIONS)[number] | 'body';

interface Wire {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The vendor's error envelope (contract §1.3). Types that it does not have are ours; the README lists them. */
export function refuse(problem: Problem, request: Request): Answer {
  const { status, body, headers } = wireOf(problem);
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...commonHeaders(request), ...headers },
    body: stringifyJson(body),
  };
}

/** A header, a path parameter or a query member that breaks a rule. */
export function invalidIn(location: Exclude<Location, 'body'>, name: string, message: string) {
  const violation = { pointer: `/${name}`, rule: location, message };
  return refusal<Problem>({ type: 'invalid', violations: inVendorWords([violation]) });
}

function wireOf(problem: Problem): Wire {
  switch (problem.type) {
    case 'malformed':
      return malformed(problem);
    case 'body-too-large':
      return error(413, 'invalidRequest', `The body may have at most ${problem.limitBytes} bytes`);
    case 'headers-too-large':
      return error(431, 'invalidHeaders', `The headers may have at most ${problem.limitBytes} bytes`);
    case 'request-timeout':
      return error(408, 'requestTimeout', 'The request did not arrive completely in time');
    case 'unsupported-media-type':
      return unsupported(problem.supported.join(', '));
    case 'route-not-found':
      return error(404, 'notFound', 'Resource not found');
    case 'method-not-allowed':
      return methodNotAllowed(problem.allow.join(', '));
    case 'unauthenticated':
      return { status: 401, body: { response: { rmsg: 'Authentication Failed' } }, headers: CHALLENGE };
    case 'forbidden':
      return error(403, 'forbidden', 'Request not permitted');
    case 'operation-disabled':
      return error(403, 'forbidden', `Request not permitted: ${problem.because ?? 'the operation is switched off'}`);
    case 'unknown-profile':
      return error(424, 'notFound', 'Profile not found');
    case 'too-many-requests':
      return retryable(429, 'tooManyRequests', 'Too many requests', problem.retryAfterS);
    case 'not-found':
      return error(404, 'notFound', 'Token not found');
    case 'gone':
      return error(410, 'notAvailable', 'Token not available.');
    case 'in-use':
      return error(409, 'conflict', 'Action cannot be performed as the ShippingAddress is the customers default');
    case 'precondition-required':
      return error(400, 'missingHeaders', 'The header if-match is missing');
    case 'stale':
      return error(412, 'conflict', STALE);
    // Never told: nothing is merged by way of this API, and an id of a merged customer leads to the one that is left.
    case 'merged':
    case 'merge-clash':
    case 'not-undoable':
      return error(409, 'conflict', 'Customers are not merged by way of this API');
    case 'taken':
      return error(409, 'tokenIdConflict', 'The id is in use');
    case 'invalid':
      return invalid(problem.violations);
    case 'patch-failed':
      return error(400, 'invalidRequest', 'Invalid HTTP Body');
    case 'idempotency-key-reused':
      return problem.signed ? error(412, 'conflict', STALE) : KEY_REUSED;
    case 'idempotency-key-in-flight':
      return retryable(409, 'conflict', 'The same request has not been answered yet', 1);
    case 'storage-full':
      return error(507, 'internalError', 'There is no room left to keep this change; nothing was changed');
    case 'unavailable':
      return retryable(
        503,
        'internalError',
        'The outcome is not known: get the customer before repeating the request',
        1,
      );
    case 'internal':
      return error(500, 'internalError', 'Internal server error');
    default:
      return assertNever(problem);
  }
}

const STALE = 'Action cannot be performed as the if-match header value does not match the token etag';
/** A signature is a key too; used again, it is `if-match` that differs, because the rest is signed. */
const KEY_REUSED = error(422, 'invalidHeaders', 'The Idempotency-Key was used for another request');
const CHALLENGE = { 'www-authenticate': 'Signature, Bearer' };

function error(status: number, type: string, message: string): Wire {
  return { status, body: { errors: [{ type, message }] } };
}

function retryable(status: number, type: string, message: string, afterS: number): Wire {
  return { ...error(status, type, message), headers: { 'retry-after': String(afterS) } };
}

function unsupported(accept: string): Wire {
  return { ...error(415, 'invalidHeaders', `The body must be ${accept} in UTF-8`), headers: { accept } };
}

function methodNotAllowed(allow: string): Wire {
  return { ...error(405, 'methodNotAllowed', `This path has ${allow}`), headers: { allow } };
}

/** Of a body the documented words come first (contract §1.3); what is wrong follows, because they do not say it. */
function malformed({ header, pointer = '', message }: Problem & { type: 'malformed' }): Wire {
  if (header !== undefined) {
    const details = [{ name: header, location: 'header' }];
    return { status: 400, body: { errors: [{ type: 'invalidHeaders', message, details }] } };
  }
  const type = 'invalidRequest';
  const details = [{ name: nameOf(pointer), location: 'body' }];
  return {
    status: 400,
    body: {
      errors: [
        { type, message: 'Invalid HTTP Body', details },
        { type, message },
      ],
    },
  };
}

/** Several broken rules are one item for each type, with one detail for each place. */
function invalid(violations: readonly Violation[]): Wire {
  const found = violations.map((violation) => ({ ...violation, pointer: pointerForVendor(customerLens, violation) }));
  const errors = [...Map.groupBy(found, typeOf)].map(([type, group]): Json => {
    const places = new Map(group.map((violation) => [violation.pointer, violation])).values();
    return {
      type,
      message: group.map(({ pointer, message }) => `${nameOf(pointer)} ${message}`).join('; '),
      details: [...places].map((violation) => ({ name: nameOf(violation.pointer), location: locationOf(violation) })),
    };
  });
  return { status: 400, body: { errors } };
}

function typeOf(violation: Violation): string {
  if (locationOf(violation) === 'header') return 'invalidHeaders';
  return violation.rule === 'required' ? 'missingFields' : 'invalidFields';
}

function locationOf({ rule }: Violation): Location {
  return LOCATIONS.find((location) => location === rule) ?? 'body';
}

/** A place as the vendor writes it: `buyerInformation.email`, `merchantDefinedInformation[0].value`; or the whole body. */
function nameOf(pointer: string): string {
  return dotted(pointer) || 'body';
}
