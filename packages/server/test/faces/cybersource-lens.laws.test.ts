/** The laws of the Cybersource face's lenses, over any record and any change. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CustomerFields,
  diff,
  equal,
  isObject,
  type Json,
  type JsonObject,
  member,
  mergePatch,
  validatorOf,
  withoutEmpty,
  writablePart,
} from '@clientele/core';
import fc from 'fast-check';
import { modification } from '../../src/faces/cybersource/edit.ts';
import { customerLens, customerMembers } from '../../src/faces/cybersource/lens.ts';
import { Customer, MERCHANT_DEFINED_NAMES, ShippingAddress } from '../../src/faces/cybersource/schema.ts';
import { addressCreation, addressDeletion, addressModification } from '../../src/faces/cybersource/shipping-edit.ts';
import {
  shippingAddressAt,
  shippingAddressIds,
  shippingAddressMembers,
} from '../../src/faces/cybersource/shipping-lens.ts';
import { parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';
import { arbitraryJson, text } from '../arbitrary-json.ts';
import { record as anyRecord, clearable, some, spoken } from './arbitrary-record.ts';
import { applied, CUSTOMER_ID, modified, refusing, settings, withAddress } from './cybersource/edits.ts';

const fields = CustomerFields.properties;
const keeps = validatorOf(CustomerFields);
const email = arbitraryJson<string>(fields.contact.properties.email);
const NAMES: readonly string[] = MERCHANT_DEFINED_NAMES;
const value = fc.oneof({ weight: 5, arbitrary: text(1, 100) }, fc.constant(''));
const names = fc.constantFrom(...NAMES);

/** Any record of this face: with data under the vendor's names and others, and mostly with a default that is there. */
const record = fc
  .tuple(anyRecord, fc.dictionary(fc.oneof(names, fc.constant('other')), value, { maxKeys: 6 }), fc.nat())
  .map(([base, data, choice]): JsonObject => {
    const ids = shippingAddressIds(base);
    const chosen = ids.length > 0 && choice % 4 > 0 ? { defaultShipping: ids[choice % ids.length] as string } : {};
    const own = {
      custom: { merchantDefined: { ...data } },
      addresses: chosen,
      handles: { cybersource: { id: CUSTOMER_ID } },
    };
    return overTheWire(withoutEmpty(mergePatch(base, own) as JsonObject));
  });

/** Text, and now and then what clears it. */
const free = (maxLength: number) => clearable(fc.oneof({ weight: 9, arbitrary: text(1, maxLength) }, fc.constant('')));
const entries = fc.uniqueArray(fc.record({ name: names, value }, { noNullPrototype: true }), {
  selector: (entry) => entry.name,
  maxLength: 8,
});

/** Any change of a customer that the face accepts, whoever is changed. */
const change = some({
  objectInformation: clearable(some({ title: free(60), comment: free(150) })),
  buyerInformation: clearable(some({ merchantCustomerID: free(100), email: clearable(email) })),
  clientReferenceInformation: clearable(some({ code: free(50) })),
  merchantDefinedInformation: clearable(entries),
  defaultPaymentInstrument: fc.constant(null),
}) as fc.Arbitrary<JsonObject>;

const shipTo = clearable(
  some({
    firstName: free(60),
    lastName: free(60),
    company: free(60),
    address1: free(60),
    address2: free(60),
    locality: free(50),
    administrativeArea: free(20),
    postalCode: free(10),
    country: clearable(fc.constantFrom('US', 'DE', 'XK')),
    email: clearable(email),
    phoneNumber: clearable(fc.stringMatching(/^\+?[0-9]{3,14}$/)),
  }),
);
const address = some({ shipTo, default: clearable(fc.constantFrom(true, 'true')) }) as fc.Arbitrary<JsonObject>;
const NEW = 'A'.repeat(32);

