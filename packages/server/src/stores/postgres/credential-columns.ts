import type { CredentialRow } from '../store.ts';

/** A credential as its table has it. */
export interface CredentialColumns extends Omit<CredentialRow, 'revokedAt'> {
  readonly revokedAt: string | null;
}

export const CREDENTIAL_COLUMNS =
  'id, tenant, face, kind, role, lookup, sealed, created_at AS "createdAt", revoked_at AS "revokedAt"';

export function credentialOf({ revokedAt, ...columns }: CredentialColumns): CredentialRow {
  return { ...columns, ...(revokedAt !== null && { revokedAt }) };
}
