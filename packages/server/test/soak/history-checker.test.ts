import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Observed, type Operation, type Reading, violationsOf } from './history-checker.ts';

const write: Operation = {
  ...{ customerId: 'c', value: 'a', baseVersion: 1, outcome: 'acknowledged', version: 2 },
  ...{ startMs: 10, endMs: 20 },
};
const refused: Operation = { ...write, value: 'b', outcome: 'refused', version: 2, startMs: 30, endMs: 40 };
const read: Reading = { customerId: 'c', version: 2, value: 'a', startMs: 30, endMs: 40 };
const before: Reading = { customerId: 'c', version: 1, startMs: 1, endMs: 2 };
const history = {
  customerId: 'c',
  entries: [{ version: 1 }, { version: 2, value: 'a' }],
  currentVersion: 2,
  currentValue: 'a',
};
const truth: Observed = { operations: [write, refused], readings: [before, read], histories: [history] };

/** Each differs from the truth in one thing. */
const falsehoods: readonly (readonly [name: string, observed: Partial<Observed>, found: RegExp])[] = [
  [
    'an acknowledged write that was lost',
    {
      readings: [],
      histories: [{ ...history, entries: [{ version: 1 }], currentVersion: 1, currentValue: undefined }],
    },
    /a was acknowledged as version 2 and kept as undefined/,
  ],
  [
    'a version that two were told is theirs',
    { operations: [write, { ...write, value: 'b' }] },
    /c version 2 was acknowledged twice/,
  ],
  ['a refused write that was kept', { operations: [{ ...write, outcome: 'refused' }] }, /a was refused and kept/],
  [
    'a write that was refused without a reason',
    { operations: [write, { ...refused, baseVersion: 2 }] },
    /b was refused, though the record was where it was made for/,
  ],
  [
    'a write that was kept twice',
    {
      operations: [write],
      histories: [{ ...history, entries: [...history.entries, { version: 3, value: 'a' }], currentVersion: 3 }],
    },
    /a was kept 2 times/,
  ],
  [
    'a write that was kept elsewhere than was told',
    { operations: [{ ...write, version: 3 }] },
    /a was acknowledged as version 3 and kept as 2/,
  ],
  [
    'a write over a version that its writer had not seen',
    { operations: [{ ...write, outcome: 'unknown', baseVersion: 0 }] },
    /a was made for 0 and kept as 2/,
  ],
  ['a value that nobody asked for', { operations: [refused] }, /nobody asked for a, and it was kept/],
  [
    'a gap in a history',
    { readings: [read], histories: [{ ...history, entries: [{ version: 2, value: 'a' }] }] },
    /entry 1 has version 2/,
  ],
  [
    'a record that is not at its last entry',
    { histories: [{ ...history, currentVersion: 3 }] },
    /the record is not at its last entry/,
  ],
  [
    'a record that is not what its history ends with',
    { histories: [{ ...history, currentValue: 'b' }] },
    /does not hold what its history ends with/,
  ],
  [
    'a read of a version that never was',
    { readings: [{ ...read, version: 3 }] },
    /c version 3 was read and never kept/,
  ],
  [
    'a read of a value that was refused',
    { readings: [{ ...read, value: 'b' }] },
    /c version 2 was read as b and kept as a/,
  ],
  [
    'a read that began after a write was told, and shows what was before',
    { readings: [{ ...before, startMs: 21, endMs: 22 }] },
    /version 1 was shown after 2 was known/,
  ],
  [
    'a read that began after another had ended, and shows what was before it',
    { readings: [read, { ...before, startMs: 41, endMs: 42 }], operations: [{ ...write, endMs: 50 }, refused] },
    /version 1 was shown after 2 was known/,
  ],
  [
    'a refusal for the sake of a version that was long gone',
    {
      operations: [write, { ...refused, baseVersion: 2, version: 1 }],
    },
    /version 1 was shown after 2 was known/,
  ],
];

describe('the history checker', () => {
  it('accepts a true history', () => assert.deepEqual(violationsOf(truth), []));

  it('accepts that a write nobody was told about is kept, or is not', () => {
    const unknown = { ...write, outcome: 'unknown' } as const;
    const { version: _, ...untold } = unknown;
    assert.deepEqual(violationsOf({ ...truth, operations: [untold, refused] }), []);
    assert.deepEqual(violationsOf({ ...truth, operations: [write, refused, { ...untold, value: 'c' }] }), []);
  });

  it('accepts that of two things at the same time either came first', () => {
    const during = { ...before, startMs: 11, endMs: 45 };
    assert.deepEqual(violationsOf({ ...truth, readings: [during, { ...read, startMs: 12, endMs: 13 }] }), []);
  });

  for (const [name, observed, found] of falsehoods) {
    it(`finds ${name}`, () => {
      const violations = violationsOf({ ...truth, ...observed });
      assert.ok(
        violations.some((violation) => found.test(violation)),
        violations.join('\n') || 'nothing',
      );
    });
  }
});
