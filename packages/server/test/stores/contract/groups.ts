import assert from 'node:assert/strict';
import type { Row, Term } from '../../../src/stores/store.ts';
import { create, next, submit, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const CAIBO_1: Term = { kind: 'caibo', value: '1' };
const PARALLEL = Array.from({ length: 100 }, (_, i) => i);

export function groupTests(test: ContractTest): void {
  test('of 100 updates based on the same version exactly one wins', async (store) => {
    await create(store, 'cus_a', 'Anna');
    for (let base = 1; base <= 5; base++) {
      const outcomes = await Promise.all(
        PARALLEL.map((i) =>
          submit(store, { id: 'cus_a' }, (row) =>
            row?.version === base ? next(row, `writer ${i} of ${base}`) : { type: 'refused', refusal: 'stale' },
          ),
        ),
      );
      const won = outcomes.flatMap((outcome) => (outcome.type === 'written' ? [outcome.row] : []));
      assert.equal(won.length, 1);
      assert.equal(outcomes.filter((outcome) => outcome.type === 'refused').length, 99);
      const row = await store.read('one', { id: 'cus_a' });
      assert.deepEqual([row?.version, textOf(row?.sealed)], [base + 1, textOf(won[0]?.sealed)]);
    }
  });

  test('of 100 updates based on mixed versions each version is won once, in one go', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const outcomes = await Promise.all(
      PARALLEL.map((i) => {
        const base = 1 + Math.floor(i / 10);
        return submit(store, { id: 'cus_a' }, (row) =>
          row?.version === base ? next(row, `writer ${i}`) : { type: 'refused', refusal: 'stale' },
        );
      }),
    );
    const versions = outcomes.flatMap((outcome) => (outcome.type === 'written' ? [outcome.row.version] : []));
    assert.deepEqual(versions, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    assert.equal((await store.history('one', 'cus_a', { limit: 100 })).length, 11);
  });

  test('of 100 unconditional updates none is lost', async (store) => {
    await create(store, 'cus_a', '');
    await Promise.all(
      PARALLEL.map(() => submit(store, { id: 'cus_a' }, (row) => next(row as Row, `${textOf(row?.sealed) ?? ''}x`))),
    );
    const row = await store.read('one', { id: 'cus_a' });
    assert.deepEqual([row?.version, textOf(row?.sealed)], [101, 'x'.repeat(100)]);
    const history = await store.history('one', 'cus_a', { limit: 1000 });
    assert.deepEqual(
      history.map(({ version }) => version),
      PARALLEL.map((i) => 101 - i).concat(1),
    );
  });

  test('what was submitted first is seen by what comes after, before either is committed', async (store) => {
    const [created, updated, moved, lost, taken] = await Promise.all([
      create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] }),
      update(store, CAIBO_1, 'Anne'),
      update(store, CAIBO_1, 'Annie', { uniques: { add: [{ kind: 'caibo', value: '2' }], remove: [CAIBO_1] } }),
      update(store, CAIBO_1, 'nobody'),
      create(store, 'cus_b', 'Ben', { uniques: [CAIBO_1] }),
    ]);
    assert.deepEqual(
      [created, updated, moved].map(({ type }) => type),
      ['written', 'written', 'written'],
    );
    assert.deepEqual(lost, { type: 'refused', refusal: 'absent' });
    assert.deepEqual(taken, { type: 'taken', kind: 'caibo' });
    assert.equal(await store.read('one', CAIBO_1), undefined);
    assert.equal((await store.read('one', { kind: 'caibo', value: '2' }))?.version, 3);
  });

  test('a handle that was used before leads nowhere from the moment it is released, within a group too', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] });
    assert.equal((await store.read('one', CAIBO_1))?.version, 1);
    const [, lost] = await Promise.all([
      update(store, CAIBO_1, 'Anne', { uniques: { add: [], remove: [CAIBO_1] } }),
      update(store, CAIBO_1, 'nobody'),
    ]);
    assert.deepEqual(lost, { type: 'refused', refusal: 'absent' });
  });

  test('of two records that want the same handle at once one gets it', async (store) => {
    const outcomes = await Promise.all(['cus_a', 'cus_b'].map((id) => create(store, id, id, { uniques: [CAIBO_1] })));
    assert.deepEqual(outcomes.map(({ type }) => type).sort(), ['taken', 'written']);
  });

  test('a decide that throws fails alone, with what it threw', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const bug = new Error('a bug');
    const settled = await Promise.allSettled([
      update(store, { id: 'cus_a' }, 'before'),
      submit(store, { id: 'cus_a' }, () => {
        throw bug;
      }),
      update(store, { id: 'cus_a' }, 'after'),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(settled[1]?.status === 'rejected' && settled[1].reason, bug);
    assert.equal((await store.read('one', { id: 'cus_a' }))?.version, 3);
  });

  test('what cannot be written fails alone', async (store) => {
    await create(store, 'cus_a', 'Anna');
    const settled = await Promise.allSettled([
      update(store, { id: 'cus_a' }, 'before'),
      create(store, 'cus_a', 'a record of the same id'),
      update(store, { id: 'cus_a' }, 'after'),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal((await store.read('one', { id: 'cus_a' }))?.version, 3);
    assert.equal((await store.history('one', 'cus_a', { limit: 10 })).length, 3);
  });
}
