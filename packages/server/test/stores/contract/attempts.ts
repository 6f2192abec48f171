import assert from 'node:assert/strict';
import type { Attempt, Store } from '../../../src/stores/store.ts';
import type { ContractTest } from './contract-test.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const WINDOW_MS = 60_000;

/** An attempt so many milliseconds after the start, under limits as `{name: most}`. */
function attempt(afterMs: number, limits: Readonly<Record<string, number>>): Attempt {
  const [at, until] = [START + afterMs, START + afterMs + WINDOW_MS].map((time) => new Date(time).toISOString());
  const entries = Object.entries(limits).map(([name, most]) => ({ name, most }));
  return { limits: entries, at: String(at), until: String(until) };
}

const END = new Date(START + WINDOW_MS).toISOString();

async function counted(store: Store, times: number, limits: Readonly<Record<string, number>>): Promise<void> {
  for (let time = 0; time < times; time++) assert.equal(await store.countAttempt(attempt(time, limits)), undefined);
}

export function attemptTests(test: ContractTest): void {
  test('attempts are counted up to the limit, and then to be waited for until the window ends', async (store) => {
    await counted(store, 3, { a: 3 });
    assert.equal(await store.countAttempt(attempt(4, { a: 3 })), END);
    assert.equal(await store.countAttempt(attempt(WINDOW_MS - 1, { a: 3 })), END);
    assert.equal(await store.countAttempt(attempt(4, { b: 1 })), undefined, 'another name has its own');
  });

  test('a window that has ended is followed by a whole one, which begins with the next attempt', async (store) => {
    await counted(store, 2, { a: 2 });
    const later = 5 * WINDOW_MS;
    for (const afterMs of [later, later + 1])
      assert.equal(await store.countAttempt(attempt(afterMs, { a: 2 })), undefined);
    const end = new Date(START + later + WINDOW_MS).toISOString();
    assert.equal(await store.countAttempt(attempt(later + 2, { a: 2 })), end);
    assert.equal(await store.countAttempt(attempt(later + WINDOW_MS, { a: 2 })), undefined, 'its end is not in it');
  });

  test('where one limit is reached the attempt counts against none', async (store) => {
    await counted(store, 1, { account: 1, address: 2 });
    for (let time = 0; time < 5; time++)
      assert.equal(await store.countAttempt(attempt(1, { account: 1, address: 2 })), END);
    assert.equal(await store.countAttempt(attempt(2, { other: 1, address: 2 })), undefined);
    assert.equal(await store.countAttempt(attempt(3, { third: 1, address: 2 })), END);
  });

  test('of attempts at the same time no more are let through than the limit says', async (store) => {
    const limits = { account: 10, address: 50 };
    const answers = await Promise.all(Array.from({ length: 40 }, () => store.countAttempt(attempt(0, limits))));
    assert.equal(answers.filter((answer) => answer === undefined).length, 10);
    assert.ok(answers.every((answer) => answer === undefined || answer === END));
  });

  test('what is taken back can be tried again, and never more than that', async (store) => {
    await counted(store, 3, { account: 3, address: 3 });
    await store.takeBackAttempts([
      { name: 'account', times: 10 },
      { name: 'address', times: 1 },
      { name: 'nobody', times: 1 },
    ]);
    await counted(store, 1, { account: 3, address: 3 });
    assert.equal(await store.countAttempt(attempt(5, { account: 3, address: 3 })), END);
    await counted(store, 2, { account: 3 });
    assert.equal(await store.countAttempt(attempt(5, { account: 3 })), END);
  });

  test('attempts are still counted after a restart', async (store, reopen) => {
    await counted(store, 2, { a: 2 });
    assert.equal(await (await reopen()).countAttempt(attempt(3, { a: 2 })), END);
  });

  test('attempts are not counted by a store that is closed', async (store) => {
    await store.close();
    const expected = { name: 'StoreError', reason: 'unavailable' };
    await assert.rejects(store.countAttempt(attempt(0, { a: 1 })), expected);
    await assert.rejects(store.takeBackAttempts([{ name: 'a', times: 1 }]), expected);
  });
}
