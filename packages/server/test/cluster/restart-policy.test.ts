import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartAfter } from '../../src/cluster/restart-policy.ts';

/** What is done about workers that have served so long, one after the other. */
function waits(servedMs: readonly number[]): (number | 'give up')[] {
  let quickEnds = 0;
  return servedMs.map((ms) => {
    const restart = restartAfter(quickEnds, ms);
    quickEnds = restart.quickEnds;
    return restart.type === 'again' ? restart.waitMs : restart.type;
  });
}

test('a worker that had served for a while is replaced at once, however often', () => {
  assert.deepEqual(waits(Array(20).fill(5_000)), Array(20).fill(0));
});

test('a worker that ends as soon as it is started is waited for longer each time, and given up at the eighth', () => {
  assert.deepEqual(waits(Array(8).fill(0)), [100, 200, 400, 800, 1_600, 3_200, 5_000, 'give up']);
  assert.deepEqual(waits([0, 0, 4_999, 60_000, 0, 0]), [100, 200, 400, 0, 100, 200], 'what served begins anew');
});
