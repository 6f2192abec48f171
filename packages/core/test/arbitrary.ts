import fc from 'fast-check';
import type { Context, Customer, CustomerFields, JsonObject, Versioned } from '../src/index.ts';

/** Arbitrary parts of synthetic records, for the laws. */
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !/\p{Cc}/u.test(text));
const email = fc.integer({ min: 0, max: 9999 }).map((number) => `person.${number}@example.com`);
const phone = fc.integer({ min: 1_000_000, max: 9_999_999 }).map((number) => `+48${number}`);
const key = fc.constantFrom('data1', 'data2', 'hasOwnProperty', 'toString', 'x.y-z');

function some<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** Drops what is undefined, and groups with nothing in them. */
function present(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .map(([member, inner]) => [member, present(inner)] as const)
    .filter(
      ([, inner]) =>
        inner !== undefined && !(typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0),
    );
  return Object.fromEntries(members);
}

export const customerFields: fc.Arbitrary<CustomerFields> = fc
  .record({
    references: fc.record({ merchantCustomerId: some(name), memberId: some(name) }),
    contact: fc.record({ email: some(email), phones: fc.record({ mobile: some(phone), work: some(phone) }) }),
    name: fc.record({ first: some(name), last: some(name), display: some(name) }),
    addresses: fc.record({
      base: fc.record({ line1: some(name), city: some(name), country: some(fc.constantFrom('US', 'PL', 'FR')) }),
      byType: fc.dictionary(
        fc.constantFrom('STMT', 'PIN', 'billing'),
        fc.record({ line1: some(name), city: some(name) }),
      ),
    }),
    preferences: fc.record({ language: some(fc.constantFrom('en', 'fr')), notifications: some(fc.boolean()) }),
    custom: fc.record({ merchantDefined: fc.dictionary(key, name, { noNullPrototype: true }) }),
    status: some(fc.constantFrom('active', 'inactive')),
  })
  .map((fields) => present(fields) as CustomerFields);

export const versioned: fc.Arbitrary<Versioned> = fc
  .tuple(customerFields, fc.integer({ min: 1, max: 1000 }))
  .map(([fields, version]) => versionedOf(fields, version));

export function versionedOf(fields: CustomerFields, version = 1): Versioned {
  const record: Customer = {
    id: 'cus_0000000000000000000001',
    version,
    handles: { caibo: { id: '12345' } },
    ...fields,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
  return { version, tag: 'aaaaaaaa', record };
}

/** A merge patch over the known fields: some new values, some clears. */
export const fieldsPatch: fc.Arbitrary<JsonObject> = fc
  .tuple(customerFields, customerFields)
  .map(([set, clear]) => merged(nulls(clear) as JsonObject, set as JsonObject));

function nulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, nulls(inner)]));
}

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const members = new Map(Object.entries(a));
  for (const [member, value] of Object.entries(b)) {
    const before = members.get(member);
    const both = typeof before === 'object' && before !== null && typeof value === 'object' && value !== null;
    members.set(member, both ? merged(before as JsonObject, value as JsonObject) : value);
  }
  return Object.fromEntries(members);
}

export const context: Context = {
  now: '2026-02-02T00:00:00.000Z',
  newTag: 'bbbbbbbb',
  actor: { id: 'cred_1', kind: 'integrator' },
  face: 'clientele',
  requestId: 'request-1',
};
