import type { JsonObject } from '@clientele/core';
import { SHIP_TO } from './edits.ts';
import { type Exchange, field, type Golden, IS_DEFAULT, NOT_FOUND, outside, STALE } from './exchange.ts';
import { SHIP_TO_LIMITS, shipToOf } from './limits.ts';
import { NOBODY, TWO_ADDRESSES } from './sample.ts';

const LIST = '/tms/v2/customers/{id}/shipping-addresses';
const EXAMPLE = SHIP_TO as { readonly [name: string]: string };
const jane = { shipTo: { ...EXAMPLE, firstName: 'Jane' } };

type Outcome = Omit<Exchange, 'sdk' | 'raw' | 'as'>;
const post = (body: object, expected: Outcome) =>
  ({ ...expected, sdk: ['postCustomerShippingAddress', '{id}', body] }) as Exchange;
const patched = (address: string, body: object, expected: Outcome, options = {}) =>
  ({ ...expected, sdk: ['patchCustomersShippingAddress', '{id}', address, body, options] }) as Exchange;
const isDefault = (address: string, yes: boolean): Exchange => ({
  sdk: ['getCustomerShippingAddress', '{id}', address],
  status: 200,
  shows: { default: yes },
});

const adding: readonly Golden[] = [
  {
    cases: [29],
    title: 'the first address is the default, and is shown in the customer; the second is not',
    steps: [
      post(
        { shipTo: EXAMPLE },
        {
          status: 201,
          head: { location: /^\/tms\/v2\/customers\/[0-9A-F]{32}\/shipping-addresses\/[0-9A-F]{32}$/ },
          members: ['_links', 'id', 'default', 'shipTo', 'metadata'],
          shows: { default: true, shipTo: EXAMPLE, metadata: { creator: 'testrest' } },
          gives: { default: true, shipTo: EXAMPLE },
          keep: { first: '/id', tag1: 'header:etag', place: 'header:location' },
        },
      ),
      {
        sdk: ['getCustomerShippingAddress', '{id}', '{first}'],
        status: 200,
        head: { etag: '{tag1}' },
        shows: {
          _links: { self: { href: '{place}' }, customer: { href: '/tms/v2/customers/{id}' } },
          id: '{first}',
          default: true,
          shipTo: EXAMPLE,
        },
      },
      post(jane, { status: 201, shows: { default: false }, keep: { second: '/id', tag2: 'header:etag' } }),
      {
        sdk: ['getCustomer', '{id}'],
        status: 200,
        head: { etag: '{tag2}' },
        shows: {
          defaultShippingAddress: { id: '{first}' },
          _embedded: {
            defaultShippingAddress: {
              _links: { self: { href: '{place}' }, customer: { href: '/tms/v2/customers/{id}' } },
              id: '{first}',
              default: true,
              shipTo: EXAMPLE,
              metadata: { creator: 'testrest' },
            },
          },
        },
        gives: { _embedded: { defaultShippingAddress: { id: '{first}', shipTo: { firstName: 'John' } } } },
      },
    ],
  },
  {
    cases: [29],
    title: 'the first address is the default whatever it says of that, and may have nothing',
    steps: [
      post({ default: false }, { status: 201, shows: { default: true }, keep: { only: '/id' } }),
      { sdk: ['getCustomer', '{id}'], status: 200, shows: { defaultShippingAddress: { id: '{only}' } } },
    ],
  },
  ...(
    [
      ['default', true],
      ['default', 'true'],
      ['_default', true],
    ] as const
  ).map(
    ([name, yes]): Golden => ({
      cases: ['§2.2'],
      title: `a new address is the default when it says so with ${name} as a ${typeof yes}`,
      steps: [
        ...TWO_ADDRESSES,
        post({ ...jane, [name]: yes }, { status: 201, shows: { default: true }, keep: { third: '/id' } }),
        isDefault('{first}', false),
        isDefault('{second}', false),
        {
          sdk: ['getCustomer', '{id}'],
          status: 200,
          shows: {
            defaultShippingAddress: { id: '{third}' },
            _embedded: { defaultShippingAddress: { id: '{third}' } },
          },
        },
      ],
    }),
  ),
  {
    cases: ['§2.2'],
    title: 'every text of an address may be as long as the vendor says',
    steps: [
      post(
        {
          shipTo: Object.fromEntries(
            Object.entries(SHIP_TO_LIMITS).map(([name, most]) => [name, shipToOf(name, most)]),
          ),
        },
        {
          status: 201,
          shows: {
            shipTo: Object.fromEntries(
              Object.entries(SHIP_TO_LIMITS).map(([name, most]) => [name, shipToOf(name, most)]),
            ),
          },
        },
      ),
    ],
  },
  {
    cases: ['§2.2'],
    title: 'an address of which a text is too long is refused by its name, and is not added',
    steps: [
      ...Object.entries(SHIP_TO_LIMITS).map(([name, most]) =>
        post(
          { shipTo: { ...EXAMPLE, [name]: shipToOf(name, most + 1) } },
          {
            status: 400,
            errors: [field(`shipTo.${name}`, /must/)],
          },
        ),
      ),
      { sdk: ['getCustomerShippingAddressesList', '{id}'], status: 200, shows: { total: 0 } },
    ],
  },
  {
    cases: ['§2.2'],
    title: 'an address of other types, of no country or of no telephone number is refused',
    steps: [
      post({ shipTo: 'here' }, { status: 400, errors: [field('shipTo', /must/)] }),
      post({ shipTo: { firstName: 7 } }, { status: 400, errors: [field('shipTo.firstName', /must/)] }),
      post({ shipTo: { country: 'XX' } }, { status: 400, errors: [field('shipTo.country', /must/)] }),
      post({ shipTo: { phoneNumber: 'call me' } }, { status: 400, errors: [field('shipTo.phoneNumber', /must/)] }),
      post({ default: 'yes' }, { status: 400, errors: [field('default', 'must be true or false')] }),
      post([], { status: 400 }),
    ],
  },
];

