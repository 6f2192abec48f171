/** The laws of Caibo's lens, and what each of its members takes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CustomerFields, isObject, type Json, type JsonObject, member, mergePatch, validatorOf, withoutEmpty, writablePart } from '@clientele/core';
import fc from 'fast-check';
import { addressFits } from '../../src/faces/caibo/exceptions.ts';
import { clientLens, factsOf, plainLens, wholeClientLens } from '../../src/faces/caibo/lens.ts';
import { Client, ClientChange } from '../../src/faces/caibo/schema.ts';
import { put } from '../../src/lens/put.ts';
import { vendorPointer } from '../../src/lens/vendor-words.ts';
import { view } from '../../src/lens/view.ts';
import { parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';
import { alpha2, arbitraryJson, countryCode, text } from '../arbitrary-json.ts';

const facts = factsOf({ id: 'sandbox', number: '1001', name: 'Sandbox' });
const fields = CustomerFields.properties;

/** Any record that core would keep, with an id in this face and perhaps in others. */
const record = fc
  .record({ fields: arbitraryJson(CustomerFields), id: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }) })
  .map(({ fields: written, id }): JsonObject => ({
    id: 'cus_0000000000000000000000',
    version: 1,
    handles: { caibo: { id: String(id) }, mastercard: { clientId: '40000' } },
    ...withoutEmpty(written),
    createdAt: '2026-11-22T12:00:00.000Z',
    updatedAt: '2026-11-22T12:00:00.000Z',
  }));

const clearable = <Value>(value: fc.Arbitrary<Value>) => fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
const some = (members: Record<string, fc.Arbitrary<unknown>>) => fc.record(members, { requiredKeys: [] });
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

function edited(before: JsonObject, patch: JsonObject): JsonObject {
  const result = put(clientLens, before, patch, facts);
  assert.ok(result.ok, stringifyJson([result as unknown as Json, patch]));
  return result.value;
}

function refusals(before: JsonObject, patch: JsonObject): Record<string, string> {
  const result = put(clientLens, before, patch, facts);
  assert.ok(!result.ok && result.problem.type === 'invalid', stringifyJson(patch));
  return Object.fromEntries(result.problem.violations.map(({ pointer, rule }) => [pointer, rule]));
}

/** A Client without what says nothing: `null` and empty groups. Members that are shown anyway stay. */
function spoken(client: JsonObject): JsonObject {
  return withoutEmpty(mergePatch({}, client) as JsonObject);
}

/** What a change is known to turn into: blank strings clear, countries become alpha-2. */
function normalised(value: Json, name = ''): Json {
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalised(inner, key)]));
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return null;
  return name === 'country' ? alpha2(value) : value;
}

/** The Client that a change has to lead to, worked out without the lens. */
function expected(shown: JsonObject, patch: JsonObject): JsonObject {
  const { address, ...rest } = normalised(patch) as JsonObject;
  const after = mergePatch(shown, rest) as JsonObject;
  if (address === undefined || address === shown['address']) return spoken(after);
  if (!isObject(address)) return spoken(mergePatch(after, { address, addressParts: address === null ? null : { street: address, ...NO_OTHERS } }) as JsonObject);
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
      fc.property(record, text(1, 50).filter((id) => id.trim() !== ''), (before, memberId) => {
        const after = edited(before, { ...view(clientLens, before, facts), memberId });
        const references = { ...(before['references'] as JsonObject | undefined), memberId };
        assert.deepEqual(after, { ...before, references });
      }),
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
        for (const lens of [plainLens, clientLens]) assert.deepEqual(validate(view(lens, result.ok ? result.value : {}, facts)), []);
      }),
    );
  });

  test('what a refusal names is a member that was sent', () => {
    const names = fc.constantFrom('id', 'name', 'email', 'address', 'phone', 'preferences', 'Email', 'tax', 'constructor');
    fc.assert(
      fc.property(record, fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })), (before, patch) => {
        const result = put(clientLens, before, patch as JsonObject, facts);
        const violations = !result.ok && result.problem.type === 'invalid' ? result.problem.violations : [];
        for (const { pointer } of violations) assert.ok(Object.hasOwn(patch, pointer.split('/')[1] ?? ''), pointer);
      }),
    );
  });
});

