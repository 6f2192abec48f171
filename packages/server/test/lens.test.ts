/** The lens engine, on a small made-up vendor. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type JsonObject, ok, refuse, type Violation, validatorOf } from '@clientele/core';
import Type from 'typebox';
import { country, exactInteger, int64, verbatim } from '../src/lens/codec.ts';
import { createLens } from '../src/lens/lens.ts';
import { put } from '../src/lens/put.ts';
import { pointerForVendor, vendorPointer } from '../src/lens/vendor-words.ts';
import { view } from '../src/lens/view.ts';
import { stringifyJson } from '../src/wire/strict-json.ts';

const CLEARABLE = { codec: verbatim, writable: true, clearable: true, blank: 'clears' } as const;
const text = Type.Optional(Type.String({ maxLength: 10 }));
const Pet = Type.Object(
  {
    no: Type.Optional(Type.Integer()),
    owner: text,
    name: text,
    home: Type.Optional(Type.Object({ land: text, town: text, 'a/b': text }, { additionalProperties: false })),
    marks: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z]+$' }), text, { additionalProperties: false })),
    full: text,
    secret: text,
  },
  { additionalProperties: false },
);

const lens = createLens({
  rows: [
    { vendor: '/no', canonical: '/handles/pet/id', codec: int64, writable: false, clearable: false, blank: 'refused' },
    { vendor: '/owner', codec: verbatim, writable: false, clearable: false, blank: 'refused' },
    { vendor: '/name', canonical: '/names/short', ...CLEARABLE, clearable: false, blank: 'refused', absent: '' },
    { vendor: '/home/land', canonical: '/places/home/country', ...CLEARABLE, codec: country, absent: null },
    { vendor: '/home/town', canonical: '/places/home/city', ...CLEARABLE },
    { vendor: '/home/a~1b', canonical: '/places/home/odd', ...CLEARABLE },
    { vendor: '/marks/*', canonical: '/tags/*/text', ...CLEARABLE },
    { vendor: '/secret', canonical: '/secret', ...CLEARABLE, hidden: true },
    {
      vendor: '/full',
      canonical: ['/names/long', '/names/extra'],
      writable: true,
      clearable: true,
      blank: 'clears',
      show: ({ names }) => (names as JsonObject | undefined)?.['long'],
      write: (_record, value) =>
        value === 'nobody' ? refuse({ rule: 'name', message: 'must be somebody' }) : ok([[['names', 'long'], value]]),
    },
  ],
  validate: validatorOf(Pet),
  checks: [(_before, after) => (after['secret'] === 'told' ? [violation('/secret', 'must stay one')] : [])],
});

function violation(pointer: string, message: string): Violation {
  return { pointer, rule: 'check', message };
}

const record: JsonObject = {
  handles: { pet: { id: '9007199254740993' } },
  names: { short: 'Rex', long: 'Rex the Second', extra: 'II' },
  places: { home: { country: 'US', city: 'Rome' } },
  tags: { ear: { text: 'left' }, tail: { text: 'long', size: 3 } },
  secret: 'kept',
  other: { untouched: true },
};

