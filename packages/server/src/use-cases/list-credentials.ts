import type { CredentialRow } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

export type { CredentialRow };

/** All credentials of a tenant, revoked ones too, oldest first. */
export function listCredentials(
  { store }: Pick<Dependencies, 'store'>,
  tenant: string,
): Promise<readonly CredentialRow[]> {
  return store.credentials(tenant);
}
