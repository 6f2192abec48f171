import { constants, type KeyObject, verify } from 'node:crypto';
import { type AuthenticationFailure, ok, type Result, refuse } from '@clientele/core';
import type { Pair } from './signature-base.ts';

/** What an `Authorization: OAuth` field says, its values decoded and well formed; nothing of it is verified. */
export interface Authorization {
  readonly consumerKey: string;
  readonly nonce: string;
  /** Seconds since 1970, in decimal digits. */
  readonly timestamp: string;
  readonly method: SignatureMethod;
  readonly signature: Uint8Array;
  /** SHA-256 of the body in base64, if one was signed. */
  readonly bodyHash: string | undefined;
  /** All but the signature, as it stands in the header. */
  readonly signed: readonly Pair[];
}

/** RFC 8017 §8.2 and §8.1, with the salt as long as the hash. MGF1 takes the hash of the signature. */
const PADDINGS = {
  'RSA-SHA256': { padding: constants.RSA_PKCS1_PADDING },
  'RSA-PSS': { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
} as const;
type SignatureMethod = keyof typeof PADDINGS;

/** A signature of 8192 bits, every value percent-encoded, leaves room for a realm. */
const HEADER_LENGTH_MAX = 4096;

/**
 * What each parameter may be once it is decoded. None may hold a percent sign or an ampersand: what was signed then tells
 * without doubt which values were meant, and no other spelling of the header makes a second request of one signature.
 */
const FORMS = new Map<string, RegExp>(
  Object.entries({
    /** 97 letters, digits, `-`, `_` and `!` as the vendor gives them. */
    oauth_consumer_key: /^[A-Za-z0-9!._~-]{1,255}$/,
    /** The vendor's signers send 8 or 16 letters and digits, others up to 64 hexadecimal digits or base64. */
    oauth_nonce: /^[A-Za-z0-9._~+/=-]{1,64}$/,
    oauth_timestamp: /^[1-9]\d{0,11}$/,
    oauth_signature_method: /^RSA-(?:SHA256|PSS)$/,
    oauth_signature: /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    oauth_body_hash: /^[A-Za-z0-9+/]{1,86}={0,2}$/,
    oauth_version: /^1\.0$/,
    /** Empty where a signer cannot leave it out: there is nobody on whose behalf to call. */
    oauth_token: /^$/,
  }),
);

/** Reads the header (RFC 5849 §3.5.1) and refuses one that could mean two things. */
export function readAuthorization(header: string | undefined): Result<Authorization, AuthenticationFailure> {
  if (header === undefined || header === '') return refuse('missing');
  const sent = parametersOf(header);
  if (!sent) return refuse('malformed');
  const decoded: Record<string, string | undefined> = {};
  for (const [name, value] of sent) {
    const text = percentDecoded(value);
    if (text === undefined || !FORMS.get(name)?.test(text)) return refuse('malformed');
    decoded[name] = text;
  }
  const { oauth_consumer_key, oauth_nonce, oauth_timestamp, oauth_signature_method, oauth_signature } = decoded;
  if (!oauth_consumer_key || !oauth_nonce || !oauth_timestamp || !oauth_signature_method || !oauth_signature)
    return refuse('malformed');
  return ok({
    consumerKey: oauth_consumer_key,
    nonce: oauth_nonce,
    timestamp: oauth_timestamp,
    method: oauth_signature_method as SignatureMethod,
    signature: Buffer.from(oauth_signature, 'base64'),
    bodyHash: decoded['oauth_body_hash'],
    signed: [...sent].filter(([name]) => name !== 'oauth_signature'),
  });
}

/** Whether one of the base strings is what was signed, with the private half of this key. */
export function isSigned({ method, signature }: Authorization, bases: Iterable<string>, key: KeyObject): boolean {
  const how = { key, ...PADDINGS[method] };
  for (const base of bases) if (verify('sha256', Buffer.from(base), how, signature)) return true;
  return false;
}

const SCHEME = /^oauth[ \t]+/i;
const PARAMETER = /([a-z_]+)="([^"\\]*)"[ \t]*(?:,[ \t]*(?=[a-z])|$)/gy;

/** The parameters as they stand in the header; the realm, which nobody signs (RFC 5849 §3.4.1.3.1), is left out. */
function parametersOf(header: string): Map<string, string> | undefined {
  const scheme = SCHEME.exec(header)?.[0];
  if (scheme === undefined || header.length > HEADER_LENGTH_MAX) return undefined;
  const list = header.slice(scheme.length);
  const found = new Map<string, string>();
  let end = 0;
  for (const match of list.matchAll(PARAMETER)) {
    const [text, name = '', value = ''] = match;
    if (found.has(name)) return undefined;
    found.set(name, value);
    end = match.index + text.length;
  }
  found.delete('realm');
  return end === list.length ? found : undefined;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
