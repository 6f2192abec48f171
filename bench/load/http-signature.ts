import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { HttpSigning } from './plan.ts';
import type { Signs } from './requests.ts';

/** HTTP Signature with a shared secret, its headers as Cybersource's own clients write them. */
export function createHttpSigner(
  { merchantId, keyId, sharedSecret }: Omit<HttpSigning, 'scheme'>,
  host: string,
): Signs {
  const key = createSecretKey(sharedSecret, 'base64');
  return (method, path, body) => {
    const date = new Date().toUTCString();
    const digest = body === undefined ? [] : [['digest', `SHA-256=${hash('sha256', body, 'base64')}`]];
    const lines = [
      ['host', host],
      ['date', date],
      ['request-target', `${method.toLowerCase()} ${path}`],
      ...digest,
      ['v-c-merchant-id', merchantId],
    ];
    const text = lines.map(([name, value]) => `${name}: ${value}`).join('\n');
    const signature = createHmac('sha256', key).update(text).digest('base64');
    const list = lines.map(([name]) => name).join(' ');
    const field = `keyid="${keyId}", algorithm="HmacSHA256", headers="${list}", signature="${signature}"`;
    const sent = [['v-c-merchant-id', merchantId], ['date', date], ...digest, ['signature', field]];
    return sent.map(([name, value]) => `${name}: ${value}`);
  };
}
