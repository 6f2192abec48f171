import { SHIP_TO } from './edits.ts';
import { type Exchange, GONE, type Golden, NOT_FOUND, STALE } from './exchange.ts';
import { FRESH, TWO_ADDRESSES, untouched } from './sample.ts';

/** Every operation on a customer, and on one of his addresses `{first}`; deleting him again is `again`. */
const everything = (expected: Omit<Exchange, 'sdk' | 'raw' | 'as'>): Exchange[] =>
  (
    [
      ['getCustomer', '{id}'],
      ['patchCustomer', '{id}', { buyerInformation: { email: 'late@cybs.com' } }],
      ['patchCustomer', '{id}', {}, { ifMatch: '{etag}' }],
      ['postCustomerShippingAddress', '{id}', { shipTo: { firstName: 'Late' } }],
      ['getCustomerShippingAddressesList', '{id}'],
      ['getCustomerShippingAddress', '{id}', '{first}'],
      ['patchCustomersShippingAddress', '{id}', '{first}', { shipTo: { firstName: 'Late' } }],
      ['deleteCustomerShippingAddress', '{id}', '{first}'],
      ['postCustomerPaymentInstrument', '{id}', {}],
      ['getCustomerPaymentInstrumentsList', '{id}'],
      ['getCustomerPaymentInstrument', '{id}', '{first}'],
      ['patchCustomersPaymentInstrument', '{id}', '{first}', {}],
      ['deleteCustomerPaymentInstrument', '{id}', '{first}'],
    ] as const
  ).map((sdk) => ({ ...expected, sdk }) as Exchange);

/** By a token: a signature of the same second would be a repeat of the deletion, and be answered as that was. */
const again = (address = ''): Exchange => ({
  raw: ['DELETE', `/customers/{id}${address}`],
  as: 'token',
  status: 410,
  errors: [GONE],
});

/** What the operator knows of the customer: `{record}`. */
const found: Exchange = {
  raw: ['GET', '/v1/customers?cybersource={id}'],
  as: 'operator',
  status: 200,
  keep: { record: '/items/0/id' },
};
const attached = (face: string, keep: Record<string, string>): Exchange => ({
  raw: ['POST', '/v1/customers/{record}/handles'],
  as: 'operator',
  headers: { 'content-type': 'application/json' },
  body: { face },
  status: 201,
  keep,
});

const deleting: readonly Golden[] = [
  {
    cases: [11],
    title: 'a customer is deleted, and the answer has no body',
    steps: [{ sdk: ['deleteCustomer', '{id}'], status: 204 }],
  },
  {
    cases: [12, 33],
    title: 'a deleted customer is gone for every operation, with all that was his',
    steps: [
      ...TWO_ADDRESSES,
      { sdk: ['deleteCustomer', '{id}'], status: 204 },
      ...everything({ status: 410, errors: [GONE] }),
      again(),
      { raw: ['HEAD', '/customers/{id}'], status: 410 },
    ],
  },
  {
    cases: [11, '§1.1'],
    title: 'a deletion under an if-match is for that version alone',
    steps: [
      { raw: ['DELETE', '/customers/{id}'], headers: { 'if-match': '"1-otherone"' }, status: 412, errors: [STALE] },
      untouched,
      { raw: ['DELETE', '/customers/{id}'], headers: { 'if-match': '{etag}' }, status: 204 },
    ],
  },
  {
    cases: [12],
    title: 'a deleted customer is gone here and stays where another API has him',
    steps: [
      ...TWO_ADDRESSES,
      found,
      attached('caibo', { caibo: '/handles/caibo/id' }),
      {
        raw: ['PATCH', '/v1/customers/{record}'],
        as: 'operator',
        headers: { 'if-match': '*' },
        body: { references: { clientNumber: 'ABC_{key}' }, classification: { clientType: 'PR' } },
        status: 200,
      },
      attached('mastercard', { mastercard: '/handles/mastercard/clientId' }),
      { sdk: ['deleteCustomer', '{id}'], status: 204 },
      ...everything({ status: 410, errors: [GONE] }),
      again(),
      { raw: ['GET', '/customers/{caibo}'], as: 'caibo', status: 200, shows: { email: 'test@cybs.com' } },
      {
        raw: ['GET', '/clients/{mastercard}'],
        as: 'mastercard',
        status: 200,
        shows: { clientContactData: { email: 'test@cybs.com' } },
      },
      {
        raw: ['GET', '/v1/customers/{record}'],
        as: 'operator',
        status: 200,
        shows: { labels: { title: FRESH.objectInformation.title } },
      },
    ],
  },
  {
    cases: [12],
    title: 'an id that was taken away is never given out again',
    steps: [
      found,
      attached('caibo', {}),
      {
        raw: ['DELETE', '/v1/customers/{record}/handles/cybersource'],
        as: 'operator',
        headers: { 'if-match': '*' },
        status: 204,
      },
      { sdk: ['getCustomer', '{id}'], status: 410, errors: [GONE] },
      {
        raw: ['POST', '/v1/customers/{record}/handles'],
        as: 'operator',
        headers: { 'content-type': 'application/json' },
        body: { face: 'cybersource', handle: '{id}' },
        status: 409,
      },
      { sdk: ['getCustomer', '{id}'], status: 410, errors: [GONE] },
      attached('cybersource', { next: '/handles/cybersource/id' }),
      {
        sdk: ['getCustomer', '{next}'],
        status: 200,
        shows: { id: '{next}', buyerInformation: { email: 'test@cybs.com' } },
      },
      { sdk: ['getCustomer', '{id}'], status: 410, errors: [GONE] },
    ],
  },
];

