/** The laws of Caibo's lens, over any record and any change. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CustomerFields,
  explainConflict,
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  validatorOf,
  withoutEmpty,
  writablePart,
} from '@clientele/core';
import fc from 'fast-check';
import { clientInPartsLens, clientLens, plainLens, wholeClientLens } from '../../src/faces/caibo/lens.ts';
import { Client } from '../../src/faces/caibo/schema.ts';
import { put } from '../../src/lens/put.ts';
import { view } from '../../src/lens/view.ts';
import { parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';
import { alpha2, arbitraryJson, countryCode, text } from '../arbitrary-json.ts';
import { clearable, record, some, spoken } from './arbitrary-record.ts';
import { edited, facts } from './caibo/sample.ts';

const fields = CustomerFields.properties;

const parts = some({
  street: clearable(text(1, 40)),
  city: clearable(text(1, 40)),
  state: clearable(text(1, 20)),
  zipCode: clearable(text(1, 20)),
  country: clearable(countryCode),
});
const flags = arbitraryJson(fields.preferences.properties.communications);

/** Any change that the face accepts, whoever is changed. */
const change = some({
  name: text(1, 100).filter((name) => name.trim() !== ''),
  email: arbitraryJson<string>(fields.contact.properties.email),
  phone: clearable(arbitraryJson<string>(fields.contact.properties.phones.properties.mobile)),
  memberId: clearable(text(1, 50)),
  address: clearable(fc.oneof(text(1, 255), parts)),
  preferences: clearable(
    some({
      currency: clearable(arbitraryJson<string>(fields.preferences.properties.currency)),
      language: clearable(arbitraryJson<string>(fields.preferences.properties.language)),
      notifications: clearable(fc.boolean()),
      communications: clearable(flags),
    }),
  ),
  dateOfBirth: clearable(arbitraryJson<string>(fields.person.properties.birthDate)),
  billingAddress: clearable(parts),
  shippingAddress: clearable(parts),
  status: arbitraryJson<string>(fields.status),
  verificationStatus: arbitraryJson<string>(fields.verification),
  subscription: clearable(some({ level: clearable(text(1, 50)), preferences: clearable(flags) })),
  consents: clearable(arbitraryJson(fields.consents)),
  tax: clearable(some({ identifier: clearable(text(1, 32)), position: clearable(text(1, 32)) })),
}) as fc.Arbitrary<JsonObject>;

/** What a change is known to turn into: empty strings clear, countries become alpha-2. */
function normalised(value: Json, name = ''): Json {
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalised(inner, key)]));
  if (typeof value !== 'string') return value;
  if (value === '') return null;
  return name === 'country' ? alpha2(value) : value;
}

/** The Client that a change has to lead to, worked out without the lens. */
function expected(shown: JsonObject, patch: JsonObject): JsonObject {
  const { address, ...rest } = normalised(patch) as JsonObject;
  const after = mergePatch(shown, rest) as JsonObject;
  if (address === undefined || address === shown['address']) return spoken(after);
  if (!isObject(address))
    return spoken(
      mergePatch(after, {
        address,
        addressParts: address === null ? null : { street: address, ...NO_OTHERS },
      }) as JsonObject,
    );
  const whole = mergePatch(after['addressParts'] ?? {}, address) as JsonObject;
  const line = ['street', 'city', 'state', 'zipCode', 'country'].flatMap((part) => whole[part] ?? []).join(', ');
  return spoken({ ...after, addressParts: whole, address: line || null });
}
const NO_OTHERS = { city: null, state: null, zipCode: null, country: null };

describe('caibo lens: laws', () => {
  test('GetPut: a Client that is put back as it was shown changes nothing', () => {
    fc.assert(
      fc.property(record, fc.boolean(), (before, extended) => {
        const shown = view(extended ? clientLens : plainLens, before, facts);
        assert.deepEqual(edited(before, shown), before);
        const sentBack = parseStrictJson(Buffer.from(stringifyJson(shown)));
        assert.ok(sentBack.ok);
        assert.deepEqual(edited(before, sentBack.value as JsonObject), before);
      }),
    );
  });

  test('PutGet: what is put is what is shown, and nothing else that is shown moves', () => {
    fc.assert(
      fc.property(record, change, (before, patch) => {
        fc.pre(before['status'] !== 'closed');
        const shown = view(clientLens, before, facts);
        fc.pre(String(expected(shown, patch)['address'] ?? '').length <= 255);
        const after = edited(before, patch);
        assert.deepEqual(spoken(view(clientLens, after, facts)), expected(shown, patch));
      }),
      { numRuns: 500 },
    );
  });

  test('a Client that is edited and sent back as a whole changes what was edited', () => {
    fc.assert(
      fc.property(
        record,
        text(1, 50).filter((id) => id.trim() !== ''),
        (before, memberId) => {
          const after = edited(before, { ...view(clientLens, before, facts), memberId });
          const references = { ...(before['references'] as JsonObject | undefined), memberId };
          assert.deepEqual(after, { ...before, references });
        },
      ),
    );
  });

  test('a record that took a change is one that core keeps', () => {
    const validate = validatorOf(CustomerFields);
    fc.assert(
      fc.property(record, change, (before, patch) => {
        const result = put(clientLens, before, patch, facts);
        fc.pre(result.ok);
        assert.deepEqual(validate(withoutEmpty(writablePart(result.ok ? result.value : {}))), []);
      }),
    );
  });

  test('what was written here is shown within the vendor’s schema', () => {
    const validate = validatorOf(Client);
    const blank = { handles: { caibo: { id: '5' } }, createdAt: '2026-11-22T12:00:00.000Z' };
    fc.assert(
      fc.property(change, (patch) => {
        const result = put(wholeClientLens, blank, { name: 'Ann', email: 'ann@example.com', ...patch }, facts);
        fc.pre(result.ok);
        for (const lens of [plainLens, clientLens])
          assert.deepEqual(validate(view(lens, result.ok ? result.value : {}, facts)), []);
      }),
    );
  });

  test('what is said still to apply after a conflict is taken, and shown afterwards', () => {
    fc.assert(
      fc.property(record, change, change, (before, others, mine) => {
        const [theirs, wanted] = [put(clientLens, before, others, facts), put(clientLens, before, mine, facts)];
        fc.pre(theirs.ok && wanted.ok);
        if (!theirs.ok || !wanted.ok) return;
        const shown = [before, theirs.value, wanted.value].map((state) => view(clientInPartsLens, state, facts));
        const { applicable } = explainConflict(shown.slice(0, 2), [], shown[2]);
        const result = put(clientLens, theirs.value, applicable, facts);
        fc.pre(result.ok || !/transition|255/.test(stringifyJson(result as unknown as Json)));
        assert.ok(result.ok, stringifyJson([applicable, result as unknown as Json]));
        const merged = spoken(mergePatch(shown[1] ?? {}, applicable) as JsonObject);
        assert.deepEqual(spoken(view(clientInPartsLens, result.value, facts)), merged);
      }),
    );
  });

  test('what a refusal names is a member that was sent', () => {
    const names = fc.constantFrom(
      'id',
      'name',
      'email',
      'address',
      'phone',
      'preferences',
      'Email',
      'tax',
      'constructor',
    );
    fc.assert(
      fc.property(record, fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })), (before, patch) => {
        const result = put(clientLens, before, patch as JsonObject, facts);
        const violations = !result.ok && result.problem.type === 'invalid' ? result.problem.violations : [];
        for (const { pointer } of violations) assert.ok(Object.hasOwn(patch, pointer.split('/')[1] ?? ''), pointer);
      }),
    );
  });
});
