import { type Problem, type Result, refuse } from '@clientele/core';
import { type CredentialReader, secretHash } from '../../access/credentials.ts';
import { type Principal, principalOf } from '../../access/principal.ts';
import type { TokenVerifier } from '../../access/tokens.ts';
import { bearerToken } from '../../wire/bearer.ts';
import type { Request } from '../face.ts';

export interface AuthGround {
  readonly credentials: CredentialReader;
  readonly verifier: TokenVerifier;
}

/**
 * Who calls: an API key (page "Authentication", `X-API-Key`) or an access token of `POST /auth/login` (the examples of
 * "Update Customer", `Authorization: Bearer`). Never both: which of two callers it is must not be a matter of taste.
 */
export async function authenticate(
  request: Request,
  { credentials, verifier }: AuthGround,
): Promise<Result<Principal, Problem>> {
  const problem = credentialInUrl(request.query);
  if (problem) return refuse(problem);
  const { 'x-api-key': apiKey, authorization } = request.headers;
  if (apiKey !== undefined && authorization !== undefined) return unauthenticated('conflicting');
  if (apiKey !== undefined) return byApiKey(apiKey, credentials);
  const token = bearerToken(authorization);
  return token.ok ? verifier.verify(token.value, 'caibo') : unauthenticated(token.problem);
}

/** URLs end up in logs, histories and referrers ("never expose API keys in URLs"). */
const CREDENTIALS_IN_URL = ['apikey', 'api_key', 'api-key', 'x-api-key', 'token', 'access_token'];

function credentialInUrl(query: URLSearchParams): Problem | undefined {
  for (const name of query.keys()) {
    if (!CREDENTIALS_IN_URL.includes(name.toLowerCase())) continue;
    return {
      type: 'malformed',
      message: 'a credential does not belong into a URL: send X-API-Key or Authorization, and renew this one',
    };
  }
  return undefined;
}

const API_KEY = /^caibo_(live|test)_sk_[A-Za-z0-9_-]{16,128}$/;

async function byApiKey(apiKey: string, credentials: CredentialReader): Promise<Result<Principal, Problem>> {
  if (!API_KEY.test(apiKey)) return unauthenticated('malformed');
  const held = await credentials.find('caibo', secretHash(apiKey));
  if (held?.credential.kind !== 'api-key') return unauthenticated('invalid');
  return { ok: true, value: principalOf(held.credential, held.tenant) };
}

function unauthenticated(reason: (Problem & { type: 'unauthenticated' })['reason']) {
  return refuse<Problem>({ type: 'unauthenticated', reason });
}