const changing: readonly Golden[] = [
  {
    cases: ['§2.2'],
    title: 'a change of an address is a merge patch, and moves the customer’s ETag too',
    steps: [
      ...TWO_ADDRESSES,
      patched(
        '{first}',
        { shipTo: { firstName: 'Joan', company: null } },
        {
          status: 200,
          shows: { id: '{first}', default: true, shipTo: { firstName: 'Joan', lastName: 'Doe' } },
          keep: { next: 'header:etag', read: '' },
        },
      ),
      { sdk: ['getCustomer', '{id}'], status: 200, head: { etag: '{next}' } },
      {
        raw: ['PATCH', '/customers/{id}/shipping-addresses/{first}'],
        headers: { 'content-type': 'application/json' },
        body: '{read}',
        status: 200,
        head: { etag: '{next}' },
      },
      patched('{second}', { shipTo: null }, { status: 200, members: ['_links', 'id', 'default', 'metadata'] }),
      isDefault('{second}', false),
    ],
  },
  {
    cases: ['§2.2'],
    title: 'a change of an address for a version that was is refused; for the current one it is made',
    steps: [
      ...TWO_ADDRESSES,
      patched(
        '{first}',
        { shipTo: { firstName: 'Late' } },
        { status: 412, errors: [STALE] },
        { ifMatch: '{firstTag}' },
      ),
      patched('{first}', { shipTo: { firstName: 'Timely' } }, { status: 200 }, { ifMatch: '{bothTag}' }),
      {
        raw: ['DELETE', '/customers/{id}/shipping-addresses/{second}'],
        headers: { 'if-match': '{bothTag}' },
        status: 412,
        errors: [STALE],
      },
    ],
  },
  {
    cases: [30],
    title: 'the customer names another default, and the former one is none any more',
    steps: [
      ...TWO_ADDRESSES,
      {
        sdk: ['patchCustomer', '{id}', { defaultShippingAddress: { id: '{second}' } }],
        status: 200,
        shows: {
          defaultShippingAddress: { id: '{second}' },
          _embedded: { defaultShippingAddress: { shipTo: { firstName: 'Jane' } } },
        },
      },
      isDefault('{first}', false),
      isDefault('{second}', true),
    ],
  },
  {
    cases: [30],
    title: 'an address makes itself the default with the text "true", and the former one is none any more',
    steps: [
      ...TWO_ADDRESSES,
      patched('{second}', { default: 'true' }, { status: 200, shows: { default: true } }),
      isDefault('{first}', false),
      patched('{first}', { _default: true }, { status: 200, shows: { default: true } }),
      isDefault('{second}', false),
    ],
  },
  {
    cases: ['§2.2'],
    title: 'there is always a default: it cannot be switched off or be nothing',
    steps: [
      ...TWO_ADDRESSES,
      patched('{first}', { default: false }, { status: 400, errors: [field('default', /./)] }),
      patched('{first}', { _default: false }, { status: 400, errors: [field('_default', /./)] }),
      patched('{second}', { default: false }, { status: 200, head: { etag: '{bothTag}' } }),
      {
        sdk: ['patchCustomer', '{id}', { defaultShippingAddress: null }],
        status: 400,
        errors: [field('defaultShippingAddress.id', 'cannot be cleared')],
      },
      {
        sdk: ['patchCustomer', '{id}', { defaultShippingAddress: { id: NOBODY } }],
        status: 400,
        errors: [field('defaultShippingAddress.id', /./)],
      },
      isDefault('{first}', true),
    ],
  },
];

