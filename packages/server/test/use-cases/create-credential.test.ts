import assert from 'node:assert/strict';
import { createPublicKey, privateDecrypt, sign, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { CompactEncrypt } from 'jose';
import { createCredentialReader } from '../../src/access/credentials.ts';
import { generateRsaKeyPair, keyId } from '../../src/access/key-pair.ts';
import {
  type CredentialRequest,
  createCredential,
  type MadeCredential,
} from '../../src/use-cases/create-credential.ts';
import { credentialFaces, credentialKinds, kindsOf, publicLookup } from '../../src/use-cases/credential-kinds.ts';
import { revokeCredential } from '../../src/use-cases/revoke-credential.ts';
import { createEncryptionClient } from '../faces/mastercard/encryption-client.ts';
import { advance, ground, kept, refused, make as stagedMake } from './credential-stage.ts';

function make(wanted: Partial<CredentialRequest>): Promise<MadeCredential> {
  return stagedMake({ face: 'mastercard', ...wanted });
}

describe('a signing key', () => {
  it("has a consumer key in the vendor's shape, and only its public half is kept", async () => {
    const { credential, material } = await make({ kind: 'signing-key' });
    const { consumerKey, signingKeyPem = '' } = material;
    assert.match(consumerKey ?? '', /^[A-Za-z0-9_-]{48}![0-9a-f]{48}$/);
    assert.equal(credential.lookup, consumerKey);
    const { publicKeyPem = '', ...rest } = kept(credential);
    assert.deepEqual(rest, {});
    const signature = sign('sha256', Buffer.from('request'), signingKeyPem);
    assert.ok(verify('sha256', Buffer.from('request'), publicKeyPem, signature));
  });

  it('that the client has already is registered, and nothing secret comes back', async () => {
    const { publicKeyPem } = await generateRsaKeyPair();
    const { credential, material } = await make({ kind: 'signing-key', publicKeyPem });
    assert.deepEqual(material, { consumerKey: credential.lookup });
    assert.deepEqual(kept(credential), { publicKeyPem });
  });

  it('is what a face of signatures gives when no kind is named', async () => {
    assert.equal((await make({})).credential.kind, 'signing-key');
  });
});

describe('an encryption key', () => {
  it("lets the vendor's library encrypt for us and read what is encrypted for it", async () => {
    const { credential, material } = await make({ kind: 'encryption-key' });
    const { kid = '', encryptionCertificatePem = '', decryptionKeyPem = '' } = material;
    const { decryptionKeyPem: ours = '', answerPublicKeyPem = '', ...rest } = kept(credential);
    assert.deepEqual(rest, {});
    assert.equal(credential.lookup, kid);
    assert.equal(kid, keyId(createPublicKey(ours)));
    const client = createEncryptionClient({ encryptionCertificatePem, decryptionKeyPem });
    const [header = '', key = ''] = client.encrypt({ clientNumber: 'ABC_1' }).encryptedData.split('.');
    assert.equal(JSON.parse(Buffer.from(header, 'base64').toString()).kid, kid);
    assert.equal(privateDecrypt({ key: ours, oaepHash: 'sha256' }, Buffer.from(key, 'base64')).length, 32);
    const answer = await new CompactEncrypt(Buffer.from('{"clientId":40000}'))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: keyId(answerPublicKeyPem) })
      .encrypt(createPublicKey(answerPublicKeyPem));
    assert.deepEqual(client.decrypt({ encryptedData: answer }), { clientId: 40000 });
  });

  it("answers to the client's own key where he brings one, and never hands out ours", async () => {
    const client = await generateRsaKeyPair();
    const { credential, material } = await make({ kind: 'encryption-key', publicKeyPem: client.publicKeyPem });
    assert.deepEqual(Object.keys(material), ['kid', 'encryptionCertificatePem']);
    assert.equal(kept(credential)['answerPublicKeyPem'], client.publicKeyPem);
    assert.notEqual(credential.lookup, keyId(client.publicKeyPem));
  });
});

