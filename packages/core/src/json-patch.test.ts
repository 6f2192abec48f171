import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { freeze, prototypeNames } from '../test/frozen.ts';
import type { Json } from './json.ts';
import { applyJsonPatch } from './json-patch.ts';

const prototypesBefore = prototypeNames();
afterEach(() => assert.deepEqual(prototypeNames(), prototypesBefore, 'a built-in prototype was changed'));

const malformed: readonly [why: string, patch: string, pointer: string][] = [
  ['an object', '{"op":"add","path":"/a","value":1}', ''],
  ['null', 'null', ''],
  ['an array of numbers', '[1]', '/0'],
  ['an array of arrays', '[[]]', '/0'],
  ['no op', '[{"path":"/a"}]', '/0/op'],
  ['an op of another type', '[{"op":1,"path":"/a"}]', '/0/op'],
  ['an op in capitals', '[{"op":"ADD","path":"/a","value":1}]', '/0/op'],
  ['an op that is only an inherited name', '[{"op":"toString","path":"/a"}]', '/0/op'],
  ['an op inside __proto__', '[{"__proto__":{"op":"remove","path":"/a"}}]', '/0/path'],
  ['no path', '[{"op":"remove"}]', '/0/path'],
  ['a path of another type', '[{"op":"remove","path":["a"]}]', '/0/path'],
  ['a path without its slash', '[{"op":"remove","path":"a"}]', '/0/path'],
  ['a path with ~2', '[{"op":"remove","path":"/a~2"}]', '/0/path'],
  ['a path that ends with ~', '[{"op":"remove","path":"/a~"}]', '/0/path'],
  ['a from with a bad escape', '[{"op":"copy","from":"/~a","path":"/a"}]', '/0/from'],
  ['no from', '[{"op":"move","path":"/a"}]', '/0/from'],
  ['no value to add', '[{"op":"add","path":"/a"}]', '/0/value'],
  ['no value to replace with', '[{"op":"replace","path":"/a"}]', '/0/value'],
  ['no value to test', '[{"op":"test","path":"/a"}]', '/0/value'],
  ['a move into a child of itself', '[{"op":"move","from":"/a","path":"/a/b"}]', '/0/path'],
  ['a move of everything into a member', '[{"op":"move","from":"","path":"/a"}]', '/0/path'],
  ['a leading zero in an index', '[{"op":"remove","path":"/list/00"}]', '/0/path'],
  ['a leading zero in an index to insert at', '[{"op":"add","path":"/list/01","value":1}]', '/0/path'],
  ['a malformed operation after one that fails', '[{"op":"remove","path":"/none"},{"op":"?","path":""}]', '/1/op'],
];

for (const [why, patch, pointer] of malformed) {
  test(`${why} is refused as malformed at ${pointer || 'the root'}`, () => {
    assertRefused('{"a":{"b":1},"list":[1,2]}', patch, 'malformed', pointer);
  });
}

const failing: readonly [why: string, patch: string, pointer: string][] = [
  ['a test that differs', '[{"op":"test","path":"/n","value":"1"}]', '/0/path'],
  ['a test of null against what is absent', '[{"op":"test","path":"/none","value":null}]', '/0/path'],
  ['a test of an object that has one member more', '[{"op":"test","path":"/a","value":{}}]', '/0/path'],
  ['a remove of what is absent', '[{"op":"remove","path":"/none"}]', '/0/path'],
  ['a replace of what is absent', '[{"op":"replace","path":"/none","value":1}]', '/0/path'],
  ['a move of what is absent', '[{"op":"move","from":"/none","path":"/b"}]', '/0/from'],
  ['a copy to a place without a container', '[{"op":"copy","from":"/a","path":"/none/b"}]', '/0/path'],
  ['an add below a number', '[{"op":"add","path":"/n/0","value":1}]', '/0/path'],
  ['an add one beyond the end', '[{"op":"add","path":"/list/3","value":1}]', '/0/path'],
  ['an add at an index no array can have', '[{"op":"add","path":"/list/99999999999999999999","value":1}]', '/0/path'],
  ['a replace after the last element', '[{"op":"replace","path":"/list/-","value":1}]', '/0/path'],
  ['a negative index', '[{"op":"remove","path":"/list/-1"}]', '/0/path'],
  ['an index with an exponent', '[{"op":"remove","path":"/list/1e0"}]', '/0/path'],
  ['the length of an array', '[{"op":"replace","path":"/list/length","value":0}]', '/0/path'],
  ['the length of a string', '[{"op":"test","path":"/s/length","value":2}]', '/0/path'],
  ['a method of an array', '[{"op":"copy","from":"/list/map","path":"/b"}]', '/0/from'],
  ['an inherited member', '[{"op":"remove","path":"/toString"}]', '/0/path'],
  ['a test of an inherited member', '[{"op":"test","path":"/constructor/name","value":"Object"}]', '/0/path'],
  ['a document that removes itself', '[{"op":"remove","path":""}]', ''],
  ['a second operation that fails', '[{"op":"add","path":"/b","value":1},{"op":"remove","path":"/none"}]', '/1/path'],
];

