import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Json } from '@clientele/core';
import fc from 'fast-check';
import { parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';

const inherited = Reflect.ownKeys(Object.prototype);
after(() => assert.deepEqual(Reflect.ownKeys(Object.prototype), inherited));

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const text = fc.string({ unit: 'binary' }).map((string) => string.replaceAll('\0', '0'));
const name = text.filter((string) => !['__proto__', 'constructor', 'prototype'].includes(string));
const { document } = fc.letrec<{ document: Json }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 6, depthIdentifier: 'json' },
    fc.oneof(fc.constant(null), fc.boolean(), text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.array(tie('document'), { maxLength: 6, depthIdentifier: 'json' }),
    fc.dictionary(name, tie('document'), { maxKeys: 6, depthIdentifier: 'json', noNullPrototype: true }),
  ),
}));

/** What is read for what `JSON.parse` makes of it: whole numbers written without point or power stay exact. */
function exact(value: Json): Json {
  if (typeof value === 'number') {
    const literal = JSON.stringify(value);
    return !Number.isSafeInteger(value) && /^-?\d+$/.test(literal) ? BigInt(literal) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(exact);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exact(item)]));
}

/** The other way: what `JSON.parse` would have given. */
function inexact(value: Json): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inexact);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inexact(item)]));
}

test('what JSON.stringify writes is read as it was, and written the same again', () => {
  fc.assert(
    fc.property(document, (value) => {
      const written = JSON.stringify(value);
      const result = parse(written);
      assert.deepEqual(result, { ok: true, value: exact(JSON.parse(written)) });
      assert.ok(result.ok);
      assert.equal(stringifyJson(result.value), written);
    }),
    { numRuns: 1_000 },
  );
});

test('any bytes are accepted or refused, never thrown at', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof parseStrictJson(bytes).ok === 'boolean'));
});

/** JSON with some characters replaced, inserted or removed: near enough to the grammar to get past its first characters. */
const nearlyJson = fc
  .tuple(
    document.map((value) => JSON.stringify(value)),
    fc.array(
      fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...'[]{},:"\\u0aE+-. \n\u00e9', '\\u0000', '\\ud800', '1e999')),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([written, edits]) =>
    edits.reduce((sofar, [at, removed, inserted]) => {
      const place = at % (sofar.length + 1);
      return sofar.slice(0, place) + inserted + sofar.slice(place + removed);
    }, written),
  );

test('whatever is accepted, JSON.parse accepts with an equal value', () => {
  let accepted = 0;
  fc.assert(
    fc.property(nearlyJson, (written) => {
      const result = parse(written);
      if (!result.ok) return;
      accepted++;
      assert.deepEqual(inexact(result.value), JSON.parse(Buffer.from(written).toString()));
    }),
    { numRuns: 3_000 },
  );
  assert.ok(accepted > 100, 'the generator has to reach both sides');
});

/** Spells a name with each character plain or as an escape. */
const spelled = (plain: string, escaped: readonly boolean[]) =>
  [...plain]
    .map((character, index) => (escaped[index] ? `\\u00${character.charCodeAt(0).toString(16)}` : character))
    .join('');

const member = fc.record({
  name: fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 2 }),
  escaped: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
  value: fc.constantFrom('1', '":"', '"\\""', '[1,{"a":1}]', '{"a":{"b":2}}', '16772748432912191'),
});

test('an object is refused exactly when a name comes twice, however spelled, and the pointer names it', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 5 }), (members) => {
      const body = members.map(({ name, escaped, value }) => `"${spelled(name, escaped)}":${value}`).join(',');
      const result = parse(`{"outer":[0,{${body}}]}`);
      const repeated = members.find(({ name }, index) => members.slice(0, index).some((other) => other.name === name));
      assert.equal(result.ok, repeated === undefined);
      if (result.ok) return;
      assert.equal(result.problem.pointer, `/outer/1/${repeated?.name.replaceAll('/', '~1')}`);
    }),
    { numRuns: 1_000 },
  );
});
