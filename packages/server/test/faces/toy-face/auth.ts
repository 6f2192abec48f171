import { type AuthenticationFailure, ok, type Problem, type Result, refuse } from '@clientele/core';
import { type CredentialReader, secretHash } from '../../../src/access/credentials.ts';
import { type Principal, principalOf } from '../../../src/access/principal.ts';
import type { Request } from '../../../src/faces/face.ts';

/** Who calls: the owner of the key in `x-toy-key`. */
export async function authenticate(
  { headers }: Request,
  credentials: Pick<CredentialReader, 'find'>,
): Promise<Result<Principal, Problem>> {
  const key = headers['x-toy-key'];
  if (key === undefined) return unauthenticated('missing');
  const held = await credentials.find('toyshop', secretHash(key));
  return held ? ok(principalOf(held.credential, held.tenant)) : unauthenticated('invalid');
}

function unauthenticated(reason: AuthenticationFailure) {
  return refuse<Problem>({ type: 'unauthenticated', reason });
}
