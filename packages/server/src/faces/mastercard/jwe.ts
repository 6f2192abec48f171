import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  timingSafeEqual,
  webcrypto,
} from 'node:crypto';
import { isObject, ok, type Result, refuse } from '@clientele/core';
import { parseStrictJson } from '../../wire/strict-json.ts';

/** A compact JWE (RFC 7516 §7.1) as it was sent: its header is read, nothing is decrypted yet. */
export interface Jwe {
  /** Whose key it is encrypted for. */
  readonly kid: string;
  readonly encryption: Encryption;
  /** RFC 7516 §5.1 step 14: the header is authenticated in the very characters that were sent. */
  readonly authenticated: Uint8Array;
  readonly encryptedKey: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** Encrypted content and all that it takes to open it, but the key. */
type Content = Pick<Jwe, 'authenticated' | 'iv' | 'ciphertext' | 'tag'>;

/** One way of content encryption (`enc`). Whoever has not the key gets `undefined`. */
interface Encryption {
  readonly keyBytes: number;
  readonly decrypt: (content: Content, key: Uint8Array) => Uint8Array | undefined;
}

/** What the vendor's library takes (contract §5.5); of these it sends only A256GCM itself. */
const ENCRYPTIONS = new Map<unknown, Encryption>([
  ['A128GCM', { keyBytes: 16, decrypt: (content, key) => decryptGcm('aes-128-gcm', content, key) }],
  ['A192GCM', { keyBytes: 24, decrypt: (content, key) => decryptGcm('aes-192-gcm', content, key) }],
  ['A256GCM', { keyBytes: 32, decrypt: (content, key) => decryptGcm('aes-256-gcm', content, key) }],
  ['A128CBC-HS256', { keyBytes: 32, decrypt: decryptCbcHmac }],
]);

const ALGORITHM = 'RSA-OAEP-256';
/** Header members that would ask for more than is done here (RFC 7516 §4.1.3, §4.1.13). */
const UNSUPPORTED_MEMBERS = ['zip', 'crit'];
/** The vendor's header has some 180 characters. */
const HEADER_LENGTH_MAX = 1_024;
const TAG_BYTES = 16;
/** RFC 7518 §5.3 says 12; the vendor's Node library sends 16 (contract §5.5). */
const GCM_IV_BYTES = [12, 16];
const CBC_IV_BYTES = 16;

/**
 * Takes a compact JWE apart (RFC 7516 §5.2 steps 1 to 6). What it refuses, in words that fit behind "it", is plain to
 * see for whoever sent it.
 */
export function readJwe(token: string): Result<Jwe, string> {
  const [header = '', ...segments] = token.split('.', 6);
  if (segments.length !== 4) return refuse('is not a compact JWE');
  if (header.length > HEADER_LENGTH_MAX) return refuse(`has a header of more than ${HEADER_LENGTH_MAX} characters`);
  const [headerBytes, encryptedKey, iv, ciphertext, tag] = [header, ...segments].map(decode);
  if (!headerBytes || !encryptedKey || !iv || !ciphertext || !tag) return refuse('is not in base64url');
  const json = parseStrictJson(headerBytes);
  if (!json.ok || !isObject(json.value)) return refuse('has a header that is not a JSON object');
  const { alg, enc, kid, ...others } = json.value;
  const encryption = ENCRYPTIONS.get(enc);
  if (alg !== ALGORITHM || !encryption)
    return refuse(`must have the alg ${ALGORITHM} and one of the enc ${[...ENCRYPTIONS.keys()].join(', ')}`);
  if (UNSUPPORTED_MEMBERS.some((name) => name in others)) return refuse('must have neither zip nor crit in its header');
  if (typeof kid !== 'string') return refuse('must have a kid in its header');
  return ok({ kid, encryption, authenticated: Buffer.from(header, 'ascii'), encryptedKey, iv, ciphertext, tag });
}

/**
 * The plaintext of a JWE (RFC 7516 §5.2 steps 7 to 17), or `undefined`, which never tells why. RSA is WebCrypto's because
 * that computes beside the event loop: of 2048 bits it takes 0.4 ms and the loop 0.07 ms of them, of 4096 bits 2 ms and
 * 0.2 ms, where `privateDecrypt` stops everybody for 0.3 ms and 1.9 ms.
 */
export async function decryptJwe(jwe: Jwe, key: webcrypto.CryptoKey): Promise<Uint8Array | undefined> {
  return jwe.encryption.decrypt(jwe, await unwrapKey(jwe, key));
}

/** A private key as `decryptJwe` takes it: good for RSA-OAEP-256 and nothing else. */
export function decryptionKey(pem: string): webcrypto.CryptoKey {
  return createPrivateKey(pem).toCryptoKey({ name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt']);
}

/** A compact JWE as RFC 7518 has it, with the header the vendor's library sends; that library reads it (contract §5.5). */
export function encryptJwe(plaintext: Uint8Array, publicKey: KeyObject, kid: string): string {
  const header = JSON.stringify({ kid, cty: 'application/json', alg: ALGORITHM, enc: 'A256GCM' });
  const protectedHeader = Buffer.from(header).toString('base64url');
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const encryptedKey = publicEncrypt({ key: publicKey, ...padding }, key);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(protectedHeader, 'ascii'));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const segments = [encryptedKey, iv, ciphertext, cipher.getAuthTag()].map((bytes) => bytes.toString('base64url'));
  return [protectedHeader, ...segments].join('.');
}

/**
 * Base64url, or base64 without padding, or both at once: the vendor's Node library writes `-` for `+` and forgets `/`
 * (contract §5.5). Anything else would not come out the same when it is written again.
 */
function decode(segment: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = Buffer.from(segment, 'base64');
  return bytes.toString('base64url') === segment.replaceAll('+', '-').replaceAll('/', '_') ? bytes : undefined;
}

/** RFC 7516 §11.5: a key that cannot be unwrapped is replaced by a random one, and fails where a wrong one fails. */
async function unwrapKey({ encryptedKey, encryption }: Jwe, key: webcrypto.CryptoKey): Promise<Uint8Array> {
  const substitute = randomBytes(encryption.keyBytes);
  try {
    const unwrapped = await webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, key, encryptedKey);
    return unwrapped.byteLength === encryption.keyBytes ? new Uint8Array(unwrapped) : substitute;
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'OperationError') throw error;
    return substitute;
  }
}

