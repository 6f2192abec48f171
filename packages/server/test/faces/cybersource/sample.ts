import type { Json } from '@clientele/core';
import { SHIP_TO } from './edits.ts';
import type { Exchange } from './exchange.ts';

/** A customer of the row's own: the vendor's example (contract §2.1) with all the members that it leaves out. */
export const FRESH = {
  objectInformation: { title: 'A customer', comment: 'Comes from {key}' },
  buyerInformation: { merchantCustomerID: 'Your customer identifier {key}', email: 'test@cybs.com' },
  clientReferenceInformation: { code: 'TC50171_3' },
  merchantDefinedInformation: [{ name: 'data1', value: 'Your customer data' }],
};

/** Profiles that the tenant has. */
export const PROFILE = '93B32398-AD51-4CC2-A682-EA3E93614EB1';
/** One that nobody has. */
export const NO_SUCH_PROFILE = '00000000-0000-4000-8000-000000000000';
/** An id that nobody was given. */
export const NOBODY = 'AB695DA801DD1BB6E05341588E0A3BDC';

/** Two shipping addresses, `{first}` and `{second}`; the first is the default. */
export const TWO_ADDRESSES: readonly Exchange[] = [
  {
    sdk: ['postCustomerShippingAddress', '{id}', { shipTo: SHIP_TO }],
    status: 201,
    shows: { default: true },
    keep: { first: '/id', firstTag: 'header:etag' },
  },
  {
    sdk: ['postCustomerShippingAddress', '{id}', { shipTo: { ...SHIP_TO, firstName: 'Jane' } }],
    status: 201,
    shows: { default: false },
    keep: { second: '/id', bothTag: 'header:etag' },
  },
];

/** Reads the customer, who must be what he was when he was made. */
export const untouched: Exchange = {
  sdk: ['getCustomer', '{id}'],
  status: 200,
  head: { etag: '{etag}' },
  differsIn: [],
};

export function patch(body: Json, expected: Omit<Exchange, 'sdk' | 'raw' | 'as'>, options: Json = {}): Exchange {
  return { ...expected, sdk: ['patchCustomer', '{id}', body, options] } as Exchange;
}
