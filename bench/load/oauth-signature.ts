import { createPrivateKey, hash, type KeyObject, sign } from 'node:crypto';
import type { OAuthSigning } from './plan.ts';

/** What is signed of a request. */
export interface ToSign {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** Letters and digits. */
  readonly nonce: string;
}

/** Gives the value of `Authorization` for a request; the signature is made on the thread pool. */
export type Signer = (request: ToSign) => Promise<string>;

/** OAuth 1.0a with RSA-SHA256 (RFC 5849 §3.4) and `oauth_body_hash`, its header as Mastercard's own signers write it. */
export function createOAuthSigner({ consumerKey, privateKeyPem }: Omit<OAuthSigning, 'scheme'>): Signer {
  const key = createPrivateKey(privateKeyPem);
  return async ({ method, url, body, nonce }) => {
    // In the order of their names, which is the order in which they are signed.
    const parameters = [
      ['oauth_body_hash', hash('sha256', body, 'base64')],
      ['oauth_consumer_key', consumerKey],
      ['oauth_nonce', nonce],
      ['oauth_signature_method', 'RSA-SHA256'],
      ['oauth_timestamp', Math.floor(Date.now() / 1_000)],
      ['oauth_version', '1.0'],
    ];
    const text = parameters.map(([name, value]) => `${name}=${value}`).join('&');
    const signature = await signatureOf(`${method}&${encode(url)}&${encode(text)}`, key);
    const list = parameters.map(([name, value]) => `${name}="${value}"`).join(',');
    return `OAuth ${list},oauth_signature="${encode(signature)}"`;
  };
}

function signatureOf(base: string, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(base), key, (reason, made) =>
      reason ? reject(reason) : resolve(made.toString('base64')),
    );
  });
}

/** RFC 5849 §3.6: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}
