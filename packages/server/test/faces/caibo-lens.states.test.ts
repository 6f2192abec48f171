/** What each member of Caibo's Client takes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Json, type JsonObject, member, withoutEmpty } from '@clientele/core';
import { clientLens } from '../../src/faces/caibo/lens.ts';
import { ClientChange } from '../../src/faces/caibo/schema.ts';
import { put } from '../../src/lens/put.ts';
import { edited, refusals, SAMPLE, shownAt, tokens } from './caibo/sample.ts';

type Outcome = 'clears' | 'refused';
/** Each member that may be written: a new value, what `null` does, what `""` does. Absent always keeps. */
const states: readonly (readonly [pointer: string, value: Json, ofNull: Outcome, ofBlank: Outcome])[] = [
  ['/name', 'Bob', 'refused', 'refused'],
  ['/email', 'bob@example.com', 'refused', 'refused'],
  ['/address', 'New Street 2', 'clears', 'clears'],
  ['/phone', '+15551234567', 'clears', 'clears'],
  ['/memberId', 'M-2', 'clears', 'clears'],
  ['/preferences/currency', 'EUR', 'clears', 'clears'],
  ['/preferences/language', 'fr', 'clears', 'clears'],
  ['/preferences/notifications', false, 'clears', 'refused'],
  ['/preferences/communications/sms', false, 'clears', 'refused'],
  ['/dateOfBirth', '1999-12-31', 'clears', 'clears'],
  ['/billingAddress/street', 'Coin Street', 'clears', 'clears'],
  ['/billingAddress/city', 'Berlin', 'clears', 'clears'],
  ['/billingAddress/state', 'BE', 'clears', 'clears'],
  ['/billingAddress/zipCode', '10115', 'clears', 'clears'],
  ['/billingAddress/country', 'PL', 'clears', 'clears'],
  ['/shippingAddress/street', 'Ship Street', 'clears', 'clears'],
  ['/shippingAddress/city', 'Hull', 'clears', 'clears'],
  ['/shippingAddress/state', 'ER', 'clears', 'clears'],
  ['/shippingAddress/zipCode', 'HU1', 'clears', 'clears'],
  ['/shippingAddress/country', 'GB', 'clears', 'clears'],
  ['/status', 'inactive', 'refused', 'refused'],
  ['/verificationStatus', 'verified', 'refused', 'refused'],
  ['/subscription/level', 'silver', 'clears', 'clears'],
  ['/subscription/preferences/offers', false, 'clears', 'refused'],
  ['/consents/marketing/granted', false, 'clears', 'refused'],
  ['/consents/marketing/at', '2026-02-02T00:00:00Z', 'clears', 'clears'],
  ['/consents/marketing/noticeVersion', '2', 'clears', 'clears'],
  ['/tax/identifier', 'T-2', 'clears', 'clears'],
  ['/tax/position', 'foreign', 'clears', 'clears'],
];

const patchTo = (pointer: string, value: Json) =>
  tokens(pointer).reduceRight<Json>((inner, token) => ({ [token]: inner }), value) as JsonObject;
describe('caibo lens: absent, null, blank and a value', () => {
  for (const [pointer, value, ofNull, ofBlank] of states) {
    test(`member ${pointer}`, () => {
      assert.equal(shownAt(edited(SAMPLE, patchTo(pointer, value)), pointer), value);
      for (const [nothing, outcome] of [
        [null, ofNull],
        ['', ofBlank],
      ] as const) {
        const patch = patchTo(pointer, nothing);
        if (outcome === 'refused') assert.deepEqual(Object.keys(refusals(SAMPLE, patch)), [pointer]);
        else assert.equal(shownAt(edited(SAMPLE, patch), pointer) ?? null, null);
      }
      assertKeptOrRefused(pointer, ' \t', ofBlank);
      assert.deepEqual(edited(SAMPLE, {}), SAMPLE);
    });
  }

  test('the table has every member that may be written', () => {
    const written = clientLens.members
      .filter(({ writable, hidden }) => writable && !hidden)
      .map(({ vendor }) => vendor);
    const keyed = new Set(states.map(([pointer]) => pointer.replace(/\/(sms|offers|marketing)(?=\/|$)/, '/*')));
    assert.deepEqual([...keyed].sort(), written.sort());
  });

  test('the published schema allows null exactly where null clears', () => {
    const schemaAt = (pointer: string) =>
      tokens(pointer).reduce<JsonObject>(
        (schema, token) => below(schema, token),
        ClientChange as unknown as JsonObject,
      );
    for (const [pointer, , ofNull] of states) {
      const alternatives = (schemaAt(pointer)['anyOf'] ?? []) as JsonObject[];
      assert.equal(
        alternatives.some(({ type }) => type === 'null'),
        ofNull === 'clears',
        pointer,
      );
    }
  });

  test('null for a group clears what is shown of it and keeps what is not', () => {
    const after = edited(SAMPLE, { billingAddress: null, preferences: null, tax: null, consents: null });
    assert.deepEqual(
      withoutEmpty(after),
      withoutEmpty({
        ...SAMPLE,
        addresses: {
          ...(SAMPLE['addresses'] as JsonObject),
          byType: { billing: { firstName: 'Ann' }, STMT: { line1: 'Elsewhere' } },
        },
        preferences: {},
        identification: { socialNumber: '123' },
        consents: {},
      }),
    );
  });
});

/** White space is text: kept as it is where the member is free text, refused elsewhere, and never a way to clear. */
function assertKeptOrRefused(pointer: string, text: string, ofBlank: string): void {
  const result = put(clientLens, SAMPLE, patchTo(pointer, text), {});
  if (result.ok) assert.deepEqual([shownAt(result.value, pointer), ofBlank], [text, 'clears']);
  else assert.deepEqual(Object.keys(refusals(SAMPLE, patchTo(pointer, text))), [pointer]);
}

function below(schema: JsonObject, token: string): JsonObject {
  const inside = (schema['anyOf'] as JsonObject[] | undefined)?.find(({ type }) => type === 'object') ?? schema;
  const keyed = Object.values((inside['patternProperties'] ?? {}) as JsonObject)[0];
  return (member(inside['properties'], token) ?? keyed) as JsonObject;
}
