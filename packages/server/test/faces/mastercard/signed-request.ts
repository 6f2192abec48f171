import { constants, generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import OAuth from 'mastercard-oauth1-signer';
import type { Held } from '../../../src/access/credentials.ts';
import type { Request } from '../../../src/faces/face.ts';
import { type AuthGround, authenticate } from '../../../src/faces/mastercard/auth.ts';
import { plainSeal } from '../../../src/vault/seal.ts';

/** An integrator: what he is known by, and what he signs with. */
interface Signer {
  readonly consumerKey: string;
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

export function createSigner(name: string, modulusLength = 2048): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return {
    consumerKey: `${name}${'k-_9'.repeat(12).slice(name.length)}!${'0123456789abcdef'.repeat(3)}`,
    privateKeyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKeyPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

/** One who is registered, and one who is not. */
export const integrator = createSigner('Integrator');
export const stranger = createSigner('Stranger');

export const clock = { now: () => Date.now() };

/** The credential that an integrator has here. */
export function heldBy({ consumerKey, publicKeyPem }: Signer, kind = 'signing-key'): Held {
  return {
    credential: {
      id: `cred_${consumerKey.slice(0, 10)}`,
      tenant: 'bank',
      face: 'mastercard',
      kind,
      role: 'integrator',
      lookup: consumerKey,
      sealed: plainSeal.seal(JSON.stringify({ publicKeyPem })),
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    tenant: { id: 'bank', number: '1002', name: 'Bank' },
  };
}

export function groundOf(held: readonly Held[], others: Partial<AuthGround> = {}): AuthGround {
  return {
    clock,
    seal: plainSeal,
    credentials: {
      find: async (face, lookup) =>
        held.find(({ credential }) => credential.face === face && credential.lookup === lookup),
    },
    ...others,
  };
}

const registered = groundOf([heldBy(integrator)]);

/** What becomes of a request: the principal's actor, or why there is none. */
export async function outcome(request: Request, ground: AuthGround = registered): Promise<string> {
  const result = await authenticate(request, ground);
  if (result.ok) return result.value.actor.id;
  return result.problem.type === 'unauthenticated' ? result.problem.reason : result.problem.type;
}

export const ACCEPTED = heldBy(integrator).credential.id;

/** A request as the server gets it when a client calls the URL. */
export function received(method: string, url: string, authorization: string | undefined, body = ''): Request {
  const { protocol, host, target } = partsOf(url);
  const port = protocol === 'https:' ? ':443' : ':80';
  return withTarget(
    {
      id: 'req_1',
      method,
      target,
      parameters: {},
      query: new URLSearchParams(),
      headers: { host: host.endsWith(port) ? host.slice(0, -port.length) : host, authorization },
      body: Buffer.from(body, 'utf8'),
      remoteAddress: '127.0.0.1',
    },
    target,
  );
}

/** The same request for another path and query. */
export function withTarget(request: Request, target: string): Request {
  const question = target.indexOf('?');
  return { ...request, target, query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)) };
}

/** The same request with other headers. */
export function withHeaders(request: Request, headers: Request['headers']): Request {
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** The same request, another text in place of one in its Authorization header. */
export function withAuthorization(request: Request, from: string | RegExp, to: string): Request {
  return withHeaders(request, { authorization: request.headers['authorization']?.replace(from, to) });
}

/** A request signed by the vendor's own library. */
export function signed(
  method: string,
  url: string,
  body = '',
  { consumerKey, privateKeyPem, signatureMethod }: Signer & { signatureMethod?: SignatureMethod } = integrator,
): Request {
  const header = OAuth.getAuthorizationHeader(url, method, body, consumerKey, privateKeyPem, signatureMethod);
  return received(method, url, header, body);
}

export type SignatureMethod = 'RSA-SHA256' | 'RSA-PSS-SHA256';

/** What a signer of one's own puts together differently. */
export interface HandMade {
  readonly signer?: Signer;
  /** Parameters in place of the ordinary ones, decoded; `undefined` leaves one out. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  /** What is made of a value before it is signed. */
  readonly valueSigned?: (text: string) => string;
  /** What is made of a value for the header. */
  readonly valueSent?: (text: string) => string;
  /** How a query is signed, pair by pair. */
  readonly querySigned?: (text: string) => string;
}

/** A request signed by the letter of RFC 5849 §3.4 to §3.6, all of it percent-encoded, unless something is to be otherwise. */
export function handMade(method: string, url: string, body = '', how: HandMade = {}): Request {
  const { signer = integrator, valueSigned = encode, valueSent = encode, querySigned = encodeForm } = how;
  const parameters = Object.entries({ ...ordinaryParameters(signer, body), ...how.parameters }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const { origin, path, query } = partsOf(url);
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((text) => /^([^=]*)=?(.*)$/.exec(text)?.slice(1).map(querySigned) as [string, string]);
  const all = [...pairs, ...parameters.map(([name, value]) => [name, valueSigned(value)] as const)]
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
  const text = all.map(({ name, value }) => `${name}=${value}`).join('&');
  const base = `${method}&${encode(origin.replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2') + path)}&${encode(text)}`;
  const sent = [...parameters, ['oauth_signature', signatureOf(base, signer)] as const];
  const list = sent.map(([name, value]) => `${name}="${valueSent(value)}"`);
  return received(method, url, `OAuth ${list.join(', ')}`, body);
}

/** RSA-SHA256 in base64. */
function signatureOf(base: string, { privateKeyPem }: Signer): string {
  const key = { key: privateKeyPem, padding: constants.RSA_PKCS1_PADDING };
  return sign('sha256', Buffer.from(base), key).toString('base64');
}

function ordinaryParameters({ consumerKey }: Signer, body: string): Record<string, string> {
  return {
    oauth_body_hash: hash('sha256', body, 'base64'),
    oauth_consumer_key: consumerKey,
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: 'RSA-SHA256',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_version: '1.0',
  };
}

export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encodeForm(text: string): string {
  return encode(decodeURIComponent(text.replaceAll('+', ' ')));
}

function partsOf(url: string) {
  const [, protocol = '', host = '', target = ''] = /^(https?:)\/\/([^/]+)(\/.*)$/.exec(url) ?? [];
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  return { protocol, host, origin: `${protocol}//${host}`, target, path, query };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