for (const [why, patch, pointer] of failing) {
  test(`${why} is refused as failed at ${pointer || 'the root'}`, () => {
    assertRefused('{"a":{"b":1},"list":[1,2],"n":1,"s":"xy"}', patch, 'failed', pointer);
  });
}

function assertRefused(document: string, patch: string, reason: string, pointer: string): void {
  const outcome = applyJsonPatch(freeze(JSON.parse(document)), freeze(JSON.parse(patch)));
  assert.ok(!outcome.ok, inspect(outcome));
  assert.equal(outcome.problem.reason, reason);
  assert.equal(outcome.problem.pointer, pointer);
}

test('an integer that is a bigint equals itself and not the double next to it', () => {
  const document: Json = { id: 2n ** 53n + 1n };
  assert.ok(applyJsonPatch(document, [{ op: 'test', path: '/id', value: 2n ** 53n + 1n }]).ok);
  assert.ok(!applyJsonPatch(document, [{ op: 'test', path: '/id', value: 2 ** 53 }]).ok);
  assert.deepEqual(patched(document, [{ op: 'copy', from: '/id', path: '/was' }]), {
    id: 2n ** 53n + 1n,
    was: 2n ** 53n + 1n,
  });
});

const applied: readonly [outcome: string, document: string, patch: string, result: string][] = [
  ['an empty patch changes nothing', '{"a":1}', '[]', '{"a":1}'],
  [
    'members that an operation does not define are ignored',
    '{"a":1}',
    '[{"op":"remove","path":"/a","value":0,"from":7}]',
    '{}',
  ],
  ['a replaced member keeps its place', '{"a":1,"b":2}', '[{"op":"replace","path":"/a","value":3}]', '{"a":3,"b":2}'],
  [
    'the whole document may be removed and added again',
    '{"a":1}',
    '[{"op":"remove","path":""},{"op":"add","path":"","value":[]}]',
    '[]',
  ],
  [
    'the whole document may be copied into itself',
    '{"a":1}',
    '[{"op":"copy","from":"","path":"/b"}]',
    '{"a":1,"b":{"a":1}}',
  ],
  ['a move onto itself changes nothing', '[1,2]', '[{"op":"move","from":"/0","path":"/0"}]', '[1,2]'],
  ['a move to the end counts without what was moved', '[1,2]', '[{"op":"move","from":"/0","path":"/1"}]', '[2,1]'],
  [
    'a sibling with the same beginning is not a child',
    '{"a":1}',
    '[{"op":"move","from":"/a","path":"/ab"}]',
    '{"ab":1}',
  ],
  ['digits name a member of an object', '{"01":1}', '[{"op":"replace","path":"/01","value":2}]', '{"01":2}'],
  ['~01 is the name ~1', '{"~1":1}', '[{"op":"remove","path":"/~01"}]', '{}'],
  ['__proto__ is added as data', '{}', '[{"op":"add","path":"/__proto__","value":{"x":1}}]', '{"__proto__":{"x":1}}'],
  [
    'a stored __proto__ is edited as data',
    '{"__proto__":{}}',
    '[{"op":"add","path":"/__proto__/x","value":1}]',
    '{"__proto__":{"x":1}}',
  ],
  [
    'a stored __proto__ is removed as data',
    '{"__proto__":{"x":1},"a":1}',
    '[{"op":"remove","path":"/__proto__"}]',
    '{"a":1}',
  ],
  [
    'a neighbour of a stored __proto__ is edited',
    '{"__proto__":{"x":1},"a":1}',
    '[{"op":"remove","path":"/a"}]',
    '{"__proto__":{"x":1}}',
  ],
  [
    'a stored hasOwnProperty breaks nothing',
    '{"hasOwnProperty":1}',
    '[{"op":"add","path":"/a","value":2}]',
    '{"hasOwnProperty":1,"a":2}',
  ],
  [
    'a stored constructor is edited as data',
    '{"constructor":{"prototype":{}}}',
    '[{"op":"add","path":"/constructor/prototype/x","value":1}]',
    '{"constructor":{"prototype":{"x":1}}}',
  ],
];

