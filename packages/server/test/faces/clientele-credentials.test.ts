import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { selfSignedCertificate } from '../../src/access/certificate.ts';
import { generateRsaKeyPair } from '../../src/access/key-pair.ts';
import { createRandom } from '../../src/random.ts';
import { assertProblem, operator } from './clientele-api.ts';

const CREDENTIAL = ['id', 'face', 'kind', 'role', 'createdAt'];

async function made(body: object): Promise<Record<string, string>> {
  const reply = await operator('POST', '/v1/credentials', { body });
  assert.equal(reply.status, 201, reply.text);
  return reply.body;
}

describe('the credentials of a face', () => {
  it('keep the shape they have on the wire', async () => {
    assert.deepEqual(Object.keys(await made({ face: 'clientele' })), [...CREDENTIAL, 'secret', 'expiresAt']);
    assert.deepEqual(Object.keys(await made({ face: 'caibo' })), [...CREDENTIAL, 'secret']);
    const login = { face: 'caibo', kind: 'login', email: 'shape@example.com' };
    assert.deepEqual(Object.keys(await made(login)), [...CREDENTIAL, 'secret']);
  });

  it('of signatures and encryption show their private halves once, and their public names always', async () => {
    const signing = await made({ face: 'mastercard', kind: 'signing-key' });
    assert.deepEqual(Object.keys(signing), [...CREDENTIAL, 'consumerKey', 'signingKeyPem']);
    const encryption = await made({ face: 'mastercard', kind: 'encryption-key' });
    const material = ['kid', 'encryptionCertificatePem', 'decryptionKeyPem'];
    assert.deepEqual(Object.keys(encryption), [...CREDENTIAL, ...material]);
    const listed = await operator('GET', '/v1/credentials');
    const item = (id: string | undefined) => listed.body.items.find((row: { id: string }) => row.id === id);
    const { signingKeyPem: _, ...signingListed } = signing;
    assert.deepEqual(item(signing['id']), signingListed);
    const { encryptionCertificatePem: _c, decryptionKeyPem: _d, ...encryptionListed } = encryption;
    assert.deepEqual(item(encryption['id']), encryptionListed);
    assert.doesNotMatch(listed.text, /BEGIN|PRIVATE|Pem|hash|lookup|sealed/i);
  });

  it('take a key the caller has, and refuse what is none without repeating it', async () => {
    const { publicKeyPem, privateKeyPem } = await generateRsaKeyPair();
    const signing = await made({ face: 'mastercard', kind: 'signing-key', publicKeyPem });
    assert.deepEqual(Object.keys(signing), [...CREDENTIAL, 'consumerKey']);
    const encryption = await made({ face: 'mastercard', kind: 'encryption-key', publicKeyPem });
    assert.deepEqual(Object.keys(encryption), [...CREDENTIAL, 'kid', 'encryptionCertificatePem']);
    assert.ok(createPublicKey(encryption['encryptionCertificatePem'] ?? ''));
    for (const wrong of [privateKeyPem, 'canary-7f3a', 'x'.repeat(16_385)]) {
      const body = { face: 'mastercard', publicKeyPem: wrong };
      const refused = await operator('POST', '/v1/credentials', { body });
      assertProblem(refused, 422, 'invalid');
      assert.equal(refused.body.violations[0].pointer, '/publicKeyPem');
      assert.ok(!refused.text.includes(wrong.slice(0, 8)));
    }
  });

  it('of a merchant show what he signs with once, and what names it always', async () => {
    const secret = await made({ face: 'cybersource', merchantId: 'acme_1' });
    assert.deepEqual(Object.keys(secret), [...CREDENTIAL, 'keyId', 'sharedSecret', 'merchantId']);
    assert.deepEqual([secret['kind'], secret['merchantId']], ['shared-secret', 'acme_1']);
    const certificate = await made({ face: 'cybersource', kind: 'certificate' });
    const p12 = ['p12Base64', 'p12Password', 'p12Alias'];
    assert.deepEqual(Object.keys(certificate), [...CREDENTIAL, 'serialNumber', ...p12, 'merchantId', 'expiresAt']);
    assert.equal(certificate['merchantId'], 'sandbox', 'he is called like his tenant');
    const listed = await operator('GET', '/v1/credentials');
    const names = (id: string | undefined) =>
      Object.keys(listed.body.items.find((row: { id: string }) => row.id === id));
    assert.deepEqual(names(secret['id']), [...CREDENTIAL, 'keyId']);
    assert.deepEqual(names(certificate['id']), [...CREDENTIAL, 'serialNumber']);
    for (const name of ['sharedSecret', 'p12Base64', 'p12Password'])
      assert.ok(!listed.text.includes((secret[name] ?? certificate[name] ?? '').slice(0, 20)), name);
  });

  it('of a merchant take the certificate he has, once, and names that are some', async () => {
    const pair = await generateRsaKeyPair();
    const options = { commonName: 'acme', subjectSerialNumber: '4711', from: Date.now(), random: createRandom() };
    const publicKeyPem = await selfSignedCertificate(pair, options);
    const body = { face: 'cybersource', kind: 'certificate', publicKeyPem };
    const registered = await made(body);
    assert.deepEqual(Object.keys(registered), [...CREDENTIAL, 'serialNumber', 'merchantId', 'expiresAt']);
    assert.equal(registered['serialNumber'], '4711');
    assertProblem(await operator('POST', '/v1/credentials', { body }), 409, 'taken');
    const refusals = [
      [{ publicKeyPem: pair.publicKeyPem }, 'publicKeyPem'],
      [{ publicKeyPem: pair.privateKeyPem }, 'publicKeyPem'],
      [{ merchantId: 'canary 7f3a' }, 'merchantId'],
      [{ portfolioId: 'canary-7f3a'.repeat(4) }, 'portfolioId'],
    ] as const;
    for (const [wrong, name] of refusals) {
      const refused = await operator('POST', '/v1/credentials', { body: { ...body, ...wrong } });
      assertProblem(refused, 422, 'invalid');
      assert.deepEqual(
        refused.body.violations.map(({ pointer }: { pointer: string }) => pointer),
        [`/${name}`],
      );
      assert.ok(!refused.text.includes(Object.values(wrong)[0]?.slice(0, 8) ?? ''));
    }
  });

  it('of a kind that another face has are refused', async () => {
    for (const face of ['mastercard', 'cybersource'])
      for (const kind of ['token', 'api-key', 'login'])
        assertProblem(await operator('POST', '/v1/credentials', { body: { face, kind } }), 422, 'invalid');
  });

  it('are refused what their kind does not take, by its name', async () => {
    for (const [body, name] of [
      [{ face: 'clientele', email: 'somebody@example.com' }, 'email'],
      [{ face: 'cybersource', publicKeyPem: 'canary-7f3a' }, 'publicKeyPem'],
      [{ face: 'mastercard', merchantId: 'acme' }, 'merchantId'],
      [{ face: 'caibo', portfolioId: 'acme' }, 'portfolioId'],
    ] as const) {
      const refused = await operator('POST', '/v1/credentials', { body });
      assertProblem(refused, 422, 'invalid');
      assert.deepEqual(
        refused.body.violations.map(({ pointer, rule }: Record<string, string>) => [pointer, rule]),
        [[`/${name}`, 'unknown']],
      );
      assert.ok(!refused.text.includes('canary'));
    }
  });

  it('are revoked one at a time, and stay listed', async () => {
    const [first, second] = [await made({ face: 'mastercard' }), await made({ face: 'mastercard' })];
    assert.equal((await operator('DELETE', `/v1/credentials/${first['id']}`)).status, 204);
    assertProblem(await operator('DELETE', `/v1/credentials/${first['id']}`), 404, 'not-found');
    const { items } = (await operator('GET', '/v1/credentials')).body;
    const revoked = new Map(items.map((row: Record<string, string>) => [row['consumerKey'], row['revokedAt']]));
    assert.match(String(revoked.get(first['consumerKey'])), /Z$/);
    assert.equal(revoked.get(second['consumerKey']), undefined);
  });
});
