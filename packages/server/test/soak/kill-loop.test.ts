import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Operation, violationsOf } from './history-checker.ts';
import { killLoop } from './kill-loop.ts';

describe('kill -9', () => {
  it('loses nothing that was acknowledged and does nothing twice', async (t) => {
    const report = await killLoop({ kills: 5, seed: 20261122 });
    t.diagnostic(JSON.stringify(report));
    assert.deepEqual(report.violations, []);
    assert.ok(report.acknowledged > 0, 'something was acknowledged');
  });
});

describe('the history checker', () => {
  const ok: Operation = { customerId: 'c', value: 'a', baseVersion: 1, outcome: 'acknowledged', version: 2 };
  const history = {
    customerId: 'c',
    entries: [{ version: 1 }, { version: 2, value: 'a' }],
    currentVersion: 2,
    currentValue: 'a',
  };

  it('accepts a true history', () => assert.deepEqual(violationsOf([ok], [history]), []));

  for (const [name, operations, kept] of [
    ['a lost write', [ok], { ...history, entries: [{ version: 1 }], currentVersion: 1, currentValue: undefined }],
    ['a version acknowledged twice', [ok, { ...ok, value: 'b' }], history],
    ['a refused write that was kept', [{ ...ok, outcome: 'refused' }], history],
    [
      'a write kept twice',
      [ok],
      { ...history, entries: [...history.entries, { version: 3, value: 'a' }], currentVersion: 3 },
    ],
    ['a gap', [ok], { ...history, entries: [{ version: 2, value: 'a' }] }],
    ['a record that is not its history', [ok], { ...history, currentValue: 'b' }],
    ['a write over a version its writer had not seen', [{ ...ok, baseVersion: 0 }], history],
  ] as [string, Operation[], typeof history][]) {
    it(`finds ${name}`, () => assert.ok(violationsOf(operations, [kept]).length > 0));
  }
});