const removing: readonly Golden[] = [
  {
    cases: [31],
    title: 'the default is deleted last: while there are others it is in use',
    steps: [
      ...TWO_ADDRESSES,
      { sdk: ['deleteCustomerShippingAddress', '{id}', '{first}'], status: 409, errors: [IS_DEFAULT] },
      { sdk: ['deleteCustomerShippingAddress', '{id}', '{second}'], status: 204 },
      { sdk: ['deleteCustomerShippingAddress', '{id}', '{first}'], status: 204 },
      { sdk: ['getCustomerShippingAddressesList', '{id}'], status: 200, shows: { total: 0 } },
      {
        sdk: ['getCustomer', '{id}'],
        status: 200,
        members: [
          '_links',
          'id',
          'objectInformation',
          'buyerInformation',
          'clientReferenceInformation',
          'merchantDefinedInformation',
          'metadata',
        ],
        differsIn: [],
      },
    ],
  },
  {
    cases: ['§1.1', 14],
    title: 'the id of an address in the path may have 32 characters, and one that never was is not found',
    steps: [
      { sdk: ['getCustomerShippingAddress', '{id}', NOBODY], status: 404, errors: [NOT_FOUND] },
      { sdk: ['getCustomerShippingAddress', '{id}', 'x'], status: 404, errors: [NOT_FOUND] },
      patched('nobody', { shipTo: { firstName: 'Eve' } }, { status: 404, errors: [NOT_FOUND] }),
      {
        sdk: ['deleteCustomerShippingAddress', '{id}', 'A'.repeat(33)],
        status: 400,
        errors: [outside('path', 'shippingAddressId', 'must have at most 32 characters')],
      },
    ],
  },
];

interface Page {
  readonly offset?: number;
  readonly limit?: number;
}

const pageHref = (offset: number, limit: number) => ({ href: `${LIST}?offset=${offset}&limit=${limit}` });

/** A page of two addresses: how many are on it, and where its links lead. */
const page = (asked: Page, count: number, links: Readonly<Record<string, number>>): Exchange => {
  const { offset = 0, limit = 20 } = asked;
  const shown = Object.entries(links).map(([name, start]) => [name, pageHref(start, limit)] as const);
  return {
    sdk: ['getCustomerShippingAddressesList', '{id}', asked as JsonObject],
    status: 200,
    head: { 'x-total-count': '2' },
    shows: { offset, limit, count, total: 2, _links: { self: pageHref(offset, limit), ...Object.fromEntries(shown) } },
    gives: { count, total: 2 },
  };
};

const refusedPage = (query: string, name: string, rule: string): Exchange => ({
  raw: ['GET', `/customers/{id}/shipping-addresses?${query}`],
  status: 400,
  errors: [outside('query', name, rule)],
});
const LIMIT_RULE = 'must be a whole number from 1 to 100';
const OFFSET_RULE = `must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;

const paging: readonly Golden[] = [
  {
    cases: [32],
    title: 'addresses come in pages, each of which leads to the others that there are',
    steps: [
      ...TWO_ADDRESSES,
      {
        ...page({ offset: 0, limit: 1 }, 1, { first: 0, next: 1, last: 1 }),
        keep: { one: '/_embedded/shippingAddresses/0/id' },
      },
      {
        ...page({ offset: 1, limit: 1 }, 1, { first: 0, prev: 0, last: 1 }),
        keep: { two: '/_embedded/shippingAddresses/0/id' },
      },
      page({ offset: 2, limit: 1 }, 0, { first: 0, prev: 1, last: 1 }),
      page({ offset: 1, limit: 20 }, 1, { first: 0, prev: 0, last: 0 }),
      page({ offset: 9_007_199_254_740_991, limit: 100 }, 0, { first: 0, last: 0 }),
      {
        ...page({}, 2, { first: 0, last: 0 }),
        shows: {
          _embedded: {
            shippingAddresses: [
              { id: '{one}', default: true },
              { id: '{two}', default: false },
            ],
          },
        },
        members: ['_links', 'offset', 'limit', 'count', 'total', '_embedded'],
      },
      {
        raw: ['GET', '/customers/{id}/shipping-addresses?limit=1'],
        status: 200,
        shows: { _links: { next: pageHref(1, 1) } },
      },
      { raw: ['GET', '/customers/{id}/shipping-addresses/?offset=1'], status: 200, shows: { count: 1 } },
    ],
  },
  {
    cases: [32],
    title: 'a list without addresses is an empty page that is the first and the last',
    steps: [
      {
        sdk: ['getCustomerShippingAddressesList', '{id}'],
        status: 200,
        head: { 'x-total-count': '0' },
        shows: {
          _links: { self: pageHref(0, 20), first: pageHref(0, 20), last: pageHref(0, 20) },
          count: 0,
          total: 0,
          _embedded: { shippingAddresses: [] },
        },
      },
    ],
  },
  {
    cases: [32],
    title: 'a page that there cannot be is refused by what is wrong with it',
    steps: [
      ...['0', '101', '-1', 'abc', '1.5', '', '1e1', '+1', '%31%20'].map((limit) =>
        refusedPage(`offset=0&limit=${limit}`, 'limit', LIMIT_RULE),
      ),
      ...['-1', 'x', '', '9007199254740992', '99999999999999999999', '0x1'].map((offset) =>
        refusedPage(`offset=${offset}`, 'offset', OFFSET_RULE),
      ),
      { sdk: ['getCustomerShippingAddressesList', '{id}', { offset: 0, limit: 101 }], status: 400 },
    ],
  },
];

/** Shipping addresses (contract §2.2). */
export const addresses: readonly Golden[] = [...adding, ...changing, ...removing, ...paging];
