import { createHmac, hash, randomUUID } from 'node:crypto';

/** A small signer of our own, for the requests that the vendor's client cannot be made to send. */
export interface Signer {
  readonly merchantId: string;
  readonly keyId: string;
  /** In base64. */
  readonly sharedSecret: string;
}

/** What is signed of a request. */
export interface ToSign {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly body: string;
}

export interface SignatureOptions {
  /** What the request's own line is called: in parentheses until October 2023. */
  readonly targetName?: 'request-target' | '(request-target)';
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly host?: string;
}

/** The headers of an HTTP Signature (contract §3.1). */
export function signatureOf(
  { merchantId, keyId, sharedSecret }: Signer,
  { method, target, body }: ToSign,
  { targetName = 'request-target', at = Date.now(), host = 'apitest.cybersource.com' }: SignatureOptions = {},
): Record<string, string> {
  const digest = body === '' ? {} : { digest: `SHA-256=${sha256(body)}` };
  const sent = { host, date: new Date(at).toUTCString(), ...digest, 'v-c-merchant-id': merchantId };
  const lines = { ...sent, [targetName]: `${method.toLowerCase()} ${target}` };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
  const mac = macOf(text.join('\n'), sharedSecret).toString('base64');
  const names = Object.keys(lines).join(' ');
  return { ...sent, signature: `keyid="${keyId}", algorithm="HmacSHA256", headers="${names}", signature="${mac}"` };
}

export interface TokenOptions {
  /** Members in place of the ordinary ones. */
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** The header of a token of the present kind (contract §3.2), HS256. */
export function tokenOf(
  { merchantId, keyId, sharedSecret }: Signer,
  { method, target, body }: ToSign,
  { header, claims }: TokenOptions = {},
): Record<string, string> {
  const iat = Math.floor(Date.now() / 1000);
  const all = {
    ...(body !== '' && { digest: sha256(body), 'digest-algorithm': 'SHA-256' }),
    iat,
    exp: iat + 120,
    'request-host': 'apitest.cybersource.com',
    'request-resource-path': target,
    'request-method': method.toLowerCase(),
    iss: merchantId,
    jti: randomUUID(),
    'v-c-jwt-version': '2',
    'v-c-merchant-id': merchantId,
    ...claims,
  };
  const parts = [{ typ: 'JWT', alg: 'HS256', kid: keyId, ...header }, all];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return { authorization: `Bearer ${text}.${macOf(text, sharedSecret).toString('base64url')}` };
}

function sha256(body: string): string {
  return hash('sha256', body, 'base64');
}

function macOf(text: string, secret: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(text).digest();
}
