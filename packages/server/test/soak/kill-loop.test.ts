import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killLoop } from './kill-loop.ts';

test('kill -9 loses nothing that was acknowledged and does nothing twice', async (t) => {
  const report = await killLoop({ kills: 5, seed: 20261122 });
  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(report.violations, []);
  assert.ok(report.acknowledged > 0, 'something was acknowledged');
});