function edited(patch: JsonObject): JsonObject {
  const result = put(lens, record, patch, { owner: 'Ann' });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function refused(patch: JsonObject): Record<string, string> {
  const result = put(lens, record, patch, { owner: 'Ann' });
  assert.ok(!result.ok && result.problem.type === 'invalid', JSON.stringify(patch));
  return Object.fromEntries(result.problem.violations.map(({ pointer, rule }) => [pointer, rule]));
}

describe('lens: view', () => {
  test('shows rows, facts, maps and exceptions, and hides what is hidden', () => {
    assert.deepEqual(view(lens, record, { owner: 'Ann' }), {
      no: 9007199254740993n,
      owner: 'Ann',
      name: 'Rex',
      home: { land: 'US', town: 'Rome' },
      marks: { ear: 'left', tail: 'long' },
      full: 'Rex the Second',
    });
  });

  test('shows what a row says where the record has nothing, and leaves the rest out', () => {
    assert.deepEqual(view(lens, {}), { name: '', home: { land: null } });
  });

  test('a key that an object inherits is not there', () => {
    assert.deepEqual(view(lens, { tags: Object.create({ ear: { text: 'left' } }) as JsonObject }), {
      name: '',
      home: { land: null },
    });
  });
});

describe('lens: put', () => {
  test('changes what is named and nothing else', () => {
    const after = edited({ name: 'Max', marks: { tail: 'short' } });
    assert.deepEqual(after, {
      ...record,
      names: { short: 'Max', long: 'Rex the Second', extra: 'II' },
      tags: { ear: { text: 'left' }, tail: { text: 'short', size: 3 } },
    });
    assert.equal(edited({ name: 'Max' })['other'], record['other']);
  });

  test('a value equal to the one shown is no change, also where nobody may write it', () => {
    assert.deepEqual(
      edited({ no: 9007199254740993n, owner: 'Ann', full: 'Rex the Second', home: { land: 'US' } }),
      record,
    );
  });

  test('null for a group clears its members, null for a map clears the map', () => {
    assert.deepEqual(edited({ home: null })['places'], { home: {} });
    assert.equal(edited({ marks: null })['tags'], undefined);
    assert.deepEqual(edited({ marks: { ear: null } })['tags'], { ear: {}, tail: { text: 'long', size: 3 } });
  });

  test('an exception clears all that it stands for', () => {
    assert.deepEqual(edited({ full: '' })['names'], { short: 'Rex' });
  });

  test('a hidden member can be written', () => {
    assert.equal(edited({ secret: 'new' })['secret'], 'new');
    assert.equal(edited({ secret: null })['secret'], undefined);
  });

  test('all broken rules of a request are reported, each once and in the words of the vendor', () => {
    const patch = {
      no: 1,
      owner: null,
      name: null,
      home: { land: 'Italy', twon: 'Rome', 'a/b': 'much too long' },
      marks: { EAR: 'x', ear: 5 },
      full: 'nobody',
      secret: 'told',
      extra: { deep: 1 },
    };
    assert.deepEqual(refused(patch), {
      '/no': 'readOnly',
      '/owner': 'readOnly',
      '/name': 'notClearable',
      '/home/land': 'format',
      '/home/twon': 'unknown',
      '/home/a~1b': 'maxLength',
      '/marks/EAR': 'unknown',
      '/marks/ear': 'type',
      '/full': 'name',
      '/secret': 'check',
      '/extra': 'unknown',
    });
  });

  test('a value of the wrong shape is refused, also where the schema would let it pass', () => {
    assert.deepEqual(refused({ home: 'Rome' }), { '/home': 'type' });
    const trusting = createLens({ rows: [{ vendor: '/a/b', canonical: '/a/b', ...CLEARABLE }], validate: () => [] });
    for (const patch of [{ a: 1 }, { a: { c: 1 } }, { d: null }])
      assert.ok(!put(trusting, {}, patch).ok, JSON.stringify(patch));
  });

  test('a member of an inherited name is unknown and harmless', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1},"marks":{"__proto__":"x"}}') as JsonObject;
    assert.deepEqual(Object.keys(refused(patch)).sort(), ['/__proto__', '/marks/__proto__']);
    assert.equal(({} as JsonObject)['polluted'], undefined);
  });
});

describe('lens: words', () => {
  test('a field of the record is reported as the member that shows it', () => {
    const rows = {
      '/names/short': '/name',
      '/names/extra': '/full',
      '/places/home/country': '/home/land',
      '/tags/a~1b/text': '/marks/a~1b',
      '/tags/$&/text': '/marks/$&',
      '/other': '',
      '/places': '',
      '': '',
    };
    for (const [field, member] of Object.entries(rows)) assert.equal(vendorPointer(lens, field), member, field);
  });

  test('what the vendor’s document breaks keeps its pointer, whatever the record calls so', () => {
    const result = put(lens, record, { names: 1 });
    assert.ok(!result.ok && result.problem.type === 'invalid');
    assert.deepEqual(
      result.problem.violations.map((broken) => pointerForVendor(lens, broken)),
      ['/names'],
    );
    assert.equal(pointerForVendor(lens, violation('/names/short', '')), '/name');
  });

  test('a lens with two members of one name, or a key on one side only, is a mistake', () => {
    const row = { vendor: '/a', canonical: '/a', ...CLEARABLE };
    assert.throws(() => createLens({ rows: [row, row], validate: () => [] }), /two members/);
    assert.throws(() => createLens({ rows: [{ ...row, vendor: '/a/*' }], validate: () => [] }), /has a key/);
  });
});

describe('lens: codecs', () => {
  test('an int64 keeps every digit', () => {
    for (const digits of [
      '1',
      '12345',
      '9007199254740991',
      '9007199254740993',
      '16772748432912191',
      '9223372036854775807',
    ]) {
      assert.equal(stringifyJson(int64.encode(digits)), digits);
      assert.deepEqual(int64.decode(exactInteger(digits)), ok(digits));
    }
    assert.equal(typeof exactInteger('9007199254740991'), 'number');
    assert.equal(typeof exactInteger('9007199254740993'), 'bigint');
  });

  test('a country is alpha-2; alpha-3 is understood', () => {
    assert.deepEqual(country.decode('USA'), ok('US'));
    assert.deepEqual(country.decode('US'), ok('US'));
    for (const code of ['us', 'XX', 'Italy', '', 5]) assert.ok(!country.decode(code).ok, String(code));
  });
});