/** What the vendor has no place for, or takes from nobody. */
const noise = some({
  id: fc.jsonValue(),
  _links: fc.jsonValue(),
  metadata: fc.jsonValue(),
  _embedded: fc.jsonValue(),
  unknown: fc.jsonValue(),
  valueOf: fc.jsonValue(),
}) as fc.Arbitrary<JsonObject>;

/** What a change is known to turn into: empty strings clear, but for the values in a list. */
function normalised(document: Json): Json {
  if (isObject(document))
    return Object.fromEntries(Object.entries(document).map(([name, inner]) => [name, normalised(inner)]));
  return document === '' ? null : document;
}

/** The document that a change has to lead to, worked out without the lens; lists in the vendor's order. */
function expected(shown: JsonObject, patch: JsonObject): JsonObject {
  const after = spoken(mergePatch(shown, normalised(patch)) as JsonObject);
  const list = (after['merchantDefinedInformation'] ?? []) as JsonObject[];
  const order = (entry: JsonObject) => NAMES.indexOf(String(entry['name']));
  return { ...after, merchantDefinedInformation: list.toSorted((a, b) => order(a) - order(b)) };
}

/** The fields of the record that a customer's members stand for. */
const written = new Set(
  customerLens.members.flatMap((known) => (known.writable ? known.canonical.map((path) => `/${path.join('/')}`) : [])),
);

/** The document as a client gets it and sends it back. */
function overTheWire(document: JsonObject): JsonObject {
  const read = parseStrictJson(Buffer.from(stringifyJson(document)));
  assert.ok(read.ok);
  return read.value as JsonObject;
}

/** All but the id that is there because somebody asked, and the flag that moves with other addresses. */
function textsOf(before: JsonObject, id: string): JsonObject {
  const { id: _id, default: _default, ...texts } = shippingAddressMembers(before, id) ?? {};
  return texts;
}

function defaultsOf(before: JsonObject): string[] {
  return shippingAddressIds(before).filter((id) => shippingAddressMembers(before, id)?.['default'] === true);
}

