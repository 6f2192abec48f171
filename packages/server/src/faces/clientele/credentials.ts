import { ok, type Problem, type Result, refuse, validatorOf } from '@clientele/core';
import type { TokenIssuer } from '../../access/tokens.ts';
import { createCredential } from '../../use-cases/create-credential.ts';
import { publicLookup } from '../../use-cases/credential-kinds.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { type CredentialRow, listCredentials } from '../../use-cases/list-credentials.ts';
import type { CredentialMaterial } from '../../use-cases/mint-credential.ts';
import { revokeCredential } from '../../use-cases/revoke-credential.ts';
import type { Answer, Call } from '../face.ts';
import { type Credential, CredentialInput } from './schema.ts';

const validate = validatorOf(CredentialInput);
const JSON_TYPE = { 'content-type': 'application/json' } as const;

type Ground = Dependencies & { readonly issuer: TokenIssuer };

export async function create(ground: Ground, { body, principal }: Call): Promise<Result<Answer, Problem>> {
  const violations = validate(body ?? null);
  if (violations.length > 0) return refuse({ type: 'invalid', violations });
  const made = await createCredential(ground, {
    role: 'integrator',
    ...(body as CredentialInput),
    tenant: principal.tenant.id,
  });
  if (!made.ok) return made;
  const { credential, material } = made.value;
  return ok({ status: 201, headers: JSON_TYPE, body: JSON.stringify(shown(credential, material)) });
}

export async function list(ground: Ground, { principal }: Call): Promise<Result<Answer, Problem>> {
  const items = (await listCredentials(ground, principal.tenant.id)).map((row) => shown(row));
  return ok({ status: 200, headers: JSON_TYPE, body: JSON.stringify({ items }) });
}

export async function revoke(ground: Ground, { request, principal }: Call): Promise<Result<Answer, Problem>> {
  const revoked = await revokeCredential(ground, principal.tenant.id, request.parameters['id'] ?? '');
  return revoked.ok ? ok({ status: 204, headers: {} }) : revoked;
}

function shown(row: CredentialRow, material: CredentialMaterial = {}): Credential {
  const { id, face, kind, role, createdAt, revokedAt } = row;
  return {
    id,
    face,
    kind,
    role,
    createdAt,
    ...(revokedAt !== undefined && { revokedAt }),
    ...publicLookup(row),
    ...material,
  };
}
