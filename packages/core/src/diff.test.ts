import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diff, type FieldChange, unapply, withoutEmpty } from './diff.ts';
import type { Json, JsonObject } from './json.ts';
import { pointerTokens } from './json.ts';
import { mergePatch, patchOf } from './merge-patch.ts';

const tables: readonly [outcome: string, before: Json | undefined, after: Json | undefined, changes: FieldChange[]][] =
  [
    ['an added leaf has no before', {}, { a: 1 }, [{ path: '/a', after: 1 }]],
    ['a removed leaf has no after', { a: 1 }, {}, [{ path: '/a', before: 1 }]],
    ['a changed leaf has both', { a: 1 }, { a: '1' }, [{ path: '/a', before: 1, after: '1' }]],
    [
      'false, 0 and "" are values',
      { a: false, b: 0 },
      { b: '' },
      [
        { path: '/a', before: false },
        { path: '/b', before: 0, after: '' },
      ],
    ],
    [
      'a nested leaf is named by its whole path',
      { a: { b: { c: 1 } } },
      { a: { b: { c: 2 } } },
      [{ path: '/a/b/c', before: 1, after: 2 }],
    ],
    [
      'a new group is told leaf by leaf',
      {},
      { a: { b: 1, c: 2 } },
      [
        { path: '/a/b', after: 1 },
        { path: '/a/c', after: 2 },
      ],
    ],
    ['a new document is told leaf by leaf', undefined, { a: 1 }, [{ path: '/a', after: 1 }]],
    ['a deleted document is told leaf by leaf', { a: 1 }, undefined, [{ path: '/a', before: 1 }]],
    ['an array is one leaf', { a: [1, 2] }, { a: [1, 3] }, [{ path: '/a', before: [1, 2], after: [1, 3] }]],
    ['equal arrays of equal objects are no change', { a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] }, []],
    ['the order of members is no change', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['an empty group is no change', { a: {} }, {}, []],
    [
      'a value that becomes a group goes first',
      { a: 1 },
      { a: { b: 2 } },
      [
        { path: '/a', before: 1 },
        { path: '/a/b', after: 2 },
      ],
    ],
    [
      'a group that becomes a value goes first',
      { a: { b: 2 } },
      { a: 1 },
      [
        { path: '/a/b', before: 2 },
        { path: '/a', after: 1 },
      ],
    ],
    ['names are escaped', {}, { 'a/b': { '~': 1 } }, [{ path: '/a~1b/~0', after: 1 }]],
    ['an inherited name is no value', {}, { toString: 1 }, [{ path: '/toString', after: 1 }]],
    [
      'a bigint differs from the double next to it',
      { a: 2n ** 53n + 1n },
      { a: 2 ** 53 },
      [{ path: '/a', before: 2n ** 53n + 1n, after: 2 ** 53 }],
    ],
  ];

for (const [outcome, before, after, changes] of tables) {
  test(outcome, () => assert.deepEqual(diff(before, after), changes));
}

test('__proto__ is a member like any other', () => {
  const after = JSON.parse('{"__proto__":{"x":1}}') as JsonObject;
  const changes = diff({}, after);
  assert.deepEqual(changes, [{ path: '/__proto__/x', after: 1 }]);
  assert.equal(JSON.stringify(unapply(after, changes)), '{}');
  assert.equal(JSON.stringify(unapply({}, diff(after, {}))), '{"__proto__":{"x":1}}');
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
});

test('a value that became a group, or a group a value, is led back', () => {
  const value = { a: 1 };
  const group = { a: { b: 2, c: { d: 3 } } };
  assert.deepEqual(unapply(group, diff(value, group)), value);
  assert.deepEqual(unapply(value, diff(group, value)), group);
});

test('withoutEmpty drops a group that holds only empty groups, and keeps empty arrays, strings and null', () => {
  assert.deepEqual(withoutEmpty({ a: { b: { c: {} } }, d: [], e: '', f: null, g: [{}] }), {
    d: [],
    e: '',
    f: null,
    g: [{}],
  });
});

// As a record is: what is absent is omitted, so `null` occurs inside arrays only.
const name = fc.constantFrom('a', 'b', 'c', '', '/', '~1', '0', '__proto__', 'constructor', 'hasOwnProperty');
const { record } = fc.letrec<{ record: JsonObject; member: Json }>((tie) => ({
  member: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(true, false, '', 'x', 0, 1.5, 2n ** 60n),
    fc.array(fc.constantFrom<Json>(null, 1, 'x', { a: null }, [1]), { maxLength: 3 }),
    tie('record'),
    tie('record'),
  ),
  record: fc.array(fc.tuple(name, tie('member')), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
}));
const runs = { numRuns: 2_000 };

test('a document does not differ from itself nor from its copy', () => {
  fc.assert(
    fc.property(record, (document) => {
      assert.deepEqual(diff(document, document), []);
      assert.deepEqual(diff(document, structuredClone(document)), []);
    }),
    runs,
  );
});

test('undoing the changes leads back to the document before, but for empty groups', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      assert.deepEqual(unapply(after, diff(before, after)), withoutEmpty(before));
    }),
    runs,
  );
});

test('setting every after-value leads to the document after, but for empty groups', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      const changes = diff(before, after).map(({ path, after }) => [pointerTokens(path) as string[], after] as const);
      assert.deepEqual(withoutEmpty(mergePatch(before, patchOf(changes)) as JsonObject), withoutEmpty(after));
    }),
    runs,
  );
});

test('every change names another leaf, and its two sides differ', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      const changes = diff(before, after);
      assert.equal(new Set(changes.map(({ path }) => path)).size, changes.length);
      for (const change of changes) assert.notDeepEqual(change.before, change.after);
    }),
    runs,
  );
});
