import { type AuthenticationFailure, type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../../access/principal.ts';
import type { Request } from '../face.ts';
import { type CertificateTokenGround, isCertificateToken, verifyCertificateToken } from './certificate-token.ts';
import { readToken } from './compact-token.ts';
import { type SignatureGround, verifySignature } from './http-signature.ts';
import { type JsonWebTokenGround, verifyJsonWebToken } from './json-web-token.ts';

export type AuthGround = SignatureGround & JsonWebTokenGround & CertificateTokenGround;

/**
 * Who calls: by exactly one of HTTP Signature (contract §3.1) and a token, of the present kind or of the former one
 * (contract §3.2). What anybody could find out by himself is looked at first; whether a key is known shows neither in
 * the answer nor in the work it takes.
 */
export async function authenticate(request: Request, ground: AuthGround): Promise<Result<Principal, Problem>> {
  const { signature, authorization } = request.headers;
  if (signature !== undefined && authorization !== undefined) return unauthenticated('conflicting');
  const verified = await (signature === undefined ? verifyToken(request, ground) : verifySignature(request, ground));
  return verified.ok ? verified : unauthenticated(verified.problem);
}

async function verifyToken(request: Request, ground: AuthGround): Promise<Result<Principal, AuthenticationFailure>> {
  const token = readToken(request.headers['authorization']);
  if (!token.ok) return token;
  return isCertificateToken(token.value)
    ? verifyCertificateToken(token.value, request, ground)
    : verifyJsonWebToken(token.value, request, ground);
}

function unauthenticated(reason: AuthenticationFailure) {
  return refuse<Problem>({ type: 'unauthenticated', reason });
}
