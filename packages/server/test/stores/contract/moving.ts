import assert from 'node:assert/strict';
import type { CustomerDump, EventRow, HistoryRow, LoadedCustomer, Store } from '../../../src/stores/store.ts';
import { AT, bytes, create, deletion, submit, tagOf, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const CAIBO_1 = { kind: 'caibo', value: '1' };
const CAIBO_2 = { kind: 'caibo', value: '2' };
const ANNA = { kind: 'email', value: 'anna@example.com' };

export function movingTests(test: ContractTest): void {
  test('tenants are listed in the order of their ids', async (store) => {
    const [one, two] = ['one', 'two'].map((id) => ({ id, number: '1001', name: `Tenant ${id}` }));
    assert.deepEqual(await store.tenants(), []);
    await store.createTenant(two as never);
    await store.createTenant(one as never);
    assert.deepEqual(await store.tenants(), [one, two]);
  });

  test('a dump has whoever is there and whoever was deleted, in the order of their ids, page by page', async (store) => {
    for (const id of ['cus_c', 'cus_a', 'cus_d', 'cus_b']) await create(store, id, id);
    await create(store, 'cus_e', 'of another tenant', { tenant: 'two' });
    for (const id of ['cus_b', 'cus_d']) await submit(store, { id }, deletion({}));
    assert.deepEqual(idsOf(await store.dump('one', { limit: 3 })), ['cus_a', 'cus_b', 'cus_c']);
    assert.deepEqual(idsOf(await store.dump('one', { after: 'cus_b', limit: 3 })), ['cus_c', 'cus_d']);
    assert.deepEqual(await store.dump('one', { after: 'cus_d', limit: 3 }), []);
  });

  test('a dump has the row, the time of its last write and its unique terms with their tombstones', async (store) => {
    await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1, CAIBO_2], terms: [ANNA] });
    await update(store, CAIBO_1, 'Anne', { uniques: { add: [], remove: [CAIBO_2] } });
    await create(store, 'cus_b', 'Ben', { uniques: [{ kind: 'caibo', value: '3' }] });
    await submit(store, { id: 'cus_b' }, deletion({ uniques: [{ kind: 'caibo', value: '3' }] }));
    assert.deepEqual((await store.dump('one', { limit: 9 })).map(plain), [
      {
        row: { id: 'cus_a', tenant: 'one', version: 2, tag: tagOf(2), sealed: 'Anne' },
        updatedAt: AT,
        uniques: [
          { ...CAIBO_1, released: false },
          { ...CAIBO_2, released: true },
        ],
      },
      {
        row: { id: 'cus_b', tenant: 'one', version: 2, tag: tagOf(2), sealed: undefined },
        updatedAt: AT,
        uniques: [{ kind: 'caibo', value: '3', released: true }],
      },
    ]);
  });

  test('the events that wait are told of one customer, oldest first', async (store) => {
    await create(store, 'cus_a', 'Anna');
    await create(store, 'cus_b', 'Ben');
    await update(store, { id: 'cus_a' }, 'Anne');
    const told = (events: readonly EventRow[]) =>
      events.map(({ version, at, sealed }) => [version, at, textOf(sealed)]);
    assert.deepEqual(told(await store.pendingEvents('one', 'cus_a')), [
      [1, AT, 'event of Anna'],
      [1, AT, 'another event of Anna'],
      [2, AT, 'event of Anne'],
      [2, AT, 'another event of Anne'],
    ]);
    assert.deepEqual(await store.pendingEvents('two', 'cus_a'), []);
  });

  test('what is loaded is as it was, deleted or not, also after a restart', async (store, reopen) => {
    assert.deepEqual(await store.load([LOADED, DELETED]), [{ type: 'loaded' }, { type: 'loaded' }]);
    const again = await reopen();
    for (const { row, updatedAt, uniques, history, events } of [LOADED, DELETED]) {
      const kept = (await again.dump('one', { limit: 9 })).find((dump) => dump.row.id === row.id);
      assert.deepEqual(kept && plain(kept), plain({ row, updatedAt, uniques }));
      const entries = await again.history('one', row.id, { limit: 9 });
      assert.deepEqual(entries.map(plainEntry), history.toReversed().map(plainEntry));
      assert.deepEqual((await again.pendingEvents('one', row.id)).map(plainEvent), events.map(plainEvent));
    }
    assert.equal(textOf((await again.read('one', CAIBO_1))?.sealed), 'Anne');
    assert.deepEqual(
      (await again.search('one', ANNA, { limit: 9 })).map(({ id }) => id),
      ['cus_a'],
    );
    assert.equal(await again.read('one', CAIBO_2), undefined);
    assert.equal((await create(again, 'cus_new', 'Cleo', { uniques: [CAIBO_2] })).type, 'taken');
    assert.equal((await update(again, CAIBO_1, 'Annie')).type, 'written');
    assert.equal((await again.history('one', 'cus_a', { limit: 1 }))[0]?.version, 3);
  });

  test('loading twice changes nothing, whether at once or later', async (store) => {
    assert.deepEqual(await store.load([LOADED, LOADED]), [{ type: 'loaded' }, { type: 'present' }]);
    const before = await contentOf(store, 'cus_a');
    assert.deepEqual(await store.load([LOADED]), [{ type: 'present' }]);
    assert.deepEqual(await contentOf(store, 'cus_a'), before);
  });

  test('what is missing of a history is added, with the events of what was missing', async (store) => {
    const [first, second] = LOADED.history;
    const part = { ...LOADED, history: [first as HistoryRow], events: LOADED.events.slice(0, 1) };
    await store.load([part]);
    assert.deepEqual(await store.load([{ ...LOADED, history: [second as HistoryRow] }]), [{ type: 'present' }]);
    const split = await contentOf(store, 'cus_a');
    assert.deepEqual(
      split.history.map(({ version }) => version),
      [2, 1],
    );
    assert.deepEqual(
      split.events.map(({ version }) => version),
      [1, 2],
    );
    assert.deepEqual(await store.load([LOADED]), [{ type: 'present' }]);
    assert.deepEqual(await contentOf(store, 'cus_a'), split);
  });

  test('a customer that is there at another version, or in another tenant, is left as it is', async (store) => {
    await store.load([LOADED]);
    const before = await contentOf(store, 'cus_a');
    const others = [
      { ...LOADED, row: { ...LOADED.row, version: 3 } },
      { ...LOADED, row: { ...LOADED.row, tag: 'other000' } },
      { ...LOADED, row: { ...LOADED.row, tenant: 'two' } },
    ];
    assert.deepEqual(await store.load(others), Array(3).fill({ type: 'conflict' }));
    assert.deepEqual(await contentOf(store, 'cus_a'), before);
    assert.deepEqual(await store.dump('two', { limit: 9 }), []);
    assert.deepEqual(await store.history('two', 'cus_a', { limit: 9 }), []);
  });

  test('a unique term that someone has, or had, is taken, and nothing of the customer is written', async (store) => {
    await create(store, 'cus_x', 'Xaver', { uniques: [CAIBO_1] });
    const taken = { type: 'taken', kind: 'caibo' };
    assert.deepEqual(await store.load([LOADED, DELETED]), [taken, { type: 'loaded' }]);
    assert.deepEqual(await contentOf(store, 'cus_a'), { history: [], events: [] });
    assert.equal(await store.read('one', { id: 'cus_a' }), undefined);
    assert.deepEqual(await store.search('one', ANNA, { limit: 9 }), []);
    const heir = { ...LOADED, row: { ...LOADED.row, id: 'cus_c' }, uniques: [{ ...CAIBO_2, released: false }] };
    assert.deepEqual(await store.load([heir]), [taken], 'of the deleted one');
    const elsewhere = { ...LOADED, row: { ...LOADED.row, id: 'cus_d', tenant: 'two' } };
    assert.deepEqual(await store.load([elsewhere]), [{ type: 'loaded' }], 'in another tenant it is free');
  });

  test('of two that want the same term the first one loaded has it', async (store) => {
    const other = { ...LOADED, row: { ...LOADED.row, id: 'cus_z' } };
    assert.deepEqual(await store.load([LOADED, other]), [{ type: 'loaded' }, { type: 'taken', kind: 'caibo' }]);
  });

  test('nothing loads into a closed store', async (store) => {
    await store.close();
    await assert.rejects(store.load([LOADED]), { name: 'StoreError', reason: 'unavailable' });
  });
}

