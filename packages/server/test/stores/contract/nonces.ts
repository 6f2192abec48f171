import assert from 'node:assert/strict';
import type { Nonce } from '../../../src/stores/store.ts';
import { AT, create, submit, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const A = { id: 'cus_a' };
const SPENT = { type: 'nonce-spent' };

function nonceOf(value: string, members: Partial<Nonce> = {}): Nonce {
  return { scope: 'credential', value, expiresAt: '2026-11-22T12:10:00.000Z', at: AT, ...members };
}

export function nonceTests(test: ContractTest): void {
  test('a nonce is good for one submission: the next one writes nothing', async (store) => {
    await create(store, 'cus_a', 'Anna', { nonce: nonceOf('n') });
    assert.deepEqual(await update(store, A, 'Anne', { nonce: nonceOf('n') }), SPENT);
    const refused = submit(store, A, () => ({ type: 'refused', refusal: 'no' }), { nonce: nonceOf('n') });
    assert.deepEqual(await refused, SPENT, 'it is told before any refusal');
    assert.equal((await store.read('one', A))?.version, 1);
    assert.equal((await update(store, A, 'Anne', { nonce: nonceOf('m') })).type, 'written');
  });

  test('a spent nonce is spent also when it comes with another end', async (store) => {
    await create(store, 'cus_a', 'Anna', { nonce: nonceOf('n') });
    const later = nonceOf('n', { expiresAt: '2026-11-22T13:00:00.000Z' });
    assert.deepEqual(await update(store, A, 'Anne', { nonce: later }), SPENT);
  });

  test('of many submissions at once with one nonce, one is carried out', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => update(store, A, `text ${i}`, { nonce: nonceOf('n') })),
    );
    assert.equal(all.filter(({ type }) => type === 'written').length, 1);
    assert.equal(all.filter(({ type }) => type === 'nonce-spent').length, 19);
    assert.equal((await store.read('one', A))?.version, 2);
  });

  test('a nonce belongs to its scope', async (store) => {
    await create(store, 'cus_a', 'Anna', { nonce: nonceOf('n') });
    assert.equal((await update(store, A, 'Anne', { nonce: nonceOf('n', { scope: 'other' }) })).type, 'written');
  });

  test('a submission that is refused spends its nonce all the same', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const refused = () => ({ type: 'refused', refusal: 'no' }) as const;
    assert.equal((await submit(store, A, refused, { nonce: nonceOf('n') })).type, 'refused');
    assert.deepEqual(await update(store, A, 'Anne', { nonce: nonceOf('n') }), SPENT);
  });

  test('a spent nonce stays spent over a restart', async (store, reopen) => {
    await create(store, 'cus_a', 'Anna', { nonce: nonceOf('n') });
    assert.deepEqual(await update(await reopen(), A, 'Anne', { nonce: nonceOf('n') }), SPENT);
  });

  test('forgetting expired nonces spares those that count', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const nonces = Array.from({ length: 60 }, (_, i) =>
      nonceOf(`n${i}`, { expiresAt: i % 2 ? '2026-11-22T12:00:01.000Z' : '2026-11-22T12:10:00.000Z' }),
    );
    for (const nonce of nonces) await update(store, A, nonce.value, { nonce });
    const later = '2026-11-22T12:00:02.000Z';
    for (let i = 0; i < 60; i++) await update(store, A, `later ${i}`, { nonce: nonceOf(`later ${i}`, { at: later }) });
    for (const nonce of nonces) {
      const again = await update(store, A, `${nonce.value} again`, { nonce: { ...nonce, at: later } });
      assert.equal(again.type, nonce.expiresAt > later ? 'nonce-spent' : 'written');
    }
  });
}
