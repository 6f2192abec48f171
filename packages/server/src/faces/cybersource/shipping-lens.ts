import { isObject, type JsonObject } from '@clientele/core';
import { verbatim } from '../../lens/codec.ts';
import { at, createLens } from '../../lens/lens.ts';
import { view } from '../../lens/view.ts';
import { validateShippingAddress } from './schema.ts';

/** `null` and `""` clear it. */
const TEXT = { codec: verbatim, writable: true, clearable: true, blank: 'clears' } as const;

/** One shipping address (contract §2.2) and what the record keeps under its id. Which one is the default is not in it. */
export const shippingAddressLens = createLens({
  rows: [
    { vendor: '/shipTo/firstName', canonical: '/firstName', ...TEXT },
    { vendor: '/shipTo/lastName', canonical: '/lastName', ...TEXT },
    { vendor: '/shipTo/company', canonical: '/company', ...TEXT },
    { vendor: '/shipTo/address1', canonical: '/line1', ...TEXT },
    { vendor: '/shipTo/address2', canonical: '/line2', ...TEXT },
    { vendor: '/shipTo/locality', canonical: '/city', ...TEXT },
    { vendor: '/shipTo/administrativeArea', canonical: '/state', ...TEXT },
    { vendor: '/shipTo/postalCode', canonical: '/postalCode', ...TEXT },
    { vendor: '/shipTo/country', canonical: '/country', ...TEXT },
    { vendor: '/shipTo/email', canonical: '/email', ...TEXT },
    { vendor: '/shipTo/phoneNumber', canonical: '/phone', ...TEXT },
  ],
  validate: validateShippingAddress,
});

/** The record's shipping addresses by their ids, in the order in which they were added. */
export function shippingAddresses(record: JsonObject): JsonObject {
  const addresses = at(record, ['addresses', 'shipping']);
  return isObject(addresses) ? addresses : {};
}

/** The ids of the shipping addresses, in the order in which they were added. */
export function shippingAddressIds(record: JsonObject): string[] {
  return Object.keys(shippingAddresses(record));
}

/** What the record keeps under an id, or `undefined`. */
export function shippingAddressAt(record: JsonObject, id: string): JsonObject | undefined {
  const address = at(record, ['addresses', 'shipping', id]);
  return isObject(address) ? address : undefined;
}

/**
 * The id of the default address: the one that was chosen, otherwise the first one. Who has addresses always has a default
 * (contract §2.2), also where another API added them and chose none.
 */
export function defaultShippingId(record: JsonObject): string | undefined {
  const chosen = at(record, ['addresses', 'defaultShipping']);
  if (typeof chosen === 'string' && shippingAddressAt(record, chosen)) return chosen;
  return shippingAddressIds(record)[0];
}

/** An address's own members, without links and metadata, or `undefined` when the record does not have it. */
export function shippingAddressMembers(record: JsonObject, id: string): JsonObject | undefined {
  const address = shippingAddressAt(record, id);
  if (!address) return undefined;
  return { id, default: defaultShippingId(record) === id, ...view(shippingAddressLens, address) };
}
