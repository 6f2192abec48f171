import type { JsonObject } from '@clientele/core';
import { verbatim } from '../../lens/codec.ts';
import { createLens } from '../../lens/lens.ts';
import { view } from '../../lens/view.ts';
import { defaultPaymentInstrument, defaultShippingAddress, merchantDefined } from './exceptions.ts';
import { validateCustomer } from './schema.ts';

/** `null` and `""` clear it: absent and empty look the same to whoever reads it. */
const TEXT = { codec: verbatim, writable: true, clearable: true, blank: 'clears' } as const;
/** Written by nobody but the server. */
const SERVERS = { codec: verbatim, writable: false, clearable: false, blank: 'refused' } as const;

/** A customer (contract §2.1), in the order of the vendor's schema. */
export const customerLens = createLens({
  rows: [
    { vendor: '/id', canonical: '/handles/cybersource/id', ...SERVERS },
    { vendor: '/objectInformation/title', canonical: '/labels/title', ...TEXT },
    { vendor: '/objectInformation/comment', canonical: '/labels/comment', ...TEXT },
    { vendor: '/buyerInformation/merchantCustomerID', canonical: '/references/merchantCustomerId', ...TEXT },
    { vendor: '/buyerInformation/email', canonical: '/contact/email', ...TEXT },
    { vendor: '/clientReferenceInformation/code', canonical: '/references/code', ...TEXT },
    merchantDefined,
    defaultPaymentInstrument,
    defaultShippingAddress,
  ],
  validate: validateCustomer,
});

/** The customer's own members: without links, metadata and what is embedded. */
export function customerMembers(record: JsonObject): JsonObject {
  return view(customerLens, record);
}
