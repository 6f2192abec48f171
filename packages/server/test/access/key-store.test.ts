import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { createSecureContext } from 'node:tls';
import { selfSignedCertificate } from '../../src/access/certificate.ts';
import { generateRsaKeyPair, type KeyPair } from '../../src/access/key-pair.ts';
import { keyStore } from '../../src/access/key-store.ts';
import { createRandom } from '../../src/random.ts';
import { openedKeyStore } from './opened-key-store.ts';

const friendlyName = 'serialNumber=1,CN=acme';
const password = 'a long password';
let pair: KeyPair;
let certificatePem: string;
let file: string;

before(async () => {
  pair = await generateRsaKeyPair();
  certificatePem = await selfSignedCertificate(pair, { commonName: 'x', from: Date.now(), random: createRandom() });
  file = await keyStore({ privateKeyPem: pair.privateKeyPem, certificatePem, friendlyName, password });
});

describe('a key store', () => {
  it('holds the key, and the certificate byte for byte, under its name', async () => {
    const opened = await openedKeyStore(file, password);
    assert.equal(opened.friendlyName, friendlyName);
    assert.deepEqual(new X509Certificate(opened.certificatePem).raw, new X509Certificate(certificatePem).raw);
    assert.ok(createPrivateKey(opened.privateKeyPem).equals(createPrivateKey(pair.privateKeyPem)));
  });

  it('is opened by OpenSSL with its password and with no other', () => {
    const pfx = Buffer.from(file, 'base64');
    assert.equal(pfx.toString('base64'), file, 'base64 without line ends');
    assert.ok(createSecureContext({ pfx, passphrase: password }));
    for (const passphrase of ['', 'another', `${password} `])
      assert.throws(() => createSecureContext({ pfx, passphrase }), /mac verify failure/);
  });

  it('keeps the key encrypted', () => {
    const { d = '' } = createPrivateKey(pair.privateKeyPem).export({ format: 'jwk' });
    assert.equal(Buffer.from(file, 'base64').includes(Buffer.from(d, 'base64url')), false);
    assert.ok(Buffer.from(file, 'base64').includes(new X509Certificate(certificatePem).raw), 'and nothing else');
  });
});
