import { createHmac, hash, randomUUID, sign } from 'node:crypto';
import type { Held } from '../../../src/access/credentials.ts';
import { type AuthGround, authenticate } from '../../../src/faces/cybersource/auth.ts';
import type { CybersourceSettings } from '../../../src/faces/cybersource/settings.ts';
import type { Request } from '../../../src/faces/face.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { type Certified, certified } from './certificates.ts';

/** The merchant, the key and the secret of the contract's test vectors (contract §3.1). */
export const KEY_ID = '08c94330-f618-42a3-b09d-e1e43be5efda';
export const SECRET = 'YW4gZXhhbXBsZSBzaGFyZWQgc2VjcmV0LCAzMiBieXRl';
export const MERCHANT = 'testrest';
export const PORTFOLIO = 'portfolio_one';
export const META_KEY_ID = '5e1b2a3c-0d4f-4b6a-8c7d-9e0f1a2b3c4d';

export const HOST = 'apitest.cybersource.com';
export const CUSTOMER = '/tms/v2/customers/AB695DA801DD1BB6E05341588E0A3BDC';
export const BODY = '{"buyerInformation":{"email":"jane.roe@example.com"}}';

/** When requests made by hand are signed and arrive. */
export const NOW = Date.parse('2026-11-22T02:52:57Z');

export const certificate = certified({ serialNumber: '6622889797870183908112' });
export const metaCertificate = certified({ serialNumber: '7711889797870183908113' });

/** A credential of the tenant `shop`; its id tells whose it is. */
export function held(kind: string, lookup: string, kept: object, face = 'cybersource'): Held {
  const sealed = plainSeal.seal(JSON.stringify(kept));
  const createdAt = '2026-01-01T00:00:00.000Z';
  const role = 'integrator';
  return {
    credential: { id: `cred_${lookup.slice(0, 8)}`, tenant: 'shop', face, kind, role, lookup, sealed, createdAt },
    tenant: { id: 'shop', number: '1004', name: 'Shop' },
  };
}

export function heldCertificate(owner: Certified, others: object = {}): Held {
  const { serialNumber, publicKeyPem, certificateSha256 } = owner;
  const kept = { publicKeyPem, certificateSha256, merchantId: MERCHANT, ...others };
  return held('certificate', serialNumber, kept);
}

export const heldSecret = held('shared-secret', KEY_ID, { secret: SECRET, merchantId: MERCHANT });
const everybody: readonly Held[] = [
  heldSecret,
  held('shared-secret', META_KEY_ID, { secret: SECRET, merchantId: MERCHANT, portfolioId: PORTFOLIO }),
  heldCertificate(certificate),
  heldCertificate(metaCertificate, { portfolioId: PORTFOLIO }),
];

export interface Stage extends Partial<CybersourceSettings> {
  readonly holders?: readonly Held[];
  /** Milliseconds since 1970. */
  readonly now?: number;
}

const DEFAULTS: CybersourceSettings = {
  profiles: [],
  requestHosts: null,
  certificateTokens: 'on',
  personalData: 'warn',
};

export function groundOf({ holders = everybody, now = NOW, ...settings }: Stage = {}): AuthGround {
  return {
    clock: { now: () => now },
    seal: plainSeal,
    credentials: {
      find: async (face, lookup) =>
        holders.find(({ credential }) => credential.face === face && credential.lookup === lookup),
    },
    settings: { read: async () => ({ ...DEFAULTS, ...settings }) },
  };
}

/** What becomes of a request: whose key it was, or why it is nobody's. */
export async function outcome(request: Request, stage?: Stage): Promise<string> {
  const result = await authenticate(request, groundOf(stage));
  if (result.ok) return result.value.actor.id;
  return result.problem.type === 'unauthenticated' ? result.problem.reason : result.problem.type;
}

/** What makes a copy of an accepted request known. */
export async function repeatOf(request: Request, stage?: Stage): Promise<string | undefined> {
  const result = await authenticate(request, groundOf(stage));
  return result.ok ? result.value.repeat : undefined;
}

export const ACCEPTED = heldSecret.credential.id;
export const ACCEPTED_CERTIFICATE = heldCertificate(certificate).credential.id;

/** A request as the server gets it. */
export function received(method: string, target: string, headers: Request['headers'], body = ''): Request {
  const question = target.indexOf('?');
  return {
    id: 'req_1',
    method,
    target,
    parameters: {},
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
    headers: { host: HOST, ...headers },
    body: Buffer.from(body, 'utf8'),
    remoteAddress: '127.0.0.1',
  };
}

export function withHeaders(request: Request, headers: Request['headers']): Request {
  return { ...request, headers: { ...request.headers, ...headers } };
}

export function sha256(body: string | Uint8Array): string {
  return hash('sha256', body, 'base64');
}

