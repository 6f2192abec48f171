import assert from 'node:assert/strict';
import type { Row, Term } from '../../../src/stores/store.ts';
import { create, deletion, idsOf, submit, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const CAIBO_1: Term = { kind: 'caibo', value: '1' };
const ANNA: Term = { kind: 'email', value: 'anna@example.com' };
const BEN: Term = { kind: 'email', value: 'ben@example.com' };

export function recordTests(test: ContractTest): void {
  test('a created record is read by its id and by its handle', async (store) => {
    assert.equal((await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] })).type, 'written');
    for (const key of [{ id: 'cus_a' }, CAIBO_1]) {
      const row = await store.read('one', key);
      assert.deepEqual(
        { ...row, sealed: textOf(row?.sealed) },
        {
          id: 'cus_a',
          tenant: 'one',
          version: 1,
          tag: 'tag00001',
          sealed: 'Anna',
        },
      );
    }
    assert.equal(await store.read('one', { id: 'cus_b' }), undefined);
    assert.equal(await store.read('one', { kind: 'caibo', value: '2' }), undefined);
    assert.equal(await store.read('one', { kind: 'mastercard', value: '1' }), undefined);
  });

  test('an update makes the next version, by id and by handle', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] });
    assert.equal((await update(store, CAIBO_1, 'Anne')).type, 'written');
    assert.equal((await update(store, { id: 'cus_a' }, 'Annie')).type, 'written');
    const row = await store.read('one', CAIBO_1);
    assert.deepEqual([row?.version, row?.tag, textOf(row?.sealed)], [3, 'tag00003', 'Annie']);
  });

  test('a key that leads nowhere gives decide nothing, and it may create', async (store) => {
    const seen: (Row | undefined)[] = [];
    const outcome = await submit(store, { id: 'cus_a' }, (row) => {
      seen.push(row);
      return { type: 'refused', refusal: 'absent' };
    });
    assert.deepEqual(seen, [undefined]);
    assert.deepEqual(outcome, { type: 'refused', refusal: 'absent' });
    await create(store, 'cus_a', 'Anna', { key: { id: 'cus_a' } });
    assert.equal((await store.read('one', { id: 'cus_a' }))?.version, 1);
  });

  test('a refusal and an unchanged record write nothing', async (store) => {
    await create(store, 'cus_a', 'Anna', {});
    const refused = await submit(store, { id: 'cus_a' }, () => ({ type: 'refused', refusal: 'stale' }));
    assert.deepEqual(refused, { type: 'refused', refusal: 'stale' });
    const unchanged = await submit(store, { id: 'cus_a' }, (row) => ({ type: 'unchanged', row: row as Row }));
    assert.equal(unchanged.type, 'unchanged');
    assert.equal((await store.read('one', { id: 'cus_a' }))?.version, 1);
    assert.equal((await store.history('one', 'cus_a', { limit: 10 })).length, 1);
  });

  test('what is decided has to follow from what was read', async (store) => {
    await create(store, 'cus_a', 'Anna', {});
    await create(store, 'cus_b', 'Ben', {});
    await assert.rejects(create(store, 'cus_c', 'Cleo', { key: { id: 'cus_a' } }), 'another id');
    await assert.rejects(create(store, 'cus_a', 'Anna', { key: { id: 'cus_a' } }), 'the same version again');
    await assert.rejects(create(store, 'cus_c', 'Cleo', { tenant: 'one', rowTenant: 'two' }), 'another tenant');
    assert.deepEqual(idsOf(await store.list('one', { limit: 10 })), ['cus_a', 'cus_b']);
  });

  test('a deleted record keeps its row and its history, and is neither listed nor found', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1], terms: [ANNA] });
    assert.equal((await submit(store, CAIBO_1, deletion({ uniques: [CAIBO_1] }))).type, 'written');
    const row = await store.read('one', { id: 'cus_a' });
    assert.deepEqual([row?.version, row?.sealed], [2, null]);
    assert.equal(await store.read('one', CAIBO_1), undefined);
    assert.deepEqual(await store.list('one', { limit: 10 }), []);
    assert.deepEqual(await store.search('one', ANNA, { limit: 10 }), [], 'though its term was not even removed');
    assert.deepEqual(
      (await store.history('one', 'cus_a', { limit: 10 })).map((entry) => entry.version),
      [2, 1],
    );
  });

  test('a deleted record that is written again is there again', async (store) => {
    await create(store, 'cus_a', 'Anna', {});
    await submit(store, { id: 'cus_a' }, deletion({}));
    await update(store, { id: 'cus_a' }, 'Anna again');
    assert.deepEqual(idsOf(await store.list('one', { limit: 10 })), ['cus_a']);
    assert.equal((await store.read('one', { id: 'cus_a' }))?.version, 3);
  });

  test('one tenant sees and changes nothing of another', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1], terms: [ANNA] });
    assert.equal(await store.read('two', { id: 'cus_a' }), undefined);
    assert.equal(await store.read('two', CAIBO_1), undefined);
    assert.deepEqual(await store.list('two', { limit: 10 }), []);
    assert.deepEqual(await store.search('two', ANNA, { limit: 10 }), []);
    assert.deepEqual(await store.history('two', 'cus_a', { limit: 10 }), []);
    assert.equal(await store.isFree('one', CAIBO_1), false);
    assert.equal(await store.isFree('two', CAIBO_1), true);
    const outcome = await submit(store, { id: 'cus_a' }, (row) => ({ type: 'refused', refusal: String(row) }), {
      tenant: 'two',
    });
    assert.deepEqual(outcome, { type: 'refused', refusal: 'undefined' });
  });

  test('the same handle in two tenants is two records', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1], terms: [ANNA] });
    const outcome = await create(store, 'cus_b', 'Ben', { tenant: 'two', uniques: [CAIBO_1], terms: [ANNA] });
    assert.equal(outcome.type, 'written');
    assert.equal((await store.read('one', CAIBO_1))?.id, 'cus_a');
    assert.equal((await store.read('two', CAIBO_1))?.id, 'cus_b');
    assert.deepEqual(idsOf(await store.search('two', ANNA, { limit: 10 })), ['cus_b']);
  });

  uniqueTermTests(test);
}