describe('a credential', () => {
  it('of an unknown kind, or with a key that is none, is refused by the member at fault', async () => {
    assert.deepEqual(await refused({ face: 'mastercard', kind: 'token' }), ['/kind']);
    assert.deepEqual(await refused({ face: 'constructor' }), ['/kind']);
    assert.deepEqual(await refused({ face: 'caibo', kind: 'login' }), ['/email']);
    for (const kind of ['signing-key', 'encryption-key'])
      assert.deepEqual(await refused({ face: 'mastercard', kind, publicKeyPem: 'x' }), ['/publicKeyPem']);
  });

  it('is refused by each member that its kind does not take', async () => {
    const details = { email: 'a@example.com', publicKeyPem: 'x', merchantId: 'acme', portfolioId: 'acme' };
    for (const { face, kind, takes } of credentialKinds) {
      const others = Object.entries(details).filter(([name]) => !(takes as readonly string[]).includes(name));
      assert.ok(others.length > 0, kind);
      const pointers = others.map(([name]) => `/${name}`);
      assert.deepEqual(await refused({ face, kind, ...Object.fromEntries(others) }), pointers, kind);
    }
  });

  it('shows what it is looked up by only where that is public', async () => {
    const row = { ...(await make({})).credential, lookup: 'the lookup' };
    for (const { face, kind } of credentialKinds) {
      const shown = publicLookup({ ...row, face, kind });
      const name: Record<string, string> = {
        'signing-key': 'consumerKey',
        'encryption-key': 'kid',
        'shared-secret': 'keyId',
        certificate: 'serialNumber',
      };
      assert.deepEqual(shown, kind in name ? { [name[kind] ?? '']: 'the lookup' } : {}, kind);
    }
  });

  it('has a kind in every face that knows any, and in no other', () => {
    for (const face of credentialFaces) assert.ok(kindsOf(face).length > 0, face);
    assert.deepEqual(kindsOf('__proto__'), []);
  });
});

describe('rotation', () => {
  it('lets two keys work side by side, and the old one end', async () => {
    const reader = createCredentialReader(ground().store, ground().clock);
    const [first, second] = [await make({ kind: 'signing-key' }), await make({ kind: 'signing-key' })];
    const idOf = async ({ credential }: MadeCredential) =>
      (await reader.find('mastercard', credential.lookup))?.credential.id;
    assert.deepEqual([await idOf(first), await idOf(second)], [first.credential.id, second.credential.id]);
    assert.ok((await revokeCredential(ground(), 'one', first.credential.id)).ok);
    advance(2_501);
    assert.deepEqual([await idOf(first), await idOf(second)], [undefined, second.credential.id]);
  });

  it('keeps the oldest key the one that counts, until it is revoked', async () => {
    const reader = createCredentialReader(ground().store, ground().clock);
    const oldest = async (tenant = 'two') =>
      (await reader.oldest(tenant, 'mastercard', 'encryption-key'))?.credential.id;
    await ground().store.createTenant({ id: 'two', number: '2', name: 'Two' });
    assert.equal(await oldest(), undefined);
    const signing = await make({ tenant: 'two', kind: 'signing-key' });
    advance(1);
    const first = await make({ tenant: 'two', kind: 'encryption-key' });
    assert.equal(await oldest(), first.credential.id, 'that there is none is not remembered');
    advance(1);
    const second = await make({ tenant: 'two', kind: 'encryption-key' });
    advance(2_500);
    assert.equal(await oldest(), first.credential.id, 'another one changes nothing');
    assert.notEqual(await oldest(), signing.credential.id);
    await revokeCredential(ground(), 'two', first.credential.id);
    assert.equal(await oldest(), first.credential.id, 'remembered');
    advance(2_500);
    assert.equal(await oldest(), second.credential.id);
    assert.notEqual(await oldest('one'), second.credential.id);
  });
});

describe('making keys', () => {
  it('is refused for a moment when too many want some at once', async () => {
    const wanted = { tenant: 'one', face: 'mastercard', role: 'integrator' } as const;
    const made = await Promise.all(Array.from({ length: 40 }, () => createCredential(ground(), wanted)));
    const refused = made.flatMap((result) => (result.ok ? [] : [result.problem]));
    assert.deepEqual(refused, Array(40 - 2 - 32).fill({ type: 'too-many-requests', retryAfterS: 1 }));
  });
});
