import assert from 'node:assert/strict';
import { hash, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import forge from 'node-forge';
import { selfSignedCertificate } from '../../src/access/certificate.ts';
import { generateRsaKeyPair } from '../../src/access/key-pair.ts';
import { readSubjectCertificate } from '../../src/access/subject-certificate.ts';
import { createRandom } from '../../src/random.ts';

const pair = await generateRsaKeyPair();
const FROM = Date.parse('2026-11-22T12:00:00Z');
const UTF8 = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class;

/** A certificate with these attributes in its subject, each in a set of its own. */
function certificate(subject: readonly (readonly [name: string, value: string])[]): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(pair.publicKeyPem);
  made.serialNumber = '01';
  made.validity.notBefore = new Date(FROM);
  made.validity.notAfter = new Date('2030-01-02T03:04:05Z');
  made.setSubject(subject.map(([name, value]) => ({ name, value, valueTagClass: UTF8 })));
  made.setIssuer([{ name: 'commonName', value: 'issuer' }]);
  made.sign(forge.pki.privateKeyFromPem(pair.privateKeyPem), forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

function serialNumberIn(text: string): string | undefined {
  const read = readSubjectCertificate(text);
  return read.ok ? read.value.serialNumber : undefined;
}

/** The same PEM block with other bytes in the place of some. */
function altered(pem: string, from: string, to: string): string {
  const der = new X509Certificate(pem).raw.toString('latin1').replace(from, to);
  const base64 = Buffer.from(der, 'latin1').toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

describe('a certificate with a number in its subject', () => {
  it('is read with its number, key, hash and last moment, with any space around it', async () => {
    const options = { commonName: 'acme_1', subjectSerialNumber: '0071', from: FROM, random: createRandom() };
    const text = await selfSignedCertificate(pair, options);
    const value = {
      serialNumber: '0071',
      publicKeyPem: pair.publicKeyPem,
      sha256: hash('sha256', new X509Certificate(text).raw, 'hex'),
      expiresAt: '2027-12-22T12:00:00.000Z',
    };
    for (const given of [text, `\n  ${text}\n`, text.replaceAll('\n', '\r\n')])
      assert.deepEqual(readSubjectCertificate(given), { ok: true, value });
  });

  it('says who it is of in characters that every reader takes', async () => {
    const options = { commonName: 'acme_1', subjectSerialNumber: '71', from: FROM, random: createRandom() };
    const der = new X509Certificate(await selfSignedCertificate(pair, options)).raw;
    assert.ok(der.includes(Buffer.from('\x0c\x06acme_1')), 'UTF8String');
    assert.ok(der.includes(Buffer.from('\x13\x0271')), 'PrintableString');
  });

  it('has exactly one, of 1 to 64 digits', () => {
    const name = ['commonName', 'acme'] as const;
    const number = (value: string) => ['serialNumber', value] as const;
    assert.equal(serialNumberIn(certificate([number('1')])), '1');
    assert.equal(serialNumberIn(certificate([number('9'.repeat(64)), name])), '9'.repeat(64));
    for (const subject of [
      [],
      [name],
      [number('')],
      [number('12a')],
      [number('12 ')],
      [number('١٢')],
      [number('9'.repeat(65))],
      [number('1'), number('2')],
      [number('1'), number('1')],
      [number('1'), name, number('x')],
    ])
      assert.equal(serialNumberIn(certificate(subject)), undefined, JSON.stringify(subject));
  });

  it('is never numbered by what another attribute contains', () => {
    const parts = ['\n', ' + ', ',', '+', '\\', '\0', 'serialNumber=', '7', 'é', '"', ' '];
    const value = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 }).map((chosen) => chosen.join(''));
    const law = fc.property(value, fc.constantFrom('commonName', 'organizationName'), (text, name) => {
      assert.equal(serialNumberIn(certificate([[name, text]])), undefined);
      assert.equal(
        serialNumberIn(
          certificate([
            [name, text],
            ['serialNumber', '42'],
          ]),
        ),
        '42',
      );
    });
    fc.assert(law, { numRuns: 25 });
  });

  it('is refused as a bare key, with another key, in company, torn, or without an end', () => {
    const text = certificate([['serialNumber', '1']]);
    const endless = altered(text, '300102030405Z', '30010203040xZ');
    assert.ok(new X509Certificate(endless), 'which can be read as a certificate');
    for (const given of [pair.publicKeyPem, pair.privateKeyPem, text + text, text.slice(0, 600), endless, '']) {
      const read = readSubjectCertificate(given);
      assert.ok(!read.ok);
      assert.deepEqual([read.problem.pointer, read.problem.rule], ['/publicKeyPem', 'format']);
    }
  });
});
