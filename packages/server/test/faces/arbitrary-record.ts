import { CustomerFields, type JsonObject, mergePatch, withoutEmpty } from '@clientele/core';
import fc from 'fast-check';
import { arbitraryJson } from '../arbitrary-json.ts';

/** Any record that core would keep, with an id in each of two faces. */
export const record = fc
  .record({
    fields: arbitraryJson(CustomerFields),
    id: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
    clientId: fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }),
  })
  .map(
    ({ fields: written, id, clientId }): JsonObject => ({
      id: 'cus_0000000000000000000000',
      version: 1,
      handles: { caibo: { id: String(id) }, mastercard: { clientId: String(clientId) } },
      ...withoutEmpty(written),
      createdAt: '2026-11-22T12:00:00.000Z',
      updatedAt: '2026-11-22T12:00:00.000Z',
    }),
  );

/** A value, or now and then what clears it. */
export const clearable = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
/** Some of the members. */
export const some = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(members, { requiredKeys: [], noNullPrototype: true });
/** A document without what says nothing: `null` and empty groups. Members that are shown anyway stay. */
export function spoken(document: JsonObject): JsonObject {
  return withoutEmpty(mergePatch({}, document) as JsonObject);
}
