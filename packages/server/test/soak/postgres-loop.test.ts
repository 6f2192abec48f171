import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS, postgresLoop } from './postgres-loop.ts';

/** Time enough for each fault once, however busy the machine is. */
const SECONDS_MAX = 300;

test('whatever happens to servers and their PostgreSQL, nobody is told what is not so', async (t) => {
  const seed = 20261122;
  const report = await postgresLoop({
    seed,
    operations: 1_000,
    seconds: SECONDS_MAX,
    holdMs: [50, 300],
    quietMs: [20, 200],
  });
  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(report.violations, []);
  for (const [name] of FAULTS) assert.ok((report.faults[name]?.times ?? 0) > 0, `${name} has happened`);
  assert.ok(report.acknowledged > 0 && report.lost > 0, 'some was acknowledged, and some was lost');
});
