import { createHash } from 'node:crypto';
import { handleOf, ok, type Problem, type Result, refuse } from '@clientele/core';
import type { CredentialReader } from '../../access/credentials.ts';
import type { Change } from '../../use-cases/commit-change.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { TenantSettings } from '../../use-cases/tenant-settings.ts';
import { preconditionOf } from '../../wire/conditional.ts';
import { keyedRequest } from '../../wire/fingerprint.ts';
import type { Answer, Call, Request, Route } from '../face.ts';
import { invalidIn } from './problems.ts';
import { commonHeaders } from './representation.ts';
import type { CybersourceSettings } from './settings.ts';

export interface Ground {
  readonly dependencies: Dependencies;
  readonly credentials: CredentialReader;
  readonly settings: TenantSettings<CybersourceSettings>;
  /** Told what an operator should look at; never a customer's data. */
  readonly warn: (message: string) => void;
}

export type Handler = (ground: Ground, call: Call, settings: CybersourceSettings) => Promise<Result<Answer, Problem>>;

/** An operation as its route performs it: the profile that the request names first, then the operation's own checks. */
export function performing(ground: Ground, handler: Handler): Route['handle'] {
  return async (call) => {
    const settings = await ground.settings.read(call.principal.tenant.id);
    const profile = checkProfile(call.request, settings);
    if (!profile.ok) return profile;
    const answer = await handler(ground, call, settings);
    if (!answer.ok) return refuse(ofSignature(answer.problem, call));
    return ok({ ...answer.value, headers: { ...answer.value.headers, ...commonHeaders(call.request) } });
  };
}

const PROFILE_ID_LENGTH = 36;

/** `profile-id` is optional; one that is sent has 36 characters, and is the tenant's (contract §1.1). */
function checkProfile({ headers }: Request, { profiles }: CybersourceSettings): Result<void, Problem> {
  const profileId = headers['profile-id'];
  if (profileId === undefined) return ok(undefined);
  if (profileId.length !== PROFILE_ID_LENGTH)
    return invalidIn('header', 'profile-id', `must have ${PROFILE_ID_LENGTH} characters`);
  const isKnown = profiles.some((profile) => profile.toLowerCase() === profileId.toLowerCase());
  return isKnown ? ok(undefined) : refuse({ type: 'unknown-profile' });
}

/**
 * What every write has in common. A signature without a nonce makes its request recognisable instead: an exact repeat is
 * answered with what the first one did, as if it had brought an idempotency key. A key that it does bring counts for
 * nothing then: nobody signed it, and a copy could bring another one. Nobody signed `if-match` either, so a repeat has to
 * bring the same.
 */
export function changeOf({ request, principal, path }: Call): Result<Change, Problem> {
  const keyed = keyedRequest(request, principal.actor.id, () => path);
  if (!keyed.ok) return keyed;
  const idempotency =
    repeated(principal.repeat, request, `${principal.actor.id} ${request.method} ${path}`) ?? keyed.value;
  return ok({ principal, face: 'cybersource', requestId: request.id, ...(idempotency && { idempotency }) });
}

function repeated(repeat: string | undefined, { headers }: Request, scope: string): Change['idempotency'] {
  if (repeat === undefined) return undefined;
  const key = hash(repeat);
  const fingerprint = hash(`${repeat}\n${headers['if-match'] ?? ''}`);
  return { scope, key, fingerprint, copiesWait: true, windowMs: REPEAT_WINDOW_MS };
}

/** Where the signature was the key, what differs is not what the caller signed, and he has sent no key to be told of. */
function ofSignature(problem: Problem, { principal }: Call): Problem {
  const isOfSignature = problem.type === 'idempotency-key-reused' && principal.repeat !== undefined;
  return isOfSignature ? { ...problem, signed: true } : problem;
}

/** A signature is good for 300 s before and after its date (contract §3); after that there is nothing left to recognise. */
const REPEAT_WINDOW_MS = 600_000;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** `if-match`, quoted or bare; without it the change is for whatever version there is. */
export function conditionOf({ headers }: Request) {
  const precondition = preconditionOf(headers, { bare: true });
  if (precondition.ok || precondition.problem.type !== 'malformed') return precondition;
  return invalidIn('header', 'if-match', 'must be * or a list of entity tags');
}

export interface CustomerKey {
  readonly kind: 'cybersource';
  readonly value: string;
}

const ID_LENGTH_MAX = 32;

/** The customer's id in the path: one that cannot be an id is nobody's. */
export function keyOf(request: Request): Result<CustomerKey, Problem> {
  const id = idIn(request, 'customerId');
  if (!id.ok) return id;
  const handle = handleOf('cybersource', id.value);
  return handle ? ok({ kind: 'cybersource', value: handle.id }) : refuse({ type: 'not-found' });
}

/** An id in the path. Too long a one is a mistake of the caller's. */
export function idIn(
  { parameters }: Request,
  name: 'customerId' | 'shippingAddressId' | 'paymentInstrumentId',
): Result<string, Problem> {
  const id = parameters[name] ?? '';
  return id.length <= ID_LENGTH_MAX ? ok(id) : invalidIn('path', name, `must have at most ${ID_LENGTH_MAX} characters`);
}