/** A customer with a value for every member, and another value for each. */
const SAMPLE: JsonObject = {
  handles: { caibo: { id: '16772748432912191' } },
  references: { memberId: 'M-1', userId: '9007199254740993' },
  contact: { email: 'ann@example.com', phones: { mobile: '+1234567890', home: '555 1234' } },
  name: { first: 'Ann', last: 'Lee' },
  addresses: {
    base: { line1: 'Old Street 1', line2: '2nd floor', city: 'Boston', state: 'MA', postalCode: '02130', country: 'US' },
    byType: { billing: { line1: 'Bill Lane', country: 'DE', firstName: 'Ann' }, STMT: { line1: 'Elsewhere' } },
  },
  person: { birthDate: '2000-06-25', birthPlace: 'Leeds' },
  preferences: { currency: 'USD', language: 'en', notifications: true, communications: { sms: true } },
  identification: { taxpayerIdentifier: 'T-1', taxPosition: 'resident', socialNumber: '123' },
  subscription: { level: 'gold', preferences: { offers: true } },
  consents: { marketing: { granted: true, at: '2026-01-01T00:00:00Z', noticeVersion: '1' } },
  status: 'suspended',
  verification: 'pending',
  createdAt: '2026-11-22T12:00:00.000Z',
};

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

const tokens = (pointer: string) => pointer.slice(1).split('/');
const patchTo = (pointer: string, value: Json) => tokens(pointer).reduceRight<Json>((inner, token) => ({ [token]: inner }), value) as JsonObject;
const shownAt = (before: JsonObject, pointer: string) => tokens(pointer).reduce<Json | undefined>((value, token) => member(value, token), view(clientLens, before, facts));

describe('caibo lens: absent, null, blank and a value', () => {
  for (const [pointer, value, ofNull, ofBlank] of states) {
    test(`member ${pointer}`, () => {
      assert.equal(shownAt(edited(SAMPLE, patchTo(pointer, value)), pointer), value);
      for (const [nothing, outcome] of [[null, ofNull], ['', ofBlank], [' \t', ofBlank]] as const) {
        const patch = patchTo(pointer, nothing);
        if (outcome === 'refused') assert.deepEqual(Object.keys(refusals(SAMPLE, patch)), [pointer]);
        else assert.equal(shownAt(edited(SAMPLE, patch), pointer) ?? null, null);
      }
      assert.deepEqual(edited(SAMPLE, {}), SAMPLE);
    });
  }

  test('the table has every member that may be written', () => {
    const written = clientLens.members.filter(({ writable, hidden }) => writable && !hidden).map(({ vendor }) => vendor);
    const keyed = new Set(states.map(([pointer]) => pointer.replace(/\/(sms|offers|marketing)(?=\/|$)/, '/*')));
    assert.deepEqual([...keyed].sort(), written.sort());
  });

  test('the published schema allows null exactly where null clears', () => {
    const schemaAt = (pointer: string) => tokens(pointer).reduce<JsonObject>((schema, token) => below(schema, token), ClientChange as unknown as JsonObject);
    for (const [pointer, , ofNull] of states) {
      const alternatives = (schemaAt(pointer)['anyOf'] ?? []) as JsonObject[];
      assert.equal(alternatives.some(({ type }) => type === 'null'), ofNull === 'clears', pointer);
    }
  });

  test('null for a group clears what is shown of it and keeps what is not', () => {
    const after = edited(SAMPLE, { billingAddress: null, preferences: null, tax: null, consents: null });
    assert.deepEqual(withoutEmpty(after), withoutEmpty({
      ...SAMPLE,
      addresses: { ...(SAMPLE['addresses'] as JsonObject), byType: { billing: { firstName: 'Ann' }, STMT: { line1: 'Elsewhere' } } },
      preferences: {},
      identification: { socialNumber: '123' },
      consents: {},
    }));
  });
});

function below(schema: JsonObject, token: string): JsonObject {
  const inside = (schema['anyOf'] as JsonObject[] | undefined)?.find(({ type }) => type === 'object') ?? schema;
  const keyed = Object.values((inside['patternProperties'] ?? {}) as JsonObject)[0];
  return (member(inside['properties'], token) ?? keyed) as JsonObject;
}

