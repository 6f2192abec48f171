import { type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../../access/principal.ts';
import type { TokenVerifier } from '../../access/tokens.ts';
import { bearerToken } from '../../wire/bearer.ts';
import type { Request } from '../face.ts';

/** OAuth 2.0 bearer tokens (RFC 6750), JWTs (RFC 9068) of the built-in issuer or of a configured one; and nothing beside. */
export async function authenticate(request: Request, verifier: TokenVerifier): Promise<Result<Principal, Problem>> {
  if (request.headers['x-api-key'] !== undefined) return refuse({ type: 'unauthenticated', reason: 'conflicting' });
  const token = bearerToken(request.headers['authorization']);
  if (!token.ok) return refuse({ type: 'unauthenticated', reason: token.problem });
  return verifier.verify(token.value, 'clientele');
}
