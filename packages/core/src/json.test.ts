import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { equal, escapeToken, isObject, type Json, type JsonObject, member, pointerTokens, valueAt } from './json.ts';

/** RFC 6901 §5: the document, and what each pointer evaluates to. */
const rfc6901: JsonObject = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};
const rfc6901Pointers: readonly [pointer: string, value: Json][] = [
  ['', rfc6901],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
];

for (const [pointer, value] of rfc6901Pointers) {
  test(`RFC 6901 §5: "${pointer}" names its value`, () => assert.deepEqual(valueAt(rfc6901, pointer), value));
}

const malformed = ['foo', 'foo/0', '#/foo', ' /foo', '/~', '/foo~', '/~2', '/~~0', '/m~n', '/foo/~/0'];

for (const pointer of malformed) {
  test(`"${pointer}" is no pointer and names nothing`, () => {
    assert.equal(pointerTokens(pointer), undefined);
    assert.equal(valueAt(rfc6901, pointer), undefined);
  });
}

const nothing = [
  '/foo/2',
  '/foo/-',
  '/foo/00',
  '/foo/01',
  '/foo/-1',
  '/foo/1e0',
  '/foo/0.0',
  '/foo/ 0',
  '/foo/length',
  '/foo/map',
  '/foo/0/0',
  '/foo/0/length',
  '/foo/',
  '/toString',
  '/__proto__',
  '/__proto__/toString',
  '/constructor/name',
  '/none/x',
];

for (const pointer of nothing) {
  test(`"${pointer}" names nothing`, () => {
    assert.notEqual(pointerTokens(pointer), undefined);
    assert.equal(valueAt(rfc6901, pointer), undefined);
  });
}

test('a member called __proto__, constructor or hasOwnProperty is found once it is stored', () => {
  const stored = JSON.parse('{"__proto__":{"a":1},"constructor":2,"hasOwnProperty":3}') as Json;
  assert.deepEqual(
    ['/__proto__/a', '/constructor', '/hasOwnProperty'].map((pointer) => valueAt(stored, pointer)),
    [1, 2, 3],
  );
});

test('member finds own members of objects only', () => {
  assert.equal(member({ a: 1 }, 'a'), 1);
  assert.equal(member({ a: null }, 'a'), null);
  for (const name of ['b', 'toString', '__proto__', 'constructor']) assert.equal(member({ a: 1 }, name), undefined);
  for (const value of [[1], 'text', 1, null, undefined]) {
    for (const name of ['0', 'length', 'constructor']) assert.equal(member(value, name), undefined);
  }
});

test('an object is neither null nor an array', () => {
  assert.ok(isObject({}));
  for (const value of [null, [], 'text', 1, 1n, true, undefined]) assert.ok(!isObject(value));
});

test('~ is escaped before / is, and read back after it', () => {
  assert.equal(escapeToken('~1/~0'), '~01~1~00');
  assert.deepEqual(pointerTokens('/~01~1~00'), ['~1/~0']);
});

test('every list of names survives being written as a pointer and read back', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '~', '/', '0', '1', '\\', ' ', 'é', '\u0000') });
  fc.assert(
    fc.property(fc.array(name), (names) => {
      assert.deepEqual(pointerTokens(names.map((each) => `/${escapeToken(each)}`).join('')), names);
    }),
  );
});

const alike: readonly [Json | undefined, Json | undefined][] = [
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [[{ a: [] }], [{ a: [] }]],
  [0, -0],
  [1e2, 100],
  [2n ** 60n, 2n ** 60n],
  [undefined, undefined],
  [JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
];
const unlike: readonly [Json | undefined, Json | undefined][] = [
  [1, '1'],
  [0, false],
  [0, null],
  [0, ''],
  [null, undefined],
  [null, {}],
  [{}, []],
  [['a'], { 0: 'a', length: 1 }],
  [{}, undefined],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
  [{ toString: 1 }, { a: 1 }],
  [JSON.parse('{"__proto__":{}}'), { a: {} }],
  [2n ** 53n + 1n, 2 ** 53],
];

test('values that JSON does not tell apart are equal, both ways', () => {
  for (const [a, b] of alike) assert.ok(equal(a, b) && equal(b, a), `${String(a)} ${String(b)}`);
});

test('values that JSON tells apart are not equal, either way', () => {
  for (const [index, [a, b]] of unlike.entries()) assert.ok(!equal(a, b) && !equal(b, a), `row ${index}`);
});
