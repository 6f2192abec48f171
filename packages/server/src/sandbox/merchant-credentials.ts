import { keyStoreHash } from '../use-cases/mint-certificate.ts';
import type { OwnCredential } from './own-credential.ts';

/** Who the sandbox is on the vendor's own pages. */
export const MERCHANT_ID = 'testrest';

export const sharedSecret: OwnCredential = {
  name: 'shared_secret',
  face: 'cybersource',
  kind: 'shared-secret',
  role: 'integrator',
  merchantId: MERCHANT_ID,
  async stillFits({ seal }, { lookup, sealed }, before) {
    const { secret, merchantId } = JSON.parse(seal.open(sealed)) as { secret: string; merchantId: string };
    if (before?.cybersource?.sharedSecret !== secret) return undefined;
    return { keyId: lookup, sharedSecret: secret, merchantId };
  },
};

/** Known again by a hash: to open the file, what made it would have to be loaded at every start. */
export const certificate: OwnCredential = {
  name: 'certificate',
  face: 'cybersource',
  kind: 'certificate',
  role: 'integrator',
  merchantId: MERCHANT_ID,
  async stillFits({ seal, clock }, { lookup, sealed }, before) {
    const p12Base64: unknown = before?.cybersource?.p12Base64;
    const p12Password: unknown = before?.cybersource?.p12Password;
    const { p12Sha256, expiresAt, merchantId } = JSON.parse(seal.open(sealed)) as Record<string, string>;
    if (typeof p12Base64 !== 'string' || typeof p12Password !== 'string') return undefined;
    if (keyStoreHash(p12Base64, p12Password) !== p12Sha256 || Date.parse(expiresAt ?? '') <= clock.now())
      return undefined;
    return { serialNumber: lookup, p12Base64, p12Password, p12Alias: merchantId ?? '' };
  },
};
