import { createPublicKey, hash } from 'node:crypto';

/**
 * An RSA key of the usual length to verify with where a caller names none that is known, so that this takes as long. Its
 * modulus is a hash: nobody knows its factors, and so nobody has a private half.
 */
export const NOBODYS_KEY = createPublicKey({ key: { kty: 'RSA', e: 'AQAB', n: nobodysModulus() }, format: 'jwk' });

function nobodysModulus(): string {
  const modulus = hash('shake256', 'the product of primes that nobody knows', {
    outputEncoding: 'buffer',
    outputLength: 256,
  });
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  modulus[255] = (modulus[255] ?? 0) | 1;
  return modulus.toString('base64url');
}