function uniqueTermTests(test: ContractTest): void {
  test('a handle that is taken is told by its kind, and nothing is written', async (store) => {
    const other: Term = { kind: 'number', value: '7' };
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] });
    const created = await create(store, 'cus_b', 'Ben', { uniques: [other, CAIBO_1], terms: [BEN] });
    assert.deepEqual(created, { type: 'taken', kind: 'caibo' });
    assert.equal(await store.read('one', { id: 'cus_b' }), undefined);
    assert.equal(await store.read('one', other), undefined);
    assert.deepEqual(await store.search('one', BEN, { limit: 10 }), []);
    assert.deepEqual(await store.history('one', 'cus_b', { limit: 10 }), []);
    await create(store, 'cus_c', 'Cleo', { uniques: [other] });
    assert.deepEqual(await update(store, other, 'Clea', { uniques: { add: [CAIBO_1], remove: [] } }), {
      type: 'taken',
      kind: 'caibo',
    });
    assert.equal((await store.read('one', other))?.version, 1);
  });

  test('a released handle leads nowhere and is never given out again, not even to its record', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] });
    assert.equal((await store.read('one', CAIBO_1))?.id, 'cus_a');
    await update(store, { id: 'cus_a' }, 'Anna', { uniques: { add: [], remove: [CAIBO_1] } });
    assert.equal(await store.read('one', CAIBO_1), undefined);
    assert.equal((await create(store, 'cus_b', 'Ben', { uniques: [CAIBO_1] })).type, 'taken');
    assert.equal(
      (await update(store, { id: 'cus_a' }, 'Anna', { uniques: { add: [CAIBO_1], remove: [] } })).type,
      'taken',
    );
    assert.deepEqual(await update(store, CAIBO_1, 'Anna'), { type: 'refused', refusal: 'absent' });
  });

  test('a record may be given a handle it holds, and one that moves in place stays', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] });
    assert.equal((await update(store, CAIBO_1, 'A', { uniques: { add: [CAIBO_1], remove: [] } })).type, 'written');
    assert.equal(
      (await update(store, CAIBO_1, 'B', { uniques: { add: [CAIBO_1], remove: [CAIBO_1] } })).type,
      'written',
    );
    assert.equal((await store.read('one', CAIBO_1))?.version, 3);
  });

  test('a record cannot release the handle of another', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1] });
    await create(store, 'cus_b', 'Ben', {});
    await update(store, { id: 'cus_b' }, 'Ben', { uniques: { add: [], remove: [CAIBO_1] } });
    assert.equal((await store.read('one', CAIBO_1))?.id, 'cus_a');
  });
}
