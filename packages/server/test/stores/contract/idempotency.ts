import assert from 'node:assert/strict';
import type { Row, Store } from '../../../src/stores/store.ts';
import { AT, create, deletion, keyOf, submit, tagOf, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const A = { id: 'cus_a' };

export function idempotencyTests(test: ContractTest): void {
  test('a key used again for the same request replays what that one wrote, also after later updates', async (store) => {
    const idempotency = keyOf('k');
    await create(store, 'cus_a', 'Anna');
    assert.equal((await update(store, A, 'Anne', { idempotency })).type, 'written');
    await update(store, A, 'Annie');
    await assertReplayed(store, 'Anne', 2);
    assert.equal((await store.read('one', A))?.version, 3);
  });

  test('a key used again for another request is refused, and nothing is written', async (store) => {
    await create(store, 'cus_a', 'Anna', { idempotency: keyOf('k') });
    assert.deepEqual(await update(store, A, 'Anne', { idempotency: keyOf('k', 'other') }), { type: 'key-reused' });
    assert.equal((await store.read('one', A))?.version, 1);
  });

  test('a key belongs to its scope and its tenant', async (store) => {
    const idempotency = keyOf('k');
    await create(store, 'cus_a', 'Anna', { idempotency });
    assert.equal((await update(store, A, 'Anne', { idempotency: { ...idempotency, scope: 'other' } })).type, 'written');
    assert.equal((await create(store, 'cus_b', 'Ben', { tenant: 'two', idempotency })).type, 'written');
  });

  test('a key whose request is under way is told so; afterwards it replays', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const outcomes = await Promise.all([
      update(store, A, 'Anne', { idempotency: keyOf('k') }),
      update(store, A, 'Anne', { idempotency: keyOf('k') }),
      update(store, A, 'other', { idempotency: keyOf('k', 'other') }),
      update(store, A, 'free', { idempotency: keyOf('another') }),
    ]);
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['written', 'key-in-flight', 'key-in-flight', 'written'],
    );
    await assertReplayed(store, 'Anne', 2);
  });

  test('an expired key counts no longer and may be used anew', async (store) => {
    await create(store, 'cus_a', 'Anna');
    await update(store, A, 'Anne', { idempotency: keyOf('k') });
    const later = { at: '2026-11-23T12:00:00.001Z', expiresAt: '2026-11-24T12:00:00.001Z' };
    const used = await update(store, A, 'Annie', { idempotency: keyOf('k', 'other', later) });
    assert.equal(used.type, 'written');
    const again = await update(store, A, 'Annie', { idempotency: keyOf('k', 'other', later) });
    assert.equal(again.type, 'replayed');
    const justInTime = { at: '2026-11-23T12:00:00.000Z', expiresAt: '2026-11-24T12:00:00.000Z' };
    await update(store, A, 'Ann', { idempotency: keyOf('edge') });
    assert.equal((await update(store, A, 'Ann', { idempotency: keyOf('edge', 'print', justInTime) })).type, 'replayed');
  });

  test('a key counts as long as it was said when it was written, whatever a later use says', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const brief = { expiresAt: '2026-11-22T12:10:00.000Z' };
    await update(store, A, 'Anne', { idempotency: keyOf('brief', 'print', brief) });
    await update(store, A, 'Annie', { idempotency: keyOf('k') });
    const at = '2026-11-22T12:10:00.001Z';
    assert.equal((await update(store, A, 'Ann', { idempotency: keyOf('brief', 'print', { at }) })).type, 'written');
    const again = await update(store, A, 'x', { idempotency: keyOf('k', 'print', { at, expiresAt: at }) });
    assert.equal(again.type, 'replayed');
  });

  test('of many submissions at once whose copies wait, one is written and the others replay it', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const idempotency = keyOf('k', 'print', { copiesWait: true });
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) => update(store, A, `text ${i}`, { idempotency })),
    );
    const rows = outcomes.map((outcome) => {
      assert.ok(outcome.type === 'written' || outcome.type === 'replayed', outcome.type);
      return { ...outcome.row, sealed: textOf(outcome.row.sealed) };
    });
    assert.equal(outcomes.filter(({ type }) => type === 'written').length, 1);
    assert.deepEqual(rows, Array(30).fill({ id: 'cus_a', tenant: 'one', version: 2, tag: tagOf(2), sealed: 'text 0' }));
    assert.equal((await store.read('one', A))?.version, 2);
  });

  test('a copy that waited for one that was refused is decided by itself', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const idempotency = keyOf('k', 'print', { copiesWait: true });
    const outcomes = await Promise.all([
      submit(store, A, () => ({ type: 'refused', refusal: 'stale' }), { idempotency }),
      update(store, A, 'Anne', { idempotency }),
      update(store, A, 'other', { idempotency: { ...idempotency, fingerprint: 'other' } }),
    ]);
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['refused', 'written', 'key-reused'],
    );
  });

  test('an unchanged record is replayed as it stood', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const unchanged = await submit(store, A, (row) => ({ type: 'unchanged', row: row as Row }), {
      idempotency: keyOf('k'),
    });
    assert.equal(unchanged.type, 'unchanged');
    await update(store, A, 'Anne');
    await assertReplayed(store, 'Anna', 1);
  });

  test('a deletion is replayed', async (store) => {
    await create(store, 'cus_a', 'Anna');
    await submit(store, A, deletion({}), { idempotency: keyOf('k') });
    await assertReplayed(store, undefined, 2);
  });

  test('what was refused, taken or failed leaves the key free', async (store) => {
    const caibo = { kind: 'caibo', value: '1' };
    const idempotency = keyOf('k');
    await create(store, 'cus_a', 'Anna', { uniques: [caibo] });
    assert.equal(
      (await submit(store, A, () => ({ type: 'refused', refusal: 'stale' }), { idempotency })).type,
      'refused',
    );
    assert.equal((await create(store, 'cus_b', 'Ben', { uniques: [caibo], idempotency })).type, 'taken');
    const bug = submit(
      store,
      A,
      () => {
        throw new Error('a bug');
      },
      { idempotency },
    );
    await assert.rejects(bug, /a bug/);
    assert.equal((await update(store, A, 'Anne', { idempotency })).type, 'written');
  });

  test('keys and what they replay survive a restart', async (store, reopen) => {
    await create(store, 'cus_a', 'Anna');
    await update(store, A, 'Anne', { idempotency: keyOf('k') });
    const reopened = await reopen();
    await assertReplayed(reopened, 'Anne', 2);
    assert.deepEqual(await update(reopened, A, 'x', { idempotency: keyOf('k', 'other') }), { type: 'key-reused' });
  });

  test('clearing expired keys away spares those that count', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const names = Array.from({ length: 300 }, (_, i) => `k${i}`);
    const expires = (name: string) =>
      Number(name.slice(1)) % 2 ? '2026-11-21T12:00:00.000Z' : '2026-11-23T12:00:00.000Z';
    const use = (at: string) =>
      Promise.all(
        names.map((name) =>
          update(store, A, name, { idempotency: keyOf(name, 'print', { at, expiresAt: expires(name) }) }),
        ),
      );
    const first = await use('2026-11-20T12:00:00.000Z');
    assert.ok(first.every(({ type }) => type === 'written'));
    const second = await use(AT);
    assert.deepEqual(
      second.map(({ type }) => type),
      names.map((name) => (expires(name) < AT ? 'written' : 'replayed')),
    );
  });
}

async function assertReplayed(store: Store, text: string | undefined, version: number): Promise<void> {
  const outcome = await update(store, A, 'must not be written', { idempotency: keyOf('k') });
  assert.equal(outcome.type, 'replayed');
  if (outcome.type !== 'replayed') return;
  const { id, tenant, version: was, sealed } = outcome.row;
  assert.deepEqual([id, tenant, was, textOf(sealed)], ['cus_a', 'one', version, text]);
}