const entryOf = (version: number): HistoryRow => ({
  version,
  tag: tagOf(version),
  at: `2026-11-2${version}T12:00:00.000Z`,
  sealed: bytes(`entry ${version}`),
});
const eventOf = (version: number): EventRow => ({
  version,
  at: `2026-11-2${version}T12:00:00.000Z`,
  sealed: bytes(`event ${version}`),
});

const LOADED: LoadedCustomer = {
  row: { id: 'cus_a', tenant: 'one', version: 2, tag: tagOf(2), sealed: bytes('Anne') },
  updatedAt: '2026-11-22T12:00:00.000Z',
  terms: [ANNA],
  uniques: [{ ...CAIBO_1, released: false }],
  history: [entryOf(1), entryOf(2)],
  events: [eventOf(1), eventOf(2)],
};
const DELETED: LoadedCustomer = {
  row: { id: 'cus_b', tenant: 'one', version: 2, tag: tagOf(2), sealed: null },
  updatedAt: '2026-11-22T13:00:00.000Z',
  terms: [],
  uniques: [{ ...CAIBO_2, released: true }],
  history: [entryOf(2)],
  events: [],
};

async function contentOf(store: Store, id: string) {
  return {
    history: (await store.history('one', id, { limit: 99 })).map(plainEntry),
    events: (await store.pendingEvents('one', id)).map(plainEvent),
  };
}

function idsOf(dumps: readonly CustomerDump[]): string[] {
  return dumps.map(({ row }) => row.id);
}

/** Bytes compare as text, and sets in one order, whichever a store returns. */
function plain({ row, updatedAt, uniques }: CustomerDump) {
  const { id, tenant, version, tag, sealed } = row;
  const ordered = uniques
    .map(({ kind, value, released }) => ({ kind, value, released }))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  return { row: { id, tenant, version, tag, sealed: textOf(sealed) }, updatedAt, uniques: ordered };
}

function plainEntry({ version, tag, at, sealed }: HistoryRow) {
  return { version, tag, at, sealed: textOf(sealed) };
}

function plainEvent({ version, at, sealed }: EventRow) {
  return { version, at, sealed: textOf(sealed) };
}
