import {
  type Edit,
  isObject,
  type Json,
  type JsonObject,
  member,
  mergePatch,
  ok,
  type Problem,
  type Result,
  refuse,
  type Violation,
} from '@clientele/core';
import { put } from '../../lens/put.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { readBody, withViolations } from './body.ts';
import { ShippingAddress } from './schema.ts';
import {
  defaultShippingId,
  shippingAddressAt,
  shippingAddresses,
  shippingAddressIds,
  shippingAddressLens,
} from './shipping-lens.ts';

/** A new address under an id of ours. The first one is the default, whatever is said; a later one where that is asked for. */
export function addressCreation(body: Json | undefined, id: string): Result<Edit, Problem> {
  const wish = readWish(body);
  if (!wish.ok) return wish;
  return ok((record) => {
    if (shippingAddressAt(record, id)) return refuse({ type: 'taken', kind: 'shippingAddress' });
    return written(record, id, {}, wish.value);
  });
}

/** The change in a body: a merge patch of the address. An address of which nothing is left stays. */
export function addressModification(id: string, body: Json | undefined): Result<Edit, Problem> {
  const wish = readWish(body);
  if (!wish.ok) return wish;
  return ok((record) => {
    const address = shippingAddressAt(record, id);
    return address ? written(record, id, address, wish.value) : refuse({ type: 'not-found', part: 'address' });
  });
}

/** The default goes last: while there are others, one of them has to be made the default first (contract §2.2). */
export function addressDeletion(id: string): Edit {
  return (record) => {
    if (!shippingAddressAt(record, id)) return refuse({ type: 'not-found', part: 'address' });
    const isLast = shippingAddressIds(record).length === 1;
    if (!isLast && defaultShippingId(record) === id) return refuse({ type: 'in-use' });
    return ok(
      mergePatch(record, { addresses: { shipping: { [id]: null }, ...(isLast && { defaultShipping: null }) } }),
    );
  };
}

/** What a body asks for. */
interface Wish {
  readonly members: JsonObject;
  /** Whether it shall be the default; `undefined` says nothing of it. */
  readonly isDefault: boolean | undefined;
  /** By which name it was said. */
  readonly flag: string | undefined;
  readonly violations: readonly Violation[];
}

/** `"true"` is in the vendor's examples, `_default` is what its SDK's samples send, beside the `default` that was read. */
const FLAGS = new Map<Json, boolean>([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
]);

function readWish(body: Json | undefined): Result<Wish, Problem> {
  const read = readBody(ShippingAddress, body);
  if (!read.ok) return read;
  const { default: _read, ...members } = read.value;
  const given = ['default', '_default'].filter((name) => (member(body, name) ?? null) !== null);
  const flags = given.map((name) => FLAGS.get(member(body, name) ?? null));
  const violations = given
    .filter((_, index) => flags[index] === undefined)
    .map((name) => ({ pointer: `/${name}`, rule: 'type', message: 'must be true or false' }));
  return ok({ members, isDefault: flags.at(-1), flag: given.at(-1), violations });
}

function written(
  record: JsonObject,
  id: string,
  address: JsonObject,
  { members, isDefault, flag, violations }: Wish,
): Result<JsonObject, Problem> {
  const changed = put(shippingAddressLens, address, members);
  const current = defaultShippingId(record);
  const isOnlyOne = shippingAddressIds(record).every((other) => other === id);
  const isOrphaning = isDefault === false && current === id && !isOnlyOne;
  const checked = withViolations(changed, inVendorWords([...violations, ...(isOrphaning ? [noDefault(flag)] : [])]));
  if (!checked.ok) return checked;
  const isChosen = current !== id && (isDefault === true || current === undefined);
  const addresses = record['addresses'];
  return ok({
    ...record,
    addresses: {
      ...(isObject(addresses) && addresses),
      shipping: { ...shippingAddresses(record), [id]: lasting(checked.value) },
      ...(isChosen && { defaultShipping: id }),
    },
  });
}

function noDefault(flag = 'default'): Violation {
  return { pointer: `/${flag}`, rule: 'default', message: 'cannot be false: make another address the default instead' };
}

/** The record drops what is empty; an address without any text is one that is in use. */
function lasting(address: JsonObject): JsonObject {
  return Object.keys(address).length > 0 ? address : { enabled: true };
}
