import { createPrivateKey, createPublicKey, generateKeyPair, hash, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { ok, type Result, refuse, type Violation } from '@clientele/core';
import { createTurns } from './turns.ts';

/** An RSA key pair as PEM (RFC 7468): the private key is PKCS#8, the public one a SubjectPublicKeyInfo. */
export interface KeyPair {
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

/** NIST SP 800-57 part 1 §5.6.1.1 takes nothing shorter; beyond the longer one a signature costs too much to verify. */
const BITS_MIN = 2048;
const BITS_MAX = 4096;
/** FIPS 186-5 §A.1.1: the exponent is greater than 2^16. A small one makes signatures and encryption weak. */
const EXPONENT_MIN = 65_537n;
/** A verification takes as long as the exponent is: nobody's own key may hold up the others. All usual ones are 65,537. */
const EXPONENT_MAX = 2n ** 32n;

const generate = promisify(generateKeyPair);
/** Each holds a thread for a tenth of a second or more, and there are four for everything that is done beside requests. */
const inTurn = createTurns({ runningMax: 2, waitingMax: 32 });

/** A new RSA key pair of 2048 bits, made off the request thread. Rejects with `Busy` when too many wait for one. */
export async function generateRsaKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await inTurn(() => generate('rsa', { modulusLength: BITS_MIN }));
  return { publicKeyPem: pemOf(publicKey), privateKeyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

/** What a key is known by: SHA-256 of its SubjectPublicKeyInfo in DER, as 64 hexadecimal digits. A string is its PEM. */
export function keyId(publicKey: KeyObject | string): string {
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey;
  return hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex');
}

/** Whether a text is the private half of a public key, both PEM. */
export function isPrivateHalf(text: string, publicKeyPem: string): boolean {
  try {
    return createPublicKey(createPrivateKey(text)).equals(createPublicKey(publicKeyPem));
  } catch {
    return false;
  }
}

/** One block alone: of a private key, or of a chain of certificates, it would have to be guessed what was meant. */
const PUBLIC_BLOCK = /^\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----[A-Za-z0-9+/=\s]+-----END \1-----\s*$/;

/**
 * The public key that somebody gives as `/publicKeyPem`, by itself or in an X.509 certificate, as SubjectPublicKeyInfo.
 * Of a certificate nothing but the key counts: who registers it vouches for it.
 */
export function readPublicKey(text: string): Result<string, Violation> {
  if (!PUBLIC_BLOCK.test(text)) return invalid('must be one PEM block, a PUBLIC KEY or a CERTIFICATE');
  const key = publicKeyIn(text.trim());
  if (!key) return invalid('cannot be read as a public key or a certificate');
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const isFit =
    key.asymmetricKeyType === 'rsa' &&
    modulusLength >= BITS_MIN &&
    modulusLength <= BITS_MAX &&
    publicExponent >= EXPONENT_MIN &&
    publicExponent < EXPONENT_MAX;
  if (isFit) return ok(pemOf(key));
  return invalid(
    `must be an RSA key of ${BITS_MIN} to ${BITS_MAX} bits with an exponent of at least ${EXPONENT_MIN} and at most 32 bits`,
  );
}

function publicKeyIn(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}

function pemOf(publicKey: KeyObject): string {
  return String(publicKey.export({ type: 'spki', format: 'pem' }));
}

function invalid(message: string) {
  return refuse<Violation>({ pointer: '/publicKeyPem', rule: 'format', message });
}
