import { type Json, type JsonObject, ok, refuse } from '@clientele/core';
import { at, type LensException } from '../../lens/lens.ts';
import { MERCHANT_DEFINED_NAMES } from './schema.ts';
import { defaultShippingId, shippingAddressAt } from './shipping-lens.ts';

/**
 * Merchant-defined data: a list here, a map in the record. Written, the list takes the place of the whole list; what the
 * record has under names that the vendor does not know is neither shown nor touched. The list is there when it is empty,
 * as the vendor's own answers have it (contract §2.1).
 */
export const merchantDefined: LensException = {
  vendor: '/merchantDefinedInformation',
  canonical: MERCHANT_DEFINED_NAMES.map((name) => `/custom/merchantDefined/${name}`),
  writable: true,
  clearable: true,
  blank: 'refused',
  show: merchantDefinedIn,
  write(_record, value) {
    const entries = value as readonly { readonly name: string; readonly value: string }[];
    const given = new Map<string, Json>(entries.map((entry) => [entry.name, entry.value]));
    return ok(MERCHANT_DEFINED_NAMES.map((name) => [['custom', 'merchantDefined', name], given.get(name)] as const));
  },
};

/** The entries that the vendor has names for, in the vendor's order. */
export function merchantDefinedIn(record: JsonObject): JsonObject[] {
  return MERCHANT_DEFINED_NAMES.flatMap((name) => {
    const value = at(record, ['custom', 'merchantDefined', name]);
    return value === undefined ? [] : [{ name, value }];
  });
}

/** One of the customer's addresses. Who has any has a default, so there is no clearing it: another one is chosen. */
export const defaultShippingAddress: LensException = {
  vendor: '/defaultShippingAddress/id',
  canonical: ['/addresses/defaultShipping'],
  writable: true,
  clearable: false,
  blank: 'refused',
  show: defaultShippingId,
  write(record, value) {
    if (shippingAddressAt(record, String(value))) return ok([[['addresses', 'defaultShipping'], value]]);
    return refuse({ rule: 'reference', message: 'must be the id of one of the customer’s shipping addresses' });
  },
};

/** No payment instruments are kept here, so none can be the default. */
export const defaultPaymentInstrument: LensException = {
  vendor: '/defaultPaymentInstrument/id',
  canonical: [],
  writable: true,
  clearable: true,
  blank: 'refused',
  show: () => undefined,
  write: () => refuse({ rule: 'reference', message: 'names a payment instrument; none are kept here' }),
};