describe('caibo lens: address', () => {
  const parts = { street: '456 New Street', city: 'San Francisco', state: 'CA', zipCode: '94105', country: 'US' };
  const base = (after: JsonObject) => (after['addresses'] as JsonObject)['base'];

  test('the page’s example is kept in parts and shown as one line', () => {
    const after = edited(SAMPLE, { address: parts });
    assert.deepEqual(base(after), { line1: '456 New Street', city: 'San Francisco', state: 'CA', postalCode: '94105', country: 'US' });
    assert.equal(shownAt(after, '/address'), '456 New Street, San Francisco, CA, 94105, US');
    assert.deepEqual(shownAt(after, '/addressParts'), parts);
  });

  test('parts merge; a new street takes the place of all lines', () => {
    assert.deepEqual(base(edited(SAMPLE, { address: { city: 'Salem' } })), { line1: 'Old Street 1', line2: '2nd floor', city: 'Salem', state: 'MA', postalCode: '02130', country: 'US' });
    assert.deepEqual(base(edited(SAMPLE, { address: { street: 'New', state: null, country: 'DEU' } })), { line1: 'New', city: 'Boston', postalCode: '02130', country: 'DE' });
    assert.deepEqual(edited(SAMPLE, { address: { street: 'Old Street 1, 2nd floor' } }), SAMPLE);
  });

  test('text takes the place of all parts, unless it is the text that is shown', () => {
    assert.deepEqual(base(edited(SAMPLE, { address: 'Somewhere 5' })), { line1: 'Somewhere 5' });
    assert.deepEqual(edited(SAMPLE, { address: 'Old Street 1, 2nd floor, Boston, MA, 02130, US' }), SAMPLE);
  });

  test('other addresses stay', () => {
    const byType = (after: JsonObject) => (after['addresses'] as JsonObject)['byType'];
    assert.deepEqual(byType(edited(SAMPLE, { address: null })), byType(SAMPLE));
  });

  test('what is wrong with one is told of its parts', () => {
    assert.deepEqual(refusals(SAMPLE, { address: { zip: '1', zipcode: '1', country: 'Germany', city: 5 } }), {
      '/address/zip': 'unknown',
      '/address/zipcode': 'unknown',
      '/address/city': 'type',
      '/address/country': 'format',
    });
    for (const wrong of [5, true, [], ['Street']]) assert.deepEqual(refusals(SAMPLE, { address: wrong }), { '/address': 'type' });
    assert.deepEqual(refusals(SAMPLE, { addressParts: { city: 'Salem' } }), { '/addressParts': 'readOnly' });
  });

  test('255 code points fit, 256 do not, as text or as the line that its parts make', () => {
    const emoji = '\u{1f600}'.repeat(255);
    assert.equal(shownAt(edited(SAMPLE, { address: emoji }), '/address'), emoji);
    assert.deepEqual(refusals(SAMPLE, { address: `${emoji}!` }), { '/address': 'maxLength' });
    const long = { street: 'x'.repeat(200), city: 'y'.repeat(60) };
    const result = put(clientLens, SAMPLE, { address: long, memberId: 5 }, facts);
    assert.ok(!result.ok && result.problem.type === 'invalid');
    assert.match(JSON.stringify(result.problem.violations), /"\/address".*255/);
    assert.match(JSON.stringify(result.problem.violations), /"\/memberId"/);
  });

  test('one that another face made too long can be left as it is', () => {
    const long = { ...SAMPLE, addresses: { base: { line1: 'x'.repeat(255), line2: 'y' } } };
    assert.deepEqual(addressFits(long, long), []);
    assert.deepEqual(edited(long, { ...view(clientLens, long, facts), memberId: 'M-2' })['addresses'], long.addresses);
  });
});

