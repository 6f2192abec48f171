import { constants, createHmac, timingSafeEqual, verify } from 'node:crypto';
import { type AuthenticationFailure, isObject, type JsonObject, ok, type Result, refuse } from '@clientele/core';
import { bearerToken } from '../../wire/bearer.ts';
import { parseStrictJson } from '../../wire/strict-json.ts';
import type { SigningKey } from './signing-keys.ts';

/** A compact JWS (RFC 7515 §7.1) as it was sent: read, and nothing of it verified. */
export interface CompactToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** RFC 7515 §5.2 step 8: header and claims are signed in the very characters that were sent. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

/**
 * Takes the token of an `Authorization: Bearer` field apart and refuses one that has another spelling, or that could mean
 * two things to two readers. Nobody here understands an extension that must be understood (RFC 7515 §4.1.11).
 */
export function readToken(authorization: string | undefined): Result<CompactToken, AuthenticationFailure> {
  const token = bearerToken(authorization);
  if (!token.ok) return token;
  const segments = token.value.split('.', 4);
  const [header, claims, signature] = segments.map(decode);
  if (segments.length !== 3 || !header || !claims || !signature) return refuse('malformed');
  const [headerJson, claimsJson] = [parseStrictJson(header), parseStrictJson(claims)];
  if (!headerJson.ok || !claimsJson.ok) return refuse('malformed');
  if (!isObject(headerJson.value) || !isObject(claimsJson.value) || 'crit' in headerJson.value)
    return refuse('malformed');
  const signed = token.value.slice(0, token.value.lastIndexOf('.'));
  return ok({ header: headerJson.value, claims: claimsJson.value, signed, signature });
}

/** Whether this key signed the token, by the one algorithm the key is for (RFC 8725 §3.1). */
export function isTokenSigned({ signed, signature }: CompactToken, key: SigningKey): boolean {
  if (key.algorithm === 'HS256') {
    const code = createHmac('sha256', key.secret).update(signed, 'ascii').digest();
    return code.length === signature.length && timingSafeEqual(code, signature);
  }
  const how = { key: key.publicKey, padding: constants.RSA_PKCS1_PADDING };
  return verify('sha256', Buffer.from(signed, 'ascii'), how, signature);
}

/** Base64url that comes out the same when it is written again (RFC 4648 §3.5). */
function decode(segment: string): Uint8Array | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === segment ? bytes : undefined;
}
