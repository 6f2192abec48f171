import {
  type Edit,
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  ok,
  type Problem,
  type Result,
  refuse,
  type Violation,
} from '@clientele/core';
import type { TSchema } from 'typebox';
import { put } from '../../lens/put.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { addressAt, addressLens, NO_TEXTS, newAddressLens } from './address-lens.ts';
import { contradiction, invalid, notAnObject, violationsOf } from './body.ts';
import { isIn } from './checks.ts';
import { inJakartaWords } from './messages.ts';
import { AddressCreation, AddressValues, readAddressType } from './schema.ts';
import type { MastercardSettings } from './settings.ts';

/** A new address, in use from now on; members that are `null` count as left out. */
export function addressCreation(body: Json | undefined, settings: MastercardSettings): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  const { addressType = null, ...texts } = body;
  return ok((record) => {
    const type = typeToAdd(addressType, record, settings);
    const added = put(newAddressLens, {}, { [NEW]: texts });
    const violations = [...violationsOf([type]), ...ofAddress(AddressCreation, added)];
    if (!type.ok || !added.ok || violations.length > 0) return refuse(invalid(violations));
    const address = { ...addressAt(added.value, NEW), enabled: true };
    return ok(mergePatch(record, { addresses: { byType: { [type.value]: address } } }));
  });
}

/** What an address is put under while it is read: its type may be one that there cannot be. */
const NEW = 'new';

function typeToAdd(
  addressType: Json,
  record: JsonObject,
  { addressTypes }: MastercardSettings,
): Result<string, Problem> {
  const read = readAddressType({ addressType });
  if (!read.ok) return read;
  const type = read.value.addressType;
  const isTaken = addressAt(record, type) !== undefined;
  const breach = isTaken
    ? { rule: 'taken', message: 'there is an address of this type already' }
    : isIn(type, addressTypes);
  return breach ? refuse(invalid(inVendorWords([{ pointer: '/addressType', ...breach }]))) : ok(type);
}

/**
 * The address as the body says: texts that it leaves out or that are `null` are cleared, and `enabled` stays unless it is
 * given. An address without any text stays too.
 */
export function addressReplacement(addressType: string, body: Json | undefined): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  const { addressType: repeated, enabled = null, ...texts } = body;
  const patch = { ...NO_TEXTS, ...texts, ...(enabled !== null && { enabled }) };
  return ok((record) => {
    if (!addressAt(record, addressType)) return refuse({ type: 'not-found', part: 'address' });
    const replaced = put(addressLens, record, { [addressType]: patch });
    const violations = [...contradiction('/addressType', addressType, repeated), ...ofAddress(AddressValues, replaced)];
    if (!replaced.ok || violations.length > 0) return refuse(invalid(violations));
    const hasText = Object.keys(addressAt(replaced.value, addressType) ?? {}).length > 0;
    const stays = { addresses: { byType: { [addressType]: { enabled: true } } } };
    return ok(hasText ? replaced.value : mergePatch(replaced.value, stays));
  });
}

/** The violations of an address without the type that the lens knows it under. */
function ofAddress(schema: TSchema, result: Result<unknown, Problem>): readonly Violation[] {
  const violations = violationsOf([result]);
  return inJakartaWords(
    schema,
    violations.map((broken) => ({ ...broken, pointer: broken.pointer.replace(/^\/[^/]*/, '') })),
  );
}
