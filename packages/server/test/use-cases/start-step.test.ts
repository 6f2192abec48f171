import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StoreError } from '../../src/stores/store.ts';
import { refusedAtStart, startStep } from '../../src/use-cases/start-step.ts';

/** A step that fails so often, and then succeeds. */
function failing(times: number, error: Error) {
  const step = { attempts: 0, run: async () => (++step.attempts <= times ? Promise.reject(error) : 'done') };
  return step;
}

describe('a step of a start', () => {
  test('is done again while the store is not available', async () => {
    const step = failing(1, refusedAtStart('a record', { type: 'unavailable' }));
    assert.deepEqual([await startStep(step.run), step.attempts], ['done', 2]);
  });

  test('fails at once when there is no room, when it is refused and when it is a bug', async () => {
    const errors = [
      new StoreError('full', undefined),
      refusedAtStart('a record', { type: 'gone' }),
      new TypeError('bug'),
    ];
    for (const error of errors) {
      const step = failing(1, error);
      await assert.rejects(startStep(step.run), error);
      assert.equal(step.attempts, 1);
    }
  });
});
