import assert from 'node:assert/strict';
import { createPublicKey, privateDecrypt, sign, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CompactEncrypt } from 'jose';
import { createCredentialReader } from '../../src/access/credentials.ts';
import { generateRsaKeyPair, keyId } from '../../src/access/key-pair.ts';
import { createTokenIssuer } from '../../src/access/tokens.ts';
import { createRandom } from '../../src/random.ts';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import type { CredentialRow } from '../../src/stores/store.ts';
import {
  type CredentialRequest,
  createCredential,
  type MadeCredential,
} from '../../src/use-cases/create-credential.ts';
import { credentialFaces, credentialKinds, kindsOf, publicLookup } from '../../src/use-cases/credential-kinds.ts';
import { revokeCredential } from '../../src/use-cases/revoke-credential.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { createEncryptionClient } from '../faces/mastercard/encryption-client.ts';

let ground: Parameters<typeof createCredential>[0];
let time = Date.parse('2026-11-22T12:00:00Z');
const closing: (() => Promise<unknown>)[] = [];

before(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-credentials-'));
  const store = await openSqliteStore({ directory, warn: () => {} });
  const dependencies = { store, seal: plainSeal, clock: { now: () => time }, random: createRandom() };
  ground = { ...dependencies, issuer: await createTokenIssuer(dependencies) };
  await store.createTenant({ id: 'one', number: '1', name: 'One' });
  closing.push(
    () => store.close(),
    () => rm(directory, { recursive: true, force: true }),
  );
});
after(async () => {
  for (const close of closing) await close();
});

async function make(wanted: Partial<CredentialRequest>): Promise<MadeCredential> {
  const made = await createCredential(ground, { tenant: 'one', face: 'mastercard', role: 'integrator', ...wanted });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

function kept({ sealed }: CredentialRow): Record<string, string> {
  return JSON.parse(plainSeal.open(sealed)) as Record<string, string>;
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
    const wanted = { tenant: 'one', role: 'integrator' } as const;
    const refused = async (request: Omit<CredentialRequest, 'tenant' | 'role'>) => {
      const made = await createCredential(ground, { ...wanted, ...request });
      assert.ok(!made.ok && made.problem.type === 'invalid');
      return made.problem.violations.map(({ pointer }) => pointer);
    };
    assert.deepEqual(await refused({ face: 'mastercard', kind: 'token' }), ['/kind']);
    assert.deepEqual(await refused({ face: 'constructor' }), ['/kind']);
    assert.deepEqual(await refused({ face: 'caibo', kind: 'login' }), ['/email']);
    for (const kind of ['signing-key', 'encryption-key'])
      assert.deepEqual(await refused({ face: 'mastercard', kind, publicKeyPem: 'x' }), ['/publicKeyPem']);
  });

  it('shows what it is looked up by only where that is public', async () => {
    const row = { ...(await make({})).credential, lookup: 'the lookup' };
    for (const { face, kind } of credentialKinds) {
      const shown = publicLookup({ ...row, face, kind });
      const expected = { 'signing-key': { consumerKey: 'the lookup' }, 'encryption-key': { kid: 'the lookup' } }[
        kind as string
      ];
      assert.deepEqual(shown, expected ?? {}, kind);
    }
  });

  it('has a kind in every face that knows any, and in no other', () => {
    for (const face of credentialFaces) assert.ok(kindsOf(face).length > 0, face);
    assert.deepEqual(kindsOf('__proto__'), []);
  });
});

describe('rotation', () => {
  it('lets two keys work side by side, and the old one end', async () => {
    const reader = createCredentialReader(ground.store, ground.clock);
    const [first, second] = [await make({ kind: 'signing-key' }), await make({ kind: 'signing-key' })];
    const idOf = async ({ credential }: MadeCredential) =>
      (await reader.find('mastercard', credential.lookup))?.credential.id;
    assert.deepEqual([await idOf(first), await idOf(second)], [first.credential.id, second.credential.id]);
    assert.ok((await revokeCredential(ground, 'one', first.credential.id)).ok);
    time += 2_501;
    assert.deepEqual([await idOf(first), await idOf(second)], [undefined, second.credential.id]);
  });

  it('makes the latest key the newest, until it is revoked', async () => {
    const reader = createCredentialReader(ground.store, ground.clock);
    const newest = async (tenant = 'two') =>
      (await reader.newest(tenant, 'mastercard', 'encryption-key'))?.credential.id;
    await ground.store.createTenant({ id: 'two', number: '2', name: 'Two' });
    assert.equal(await newest(), undefined);
    const first = await make({ tenant: 'two', kind: 'encryption-key' });
    assert.equal(await newest(), first.credential.id, 'that there is none is not remembered');
    time += 1;
    const second = await make({ tenant: 'two', kind: 'encryption-key' });
    await make({ tenant: 'two', kind: 'signing-key' });
    assert.equal(await newest(), first.credential.id, 'remembered');
    time += 2_500;
    assert.equal(await newest(), second.credential.id);
    await revokeCredential(ground, 'two', second.credential.id);
    time += 2_500;
    assert.equal(await newest(), first.credential.id);
    assert.notEqual(await newest('one'), first.credential.id);
  });
});

describe('making keys', () => {
  it('is refused for a moment when too many want some at once', async () => {
    const wanted = { tenant: 'one', face: 'mastercard', role: 'integrator' } as const;
    const made = await Promise.all(Array.from({ length: 40 }, () => createCredential(ground, wanted)));
    const refused = made.flatMap((result) => (result.ok ? [] : [result.problem]));
    assert.deepEqual(refused, Array(40 - 2 - 32).fill({ type: 'too-many-requests', retryAfterS: 1 }));
  });
});