/** RFC 7518 §5.3 */
function decryptGcm(
  cipher: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm',
  { authenticated, iv, ciphertext, tag }: Content,
  key: Uint8Array,
): Uint8Array | undefined {
  if (!GCM_IV_BYTES.includes(iv.length) || tag.length !== TAG_BYTES) return undefined;
  const decipher = createDecipheriv(cipher, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated);
  decipher.setAuthTag(tag);
  return finished(decipher, ciphertext);
}

/** RFC 7518 §5.2.2.2, §5.2.3: half of the key is for the code, half for the cipher, and the code is compared first. */
function decryptCbcHmac({ authenticated, iv, ciphertext, tag }: Content, key: Uint8Array): Uint8Array | undefined {
  if (iv.length !== CBC_IV_BYTES || tag.length !== TAG_BYTES) return undefined;
  const authenticatedBits = Buffer.alloc(8);
  authenticatedBits.writeBigUInt64BE(BigInt(authenticated.length * 8));
  const hmac = createHmac('sha256', key.subarray(0, 16));
  for (const part of [authenticated, iv, ciphertext, authenticatedBits]) hmac.update(part);
  if (!timingSafeEqual(hmac.digest().subarray(0, TAG_BYTES), tag)) return undefined;
  return finished(createDecipheriv('aes-128-cbc', key.subarray(16), iv), ciphertext);
}

function finished(
  decipher: { update(bytes: Uint8Array): Uint8Array; final(): Uint8Array },
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  const plaintext = decipher.update(ciphertext);
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    return undefined;
  }
}