for (const [outcome, document, patch, result] of applied) {
  test(outcome, () => {
    const value = patched(JSON.parse(document), JSON.parse(patch));
    assert.equal(JSON.stringify(value), result);
    if (!Array.isArray(value)) assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
}

const bypasses = [
  '/constructor/prototype/ownerId',
  '/__proto__/ownerId',
  '/__proto__/__proto__/ownerId',
  '/name/__proto__/ownerId',
];
const bypassOperations = ['add', 'replace', 'remove', 'test', 'move to', 'move from', 'copy to', 'copy from'];

for (const path of bypasses) {
  for (const operation of bypassOperations) {
    test(`${operation} ${path} is refused and ownerId stays`, () => {
      const [op, direction] = operation.split(' ');
      const document = freeze({ ownerId: 1, name: 'x', other: 999 });
      const locations = direction === 'from' ? { from: path, path: '/ownerId' } : { from: '/other', path };
      const outcome = applyJsonPatch(document, freeze([{ op: op as string, ...locations, value: 999 }]));
      assert.ok(!outcome.ok);
      assert.equal(outcome.problem.reason, 'failed');
      assert.deepEqual(document, { ownerId: 1, name: 'x', other: 999 });
      assert.equal(({} as Record<string, unknown>)['ownerId'], undefined);
    });
  }
}

test('an added __proto__ lends its members to nobody', () => {
  const patch = JSON.parse('[{"op":"add","path":"/__proto__","value":{"ownerId":999}}]');
  const value = patched({ name: 'x' }, patch) as Record<string, Json>;
  assert.equal(value['ownerId'], undefined);
  assert.deepEqual(Object.keys(value), ['name', '__proto__']);
});

test('editing what was added or copied leaves the patch and the source as they were', () => {
  const added = { b: [1] };
  const patch: Json = [
    { op: 'add', path: '/a', value: added },
    { op: 'copy', from: '/a', path: '/c' },
    { op: 'add', path: '/a/b/-', value: 2 },
    { op: 'replace', path: '/c/b/0', value: 3 },
    { op: 'add', path: '/old/x', value: 4 },
  ];
  const document = { old: {} };
  assert.deepEqual(patched(document, patch), { a: { b: [1, 2] }, c: { b: [3] }, old: { x: 4 } });
  assert.deepEqual(added, { b: [1] });
  assert.deepEqual(document, { old: {} });
});

test('a refusal repeats nothing of the patch or the document', () => {
  const secret = 's3cr3t';
  const document = { [secret]: secret, list: [secret] };
  const patches: Json[] = [
    secret,
    [secret],
    [{ op: secret, path: `/${secret}` }],
    [{ op: 'add', path: secret, value: secret }],
    [{ op: 'add', path: `/${secret}/${secret}`, value: secret }],
    [{ op: 'remove', path: `/list/${secret}` }],
    [{ op: 'test', path: `/${secret}`, value: `${secret}!` }],
    [{ op: 'move', from: `/${secret}`, path: `/${secret}/x` }],
    [{ op: 'copy', from: `/x${secret}`, path: `/${secret}` }],
  ];
  for (const patch of patches) {
    const outcome = applyJsonPatch(document, patch);
    assert.ok(!outcome.ok);
    assert.ok(!JSON.stringify(outcome.problem).includes(secret), JSON.stringify(outcome.problem));
  }
});

test('forty copies that double the document are refused before they are written out', () => {
  const doubling = Array.from({ length: 40 }, (_, step) => ({ op: 'copy', from: '', path: `/${step}` }));
  assertFailedAsAWhole({ a: 'x' }, doubling);
});

test('a long string is not multiplied past the limit', () => {
  const copies = Array.from({ length: 200 }, (_, step) => ({ op: 'copy', from: '/a', path: `/${step}` }));
  assertFailedAsAWhole({ a: 'x'.repeat(10_000) }, copies);
  assert.ok(applyJsonPatch({ a: 'x'.repeat(10_000) }, copies.slice(0, 45)).ok);
});

test('copies that double the depth are refused', () => {
  const deepening = Array.from({ length: 20 }, (_, step) => ({ op: 'copy', from: '', path: '/a'.repeat(2 ** step) }));
  assertFailedAsAWhole({ a: 1 }, deepening);
});

test('16 levels are patched, 65 are refused, 5,000 are refused without a crash', () => {
  const patch: Json = [{ op: 'add', path: '/b', value: 1 }];
  assert.ok(applyJsonPatch(nested(16), patch).ok);
  assert.ok(applyJsonPatch(nested(64), patch).ok);
  assertFailedAsAWhole(nested(65), patch);
  assertFailedAsAWhole(nested(5_000), patch);
  assert.ok(applyJsonPatch(nested(5_000), [{ op: 'replace', path: '/a'.repeat(60), value: 1 }]).ok);
});

test('a test against 5,000 levels holds or throws, and changes nothing', () => {
  // How deep recursion may go is the engine's business; the gate in front stops such a body long before.
  const document = freeze(nested(5_000));
  const patch = freeze([{ op: 'test', path: '/a', value: nested(4_999) }]);
  try {
    assertFailedAsAWhole(document, patch);
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
  }
  assert.deepEqual(patched({ a: 1 }, [{ op: 'test', path: '/a', value: 1 }]), { a: 1 });
});

function assertFailedAsAWhole(document: Json, patch: Json): void {
  const outcome = applyJsonPatch(freeze(document), freeze(patch));
  assert.ok(!outcome.ok);
  assert.deepEqual([outcome.problem.reason, outcome.problem.pointer], ['failed', '']);
}

const token = fc.constantFrom(
  'a',
  'b',
  '',
  '0',
  '1',
  '01',
  '-',
  'length',
  '__proto__',
  'constructor',
  'prototype',
  '~0',
  '~1',
);
const pointer = fc.array(token, { maxLength: 3 }).map((tokens) => tokens.map((each) => `/${each}`).join(''));
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 'x', 1, 2n ** 60n),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(token, tie('value')), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
  ),
}));
/** Has something at many of the pointers above, so that many patches are accepted. */
const crowded: Json = JSON.parse(
  '{"a":{"a":[1,{"b":2}],"b":{"":"x"},"0":0},"b":[{"a":1},[2,3]],"":{"a":null},"0":1,"__proto__":{"a":1},"constructor":{"prototype":{}},"~":[]}',
);
const operation = fc.record(
  {
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
    path: pointer,
    from: pointer,
    value: json,
  },
  { noNullPrototype: true },
);

