import { ok, type Problem, type Result, refuse } from '@clientele/core';
import { secretHash } from '../access/credentials.ts';
import { hashPassword } from '../access/passwords.ts';
import type { Role } from '../access/principal.ts';
import type { TokenIssuer } from '../access/tokens.ts';
import { timestamp } from '../clock.ts';
import type { CredentialRow } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { mintId } from './mint.ts';
import { storeProblem } from './store-problem.ts';

/** A credential to make. A login needs the account's e-mail address. */
export interface CredentialRequest {
  readonly tenant: string;
  readonly face: string;
  readonly kind: CredentialKind;
  readonly role: Role;
  readonly email?: string;
  /** How its id begins; `cred` unless it is to be recognised later. */
  readonly idPrefix?: string;
}

export type CredentialKind = 'token' | 'api-key' | 'login';

/** What each face's callers can be given. */
export const credentialKinds: Readonly<Record<string, readonly CredentialKind[]>> = {
  clientele: ['token'],
  caibo: ['api-key', 'login'],
};

export interface MadeCredential {
  readonly credential: CredentialRow;
  /** Shown this once; only what verifies it is kept. */
  readonly secret: string;
  readonly expiresAt?: string;
}

/** Thirty days: long enough to integrate with, short enough that a forgotten one dies. */
export const TOKEN_TTL_S = 30 * 24 * 60 * 60;

/** Makes a credential and its secret. */
export async function createCredential(
  dependencies: Dependencies & { readonly issuer: TokenIssuer },
  request: CredentialRequest,
): Promise<Result<MadeCredential, Problem>> {
  const { store, seal, clock, random, issuer } = dependencies;
  const { tenant, face, kind, role, email, idPrefix = 'cred' } = request;
  if (!credentialKinds[face]?.includes(kind))
    return invalid('/kind', `must be one of ${credentialKinds[face]?.join(', ')}`);
  if (kind === 'login' && email === undefined) return invalid('/email', 'is required for a login');
  const id = mintId(idPrefix, random);
  const secret = kind === 'token' ? '' : freshSecret(kind, random);
  const lookups = { token: id, 'api-key': secretHash(secret), login: loginLookup(email ?? '') };
  const kept = kind === 'login' ? { passwordHash: await hashPassword(secret, random) } : {};
  const credential: CredentialRow = {
    id,
    tenant,
    face,
    kind,
    role,
    lookup: lookups[kind],
    sealed: seal.seal(JSON.stringify(kept)),
    createdAt: timestamp(clock),
  };
  if (await store.credential(face, credential.lookup)) return refuse({ type: 'taken', kind });
  try {
    await store.createCredential(credential);
  } catch (error) {
    // Somebody may have been faster with the same account.
    if (await store.credential(face, credential.lookup)) return refuse({ type: 'taken', kind });
    const problem = storeProblem(error);
    if (problem) return refuse(problem);
    throw error;
  }
  if (kind !== 'token') return ok({ credential, secret });
  const { token, expiresAt } = await issuer.issue({ credentialId: id, tenant, face, ttlS: TOKEN_TTL_S });
  return ok({ credential, secret: token, expiresAt });
}

/** What a login is looked up by; account names do not depend on case. */
export function loginLookup(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

function freshSecret(kind: 'api-key' | 'login', random: Dependencies['random']): string {
  const secret = Buffer.from(random.bytes(32)).toString('base64url');
  return kind === 'api-key' ? `caibo_test_sk_${secret}` : secret;
}

function invalid(pointer: string, message: string) {
  return refuse<Problem>({ type: 'invalid', violations: [{ pointer, rule: 'required', message }] });
}
