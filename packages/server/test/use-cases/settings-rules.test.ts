import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '@clientele/core';
import fc from 'fast-check';
import Type from 'typebox';
import { MastercardSettings } from '../../src/faces/mastercard/settings.ts';
import { type SettingsKind, settingsRules } from '../../src/use-cases/settings-rules.ts';

const closed = { additionalProperties: false } as const;
const Words = Type.Array(Type.String({ maxLength: 3 }), { maxItems: 3, default: ['one'] });
const kind: SettingsKind = {
  face: 'toy',
  schema: Type.Object(
    {
      words: Words,
      choice: Type.Union([Words, Type.Null()], { default: null }),
      group: Type.Object(
        {
          size: Type.Integer({ minimum: 1, maximum: 9, default: 4 }),
          mode: Type.Enum(['on', 'off'], { default: 'on' }),
        },
        { ...closed, default: {} },
      ),
      named: Type.Record(
        Type.String({ pattern: '^[a-c]$' }),
        Type.Object({ must: Type.String(), may: Type.Optional(Type.Boolean()) }, closed),
        { ...closed, default: {} },
      ),
    },
    closed,
  ),
};
const rules = settingsRules(kind);
const DEFAULTS = { words: ['one'], choice: null, group: { size: 4, mode: 'on' }, named: {} };

describe('the rules of settings', () => {
  it('give what is left out its default, however deep', () => {
    assert.deepEqual(rules.inForce({}), { settings: DEFAULTS, ignored: [] });
    const settings = { ...DEFAULTS, group: { size: 7, mode: 'on' } };
    assert.deepEqual(rules.inForce({ group: { size: 7 } }), { settings, ignored: [] });
    assert.deepEqual(rules.violations({}), []);
  });

  it('keep their defaults from whoever writes into what he was given', () => {
    const { settings } = rules.inForce({});
    (settings['words'] as string[]).push('mine');
    assert.deepEqual(rules.inForce({}).settings, DEFAULTS);
  });

  it('are told broken by the rule alone that the choice of a union breaks', () => {
    const told = (sent: Json) => rules.violations(sent).map(({ pointer, rule }) => `${pointer} ${rule}`);
    assert.deepEqual(told({ choice: ['one', 'three'] }), ['/choice/1 maxLength']);
    assert.deepEqual(told({ choice: 7 }), ['/choice type', '/choice type']);
    assert.deepEqual(told({ grup: {}, group: { size: 0, mood: 'on' } }), [
      '/grup unknown',
      '/group/mood unknown',
      '/group/size minimum',
    ]);
    assert.deepEqual(told({ group: null }), ['/group type']);
    for (const sent of [null, [], 'x', 7, true, 7n]) assert.deepEqual(told(sent), [' type']);
  });

  it('leave out as little as possible of what is no longer allowed', () => {
    const kept = {
      words: ['one', 'three', 'two'],
      choice: 'on',
      group: { size: 10, mode: 'off', gone: 1 },
      named: { a: { must: 'x' }, b: { may: true }, d: { must: 'x' } },
      gone: { deep: true },
    };
    const { settings, ignored } = rules.inForce(kept);
    assert.deepEqual(settings, {
      words: ['one', 'two'],
      choice: null,
      group: { size: 4, mode: 'off' },
      named: { a: { must: 'x' } },
    });
    assert.deepEqual([...ignored].sort(), [
      '/choice',
      '/gone',
      '/group/gone',
      '/group/size',
      '/named/b',
      '/named/d',
      '/words/1',
    ]);
  });

  it('make a default that breaks them known as the bug it is', () => {
    const broken = settingsRules({
      face: 'toy',
      schema: Type.Object({ size: Type.Integer({ default: 'x' as never }) }),
    });
    assert.throws(() => broken.inForce({ size: 'y' }), /a default of the toy settings/);
  });

  it('allow the defaults of every face', () => {
    const { settings, ignored } = settingsRules({ face: 'mastercard', schema: MastercardSettings }).inForce({});
    assert.deepEqual(ignored, []);
    assert.deepEqual(Object.keys(settings).sort(), Object.keys(MastercardSettings.properties).sort());
  });
});

/** Documents that are about right: names the schema knows, with values that mostly do not fit. */
const value = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Json[]>('on', 'off', null, 4, 0, 10, true, 'three', 'x', {}, []) },
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 5 }),
  fc.dictionary(fc.constantFrom('size', 'mode', 'a', 'b', 'must', 'a/b~c'), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
) as fc.Arbitrary<Json>;
const document = fc.dictionary(fc.constantFrom('words', 'choice', 'group', 'named', 'gone', '~/'), value, {
  noNullPrototype: true,
});

const words = fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 });
const named = fc.record({ must: fc.string(), may: fc.boolean() }, { requiredKeys: ['must'], noNullPrototype: true });
const allowed = fc.record(
  {
    words,
    choice: fc.option(words),
    group: fc.record(
      { size: fc.integer({ min: 1, max: 9 }), mode: fc.constantFrom('on', 'off') },
      { requiredKeys: [], noNullPrototype: true },
    ),
    named: fc.dictionary(fc.constantFrom('a', 'b', 'c'), named, { noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

describe('whatever was kept before', () => {
  it('makes settings that fit the schema, and those in force stay in force', () => {
    fc.assert(
      fc.property(document, (kept) => {
        const before = structuredClone(kept);
        const { settings } = rules.inForce(kept);
        assert.deepEqual(kept, before);
        assert.deepEqual(rules.violations(settings), []);
        assert.deepEqual(rules.inForce(settings), { settings, ignored: [] });
      }),
    );
  });

  it('is in force as it is when the schema allows it', () => {
    fc.assert(
      fc.property(allowed, (kept) => {
        assert.deepEqual(rules.violations(kept as JsonObject), []);
        const { group, ...rest } = kept;
        const settings = { ...DEFAULTS, ...rest, group: { ...DEFAULTS.group, ...group } };
        assert.deepEqual(rules.inForce(kept as JsonObject), { settings, ignored: [] });
      }),
    );
  });
});
