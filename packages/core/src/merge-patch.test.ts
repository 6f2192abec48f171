import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { freeze, prototypeNames } from '../test/frozen.ts';
import { rfc7396AppendixA } from '../test/rfc7396-appendix-a.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { mergePatch, patchOf } from './merge-patch.ts';

const prototypesBefore = prototypeNames();
afterEach(() => assert.deepEqual(prototypeNames(), prototypesBefore, 'a built-in prototype was changed'));

type Case = readonly [target: Json, patch: Json, result: Json];

test('RFC 7396 Appendix A: every case has the result of the table', (t) => {
  for (const texts of rfc7396AppendixA) assertCase(texts.map((text) => JSON.parse(text)) as unknown as Case);
  t.diagnostic(`${rfc7396AppendixA.length}/15 cases of RFC 7396 Appendix A`);
  assert.equal(rfc7396AppendixA.length, 15);
});

const externalFolder = join(import.meta.dirname, '../../../../shared/vectors/merge-patch');
/** Each suite spells its cases differently. */
const external: readonly { file: string; count: number; read: (suite: never[]) => Case[] }[] = [
  {
    file: 'mp-rfc-json8.json',
    count: 15,
    read: (suite: { original: Json; patch: Json; result: Json }[]) =>
      suite.map(({ original, patch, result }) => [original, patch, result]),
  },
  {
    file: 'mp-jsoncons.json',
    count: 15,
    read: (suite: { given: Json; cases: { patch: Json; result: Json }[] }[]) =>
      suite.flatMap(({ given, cases }) => cases.map(({ patch, result }): Case => [given, patch, result])),
  },
  {
    file: 'mp-idubrov.json',
    count: 3,
    read: (suite: { doc: Json; patch: Json; expected: Json }[]) =>
      suite.map(({ doc, patch, expected }) => [doc, patch, expected]),
  },
  {
    file: 'mp-java-obj.json',
    count: 10,
    read: (suite: { victim: Json; patch: Json; result: Json }[]) =>
      suite.map(({ victim, patch, result }) => [victim, patch, result]),
  },
  {
    // What is not an object replaces whatever was there.
    file: 'mp-java-non.json',
    count: 3,
    read: (suite: { victim: Json; patch: Json }[]) => suite.map(({ victim, patch }) => [victim, patch, patch]),
  },
  {
    // Written for a maker of patches: its patch has to lead from a to b.
    file: 'mp-diff-json8.json',
    count: 10,
    read: (suite: { a: Json; b: Json; diff: Json }[]) => suite.map(({ a, b, diff }) => [a, diff, b]),
  },
];

for (const { file, count, read } of external) {
  test(`${file}: every case has the result of the suite`, (t) => {
    const path = join(externalFolder, file);
    if (!existsSync(path)) {
      t.diagnostic(`${count} external cases left out: no ${path}`);
      return t.skip();
    }
    const cases = read(JSON.parse(readFileSync(path, 'utf8')) as never[]);
    assert.equal(cases.length, count);
    for (const each of cases) assertCase(each);
    t.diagnostic(`${count}/${count} cases of ${file}`);
  });
}

function assertCase([target, patch, result]: Case): void {
  assert.deepEqual(
    mergePatch(freeze(target), freeze(patch)),
    result,
    `${JSON.stringify(target)} + ${JSON.stringify(patch)}`,
  );
}

/** JSON texts, because a `__proto__` in a literal of ours would set a prototype. */
const hostile: readonly [outcome: string, target: string, patch: string, result: string][] = [
  ['__proto__ becomes a member', '{}', '{"__proto__":{"ownerId":9}}', '{"__proto__":{"ownerId":9}}'],
  [
    '__proto__ inside an object becomes a member',
    '{"a":{}}',
    '{"a":{"__proto__":{"x":1}}}',
    '{"a":{"__proto__":{"x":1}}}',
  ],
  ['a stored __proto__ is merged', '{"__proto__":{"a":1}}', '{"__proto__":{"b":2}}', '{"__proto__":{"a":1,"b":2}}'],
  ['a stored __proto__ is removed', '{"__proto__":{"a":1},"b":2}', '{"__proto__":null}', '{"b":2}'],
  ['a stored __proto__ stays', '{"__proto__":{"a":1}}', '{"b":2}', '{"__proto__":{"a":1},"b":2}'],
  ['removing an absent __proto__ does nothing', '{"a":1}', '{"__proto__":null}', '{"a":1}'],
  [
    'constructor.prototype is plain members',
    '{}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"constructor":{"prototype":{"x":1}}}',
  ],
  ['removing an absent constructor does nothing', '{"a":1}', '{"constructor":null,"toString":null}', '{"a":1}'],
  ['an inherited name is merged into nothing', '{}', '{"toString":{"name":"x"}}', '{"toString":{"name":"x"}}'],
  ['a stored hasOwnProperty breaks nothing', '{"hasOwnProperty":1}', '{"a":2}', '{"hasOwnProperty":1,"a":2}'],
  [
    'a patched hasOwnProperty breaks nothing',
    '{"a":{"b":1}}',
    '{"hasOwnProperty":null,"a":{"c":2}}',
    '{"a":{"b":1,"c":2}}',
  ],
  ['members of an array are not merged', '{"a":[1,2]}', '{"a":{"0":9,"length":0}}', '{"a":{"0":9,"length":0}}'],
  ['null inside an array is a value', '{}', '{"a":[null,{"b":null}]}', '{"a":[null,{"b":null}]}'],
];

