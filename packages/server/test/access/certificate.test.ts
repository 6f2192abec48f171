import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { isCertificateOf, selfSignedCertificate } from '../../src/access/certificate.ts';
import { generateRsaKeyPair, keyId } from '../../src/access/key-pair.ts';
import { createRandom } from '../../src/random.ts';

const [pair, other] = await Promise.all([generateRsaKeyPair(), generateRsaKeyPair()]);
const FROM = Date.parse('2026-11-22T12:00:00Z');

async function certificate(options: { months?: number; bytes?: number } = {}): Promise<X509Certificate> {
  const { months, bytes } = options;
  const random = bytes === undefined ? createRandom() : { bytes: (count: number) => new Uint8Array(count).fill(bytes) };
  const wanted = { commonName: 'acme-1', from: FROM, random, ...(months !== undefined && { months }) };
  return new X509Certificate(await selfSignedCertificate(pair, wanted));
}

describe('a self-signed certificate', () => {
  it('says whose it is and is signed with the key it is for', async () => {
    const made = await certificate();
    assert.deepEqual([made.subject, made.issuer], ['CN=acme-1', 'CN=acme-1']);
    assert.equal(String(made.publicKey.export({ type: 'spki', format: 'pem' })), pair.publicKeyPem);
    assert.ok(made.verify(made.publicKey));
    assert.doesNotMatch(made.toString(), /\r/);
  });

  it('lasts thirteen months unless something else is said', async () => {
    const made = await certificate();
    assert.deepEqual(
      [Date.parse(made.validFrom), Date.parse(made.validTo)],
      [FROM, Date.parse('2027-12-22T12:00:00Z')],
    );
    assert.equal(Date.parse((await certificate({ months: 1 })).validTo), Date.parse('2026-12-22T12:00:00Z'));
  });

  it('has a serial number of its own, positive whatever chance gives', async () => {
    assert.notEqual((await certificate()).serialNumber, (await certificate()).serialNumber);
    for (const bytes of [0x00, 0x7f, 0x80, 0xff]) {
      const { serialNumber } = await certificate({ bytes });
      assert.match(serialNumber, /^[4-7][0-9A-F]{31}$/, `${bytes}`);
    }
  });

  it('is of its own key and of no other; what is no certificate is of none', async () => {
    const text = (await certificate()).toString();
    assert.ok(isCertificateOf(text, keyId(pair.publicKeyPem)));
    assert.equal(isCertificateOf(text, keyId(other.publicKeyPem)), false);
    for (const wrong of [pair.publicKeyPem, '', text.slice(0, 700)])
      assert.equal(isCertificateOf(wrong, keyId(pair.publicKeyPem)), false);
  });
});
