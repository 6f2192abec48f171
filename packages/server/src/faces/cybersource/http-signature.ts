import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AuthenticationFailure, ok, type Result, refuse } from '@clientele/core';
import { isTimely } from '../../access/clock-skew.ts';
import { goodForOne, type Principal } from '../../access/principal.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { isBodySigned } from '../../wire/body-digest.ts';
import type { Request } from '../face.ts';
import { digestInField } from './digest.ts';
import { type FoundKey, findKey, type KeyGround, NOBODYS_KEYS, ownerOf, type SharedSecret } from './signing-keys.ts';
import { signingTime } from './signing-time.ts';

export interface SignatureGround extends KeyGround, Pick<Dependencies, 'clock'> {}

type Signed = Pick<Request, 'method' | 'target' | 'headers' | 'body'>;

/** Verifies the `signature` field of a request over what it lists and over the body (contract §3.1). */
export async function verifySignature(
  request: Signed,
  ground: SignatureGround,
): Promise<Result<Principal, AuthenticationFailure>> {
  const read = readSignature(request.headers['signature']);
  const lines = read && linesOf(request, read.names);
  const times = lines && DATE_NAMES.flatMap((name) => lines.get(name) ?? []).map(signingTime);
  if (!read || !lines || !times) return refuse('malformed');
  for (const time of times) {
    if (time === undefined) return refuse('malformed');
    if (!isTimely(time, ground.clock.now())) return refuse('expired');
  }
  const found = await findKey(read.keyId, ground);
  const secret = found?.key.algorithm === 'HS256' ? found.key : undefined;
  const isSigned = isSignedBy(secret ?? NOBODYS_KEYS.HS256, read.signature, textsOf(lines, found));
  if (!isSigned || !secret || !found || lines.get(MERCHANT) !== found.merchantId) return refuse('invalid');
  const digest = lines.get('digest');
  if (!isBodySigned(request.body, digest === undefined ? undefined : digestInField(digest))) return refuse('digest');
  return ok(goodForOne(ownerOf(found), request.method, { repeat: read.signature }));
}

/** A `signature` field, its parameters well formed; nothing is verified. */
interface SignatureField {
  readonly keyId: string;
  /** What was signed, line by line. */
  readonly names: readonly string[];
  /** HMAC-SHA256 in base64. */
  readonly signature: string;
}

/** As long as a list of 64 names. */
const FIELD_LENGTH_MAX = 2_048;

/** What the parameters may be. None can hold a quote or a comma; a name cannot be signed as another one. */
const FORMS = new Map([
  ['keyid', /^[\w.~+/=-]{1,128}$/],
  ['algorithm', /^HmacSHA256$/],
  ['headers', /^(?:[a-z\d_-]+|\(request-target\))(?: (?:[a-z\d_-]+|\(request-target\)))*$/],
  // The last character stands for four bits, and there are four ways to write them: RFC 4648 §3.5 has one.
  ['signature', /^[A-Za-z\d+/]{42}[AEIMQUYcgkosw048]=$/],
]);
const PARAMETER = /^[ \t]*([a-z]+)="([^"]*)"[ \t]*$/;

/** Reads a field that has each parameter once and nothing else. */
function readSignature(field: string | undefined): SignatureField | undefined {
  if (field === undefined || field.length > FIELD_LENGTH_MAX) return undefined;
  const found = new Map<string, string>();
  for (const parameter of field.split(',', FORMS.size + 1)) {
    const [, name = '', value = ''] = PARAMETER.exec(parameter) ?? [];
    if (found.has(name) || !FORMS.get(name)?.test(value)) return undefined;
    found.set(name, value);
  }
  const [keyId, headers, signature] = [found.get('keyid'), found.get('headers'), found.get('signature')];
  if (!keyId || !headers || !signature || !found.has('algorithm')) return undefined;
  const names = headers.split(' ');
  return new Set(names).size === names.length ? { keyId, names, signature } : undefined;
}

const DATE_NAMES = ['date', 'v-c-date'];
const MERCHANT = 'v-c-merchant-id';
/** Without any of these a signature would be good for another request, another day or another merchant. */
const REQUIRED = [['host'], ['request-target', '(request-target)'], DATE_NAMES, [MERCHANT]];

/** What stands in each line that was signed; nothing where one is missing that must be there, or that was listed. */
function linesOf({ method, target, headers }: Signed, names: readonly string[]): Map<string, string> | undefined {
  if (!REQUIRED.every((spellings) => spellings.some((name) => names.includes(name)))) return undefined;
  const lines = new Map<string, string>();
  for (const name of names) {
    const isTarget = name === 'request-target' || name === '(request-target)';
    const value: unknown = isTarget ? `${method.toLowerCase()} ${target}` : headers[name];
    // Node has some fields as lists, and every object has members that nobody sent.
    if (typeof value !== 'string') return undefined;
    lines.set(name, value);
  }
  return lines;
}

/**
 * The texts that may have been signed. A client with a MetaKey signs the portfolio in the place of the merchant, whom it
 * sends all the same.
 */
function textsOf(lines: ReadonlyMap<string, string>, found: FoundKey | undefined): string[] {
  const texts = [lines];
  if (found?.portfolioId !== undefined) texts.push(new Map(lines).set(MERCHANT, found.portfolioId));
  return texts.map((text) => [...text].map(([name, value]) => `${name}: ${value}`).join('\n'));
}

/** Node reads headers and target as Latin-1: written like this, the bytes are those that were sent. */
function isSignedBy({ secret }: SharedSecret, signature: string, texts: readonly string[]): boolean {
  const sent = Buffer.from(signature, 'base64');
  return texts.some((text) => timingSafeEqual(createHmac('sha256', secret).update(text, 'latin1').digest(), sent));
}