for (const [outcome, target, patch, result] of hostile) {
  test(outcome, () => {
    const merged = mergePatch(freeze(JSON.parse(target)), freeze(JSON.parse(patch)));
    assert.equal(JSON.stringify(merged), result);
    assert.equal(Object.getPrototypeOf(merged), Object.prototype);
    assert.equal((merged as JsonObject)['ownerId'], undefined);
  });
}

test('a target that does not exist counts as an empty object', () => {
  assert.deepEqual(mergePatch(undefined, { a: { b: null, c: 1 }, d: null }), { a: { c: 1 } });
});

test('16 levels are merged, 5,000 are merged or throw, and neither touches the inputs', () => {
  assert.deepEqual(mergePatch(nested(16, { old: 1 }), nested(16, { new: 2 })), nested(16, { old: 1, new: 2 }));
  // How deep recursion may go is the engine's business; the gate in front stops such a body long before.
  const target = freeze(nested(5_000, { old: 1 }));
  const patch = freeze(nested(5_000, { new: 2 }));
  try {
    assert.deepEqual(bottom(mergePatch(target, patch)), [5_000, { old: 1, new: 2 }]);
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
  }
  assert.deepEqual(bottom(target), [5_000, { old: 1 }]);
  assert.deepEqual(bottom(patch), [5_000, { new: 2 }]);
  assert.deepEqual(mergePatch({ a: 1 }, { b: 2 }), { a: 1, b: 2 });
});

const name = fc.constantFrom('a', 'b', 'c', '', '0', '__proto__', 'constructor', 'hasOwnProperty', 'toString');
const { value: json, object } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, '', 'x', 0, 1.5, 2n ** 60n),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
}));

test('a patch applied twice does what it does once', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const once = mergePatch(freeze(target), freeze(patch));
      assert.deepEqual(mergePatch(freeze(once), patch), once);
    }),
    { numRuns: 1_000 },
  );
});

test('members that the patch does not name stay, those it nulls go, the others are what it says', () => {
  fc.assert(
    fc.property(object, object, (target, patch) =>
      assertMerged(mergePatch(freeze(target), freeze(patch)), target, patch),
    ),
    { numRuns: 1_000 },
  );
});

function assertMerged(merged: Json, target: Json | undefined, patch: JsonObject): void {
  assert.ok(isObject(merged));
  const before: JsonObject = isObject(target) ? target : {};
  for (const each of new Set([...Object.keys(before), ...Object.keys(patch), ...Object.keys(merged)])) {
    const old = Object.hasOwn(before, each) ? before[each] : undefined;
    const now: Json | undefined = Object.hasOwn(merged, each) ? merged[each] : undefined;
    const asked = Object.hasOwn(patch, each) ? patch[each] : undefined;
    if (asked === undefined) assert.deepEqual(now, old, each);
    else if (asked === null) assert.equal(now, undefined, each);
    else if (isObject(asked)) assertMerged(now as Json, old, asked);
    else assert.deepEqual(now, asked, each);
  }
}

test('patchOf builds one patch out of many pointers', () => {
  const patch = patchOf([
    [['a', 'b'], 1],
    [['a', 'c'], undefined],
    [['d'], [1, null]],
    [['__proto__', 'x'], 2],
  ]);
  assert.equal(JSON.stringify(patch), '{"a":{"b":1,"c":null},"d":[1,null],"__proto__":{"x":2}}');
});

test('patchOf keeps the null that clears a value before others are set below it', () => {
  const patch = patchOf([
    [['a'], undefined],
    [['a', 'b'], 1],
  ]);
  assert.deepEqual(mergePatch({ a: 'text' }, patch), { a: { b: 1 } });
  assert.deepEqual(
    patchOf([
      [['a', 'b'], 1],
      [['a', 'b'], undefined],
    ]),
    { a: { b: null } },
  );
  assert.deepEqual(patchOf([]), {});
});

function nested(levels: number, innermost: Json): Json {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

function bottom(value: Json): [levels: number, innermost: Json] {
  let levels = 0;
  let inner = value;
  while (isObject(inner) && Object.hasOwn(inner, 'a')) {
    inner = inner['a'] as Json;
    levels += 1;
  }
  return [levels, inner];
}
