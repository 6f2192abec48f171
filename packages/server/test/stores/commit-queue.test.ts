import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { CommitQueue } from '../../src/stores/group-commit/commit-queue.ts';

/** A queue whose groups stay in flight until they are ended; its timers are the test's. */
function stage(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const groups: { readonly places: number[]; readonly end: () => void }[] = [];
  const queue = new CommitQueue<{ place: number }>({
    commit: (items) =>
      new Promise((resolve) => groups.push({ places: items.map(({ place }) => place), end: () => resolve() })),
    isBlocked: () => false,
    isPaused: () => false,
  });
  const push = async (count: number) => {
    for (let item = 0; item < count; item++) queue.push({ place: 0 });
    await turn();
    await turn();
  };
  return { queue, push, groups, sizes: () => groups.map(({ places }) => places.length) };
}

describe('a second group', () => {
  test('goes beside the first when it has half as many items', async (t) => {
    const { push, sizes } = stage(t);
    await push(10);
    await push(4);
    assert.deepEqual(sizes(), [10]);
    await push(1);
    assert.deepEqual(sizes(), [10, 5]);
    await push(20);
    assert.deepEqual(sizes(), [10, 5], 'there is no third');
  });

  test('goes when the first has ended, however few it has, in the order they came', async (t) => {
    const { push, groups, sizes } = stage(t);
    await push(10);
    await push(2);
    groups[0]?.end();
    await push(1);
    assert.deepEqual(sizes(), [10, 3]);
    assert.deepEqual(groups[1]?.places, [10, 11, 12]);
  });

  test('does not wait longer than a moment for a first that takes its time', async (t) => {
    const { push, sizes } = stage(t);
    await push(10);
    await push(1);
    t.mock.timers.tick(9);
    await push(0);
    assert.deepEqual(sizes(), [10]);
    t.mock.timers.tick(1);
    await push(0);
    assert.deepEqual(sizes(), [10, 1]);
  });

  test('has waited for itself, not for the one before it', async (t) => {
    const { push, groups, sizes } = stage(t);
    await push(10);
    await push(1);
    t.mock.timers.tick(9);
    groups[0]?.end();
    await push(0);
    await push(9);
    groups[1]?.end();
    await push(1);
    assert.deepEqual(sizes(), [10, 1, 9]);
    t.mock.timers.tick(1);
    await push(0);
    assert.deepEqual(sizes(), [10, 1, 9], 'what waits now has waited for a millisecond');
  });
});