const elsewhere: readonly Golden[] = [
  {
    cases: [13],
    title: 'a customer who is known elsewhere is not found here by what he is called there',
    steps: [
      {
        raw: ['POST', '/v1/customers'],
        as: 'operator',
        headers: { 'content-type': 'application/json' },
        body: { contact: { email: '{key}@cybs.com' } },
        status: 201,
        keep: { record: '/id' },
      },
      attached('caibo', { caibo: '/handles/caibo/id' }),
      { sdk: ['getCustomer', '{record}'], status: 404, errors: [NOT_FOUND] },
      { sdk: ['getCustomer', '{caibo}'], status: 404, errors: [NOT_FOUND] },
      attached('cybersource', { here: '/handles/cybersource/id' }),
      { sdk: ['getCustomer', '{here}'], status: 200, shows: { buyerInformation: { email: '{key}@cybs.com' } } },
    ],
  },
  {
    cases: [34],
    title: 'another merchant’s customer is not found, before and after he is deleted',
    steps: [
      ...TWO_ADDRESSES,
      ...everything({ status: 404, errors: [NOT_FOUND] }).map((step) => ({ ...step, as: 'stranger' }) as Exchange),
      { sdk: ['getCustomer', '{id}'], status: 200, head: { etag: '{bothTag}' } },
      { sdk: ['deleteCustomer', '{id}'], status: 204 },
      { sdk: ['getCustomer', '{id}'], as: 'stranger', status: 404, errors: [NOT_FOUND] },
    ],
  },
  {
    cases: ['§2.2'],
    title: 'a deleted address is gone, and one of another customer is not found',
    steps: [
      ...TWO_ADDRESSES,
      { sdk: ['deleteCustomerShippingAddress', '{id}', '{second}'], status: 204 },
      ...(
        [
          ['getCustomerShippingAddress', '{id}', '{second}'],
          ['patchCustomersShippingAddress', '{id}', '{second}', { shipTo: { firstName: 'Late' } }],
        ] as const
      ).map((sdk): Exchange => ({ sdk, status: 410, errors: [GONE] })),
      again('/shipping-addresses/{second}'),
      { sdk: ['postCustomer', { buyerInformation: { email: '{key}@cybs.com' } }], status: 201, keep: { other: '/id' } },
      ...(
        [
          ['getCustomerShippingAddress', '{other}', '{first}'],
          ['patchCustomersShippingAddress', '{other}', '{first}', { shipTo: { firstName: 'Eve' } }],
          ['deleteCustomerShippingAddress', '{other}', '{first}'],
        ] as const
      ).map((sdk): Exchange => ({ sdk, status: 404, errors: [NOT_FOUND] })),
      {
        sdk: ['getCustomerShippingAddress', '{id}', '{first}'],
        status: 200,
        shows: { shipTo: SHIP_TO as object as never },
      },
    ],
  },
];

/** What is deleted, and what never was there (contract §2.1 "DELETE semantics", §1.3). */
export const deletions: readonly Golden[] = [...deleting, ...elsewhere];