test('whatever is patched, the inputs stay and the result is plain JSON', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.oneof(json, fc.constant(crowded)),
      fc.array(operation, { minLength: 1, maxLength: 3 }),
      (document, patch) => {
        const before = structuredClone([document, patch]);
        const outcome = applyJsonPatch(freeze(document), freeze(patch));
        assert.deepEqual([document, patch], before);
        if (!outcome.ok) return;
        accepted += 1;
        assertPlain(outcome.value);
      },
    ),
    { numRuns: 2_000 },
  );
  assert.ok(accepted > 50, `only ${accepted} patches were accepted`);
});

test('what was added is found by test, and removing it leads back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(token, json)).map((members) => Object.fromEntries(members)),
      json,
      (document, value) => {
        const added = patched(document, [
          { op: 'add', path: '/new', value },
          { op: 'test', path: '/new', value },
        ]);
        assert.deepEqual(patched(added, [{ op: 'remove', path: '/new' }]), document);
      },
    ),
  );
});

function assertPlain(value: Json): void {
  if (value === null || typeof value !== 'object') return;
  assert.ok([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)));
  for (const name of Object.keys(value)) {
    const { value: inner, writable } = Object.getOwnPropertyDescriptor(value, name) as PropertyDescriptor;
    assert.ok(inner !== undefined && writable !== undefined, name);
    assertPlain(inner);
  }
}

function patched(document: Json, patch: Json): Json {
  const outcome = applyJsonPatch(freeze(document), freeze(patch));
  assert.ok(outcome.ok, inspect(outcome));
  return outcome.value;
}

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}
