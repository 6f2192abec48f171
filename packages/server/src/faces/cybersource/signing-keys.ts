import { createPublicKey, createSecretKey, generateKeySync, type KeyObject } from 'node:crypto';
import type { CredentialReader, Held } from '../../access/credentials.ts';
import { NOBODYS_KEY } from '../../access/nobodys-key.ts';
import { openedOnce } from '../../access/opened-credential.ts';
import { type Principal, principalOf } from '../../access/principal.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';

export interface KeyGround extends Pick<Dependencies, 'seal'> {
  readonly credentials: Pick<CredentialReader, 'find'>;
}

/** Both ways to sign share one secret; the other half of a certificate's key makes tokens only (contract §3). */
export interface SharedSecret {
  readonly algorithm: 'HS256';
  readonly secret: KeyObject;
}

interface CertificateKey {
  readonly algorithm: 'RS256';
  readonly publicKey: KeyObject;
}

export type SigningKey = SharedSecret | CertificateKey;
type Algorithm = SigningKey['algorithm'];

/** A key, whose it is, and for whom it may speak. */
export interface FoundKey {
  readonly held: Held;
  readonly key: SigningKey;
  readonly merchantId: string;
  /** The merchant's portfolio, if the key is a MetaKey (contract §3.1). */
  readonly portfolioId?: string;
  /** SHA-256 of the certificate that was registered, as DER, in hexadecimal digits. */
  readonly certificateSha256?: string;
  /** RFC 3339; when its certificate ends. */
  readonly expiresAt?: string;
}

/** The key a request names; what it can verify follows from its record alone, never from the request. */
export async function findKey(lookup: string, { credentials, seal }: KeyGround): Promise<FoundKey | undefined> {
  const held = await credentials.find('cybersource', lookup);
  const opened = held && openedKey(held.credential, seal);
  return opened && { ...opened, held };
}

/** The owner of a key that has verified a request. */
export function ownerOf({ held, merchantId }: FoundKey): Principal {
  return { ...principalOf(held.credential, held.tenant), merchantId };
}

/** Keys to verify with where there is none that fits, so that this takes as long. Nobody knows the secret. */
export const NOBODYS_KEYS: { readonly [Name in Algorithm]: SigningKey & { readonly algorithm: Name } } = {
  HS256: { algorithm: 'HS256', secret: generateKeySync('hmac', { length: 256 }) },
  RS256: { algorithm: 'RS256', publicKey: NOBODYS_KEY },
};

type OpenedKey = Omit<FoundKey, 'held'>;

/** What the kinds of this face's credentials keep. */
type Kept = Pick<FoundKey, 'merchantId' | 'portfolioId'> &
  (
    | { readonly kind: 'shared-secret'; readonly secret: string }
    | ({ readonly kind: 'certificate'; readonly publicKeyPem: string } & Pick<
        FoundKey,
        'certificateSha256' | 'expiresAt'
      >)
  );

const openedKey = openedOnce((kept: Kept): OpenedKey | undefined => {
  const { merchantId, portfolioId } = kept;
  const owner = { merchantId, ...(portfolioId !== undefined && { portfolioId }) };
  switch (kept.kind) {
    case 'shared-secret':
      return { ...owner, key: { algorithm: 'HS256', secret: createSecretKey(kept.secret, 'base64') } };
    case 'certificate': {
      const key = { algorithm: 'RS256', publicKey: createPublicKey(kept.publicKeyPem) } as const;
      const { certificateSha256, expiresAt } = kept;
      return { ...owner, key, ...(certificateSha256 && { certificateSha256 }), ...(expiresAt && { expiresAt }) };
    }
    default:
      return undefined;
  }
});
