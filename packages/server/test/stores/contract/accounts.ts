import assert from 'node:assert/strict';
import type { CredentialRow } from '../../../src/stores/store.ts';
import { bytes, create, keyOf, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const CREDENTIAL: CredentialRow = {
  id: 'crd_1',
  tenant: 'one',
  face: 'caibo',
  kind: 'login',
  role: 'integrator',
  lookup: 'anna@example.com',
  sealed: bytes('hash'),
  createdAt: '2026-11-22T12:00:00.000Z',
};
const LATER: CredentialRow = { ...CREDENTIAL, id: 'crd_0', lookup: 'ben', createdAt: '2026-11-22T12:00:01.000Z' };

export function accountTests(test: ContractTest): void {
  test('tenants are kept', async (store) => {
    const tenant = { id: 'one', number: '0012345678901234567', name: 'Tenant One' };
    assert.equal(await store.tenant('one'), undefined);
    await store.createTenant(tenant);
    assert.deepEqual(await store.tenant('one'), tenant);
    await assert.rejects(store.createTenant({ ...tenant, name: 'again' }), { name: 'StoreError' });
    assert.deepEqual(await store.tenant('one'), tenant);
  });

  test('a credential is found by its face and what is presented, or by its id', async (store) => {
    await store.createCredential(CREDENTIAL);
    assert.deepEqual(plain(await store.credential('caibo', CREDENTIAL.lookup)), plain(CREDENTIAL));
    assert.deepEqual(plain(await store.credentialById('caibo', 'crd_1')), plain(CREDENTIAL));
    assert.equal(await store.credential('mastercard', CREDENTIAL.lookup), undefined);
    assert.equal(await store.credentialById('mastercard', 'crd_1'), undefined);
    assert.equal(await store.credential('caibo', 'nobody'), undefined);
  });

  test('what is presented is unique per face among those not revoked', async (store) => {
    await store.createCredential(CREDENTIAL);
    await assert.rejects(store.createCredential({ ...CREDENTIAL, id: 'crd_2' }), { name: 'StoreError' });
    await store.createCredential({ ...CREDENTIAL, id: 'crd_3', face: 'mastercard' });
    assert.equal(await store.revokeCredential('one', 'crd_1', '2026-11-23T00:00:00.000Z'), true);
    await store.createCredential({ ...CREDENTIAL, id: 'crd_4' });
    assert.equal((await store.credential('caibo', CREDENTIAL.lookup))?.id, 'crd_4');
  });

  test('a revoked credential is found no longer, but listed; it is revoked once, by its tenant', async (store) => {
    await store.createCredential(LATER);
    await store.createCredential(CREDENTIAL);
    await store.createCredential({ ...CREDENTIAL, id: 'crd_2', tenant: 'two', lookup: 'cleo' });
    const at = '2026-11-23T00:00:00.000Z';
    assert.equal(await store.revokeCredential('two', 'crd_1', at), false);
    assert.equal(await store.revokeCredential('one', 'crd_1', at), true);
    assert.equal(await store.revokeCredential('one', 'crd_1', at), false);
    assert.equal(await store.revokeCredential('one', 'crd_9', at), false);
    assert.equal(await store.credential('caibo', CREDENTIAL.lookup), undefined);
    assert.equal(await store.credentialById('caibo', 'crd_1'), undefined);
    const listed = (await store.credentials('one')).map(plain);
    assert.deepEqual(listed, [plain({ ...CREDENTIAL, revokedAt: at }), plain(LATER)]);
  });

  test('a setting is kept as it was first given', async (store) => {
    assert.equal(await store.setting('key'), undefined);
    assert.equal(textOf(await store.keepSetting('key', bytes('first'))), 'first');
    assert.equal(textOf(await store.keepSetting('key', bytes('second'))), 'first');
    assert.equal(textOf(await store.setting('key')), 'first');
    const both = await Promise.all([store.keepSetting('race', bytes('a')), store.keepSetting('race', bytes('b'))]);
    assert.deepEqual(both.map(textOf), ['a', 'a']);
  });

  test('a setting is replaced by what is made of it, and stays as it is when nothing is', async (store) => {
    const put = (text: string) => (kept: Uint8Array | undefined) => ({ value: bytes(text), answer: textOf(kept) });
    assert.equal(await store.changeSetting('rules', put('first')), undefined);
    assert.equal(await store.changeSetting('rules', put('second')), 'first');
    assert.equal(textOf(await store.setting('rules')), 'second');
    assert.equal(await store.changeSetting('rules', (kept) => ({ answer: `saw ${textOf(kept)}` })), 'saw second');
    assert.equal(textOf(await store.setting('rules')), 'second');
    assert.equal(await store.setting('other'), undefined);
  });

  test('of two changes of a setting at once one sees what the other made', async (store) => {
    const grow = (kept: Uint8Array | undefined) => {
      const text = `${textOf(kept) ?? ''}x`;
      return { value: bytes(text), answer: text };
    };
    const answers = await Promise.all([store.changeSetting('race', grow), store.changeSetting('race', grow)]);
    assert.deepEqual(answers.sort(), ['x', 'xx']);
    assert.equal(textOf(await store.setting('race')), 'xx');
  });

  test('a change of a setting that throws fails alone, with its own error', async (store) => {
    const [failed, other] = await Promise.allSettled([
      store.changeSetting('a', () => {
        throw new RangeError('a bug');
      }),
      store.changeSetting('b', () => ({ value: bytes('kept'), answer: 'done' })),
    ]);
    assert.ok(failed.status === 'rejected' && failed.reason instanceof RangeError);
    assert.ok(other.status === 'fulfilled' && other.value === 'done');
    assert.equal(textOf(await store.setting('b')), 'kept');
  });

  test('everything is there after a restart', async (store, reopen) => {
    const caibo = { kind: 'caibo', value: '1' };
    const released = { kind: 'caibo', value: '2' };
    const email = { kind: 'email', value: 'anna@example.com' };
    await store.createTenant({ id: 'one', number: '1', name: 'One' });
    await store.createCredential(CREDENTIAL);
    await store.keepSetting('key', bytes('value'));
    await store.changeSetting('rules', () => ({ value: bytes('first'), answer: undefined }));
    await store.changeSetting('rules', () => ({ value: bytes('last'), answer: undefined }));
    await create(store, 'cus_a', 'Anna', { uniques: [caibo, released], terms: [email], idempotency: keyOf('k') });
    await update(store, caibo, 'Anne', { uniques: { add: [], remove: [released] } });
    const again = await reopen();
    const row = await again.read('one', caibo);
    assert.deepEqual([row?.version, row?.tag, textOf(row?.sealed)], [2, 'tag00002', 'Anne']);
    assert.equal(await again.read('one', released), undefined);
    assert.equal((await create(again, 'cus_b', 'Ben', { uniques: [released] })).type, 'taken');
    assert.equal((await again.search('one', email, { limit: 1 })).length, 1);
    assert.equal((await again.list('one', { limit: 9 })).length, 1);
    assert.deepEqual(
      (await again.history('one', 'cus_a', { limit: 9 })).map(({ version }) => version),
      [2, 1],
    );
    assert.equal((await again.tenant('one'))?.name, 'One');
    assert.equal((await again.credential('caibo', CREDENTIAL.lookup))?.id, 'crd_1');
    assert.equal(textOf(await again.setting('key')), 'value');
    assert.equal(textOf(await again.setting('rules')), 'last');
  });

  test('an open store is ready; a closed one takes and gives nothing', async (store) => {
    assert.equal(await store.ready(), true);
    const last = create(store, 'cus_a', 'Anna');
    await store.close();
    await store.close();
    assert.equal((await last).type, 'written', 'what was submitted before is finished');
    assert.equal(await store.ready(), false);
    const unavailable = { name: 'StoreError', reason: 'unavailable' };
    await assert.rejects(update(store, { id: 'cus_a' }, 'late'), unavailable);
    await assert.rejects(update(store, { id: 'cus_a' }, 'late', { idempotency: keyOf('k') }), unavailable);
    await assert.rejects(store.keepSetting('key', bytes('late')), unavailable);
    await assert.rejects(
      store.changeSetting('key', () => ({ value: bytes('late'), answer: undefined })),
      unavailable,
    );
    await assert.rejects(store.read('one', { id: 'cus_a' }), unavailable);
    await assert.rejects(store.list('one', { limit: 1 }), unavailable);
  });
}

/** Bytes compare by their values, whichever kind of array a store returns. */
function plain(credential: CredentialRow | undefined): unknown {
  return credential && { ...credential, sealed: textOf(credential.sealed) };
}