describe('cybersource lens: laws', () => {
  test('GetPut: a customer that is sent back as it was shown changes nothing', () => {
    fc.assert(
      fc.property(record, noise, (before, more) => {
        const shown = customerMembers(before);
        assert.deepEqual(modified(before, shown), before);
        assert.deepEqual(modified(before, { ...overTheWire(shown), ...more }), before);
        assert.deepEqual(applied(modification(shown, refusing), before), before);
      }),
    );
  });

  test('PutGet: what is modified is what is shown, and nothing else of the customer moves', () => {
    fc.assert(
      fc.property(record, change, noise, (before, patch, more) => {
        const after = modified(before, { ...more, ...patch });
        assert.deepEqual(customerMembers(after), expected(customerMembers(before), patch));
        for (const { path } of diff(before, after)) assert.ok(written.has(path), path);
        assert.deepEqual(keeps(writablePart(after), writablePart(before)), []);
        assert.deepEqual(modified(after, patch), after);
      }),
      { numRuns: 500 },
    );
  });

  test('a new customer is shown as it was sent, within the published schema', () => {
    const validate = validatorOf(Customer);
    fc.assert(
      fc.property(change, (body) => {
        const made = applied(modification(body, settings), {});
        assert.deepEqual(customerMembers(made), expected({}, body));
        assert.deepEqual(validate(customerMembers(made)), []);
      }),
    );
  });

  test('GetPut: an address that is sent back as it was shown changes nothing', () => {
    fc.assert(
      fc.property(record, noise, (before, more) => {
        for (const id of shippingAddressIds(before)) {
          const shown = shippingAddressMembers(before, id) ?? {};
          assert.deepEqual(applied(addressModification(id, { ...overTheWire(shown), ...more }), before), before);
        }
      }),
    );
  });

  test('PutGet: an address is shown as it was added and changed, and all others stay as they are', () => {
    const validate = validatorOf(ShippingAddress);
    fc.assert(
      fc.property(record, address, address, noise, (before, body, patch, more) => {
        const added = withAddress(before, NEW, { ...more, ...body });
        const texts = expectedAddress({}, body);
        assert.deepEqual(textsOf(added, NEW), texts);
        assert.deepEqual(validate(shippingAddressMembers(added, NEW) ?? {}), []);
        const changed = applied(addressModification(NEW, { ...more, ...patch }), added);
        assert.deepEqual(textsOf(changed, NEW), expectedAddress(texts, patch));
        for (const after of [added, changed]) {
          assert.deepEqual(shippingAddressIds(after), [...shippingAddressIds(before), NEW]);
          for (const id of shippingAddressIds(before))
            assert.deepEqual(shippingAddressAt(after, id), shippingAddressAt(before, id));
          for (const { path } of diff(before, after))
            assert.ok(path === '/addresses/defaultShipping' || path.startsWith(`/addresses/shipping/${NEW}`), path);
          assert.deepEqual(keeps(writablePart(after), writablePart(before)), []);
        }
      }),
    );
  });

  test('who has addresses has one default, whatever is added, changed, chosen and deleted', () => {
    const step = fc.tuple(
      fc.constantFrom('add', 'set', 'choose', 'delete'),
      fc.nat(),
      fc.constantFrom(true, false, undefined),
    );
    fc.assert(
      fc.property(record, fc.array(step, { maxLength: 12 }), (before, steps) => {
        let after = before;
        for (const [index, [verb, choice, flag]] of steps.entries()) {
          const ids = shippingAddressIds(after);
          const id = ids[choice % Math.max(1, ids.length)] ?? NEW;
          const fresh = index.toString(16).toUpperCase().padStart(32, '0');
          const body = flag === undefined ? {} : { default: flag };
          const edits = {
            add: addressCreation(body, fresh),
            set: addressModification(id, body),
            choose: modification({ defaultShippingAddress: { id } }, settings),
            delete: { ok: true, value: addressDeletion(id) } as const,
          };
          const edit = edits[verb as keyof typeof edits];
          const result = edit.ok ? edit.value(after) : edit;
          if (result.ok) after = withoutEmpty(result.value as JsonObject);
          const defaults = defaultsOf(after);
          assert.equal(defaults.length, shippingAddressIds(after).length > 0 ? 1 : 0);
          const shown = member(customerMembers(after)['defaultShippingAddress'], 'id');
          assert.ok(equal(shown, defaults[0]), String(shown));
        }
      }),
    );
  });

  test('nothing that is sent to this face throws, and what a refusal names was sent', () => {
    const sentNames = fc.constantFrom(
      ...['objectInformation', 'buyerInformation', 'merchantDefinedInformation', 'defaultShippingAddress'],
      ...['email', 'title', 'id', 'name', 'value', 'shipTo', 'country', 'default', '_default', 'constructor'],
    );
    const depth2 = fc.dictionary(sentNames, fc.oneof(fc.jsonValue({ maxDepth: 1 }), entries, value));
    const body = fc.dictionary(sentNames, fc.oneof(fc.jsonValue({ maxDepth: 2 }), depth2)) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(record, body, fc.string(), (before, sent, name) => {
        const id = shippingAddressIds(before)[0] ?? name;
        const edits = [
          modification(sent, settings),
          modification(sent, refusing),
          addressCreation(sent, NEW),
          addressModification(id, sent),
          { ok: true, value: addressDeletion(name) } as const,
        ];
        for (const edit of edits) {
          const result = edit.ok ? edit.value(before) : edit;
          if (result.ok || result.problem.type !== 'invalid') continue;
          assert.ok(result.problem.violations.length > 0);
          for (const { pointer } of result.problem.violations)
            assert.ok(Object.hasOwn(sent, pointer.split('/')[1] ?? ''), pointer);
        }
      }),
    );
  });
});

function expectedAddress(shown: JsonObject, { shipTo: patch }: JsonObject): JsonObject {
  return patch === undefined ? shown : spoken(mergePatch(shown, normalised({ shipTo: patch })) as JsonObject);
}
