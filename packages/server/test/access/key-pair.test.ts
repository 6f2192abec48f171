import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { selfSignedCertificate } from '../../src/access/certificate.ts';
import { generateRsaKeyPair, isPrivateHalf, type KeyPair, keyId, readPublicKey } from '../../src/access/key-pair.ts';
import { createRandom } from '../../src/random.ts';

let pair: KeyPair;
let other: KeyPair;
let certificate: string;

before(async () => {
  [pair, other] = await Promise.all([generateRsaKeyPair(), generateRsaKeyPair()]);
  certificate = await selfSignedCertificate(pair, { commonName: 'x', from: Date.now(), random: createRandom() });
});

/** The public key with a modulus of so many bits and an exponent; nobody has its private half. */
function publicKeyOf(bits: number, exponent = 65_537): string {
  const modulus = randomBytes(bits / 8);
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  modulus[modulus.length - 1] = (modulus.at(-1) ?? 0) | 1;
  const e = Buffer.from(exponent.toString(16).padStart(6, '0'), 'hex').toString('base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e }, format: 'jwk' });
  return String(key.export({ type: 'spki', format: 'pem' }));
}

function pemOf(type: 'ec' | 'rsa-pss'): string {
  const options = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  return type === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256', ...options, privateKeyEncoding }).publicKey
    : generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...options, privateKeyEncoding }).publicKey;
}

describe('a generated key pair', () => {
  it('is RSA of 2048 bits, in PKCS#8 and SubjectPublicKeyInfo, and its halves belong together', () => {
    assert.match(pair.privateKeyPem, /^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----\n$/);
    assert.match(pair.publicKeyPem, /^-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END PUBLIC KEY-----\n$/);
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pair.publicKeyPem);
    assert.deepEqual([asymmetricKeyType, asymmetricKeyDetails?.modulusLength], ['rsa', 2048]);
    assert.ok(isPrivateHalf(pair.privateKeyPem, pair.publicKeyPem));
  });

  it('does not fit what is another one, public, torn or no key at all', () => {
    for (const text of [other.privateKeyPem, pair.publicKeyPem, certificate, pair.privateKeyPem.slice(0, 900), '', '7'])
      assert.equal(isPrivateHalf(text, pair.publicKeyPem), false);
  });

  it('is known by the SHA-256 of its public half, whoever names it', () => {
    const der = createPublicKey(pair.publicKeyPem).export({ type: 'spki', format: 'der' });
    assert.equal(keyId(pair.publicKeyPem), hash('sha256', der, 'hex'));
    assert.equal(keyId(createPublicKey(pair.publicKeyPem)), keyId(certificate));
    assert.notEqual(keyId(pair.publicKeyPem), keyId(other.publicKeyPem));
  });
});

describe('a public key that somebody gives', () => {
  it('is taken as it is or out of a certificate, with any line ends and space around it', () => {
    const crlf = pair.publicKeyPem.replaceAll('\n', '\r\n');
    for (const text of [pair.publicKeyPem, crlf, certificate, `\n  ${certificate}\n\n`])
      assert.deepEqual(readPublicKey(text), { ok: true, value: pair.publicKeyPem });
    for (const bits of [2048, 3072, 4096]) assert.ok(readPublicKey(publicKeyOf(bits)).ok, `${bits}`);
  });

  it('is refused when it is private, more than one, no RSA key, too short, too long or too easy', () => {
    const { privateKeyPem, publicKeyPem } = pair;
    const pkcs1 = String(createPublicKey(publicKeyPem).export({ type: 'pkcs1', format: 'pem' }));
    const refused = {
      private: privateKeyPem,
      both: privateKeyPem + publicKeyPem,
      'a chain': certificate + certificate,
      'PKCS#1': pkcs1,
      torn: publicKeyPem.replace(/\n[^\n]+\n-----END/, '\n-----END'),
      'no PEM': 'key',
      nothing: '',
      EC: pemOf('ec'),
      'RSA-PSS': pemOf('rsa-pss'),
      short: publicKeyOf(2040),
      long: publicKeyOf(4104),
      easy: publicKeyOf(2048, 3),
    };
    for (const [what, text] of Object.entries(refused)) {
      const read = readPublicKey(text);
      assert.ok(!read.ok, what);
      assert.deepEqual([read.problem.pointer, read.problem.rule], ['/publicKeyPem', 'format'], what);
    }
  });

  it('is never a surprise, whatever bytes it is made of', () => {
    const block = fc.tuple(fc.constantFrom('PUBLIC KEY', 'CERTIFICATE'), fc.uint8Array({ maxLength: 400 }));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      block.map(([label, bytes]) => {
        const base64 = Buffer.from(bytes).toString('base64');
        return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
      }),
    );
    fc.assert(fc.property(text, (given) => !readPublicKey(given).ok));
  });
});