/** What is to be otherwise than the vendor's client makes it. */
export interface SignatureOptions {
  readonly keyId?: string;
  /** In base64. */
  readonly secret?: string;
  readonly list?: readonly string[];
  /** Header fields to send; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** What is signed in the place of what is sent. */
  readonly signs?: Readonly<Record<string, string>>;
}

/** A request with an HTTP Signature (contract §3.1). */
export function signed(method: string, target: string, body = '', how: SignatureOptions = {}): Request {
  const { keyId = KEY_ID, secret = SECRET } = how;
  const digest = body === '' ? {} : { digest: `SHA-256=${sha256(body)}` };
  const date = new Date(NOW).toUTCString();
  const headers = { host: HOST, date, ...digest, 'v-c-merchant-id': MERCHANT, ...how.headers };
  const list = how.list ?? ['host', 'date', 'request-target', ...Object.keys(digest), 'v-c-merchant-id'];
  const line = `${method.toLowerCase()} ${target}`;
  const values: Readonly<Record<string, string | undefined>> = {
    ...headers,
    'request-target': line,
    '(request-target)': line,
    ...how.signs,
  };
  const signature = macOf(list.map((name) => `${name}: ${values[name]}`).join('\n'), secret).toString('base64');
  const field = `keyid="${keyId}", algorithm="HmacSHA256", headers="${list.join(' ')}", signature="${signature}"`;
  return received(method, target, { ...headers, signature: field }, body);
}

/** The same request, another text in place of one in its signature field. */
export function withSignature(request: Request, from: string | RegExp, to: string): Request {
  return withHeaders(request, { signature: request.headers['signature']?.replace(from, to) });
}

export interface TokenOptions {
  /** Members of the header in place of the ordinary ones; `undefined` leaves one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Makes the signature; by default HS256 with the shared secret. */
  readonly signs?: Signs;
}

export type Signs = (text: string) => Buffer;
export const withSecret =
  (secret = SECRET): Signs =>
  (text) =>
    macOf(text, secret);
export const withPrivateKey =
  ({ privateKeyPem }: Pick<Certified, 'privateKeyPem'> = certificate): Signs =>
  (text) =>
    sign('sha256', Buffer.from(text), privateKeyPem);

/** A request with a token of the present kind (contract §3.2), HS256 unless it says something else. */
export function tokened(method: string, target: string, body = '', how: TokenOptions = {}): Request {
  const iat = Math.floor(NOW / 1000);
  const claims = {
    ...(body !== '' && { digest: sha256(body), 'digest-algorithm': 'SHA-256' }),
    iat,
    exp: iat + 120,
    'request-host': HOST,
    'request-resource-path': target,
    'request-method': method.toLowerCase(),
    iss: MERCHANT,
    jti: randomUUID(),
    'v-c-jwt-version': '2',
    'v-c-merchant-id': MERCHANT,
    ...how.claims,
  };
  const header = { typ: 'JWT', alg: 'HS256', kid: KEY_ID, ...how.header };
  return bearing(method, target, body, tokenOf(JSON.stringify(header), JSON.stringify(claims), how.signs));
}

/** What a client with a certificate does otherwise. */
export const BY_CERTIFICATE: TokenOptions = {
  header: { alg: 'RS256', kid: certificate.serialNumber },
  signs: withPrivateKey(),
};

/** A request with a token of the former kind (contract §3.2). */
export function carrying(method: string, target: string, body = '', how: TokenOptions = {}): Request {
  const claims = {
    ...(body !== '' && { digest: sha256(body), digestAlgorithm: 'SHA-256' }),
    iat: new Date(NOW).toUTCString(),
    ...how.claims,
  };
  const header = {
    typ: 'JWT',
    alg: 'RS256',
    'v-c-merchant-id': MERCHANT,
    x5c: [certificate.certificate],
    ...how.header,
  };
  const { signs = withPrivateKey() } = how;
  return bearing(method, target, body, tokenOf(JSON.stringify(header), JSON.stringify(claims), signs));
}

export function bearing(method: string, target: string, body: string, token: string): Request {
  return received(method, target, { authorization: `Bearer ${token}` }, body);
}

export function tokenOf(header: string, claims: string, signs: Signs = withSecret()): string {
  const text = `${base64url(header)}.${base64url(claims)}`;
  return `${text}.${signs(text).toString('base64url')}`;
}

/** The three parts of a request's token, as they were sent. */
export function segmentsOf({ headers }: Request): [header: string, claims: string, signature: string] {
  const [header = '', claims = '', signature = ''] = (headers['authorization'] ?? '')
    .slice('Bearer '.length)
    .split('.');
  return [header, claims, signature];
}

export function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function macOf(text: string, secret: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest();
}
