import type { Violation } from '@clientele/core';
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
  type WantedCredential,
} from './mint-credential.ts';
import { mintSharedSecret } from './mint-shared-secret.ts';

/** What names a credential and is no secret. */
type PublicLookup = Pick<CredentialMaterial, 'consumerKey' | 'kid' | 'keyId' | 'serialNumber'>;

const details = ['email', 'publicKeyPem', 'merchantId', 'portfolioId'] as const;
type Detail = (typeof details)[number];
const MERCHANT = ['merchantId', 'portfolioId'] as const;

interface Kind {
  readonly face: string;
  readonly kind: string;
  readonly mint: MintCredential;
  /** What a caller may say of one he wants; of anything else he would expect that it counts. */
  readonly takes: readonly Detail[];
  /** What its lookup is called where everybody may see it; the others are hashes and account names. */
  readonly shows?: keyof PublicLookup;
}

/** What each face's callers can be given; a face's first kind is what they get when none is named. */
export const credentialKinds = [
  { face: 'clientele', kind: 'token', mint: mintToken, takes: [] },
  { face: 'caibo', kind: 'api-key', mint: mintApiKey, takes: [] },
  { face: 'caibo', kind: 'login', mint: mintLogin, takes: ['email'] },
  { face: 'mastercard', kind: 'signing-key', mint: mintSigningKey, takes: ['publicKeyPem'], shows: 'consumerKey' },
  { face: 'mastercard', kind: 'encryption-key', mint: mintEncryptionKey, takes: ['publicKeyPem'], shows: 'kid' },
  { face: 'cybersource', kind: 'shared-secret', mint: mintSharedSecret, takes: MERCHANT, shows: 'keyId' },
  {
    face: 'cybersource',
    kind: 'certificate',
    mint: mintCertificate,
    takes: ['publicKeyPem', ...MERCHANT],
    shows: 'serialNumber',
  },
] as const satisfies readonly Kind[];

/** Every face that has credentials, and every kind there is: each of them once. */
export const credentialFaces = [...new Set(credentialKinds.map(({ face }) => face))];
export const kindNames = [...new Set(credentialKinds.map(({ kind }) => kind))];

/** The kinds of one face, its first one first; none of a face that is not known. */
export function kindsOf(face: string): readonly Kind[] {
  return credentialKinds.filter((row) => row.face === face);
}

/** What is said of a wanted credential that its kind does not take. */
export function notTaken({ kind, takes }: Kind, wanted: Pick<WantedCredential, Detail>): readonly Violation[] {
  return details
    .filter((name) => wanted[name] !== undefined && !takes.includes(name))
    .map((name) => ({ pointer: `/${name}`, rule: 'unknown', message: `is not taken by the kind ${kind}` }));
}

/** What a credential is known by, where that is no secret. */
export function publicLookup({ face, kind, lookup }: CredentialRow): PublicLookup {
  const shows = kindsOf(face).find((row) => row.kind === kind)?.shows;
  return shows ? { [shows]: lookup } : {};
}
