import { createHmac, createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { createHttpSigner } from '../load/http-signature.ts';
import { groundOf, received, urlOf, type Verifier } from './verifier.ts';

const MERCHANT_ID = 'bench';
const PATH = '/tms/v2/customers/0123456789ABCDEF0123456789ABCDEF';
/** What is signed is about as long; what it says makes no difference to HMAC. */
const SIGNED_TEXT = 'x'.repeat(270);

export const httpSignature: Verifier = {
  name: 'HTTP Signature verifier (Cybersource)',
  face: 'cybersource',
  algorithm: 'HMAC-SHA256',
  async prepare(count) {
    const secret = randomBytes(32).toString('base64');
    const keyId = randomUUID();
    const signs = createHttpSigner({ merchantId: MERCHANT_ID, keyId, sharedSecret: secret }, urlOf(PATH).host);
    const requests = Array.from({ length: count }, (_, n) => {
      const body = `{"buyerInformation":{"email":"n${n}@example.com"}}`;
      const headers = signs('PATCH', PATH, body).map((line) => line.split(/: (.*)/, 2) as [string, string]);
      return received(n, PATH, Object.fromEntries(headers), body);
    });
    const key = createSecretKey(secret, 'base64');
    return {
      requests,
      ground: groundOf('cybersource', 'shared-secret', keyId, { secret, merchantId: MERCHANT_ID }),
      bare: () => void createHmac('sha256', key).update(SIGNED_TEXT).digest(),
    };
  },
};
