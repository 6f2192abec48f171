import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { inParallel } from '../in-parallel.ts';
import { createOAuthSigner } from '../load/oauth-signature.ts';
import { groundOf, received, urlOf, type Verifier } from './verifier.ts';

const CONSUMER_KEY = `${'k-_9'.repeat(12)}!${'0123456789abcdef'.repeat(3)}`;
const PATH = '/global-processing/core/clients/123456789012345';
/** A signature base string is about as long; what it says makes no difference to RSA. */
const SIGNED_TEXT = Buffer.from('x'.repeat(420));

export const oauth: Verifier = {
  name: 'OAuth verifier (Mastercard)',
  face: 'mastercard',
  algorithm: 'RSA-2048',
  async prepare(count) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const privateKeyPem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const signed = createOAuthSigner({ consumerKey: CONSUMER_KEY, privateKeyPem });
    const requests = await inParallel(4, Array.from({ length: count }), async (_, n) => {
      const body = `{"clientContactData":{"email":"n${n}@example.com"}}`;
      const authorization = await signed({ method: 'PATCH', url: urlOf(PATH).href, body, nonce: `n${n}` });
      return received(n, PATH, { authorization }, body);
    });
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' });
    const signature = sign('sha256', SIGNED_TEXT, privateKey);
    return {
      requests,
      ground: groundOf('mastercard', 'signing-key', CONSUMER_KEY, { publicKeyPem }),
      bare: () => void verify('sha256', SIGNED_TEXT, publicKey, signature),
    };
  },
};
