import { ok, type Problem, type Result, refuse, validatorOf } from '@clientele/core';
import type { TokenIssuer } from '../../access/tokens.ts';
import { createCredential, credentialKinds, type MadeCredential } from '../../use-cases/create-credential.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { type CredentialRow, listCredentials } from '../../use-cases/list-credentials.ts';
import { revokeCredential } from '../../use-cases/revoke-credential.ts';
import type { Answer, Call } from '../face.ts';
import { type Credential, CredentialInput } from './schema.ts';

const validate = validatorOf(CredentialInput);
const JSON_TYPE = { 'content-type': 'application/json' } as const;

type Ground = Dependencies & { readonly issuer: TokenIssuer };

export async function create(ground: Ground, { body, principal }: Call): Promise<Result<Answer, Problem>> {
  const violations = validate(body ?? null);
  if (violations.length > 0) return refuse({ type: 'invalid', violations });
  const { face, kind, role = 'integrator', email } = body as CredentialInput;
  const made = await createCredential(ground, {
    tenant: principal.tenant.id,
    face,
    kind: kind ?? credentialKinds[face]?.[0] ?? 'token',
    role,
    ...(email !== undefined && { email }),
  });
  if (!made.ok) return made;
  return ok({ status: 201, headers: JSON_TYPE, body: JSON.stringify(shown(made.value.credential, made.value)) });
}

export async function list(ground: Ground, { principal }: Call): Promise<Result<Answer, Problem>> {
  const items = (await listCredentials(ground, principal.tenant.id)).map((row) => shown(row));
  return ok({ status: 200, headers: JSON_TYPE, body: JSON.stringify({ items }) });
}

export async function revoke(ground: Ground, { request, principal }: Call): Promise<Result<Answer, Problem>> {
  const revoked = await revokeCredential(ground, principal.tenant.id, request.parameters['id'] ?? '');
  return revoked.ok ? ok({ status: 204, headers: {} }) : revoked;
}

function shown({ id, face, kind, role, createdAt, revokedAt }: CredentialRow, made?: MadeCredential): Credential {
  return {
    id,
    face,
    kind,
    role,
    createdAt,
    ...(revokedAt !== undefined && { revokedAt }),
    ...(made && { secret: made.secret }),
    ...(made?.expiresAt !== undefined && { expiresAt: made.expiresAt }),
  };
}
