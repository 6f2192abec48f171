import type { CredentialRow } from '../stores/store.ts';
import { mintCertificate } from './mint-certificate.ts';
import {
  type CredentialMaterial,
  type MintCredential,
  mintApiKey,
  mintEncryptionKey,
  mintLogin,
  mintSigningKey,
  mintToken,
} from './mint-credential.ts';
import { mintSharedSecret } from './mint-shared-secret.ts';

/** What names a credential and is no secret. */
type PublicLookup = Pick<CredentialMaterial, 'consumerKey' | 'kid' | 'keyId' | 'serialNumber'>;

interface Kind {
  readonly face: string;
  readonly kind: string;
  readonly mint: MintCredential;
  /** What its lookup is called where everybody may see it; the others are hashes and account names. */
  readonly shows?: keyof PublicLookup;
}

/** What each face's callers can be given; a face's first kind is what they get when none is named. */
export const credentialKinds = [
  { face: 'clientele', kind: 'token', mint: mintToken },
  { face: 'caibo', kind: 'api-key', mint: mintApiKey },
  { face: 'caibo', kind: 'login', mint: mintLogin },
  { face: 'mastercard', kind: 'signing-key', mint: mintSigningKey, shows: 'consumerKey' },
  { face: 'mastercard', kind: 'encryption-key', mint: mintEncryptionKey, shows: 'kid' },
  { face: 'cybersource', kind: 'shared-secret', mint: mintSharedSecret, shows: 'keyId' },
  { face: 'cybersource', kind: 'certificate', mint: mintCertificate, shows: 'serialNumber' },
] as const satisfies readonly Kind[];

/** Every face that has credentials, and every kind there is: each of them once. */
export const credentialFaces = [...new Set(credentialKinds.map(({ face }) => face))];
export const kindNames = [...new Set(credentialKinds.map(({ kind }) => kind))];

/** The kinds of one face, its first one first; none of a face that is not known. */
export function kindsOf(face: string): readonly Kind[] {
  return credentialKinds.filter((row) => row.face === face);
}

/** What a credential is known by, where that is no secret. */
export function publicLookup({ face, kind, lookup }: CredentialRow): PublicLookup {
  const shows = kindsOf(face).find((row) => row.kind === kind)?.shows;
  return shows ? { [shows]: lookup } : {};
}