describe('caibo lens: name, phone and status', () => {
  test('the name is shown in full, from its parts until it is given as a whole', () => {
    assert.equal(shownAt(SAMPLE, '/name'), 'Ann Lee');
    assert.deepEqual(edited(SAMPLE, { name: 'Ann Lee' }), SAMPLE);
    assert.deepEqual(edited(SAMPLE, { name: 'A. Lee' })['name'], { first: 'Ann', last: 'Lee', display: 'A. Lee' });
    assert.equal(shownAt({}, '/name'), '');
    assert.equal(shownAt({}, '/email'), '');
  });

  test('text is kept as it is, but control characters are refused', () => {
    for (const name of ["O'Brien", '<script>alert(1)</script>', '\u0065\u0301', ' padded ', '{{7*7}}', '田中']) {
      assert.equal(shownAt(edited(SAMPLE, { name }), '/name'), name);
    }
    assert.deepEqual(refusals(SAMPLE, { name: 'a\u0007b', memberId: '\u001b[0m' }), { '/name': 'pattern', '/memberId': 'pattern' });
  });

  test('lengths are counted in code points', () => {
    for (const [name, length] of [['name', 100], ['memberId', 50]] as const) {
      const longest = '\u{1f600}'.repeat(length);
      assert.equal(shownAt(edited(SAMPLE, { [name]: longest }), `/${name}`), longest);
      assert.deepEqual(refusals(SAMPLE, { [name]: `${longest}!` }), { [`/${name}`]: 'maxLength' });
    }
    assert.deepEqual(refusals(SAMPLE, { phone: '123456789012345678901' }), { '/phone': 'maxLength' });
    assert.deepEqual(refusals(SAMPLE, { email: `${'a'.repeat(50)}@${'b'.repeat(45)}.test` }), { '/email': 'maxLength' });
  });

  test('phone numbers are taken as people write them, the page’s own among them', () => {
    for (const phone of ['+1234567890', '+15551234567', '(020) 7946-0018', '0048 12.345']) {
      assert.equal(shownAt(edited(SAMPLE, { phone }), '/phone'), phone);
    }
    for (const phone of ['call me', '+', '12', '+1234x', '１２３４']) assert.deepEqual(refusals(SAMPLE, { phone }), { '/phone': 'format' });
  });

  test('phone is the mobile number; others are not touched', () => {
    assert.deepEqual(edited(SAMPLE, { phone: null })['contact'], { email: 'ann@example.com', phones: { home: '555 1234' } });
  });

  test('an account is active until something else is said, and a closed one stays closed', () => {
    const closed = edited(SAMPLE, { status: 'closed' });
    assert.equal(shownAt({}, '/status'), 'active');
    assert.equal(shownAt({}, '/verificationStatus'), 'unverified');
    for (const status of ['active', 'inactive', 'suspended']) {
      assert.equal(shownAt(edited(SAMPLE, { status }), '/status'), status);
      assert.deepEqual(refusals(closed, { status }), { '/status': 'transition' });
    }
    assert.deepEqual(edited(closed, { status: 'closed', memberId: 'M-1' }), closed);
    assert.deepEqual(refusals(SAMPLE, { status: 'Active' }), { '/status': 'enum' });
  });
});

describe('caibo lens: what the server owns', () => {
  test('ids keep every digit, and a rounded one is another one', () => {
    const shown = view(clientLens, SAMPLE, factsOf({ id: 't', number: '9223372036854775807', name: 'T' }));
    assert.match(stringifyJson(shown), /^\{"id":16772748432912191,"ownerId":9223372036854775807,"userId":9007199254740993,/);
    assert.deepEqual(edited(SAMPLE, { id: 16772748432912191n, userId: 9007199254740993n }), SAMPLE);
    const rounded = Number('16772748432912191');
    for (const id of [rounded, BigInt(rounded), 12345, 1.5, '16772748432912191', null]) assert.deepEqual(refusals(SAMPLE, { id }), { '/id': 'readOnly' });
  });

  test('equal values are ignored and each changed one is named', () => {
    const { id, ownerId, userId, ownerName, hasPaymentRequests, totalDeposits, createDate } = view(clientLens, SAMPLE, facts) as Record<string, Json>;
    const owned = { id, ownerId, userId, ownerName, hasPaymentRequests, totalDeposits, createDate } as JsonObject;
    assert.deepEqual(edited(SAMPLE, owned), SAMPLE);
    const changed = { id: 1, ownerId: 1, userId: null, ownerName: 'Me', hasPaymentRequests: true, totalDeposits: 1e6, createDate: '2020-01-01T00:00:00Z' };
    assert.deepEqual(refusals(SAMPLE, changed), Object.fromEntries(Object.keys(changed).map((name) => [`/${name}`, 'readOnly'])));
  });

  test('names are case-sensitive, and the nearest one is told', () => {
    const result = put(clientLens, SAMPLE, { Email: 'a@example.com', emial: 'a@example.com' }, facts);
    assert.ok(!result.ok && result.problem.type === 'invalid');
    assert.deepEqual(result.problem.violations.map(({ message }) => message), Array(2).fill('is not a known member; did you mean email?'));
  });

  test('what core finds wrong with a field is told of the member that shows it', () => {
    const rows = {
      '/contact/email': '/email',
      '/contact/phones/mobile': '/phone',
      '/name/display': '/name',
      '/addresses/base': '/address',
      '/addresses/base/postalCode': '/address/zipCode',
      '/addresses/byType/billing/line2': '/billingAddress/street',
      '/consents/marketing/at': '/consents/marketing/at',
      '/person/birthDate': '/dateOfBirth',
      '/addresses': '',
    };
    for (const [field, vendor] of Object.entries(rows)) assert.equal(vendorPointer(clientLens, field), vendor, field);
  });
});
