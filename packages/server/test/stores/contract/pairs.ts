import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Outcome, Row, Store, Submission, Term, Verdict, Write } from '../../../src/stores/store.ts';
import { AT, type Circumstances, create, deletion, keyOf, next, submit, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const [A, B] = [{ id: 'cus_a' }, { id: 'cus_b' }];
const CAIBO_1: Term = { kind: 'caibo', value: '1' };
const CAIBO_2: Term = { kind: 'caibo', value: '2' };
const ANNA: Term = { kind: 'email', value: 'anna@example.com' };
const PARALLEL = Array.from({ length: 25 }, (_, i) => i);

type DecidePair = Submission<string>['decide'];
type Moved = Partial<Record<'a' | 'b', { readonly add?: readonly Term[]; readonly remove?: readonly Term[] }>>;

function pair(
  store: Store,
  decide: DecidePair,
  { tenant = 'one', ...circumstances }: Circumstances = {},
  [key, companion]: readonly [Submission<string>['key'], Submission<string>['companion']] = [A, B],
): Promise<Outcome<string>> {
  return store.submit<string>({
    tenant,
    ...(key && { key }),
    ...(companion && { companion }),
    ...circumstances,
    decide,
  });
}

/** The next version of both, with the terms that move. */
function both(text: string, { a = {}, b = {} }: Moved = {}): DecidePair {
  return (row, companion) => {
    if (!row || !companion) return { type: 'refused', refusal: 'absent' };
    const write = writeOf(next(row, `${text} a`, { uniques: { add: [], remove: [], ...a } }));
    return {
      type: 'write',
      write,
      companion: writeOf(next(companion, `${text} b`, { uniques: { add: [], remove: [], ...b } })),
    };
  };
}

/** The second one goes, and its term passes to the first. */
const absorb: DecidePair = (row, companion) => {
  const verdict = both('absorbed', { a: { add: [CAIBO_2] }, b: { remove: [CAIBO_2] } })(row, companion);
  assert.ok(verdict.type === 'write' && verdict.companion);
  return { ...verdict, companion: { ...verdict.companion, row: { ...verdict.companion.row, sealed: null } } };
};

/** The reverse of it. */
const part = both('parted', { a: { remove: [CAIBO_2] }, b: { add: [CAIBO_2] } });

function writeOf(verdict: Verdict<string>): Write {
  assert.ok(verdict.type === 'write');
  return verdict.write;
}

async function standing(store: Store): Promise<unknown[]> {
  const rows = await Promise.all([A, B].map((key) => store.read('one', key)));
  return rows.map((row) => [row?.version, textOf(row?.sealed)]);
}

async function histories(store: Store): Promise<number[][]> {
  const rows = await Promise.all([A, B].map(({ id }) => store.history('one', id, { limit: 1000 })));
  return rows.map((entries) => entries.map(({ version }) => version).reverse());
}

async function holderOf(store: Store, term: Term): Promise<string | undefined> {
  return (await store.read('one', term))?.id;
}

async function annaAndBen(store: Store): Promise<void> {
  await create(store, 'cus_a', 'Anna', { uniques: [CAIBO_1], terms: [ANNA] });
  await create(store, 'cus_b', 'Ben', { uniques: [CAIBO_2] });
}

/** A record and its companion: both are written, or neither is. */
export function pairTests(test: ContractTest): void {
  test('both of a pair are written in one commit, each with its history and its events', async (store, reopen) => {
    await annaAndBen(store);
    const outcome = await pair(store, both('together'));
    assert.ok(outcome.type === 'written' && outcome.row.id === 'cus_a');
    for (const opened of [async () => store, reopen]) {
      const each = await opened();
      assert.deepEqual(await standing(each), [
        [2, 'together a'],
        [2, 'together b'],
      ]);
      assert.deepEqual(await histories(each), [
        [1, 2],
        [1, 2],
      ]);
      for (const { id } of [A, B])
        assert.deepEqual(
          (await each.pendingEvents('one', id)).map(({ version }) => version),
          [1, 1, 2, 2],
        );
    }
  });

  test('of a pair neither is written when it is refused, or the second one would take what is taken', async (store) => {
    await annaAndBen(store);
    await create(store, 'cus_c', 'Cleo', { uniques: [{ kind: 'caibo', value: '3' }] });
    assert.equal((await pair(store, () => ({ type: 'refused', refusal: 'no' }))).type, 'refused');
    for (const moved of [
      { a: { add: [{ kind: 'caibo', value: '3' }] } },
      { b: { add: [{ kind: 'caibo', value: '3' }] } },
    ])
      assert.deepEqual(await pair(store, both('taken', moved)), { type: 'taken', kind: 'caibo' });
    const bug = new Error('a bug');
    await assert.rejects(
      pair(store, () => {
        throw bug;
      }),
      (error) => error === bug,
    );
    assert.deepEqual(await standing(store), [
      [1, 'Anna'],
      [1, 'Ben'],
    ]);
    assert.deepEqual(await histories(store), [[1], [1]]);
  });

  test('a unique term that one of a pair gives up and the other gets moves over, in both directions', async (store, reopen) => {
    await annaAndBen(store);
    await store.read('one', CAIBO_2);
    assert.equal(
      (await pair(store, both('to a', { a: { add: [CAIBO_2] }, b: { remove: [CAIBO_2] } }))).type,
      'written',
    );
    assert.deepEqual(await Promise.all([CAIBO_1, CAIBO_2].map((term) => holderOf(store, term))), ['cus_a', 'cus_a']);
    assert.equal((await update(store, CAIBO_2, 'by the term')).type, 'written');
    assert.equal((await store.read('one', A))?.version, 3);
    const back = { a: { remove: [CAIBO_1, CAIBO_2] }, b: { add: [CAIBO_1, CAIBO_2] } };
    assert.equal((await pair(store, both('to b', back))).type, 'written');
    for (const opened of [async () => store, reopen]) {
      const each = await opened();
      assert.deepEqual(await Promise.all([CAIBO_1, CAIBO_2].map((term) => holderOf(each, term))), ['cus_b', 'cus_b']);
    }
  });

  test('two terms change places in one commit', async (store) => {
    await annaAndBen(store);
    const exchanged = { a: { add: [CAIBO_2], remove: [CAIBO_1] }, b: { add: [CAIBO_1], remove: [CAIBO_2] } };
    assert.equal((await pair(store, both('exchanged', exchanged))).type, 'written');
    assert.deepEqual(await Promise.all([CAIBO_1, CAIBO_2].map((term) => holderOf(store, term))), ['cus_b', 'cus_a']);
  });

  test('a term that one of a pair gives up and nobody gets is never given out again', async (store) => {
    await annaAndBen(store);
    assert.equal((await pair(store, both('released', { b: { remove: [CAIBO_2] } }))).type, 'written');
    assert.equal(await holderOf(store, CAIBO_2), undefined);
    assert.equal(await store.isFree('one', CAIBO_2), false);
    assert.deepEqual(await pair(store, both('again', { a: { add: [CAIBO_2] } })), { type: 'taken', kind: 'caibo' });
  });

  test('a companion goes with its terms to the other and comes back with them', async (store) => {
    await annaAndBen(store);
    assert.equal((await pair(store, absorb)).type, 'written');
    assert.deepEqual(await standing(store), [
      [2, 'absorbed a'],
      [2, undefined],
    ]);
    assert.deepEqual(
      (await store.list('one', { limit: 10 })).map(({ id }) => id),
      ['cus_a'],
    );
    assert.equal((await pair(store, part)).type, 'written');
    assert.deepEqual(await standing(store), [
      [3, 'parted a'],
      [3, 'parted b'],
    ]);
    assert.equal(await holderOf(store, CAIBO_2), 'cus_b');
    assert.deepEqual(await histories(store), [
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test('a term that passes to and fro leads to a record all the while', async (store) => {
    await annaAndBen(store);
    const found = new Set<boolean>();
    let isOver = false;
    const looking = (async () => {
      for (; !isOver; await setImmediate())
        for (let i = 0; i < 20; i++) found.add((await store.read('one', CAIBO_2))?.sealed instanceof Uint8Array);
    })();
    for (let round = 0; round < 200; round++) {
      await pair(store, absorb);
      await pair(store, part);
    }
    isOver = true;
    await looking;
    assert.deepEqual([...found], [true]);
  });

  test('a companion that is not there is undefined, as is one of another tenant; one that is deleted is a row', async (store) => {
    await annaAndBen(store);
    await create(store, 'cus_z', 'Zoe', { tenant: 'two' });
    await submit(store, B, deletion({ uniques: [CAIBO_2] }));
    const seen: (Row | undefined)[] = [];
    const look: DecidePair = (_row, companion) => {
      seen.push(companion);
      return { type: 'refused', refusal: 'seen' };
    };
    for (const companion of [{ id: 'cus_q' }, { id: 'cus_z' }, CAIBO_2, B]) await pair(store, look, {}, [A, companion]);
    assert.deepEqual(seen.slice(0, 3), [undefined, undefined, undefined]);
    assert.deepEqual([seen[3]?.version, seen[3]?.sealed], [2, null]);
  });

  test('a companion may be looked at and left as it is', async (store) => {
    await annaAndBen(store);
    const outcome = await pair(store, (row, companion) => next(row as Row, `Anna beside ${textOf(companion?.sealed)}`));
    assert.equal(outcome.type, 'written');
    assert.deepEqual(await standing(store), [
      [2, 'Anna beside Ben'],
      [1, 'Ben'],
    ]);
  });

  test('no record is a companion of itself, however it is named', async (store) => {
    await annaAndBen(store);
    for (const companion of [A, CAIBO_1]) await assert.rejects(pair(store, both('itself'), {}, [A, companion]));
    assert.deepEqual(await standing(store), [
      [1, 'Anna'],
      [1, 'Ben'],
    ]);
  });

  test('what is decided of a companion has to follow from what was read', async (store) => {
    await annaAndBen(store);
    const wrong: DecidePair = (row, companion) => {
      const verdict = both('wrong')(row, companion);
      assert.ok(verdict.type === 'write' && verdict.companion);
      return { ...verdict, companion: { ...verdict.companion, row: { ...verdict.companion.row, id: 'cus_c' } } };
    };
    await assert.rejects(pair(store, wrong));
    assert.deepEqual(await standing(store), [
      [1, 'Anna'],
      [1, 'Ben'],
    ]);
  });

  test('pairs that cross each other at once do not wait in a circle, and both histories are whole', async (store) => {
    await annaAndBen(store);
    const outcomes = await Promise.all(
      PARALLEL.flatMap((i) => [
        pair(store, both(`${i}`)),
        pair(store, both(`${i} crossed`), {}, [B, A]),
        pair(store, both(`${i} by its term`), {}, [CAIBO_2, CAIBO_1]),
      ]),
    );
    assert.ok(outcomes.every(({ type }) => type === 'written'));
    const all = Array.from({ length: 1 + 3 * PARALLEL.length }, (_, i) => i + 1);
    assert.deepEqual(await histories(store), [all, all]);
  });

  test('pairs among updates of either record lose none of them', async (store) => {
    await annaAndBen(store);
    await Promise.all(
      PARALLEL.flatMap(() => [
        pair(store, both('pair')),
        update(store, A, 'alone'),
        update(store, CAIBO_2, 'alone'),
        pair(store, both('crossed'), {}, [B, A]),
      ]),
    );
    const all = Array.from({ length: 1 + 3 * PARALLEL.length }, (_, i) => i + 1);
    assert.deepEqual(await histories(store), [all, all]);
  });

  test('of many pairs that want the same companion at once one gets it', async (store) => {
    await create(store, 'cus_b', 'Ben', { uniques: [CAIBO_2] });
    const others = PARALLEL.map((i) => `cus_${i}`);
    await Promise.all(others.map((id) => create(store, id, id)));
    const absorb: DecidePair = (row, companion) => {
      if (!companion?.sealed) return { type: 'refused', refusal: 'gone' };
      const verdict = both('won', { a: { add: [CAIBO_2] }, b: { remove: [CAIBO_2] } })(row, companion);
      assert.ok(verdict.type === 'write' && verdict.companion);
      return { ...verdict, companion: { ...verdict.companion, row: { ...verdict.companion.row, sealed: null } } };
    };
    const outcomes = await Promise.all(others.map((id) => pair(store, absorb, {}, [{ id }, B])));
    const [won] = outcomes.flatMap((outcome) => (outcome.type === 'written' ? [outcome.row.id] : []));
    assert.equal(outcomes.filter(({ type }) => type === 'refused').length, others.length - 1);
    assert.equal(await holderOf(store, CAIBO_2), won);
  });

  test('an idempotency key of a pair replays the record, and writes neither again', async (store) => {
    await annaAndBen(store);
    const idempotency = keyOf('pair');
    const first = await pair(store, both('once'), { idempotency });
    const again = await pair(store, both('twice'), { idempotency });
    assert.ok(first.type === 'written' && again.type === 'replayed');
    assert.deepEqual([again.row.version, textOf(again.row.sealed)], [2, 'once a']);
    assert.deepEqual(await pair(store, both('other'), { idempotency: keyOf('pair', 'other') }), { type: 'key-reused' });
    assert.deepEqual(await standing(store), [
      [2, 'once a'],
      [2, 'once b'],
    ]);
  });

  test('a nonce is spent with a pair, also with one that is refused', async (store) => {
    await annaAndBen(store);
    const nonce = (value: string) => ({ scope: 'credential', value, expiresAt: '2026-11-23T12:00:00.000Z', at: AT });
    assert.equal((await pair(store, both('once'), { nonce: nonce('1') })).type, 'written');
    assert.equal((await pair(store, both('twice'), { nonce: nonce('1') })).type, 'nonce-spent');
    const refuse: DecidePair = () => ({ type: 'refused', refusal: 'no' });
    assert.equal((await pair(store, refuse, { nonce: nonce('2') })).type, 'refused');
    assert.equal((await pair(store, both('twice'), { nonce: nonce('2') })).type, 'nonce-spent');
    assert.deepEqual(await histories(store), [
      [1, 2],
      [1, 2],
    ]);
  });
}
