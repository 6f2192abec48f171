/** The credentials of a merchant: shared secrets and certificates. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, hash, sign, verify, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { selfSignedCertificate } from '../../src/access/certificate.ts';
import { createCredentialReader } from '../../src/access/credentials.ts';
import { generateRsaKeyPair } from '../../src/access/key-pair.ts';
import { createRandom } from '../../src/random.ts';
import { createCredential, type MadeCredential } from '../../src/use-cases/create-credential.ts';
import { revokeCredential } from '../../src/use-cases/revoke-credential.ts';
import { openedKeyStore } from '../access/opened-key-store.ts';
import { advance, ground, kept, make, refused } from './credential-stage.ts';

const SECRET = { face: 'cybersource', kind: 'shared-secret' } as const;
const CERTIFICATE = { face: 'cybersource', kind: 'certificate' } as const;
const pair = await generateRsaKeyPair();

function certificateOf(subjectSerialNumber?: string): Promise<string> {
  const options = { commonName: 'acme', from: Date.parse('2026-01-01T00:00:00Z'), random: createRandom() };
  return selfSignedCertificate(pair, { ...options, ...(subjectSerialNumber !== undefined && { subjectSerialNumber }) });
}

describe('a shared secret', () => {
  it('is 32 random bytes behind a random key id, kept because signatures are made with it', async () => {
    const { credential, material } = await make({ face: 'cybersource' });
    assert.equal(credential.kind, 'shared-secret');
    const { keyId = '', sharedSecret = '' } = material;
    assert.deepEqual(material, { keyId, sharedSecret, merchantId: 'one' });
    assert.match(keyId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const bytes = Buffer.from(sharedSecret, 'base64');
    assert.deepEqual([bytes.length, bytes.toString('base64')], [32, sharedSecret]);
    assert.deepEqual([credential.lookup, kept(credential)], [keyId, { secret: sharedSecret, merchantId: 'one' }]);
    const other = (await make(SECRET)).material;
    assert.ok(other.keyId !== keyId && other.sharedSecret !== sharedSecret);
  });

  it('may be of a merchant with another name, and of a portfolio', async () => {
    const { credential, material } = await make({ ...SECRET, merchantId: 'acme_PL-1', portfolioId: 'acme' });
    assert.equal(material.merchantId, 'acme_PL-1');
    const { secret: _, ...names } = kept(credential);
    assert.deepEqual(names, { merchantId: 'acme_PL-1', portfolioId: 'acme' });
  });
});

describe('a certificate that is made', () => {
  it('comes with its private key in a file that only its password opens', async () => {
    const { credential, material } = await make({ ...CERTIFICATE, merchantId: 'acme_1' });
    const { serialNumber = '', p12Base64 = '', p12Password = '' } = material;
    const expiresAt = '2027-12-22T12:00:00.000Z';
    assert.deepEqual(material, {
      serialNumber,
      p12Base64,
      p12Password,
      p12Alias: 'acme_1',
      merchantId: 'acme_1',
      expiresAt,
    });
    assert.match(serialNumber, /^[1-9]\d{21}$/);
    assert.match(p12Password, /^[A-Za-z0-9_-]{32}$/);
    assert.equal(credential.lookup, serialNumber);
    const { friendlyName, certificatePem, privateKeyPem } = await openedKeyStore(p12Base64, p12Password);
    assert.equal(friendlyName, `serialNumber=${serialNumber},CN=acme_1`);
    const certificate = new X509Certificate(certificatePem);
    assert.deepEqual(certificate.subject.split('\n'), ['CN=acme_1', `serialNumber=${serialNumber}`]);
    const { publicKeyPem = '', certificateSha256, p12Sha256, ...rest } = kept(credential);
    assert.deepEqual(rest, { merchantId: 'acme_1', expiresAt });
    assert.equal(certificateSha256, hash('sha256', certificate.raw, 'hex'));
    assert.ok(certificate.publicKey.equals(createPublicKey(publicKeyPem)));
    const signature = sign('sha256', Buffer.from('token'), privateKeyPem);
    assert.ok(verify('sha256', Buffer.from('token'), publicKeyPem, signature));
    assert.match(p12Sha256 ?? '', /^[A-Za-z0-9_-]{43}$/);
    await assert.rejects(openedKeyStore(p12Base64, `${p12Password}x`));
  });

  it('leaves nothing of its private half and its password behind', async () => {
    const { credential, material } = await make(CERTIFICATE);
    const { p12Base64 = '', p12Password = '' } = material;
    const { privateKeyPem } = await openedKeyStore(p12Base64, p12Password);
    const row = JSON.stringify({ ...credential, sealed: kept(credential) });
    assert.ok(!row.includes(p12Password) && !row.includes('PRIVATE'));
    const { d = '-' } = createPrivateKey(privateKeyPem).export({ format: 'jwk' });
    const secret = Buffer.from(d, 'base64url');
    for (const coding of ['base64', 'base64url', 'hex'] as const) assert.ok(!row.includes(secret.toString(coding)));
    assert.ok(!row.includes(p12Base64.slice(0, 40)));
  });

  it('is found in its file by the name of the merchant and by that of his portfolio', async () => {
    const { material } = await make({ ...CERTIFICATE, portfolioId: 'group' });
    const { serialNumber, p12Base64 = '', p12Password = '' } = material;
    const { friendlyName } = await openedKeyStore(p12Base64, p12Password);
    assert.equal(friendlyName, `serialNumber=${serialNumber},CN=one,CN=group`);
  });
});

describe('a certificate that the merchant has', () => {
  it('is registered as it is, and nothing secret comes back', async () => {
    const publicKeyPem = await certificateOf('6622889797870183908112');
    const { credential, material } = await make({ ...CERTIFICATE, publicKeyPem, merchantId: 'acme' });
    const serialNumber = '6622889797870183908112';
    const expiresAt = '2027-02-01T00:00:00.000Z';
    assert.deepEqual(material, { serialNumber, merchantId: 'acme', expiresAt });
    assert.equal(credential.lookup, serialNumber);
    const certificateSha256 = hash('sha256', new X509Certificate(publicKeyPem).raw, 'hex');
    const expected = { publicKeyPem: pair.publicKeyPem, certificateSha256, expiresAt, merchantId: 'acme' };
    assert.deepEqual(kept(credential), expected);
  });

  it('is refused when it names no number, or is a bare key', async () => {
    for (const given of [await certificateOf(), await certificateOf('A1'), pair.publicKeyPem, pair.privateKeyPem, ''])
      assert.deepEqual(await refused({ ...CERTIFICATE, publicKeyPem: given }), ['/publicKeyPem']);
  });

  it('is taken by one at a time: once it was revoked it can be registered again', async () => {
    const wanted = {
      ...CERTIFICATE,
      publicKeyPem: await certificateOf('77'),
      tenant: 'one',
      role: 'integrator',
    } as const;
    const first = await make(wanted);
    const second = await createCredential(ground(), wanted);
    assert.deepEqual(second, { ok: false, problem: { type: 'taken', kind: 'certificate' } });
    assert.ok((await revokeCredential(ground(), 'one', first.credential.id)).ok);
    assert.equal((await make(wanted)).credential.lookup, '77');
  });
});

describe('the names of a merchant', () => {
  it('are refused one by one when they are none', async () => {
    for (const kind of ['shared-secret', 'certificate']) {
      const wanted = { face: 'cybersource', kind } as const;
      for (const name of ['', 'a b', 'a\n', 'ünï', 'x'.repeat(37)]) {
        assert.deepEqual(await refused({ ...wanted, merchantId: name }), ['/merchantId']);
        assert.deepEqual(await refused({ ...wanted, portfolioId: name }), ['/portfolioId']);
        const both = { ...wanted, merchantId: name, portfolioId: name };
        assert.deepEqual(await refused(both), ['/merchantId', '/portfolioId']);
      }
    }
    assert.equal((await make({ ...SECRET, merchantId: 'x'.repeat(36) })).material.merchantId?.length, 36);
  });

  it('are refused by the kinds that have no use for them, and so is a key by a secret', async () => {
    const names = { merchantId: 'acme', portfolioId: 'acme' };
    for (const wanted of [{ face: 'caibo', kind: 'api-key' }, { face: 'mastercard' }, { face: 'clientele' }])
      assert.deepEqual(await refused({ ...wanted, ...names }), ['/merchantId', '/portfolioId']);
    assert.deepEqual(await refused({ ...SECRET, publicKeyPem: pair.publicKeyPem }), ['/publicKeyPem']);
  });
});

describe('the rotation of merchant keys', () => {
  it('lets two of a kind work side by side, and the old one end', async () => {
    const reader = createCredentialReader(ground().store, ground().clock);
    const idOf = async ({ credential }: MadeCredential) =>
      (await reader.find('cybersource', credential.lookup))?.credential.id;
    for (const wanted of [SECRET, CERTIFICATE]) {
      const [first, second] = [await make(wanted), await make(wanted)];
      assert.deepEqual([await idOf(first), await idOf(second)], [first.credential.id, second.credential.id]);
      assert.ok((await revokeCredential(ground(), 'one', first.credential.id)).ok);
      advance(2_501);
      assert.deepEqual([await idOf(first), await idOf(second)], [undefined, second.credential.id], wanted.kind);
    }
  });
});
