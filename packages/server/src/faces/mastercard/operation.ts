import { ok, type Problem, type Result, refuse } from '@clientele/core';
import type { CredentialReader } from '../../access/credentials.ts';
import type { Change } from '../../use-cases/commit-change.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { TenantSettings } from '../../use-cases/tenant-settings.ts';
import { keyedRequest } from '../../wire/fingerprint.ts';
import type { Answer, Call, Operation, Route } from '../face.ts';
import { withPayload } from './payload.ts';
import { correlation } from './problems.ts';
import type { MastercardSettings } from './settings.ts';

export interface Ground {
  readonly dependencies: Dependencies;
  readonly credentials: CredentialReader;
  readonly settings: TenantSettings<MastercardSettings>;
}

export type Handler = (ground: Ground, call: Call, settings: MastercardSettings) => Promise<Result<Answer, Problem>>;

/** An operation as its route performs it: whether the tenant has it at all, then what is in its payload. */
export function performing(ground: Ground, { id }: Operation, handler: Handler): Route['handle'] {
  const { credentials, settings, dependencies } = ground;
  return async (call) => {
    const ofTenant = await settings.read(call.principal.tenant.id);
    if (ofTenant.disabledOperations.some((disabled) => disabled === id))
      return refuse({ type: 'operation-disabled', operation: id });
    const ofPayload = { credentials, seal: dependencies.seal, operation: id };
    const { encryption } = ofTenant;
    const answer = await withPayload(ofPayload, call, encryption, (opened) => handler(ground, opened, ofTenant));
    if (!answer.ok) return answer;
    return ok({ ...answer.value, headers: { ...answer.value.headers, ...correlation(call.request) } });
  };
}

/** What every write has in common; its idempotency key counts for this caller, method and path (contract §3). */
export function changeOf(call: Call): Result<Change, Problem> {
  const { request, principal } = call;
  const idempotency = keyedRequest(request, principal.actor.id, () => call.path);
  if (!idempotency.ok) return idempotency;
  return ok({
    principal,
    face: 'mastercard',
    requestId: request.id,
    ...(idempotency.value && { idempotency: idempotency.value }),
  });
}

export function jsonAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json;charset=utf-8', ...headers }, body };
}
