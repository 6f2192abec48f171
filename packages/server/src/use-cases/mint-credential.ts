import { ok, type Problem, type Result, refuse, type Violation } from '@clientele/core';
import { selfSignedCertificate } from '../access/certificate.ts';
import { loginLookup, secretHash } from '../access/credentials.ts';
import { generateRsaKeyPair, type KeyPair, keyId, readPublicKey } from '../access/key-pair.ts';
import { hashPassword } from '../access/passwords.ts';
import type { TokenIssuer } from '../access/tokens.ts';
import type { Dependencies } from './dependencies.ts';
import type { Merchant } from './merchant.ts';
import { mintConsumerKey } from './mint.ts';

/** Makes what is particular to one kind of credential. */
export type MintCredential = (ground: MintGround, wanted: WantedCredential) => Promise<Result<Minted, Problem>>;

export type MintGround = Pick<Dependencies, 'clock' | 'random'> & { readonly issuer: TokenIssuer };

/** Of a merchant, what his vendor calls him. A kind takes what `credential-kinds.ts` says, and no more. */
export interface WantedCredential extends Partial<Merchant> {
  readonly id: string;
  readonly tenant: string;
  readonly face: string;
  /** The account name of a login. */
  readonly email?: string;
  /** The caller's own key or certificate (PEM), where he does not want to be given one. */
  readonly publicKeyPem?: string;
}

export interface Minted {
  /** What a request is looked up by. */
  readonly lookup: string;
  /** What is needed to verify it, as JSON. */
  readonly kept: object;
  readonly material: CredentialMaterial;
}

/** What the owner of a credential works with. He is shown it this once: of what is secret only the other half is kept. */
export interface CredentialMaterial {
  readonly secret?: string;
  readonly expiresAt?: string;
  readonly consumerKey?: string;
  /** What he signs requests with; absent where he has it already. */
  readonly signingKeyPem?: string;
  readonly kid?: string;
  /** What he encrypts requests for. */
  readonly encryptionCertificatePem?: string;
  /** What he decrypts answers with; absent where he has it already. */
  readonly decryptionKeyPem?: string;
  /** What requests name of a shared secret, and the secret, in base64. */
  readonly keyId?: string;
  readonly sharedSecret?: string;
  /** What requests name of a certificate: an attribute of its subject. */
  readonly serialNumber?: string;
  /** A PKCS#12 file with the certificate and its private key; absent where he has them already. */
  readonly p12Base64?: string;
  readonly p12Password?: string;
  readonly p12Alias?: string;
  readonly merchantId?: string;
}

/** Thirty days: long enough to integrate with, short enough that a forgotten one dies. */
export const TOKEN_TTL_S = 30 * 24 * 60 * 60;

export const mintToken: MintCredential = async ({ issuer }, { id, tenant, face }) => {
  const { token, expiresAt } = await issuer.issue({ credentialId: id, tenant, face, ttlS: TOKEN_TTL_S });
  return ok({ lookup: id, kept: {}, material: { secret: token, expiresAt } });
};

export const mintApiKey: MintCredential = async ({ random }) => {
  const secret = `caibo_test_sk_${freshSecret(random)}`;
  return ok({ lookup: secretHash(secret), kept: {}, material: { secret } });
};

export const mintLogin: MintCredential = async ({ random }, { email }) => {
  if (email === undefined) return invalid({ pointer: '/email', rule: 'required', message: 'is required for a login' });
  const secret = freshSecret(random);
  return ok({
    lookup: loginLookup(email),
    kept: { passwordHash: await hashPassword(secret, random) },
    material: { secret },
  });
};

/** Requests name the consumer key and are verified with the public key. */
export const mintSigningKey: MintCredential = async ({ random }, { publicKeyPem }) => {
  const given = givenKey(publicKeyPem);
  if (!given.ok) return given;
  const consumerKey = mintConsumerKey(random);
  const { publicKeyPem: registered, privateKeyPem } = given.value ?? (await generateRsaKeyPair());
  return ok({
    lookup: consumerKey,
    kept: { publicKeyPem: registered },
    material: { consumerKey, ...(privateKeyPem !== undefined && { signingKeyPem: privateKeyPem }) },
  });
};

/** Two pairs: requests are encrypted for ours and answers for the client's. Each keeps one private half. */
export const mintEncryptionKey: MintCredential = async ({ clock, random }, { tenant, publicKeyPem }) => {
  const given = givenKey(publicKeyPem);
  if (!given.ok) return given;
  const [own, client] = await Promise.all([generateRsaKeyPair(), given.value ?? generateRsaKeyPair()]);
  const { publicKeyPem: answerPublicKeyPem, privateKeyPem } = client;
  const kid = keyId(own.publicKeyPem);
  const certificate = { commonName: tenant, from: clock.now(), random };
  return ok({
    lookup: kid,
    kept: { decryptionKeyPem: own.privateKeyPem, answerPublicKeyPem },
    material: {
      kid,
      encryptionCertificatePem: await selfSignedCertificate(own, certificate),
      ...(privateKeyPem !== undefined && { decryptionKeyPem: privateKeyPem }),
    },
  });
};

type PublicHalf = Pick<KeyPair, 'publicKeyPem'> & Partial<KeyPair>;

/** The public key that a client brings. It is read before any pair is made: what is none costs no work. */
function givenKey(text: string | undefined): Result<PublicHalf | undefined, Problem> {
  if (text === undefined) return ok(undefined);
  const read = readPublicKey(text);
  return read.ok ? ok({ publicKeyPem: read.value }) : invalid(read.problem);
}

function invalid(violation: Violation) {
  return refuse<Problem>({ type: 'invalid', violations: [violation] });
}

function freshSecret(random: Dependencies['random']): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}
