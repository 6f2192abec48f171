import { isObject, type Json, type JsonObject, validatorOf } from '@clientele/core';
import Type from 'typebox';
import { country3, verbatim } from '../../lens/codec.ts';
import { at, createLens, type LensRow } from '../../lens/lens.ts';
import { view } from '../../lens/view.ts';
import { AddressValues } from './schema.ts';

const TEXT = { codec: verbatim, writable: true, clearable: true, blank: 'clears' } as const;

/** The members that a replacement clears when it leaves them out. */
const texts: readonly LensRow[] = [
  { vendor: '/*/addressLine1', canonical: '/addresses/byType/*/line1', ...TEXT },
  { vendor: '/*/addressLine2', canonical: '/addresses/byType/*/line2', ...TEXT },
  { vendor: '/*/addressLine3', canonical: '/addresses/byType/*/line3', ...TEXT },
  { vendor: '/*/addressLine4', canonical: '/addresses/byType/*/line4', ...TEXT },
  { vendor: '/*/city', canonical: '/addresses/byType/*/city', ...TEXT },
  { vendor: '/*/country', canonical: '/addresses/byType/*/country', ...TEXT, codec: country3, blank: 'refused' },
  { vendor: '/*/email', canonical: '/addresses/byType/*/email', ...TEXT },
  { vendor: '/*/firstName', canonical: '/addresses/byType/*/firstName', ...TEXT },
  { vendor: '/*/lastName', canonical: '/addresses/byType/*/lastName', ...TEXT },
  { vendor: '/*/postalCode', canonical: '/addresses/byType/*/postalCode', ...TEXT },
  { vendor: '/*/state', canonical: '/addresses/byType/*/state', ...TEXT },
];

/** An address is in use until it is switched off. */
const enabled: LensRow = {
  vendor: '/*/enabled',
  canonical: '/addresses/byType/*/enabled',
  codec: verbatim,
  writable: true,
  clearable: false,
  blank: 'refused',
  absent: true,
};

const validate = validatorOf(Type.Record(Type.String(), AddressValues));

/** A client's addresses, each under its type (contract §1.2). */
export const addressLens = createLens({ rows: [...texts, enabled], validate });
/** An address as it is added: it is in use, which is not said. */
export const newAddressLens = createLens({ rows: texts, validate });

/** The texts of an address that has none. */
export const NO_TEXTS: JsonObject = Object.fromEntries(texts.map(({ vendor }) => [vendor.slice('/*/'.length), null]));

/** The addresses of a client as they are listed. */
export function addressesOf(record: JsonObject): JsonObject[] {
  return Object.entries(view(addressLens, record)).map(([addressType, address]) => ({
    addressType,
    ...(address as JsonObject),
  }));
}

/** What the record has under a type, or `undefined`. */
export function addressAt(record: JsonObject, addressType: string): JsonObject | undefined {
  const address: Json | undefined = at(record, ['addresses', 'byType', addressType]);
  return isObject(address) ? address : undefined;
}
