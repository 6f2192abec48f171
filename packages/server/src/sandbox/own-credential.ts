import type { TokenIssuer } from '../access/tokens.ts';
import type { CredentialRow } from '../stores/store.ts';
import type { CredentialRequest } from '../use-cases/create-credential.ts';
import type { Dependencies } from '../use-cases/dependencies.ts';
import type { CredentialMaterial } from '../use-cases/mint-credential.ts';
import type { SandboxFile } from './sandbox-file.ts';

export type CredentialGround = Dependencies & { readonly issuer: TokenIssuer };

/** What the owner of a credential works with, and of a login its account name. */
export type OwnMaterial = CredentialMaterial & { readonly email?: string };

/** A credential of the sandbox's own, which is known again by how its id begins. */
export interface OwnCredential extends Omit<CredentialRequest, 'tenant' | 'idPrefix'> {
  readonly name: string;
  /** What still belongs to a kept one, as an earlier start wrote it down; without it the credential is replaced. */
  readonly stillFits: (
    ground: CredentialGround,
    kept: CredentialRow,
    before: Partial<SandboxFile> | undefined,
  ) => Promise<OwnMaterial | undefined>;
}
