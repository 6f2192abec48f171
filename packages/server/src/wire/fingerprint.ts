import { createHash } from 'node:crypto';
import { ok, type Problem, type Result, refuse } from '@clientele/core';
import { parseIdempotencyKey } from './idempotency-key.ts';

/** A request's idempotency key, whose it is, and a hash of what it asks for. */
export interface KeyedRequest {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

interface Keyed {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/**
 * The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-header §2), scoped to the caller, the method
 * and the path, so that nobody meets another's key; `undefined` when none was sent. `targetOf` tells the operation's
 * path with its query, however the request spelt it.
 */
export function keyedRequest(
  request: Keyed,
  callerId: string,
  targetOf: () => string,
): Result<KeyedRequest | undefined, Problem> {
  const field = request.headers['idempotency-key'];
  if (field === undefined) return ok(undefined);
  const key = parseIdempotencyKey(field);
  if (!key.ok) return refuse({ type: 'malformed', header: 'idempotency-key', message: key.problem.message });
  const target = targetOf();
  const hash = createHash('sha256').update(`${request.method} ${target}\n`);
  const path = target.split('?', 1)[0] ?? '';
  return ok({
    scope: `${callerId} ${request.method} ${path}`,
    key: key.value,
    fingerprint: hash.update(request.body).digest('base64url'),
  });
}
