import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { EventRow, HistoryRow, LoadedCustomer, Store } from '../../../src/stores/store.ts';
import { bytes, create, tagOf, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

/** What the submissions of these tests write is of the 22nd. */
const NOV_1 = '2026-11-01T00:00:00.000Z';
const NOV_10 = '2026-11-10T00:00:00.000Z';
const DECEMBER = '2026-12-01T00:00:00.000Z';

export function compactionTests(test: ContractTest): void {
  test('old history is forgotten, oldest first, and the latest entry of each customer stays', async (store) => {
    await store.load([loaded('cus_a', ['2026-11-03', '2026-11-05', '2026-11-07']), loaded('cus_b', ['2026-11-02'])]);
    await update(store, { id: 'cus_a' }, 'later');
    assert.equal(await compactAll(store, 'history', NOV_1), 0);
    assert.equal(await store.compact('history', NOV_10, 2), 2);
    assert.deepEqual(await versionsOf(store, 'cus_a'), [4, 3]);
    assert.equal(await compactAll(store, 'history', NOV_10), 1);
    assert.deepEqual(await versionsOf(store, 'cus_a'), [4]);
    assert.deepEqual(await versionsOf(store, 'cus_b'), [1], 'its only one');
    assert.equal(await compactAll(store, 'history', DECEMBER), 0);
    assert.equal((await update(store, { id: 'cus_b' }, 'Ben')).type, 'written');
    assert.equal(await compactAll(store, 'history', DECEMBER), 1);
    assert.deepEqual(await versionsOf(store, 'cus_b'), [2]);
  });

  test('what came late and is old is forgotten too, wherever it lies', async (store) => {
    await create(store, 'cus_a', 'Anna');
    await update(store, { id: 'cus_a' }, 'Anne');
    await store.load([loaded('cus_b', ['2026-11-03', '2026-11-05'])]);
    assert.equal(await compactAll(store, 'history', NOV_10), 1);
    assert.deepEqual(await versionsOf(store, 'cus_a'), [2, 1]);
    assert.deepEqual(await versionsOf(store, 'cus_b'), [2]);
  });

  test('many that stay hide none that go', async (store) => {
    const ids = Array.from({ length: 450 }, (_, i) => `cus_${String(i).padStart(4, '0')}`);
    await store.load(ids.map((id) => loaded(id, ['2026-11-02'])));
    await store.load([loaded('cus_z', ['2026-11-03', '2026-11-04'])]);
    assert.equal(await compactAll(store, 'history', NOV_10), 1);
    assert.deepEqual(await versionsOf(store, 'cus_z'), [2]);
    assert.deepEqual(await versionsOf(store, 'cus_0000'), [1]);
  });

  test('waiting events from before a time are forgotten, and no others', async (store) => {
    await store.load([loaded('cus_a', ['2026-11-03', '2026-11-12', '2026-11-14'])]);
    assert.equal(await compactAll(store, 'events', NOV_10), 1);
    const left = async () => (await store.pendingEvents('one', 'cus_a')).map(({ version }) => version);
    assert.deepEqual(await left(), [2, 3]);
    assert.deepEqual(await versionsOf(store, 'cus_a'), [3, 2, 1], 'history is another matter');
    assert.equal(await compactAll(store, 'events', DECEMBER), 2);
    assert.deepEqual(await left(), []);
  });

  test('writing goes on while old history is forgotten, and no version is lost', async (store) => {
    const days = Array.from({ length: 300 }, (_, i) => new Date(Date.UTC(2026, 0, 1, i)).toISOString());
    await store.load([loaded('cus_a', days)]);
    const isWriting = { yes: true };
    const written = (async () => {
      let count = 0;
      for (; isWriting.yes; count++) assert.equal((await update(store, { id: 'cus_a' }, `v${count}`)).type, 'written');
      return count;
    })();
    let forgotten = 0;
    while ((await store.read('one', { id: 'cus_a' }))?.version === 300) await setImmediate();
    for (let went = 1; went > 0; forgotten += went) went = await store.compact('history', NOV_10, 20);
    isWriting.yes = false;
    const count = await written;
    assert.equal(forgotten, 300, 'the last of them was not the latest any more');
    const row = await store.read('one', { id: 'cus_a' });
    assert.deepEqual([row?.version, textOf(row?.sealed)], [300 + count, `v${count - 1}`]);
    const versions = await versionsOf(store, 'cus_a');
    assert.deepEqual(
      versions,
      Array.from({ length: count }, (_, i) => 300 + count - i),
    );
  });
}

/** At so many versions, the first of which was made on the first of the days. */
function loaded(id: string, days: readonly string[]): LoadedCustomer {
  const atOf = (day: string) => (day.length > 10 ? day : `${day}T12:00:00.000Z`);
  const history = days.map(
    (day, i): HistoryRow => ({ version: i + 1, tag: tagOf(i + 1), at: atOf(day), sealed: bytes(day) }),
  );
  const events = days.map((day, i): EventRow => ({ version: i + 1, at: atOf(day), sealed: bytes(day) }));
  const version = days.length;
  return {
    row: { id, tenant: 'one', version, tag: tagOf(version), sealed: bytes(id) },
    updatedAt: atOf(days.at(-1) as string),
    terms: [],
    uniques: [],
    history,
    events,
  };
}

/** Until nothing is left to forget. */
async function compactAll(store: Store, what: 'history' | 'events', before: string): Promise<number> {
  let forgotten = 0;
  for (let went = 1; went > 0; forgotten += went) went = await store.compact(what, before, 100);
  return forgotten;
}

async function versionsOf(store: Store, id: string): Promise<number[]> {
  const versions: number[] = [];
  for (;;) {
    const page = await store.history('one', id, {
      limit: 500,
      ...(versions.length > 0 && { before: versions.at(-1) as number }),
    });
    if (page.length === 0) return versions;
    versions.push(...page.map(({ version }) => version));
  }
}
