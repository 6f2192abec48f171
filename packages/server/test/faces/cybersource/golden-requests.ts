import { type Exchange, type Golden, NO_PROFILE, NOT_FOUND, outside } from './exchange.ts';
import { NO_SUCH_PROFILE, NOBODY, PROFILE, untouched } from './sample.ts';

const CUSTOMER = '/customers/{id}';
const EMAIL = { buyerInformation: { email: 'new@cybs.com' } };
const NO_RESOURCE = { type: 'notFound', message: 'Resource not found' };
const patch: Exchange = { raw: ['PATCH', CUSTOMER], body: EMAIL, status: 400 };

const identified: readonly Golden[] = [
  {
    cases: [35, '§1.1'],
    title: 'a correlation id comes back as it was sent, and our own id of the request beside it',
    steps: ['b3a1f5d0-7c1e-4a8e-9f43-2f6a0c1d9e11', 'anything:visible/1', 'x'.repeat(64)].map((sent) => ({
      raw: ['GET', CUSTOMER] as const,
      headers: { 'v-c-correlation-id': sent },
      status: 200,
      head: { 'v-c-correlation-id': sent, uniquetransactionid: /^[0-9a-f-]{36}$/ },
    })),
  },
  {
    cases: ['§1.1'],
    title: 'a correlation id that is none is replaced by one of ours',
    steps: ['x'.repeat(65), 'two words', 'ü'].map((sent) => ({
      raw: ['GET', CUSTOMER] as const,
      headers: { 'v-c-correlation-id': sent },
      status: 200,
      head: { 'v-c-correlation-id': /^[0-9a-f-]{36}$/ },
    })),
  },
  {
    cases: ['§1.1'],
    title: 'a refusal has its ids too',
    steps: [
      {
        raw: ['GET', `/customers/${NOBODY}`],
        headers: { 'v-c-correlation-id': 'mine' },
        status: 404,
        head: { 'v-c-correlation-id': 'mine' },
      },
      {
        raw: ['GET', '/nothing'],
        headers: { 'v-c-correlation-id': 'mine' },
        status: 404,
        head: { 'v-c-correlation-id': 'mine' },
      },
      {
        raw: ['GET', CUSTOMER],
        as: 'nobody',
        headers: { 'v-c-correlation-id': 'mine' },
        status: 401,
        head: { 'v-c-correlation-id': 'mine' },
      },
    ],
  },
];

const profiled: readonly Golden[] = [
  {
    cases: ['§1.1'],
    title: 'a profile of the tenant’s may be named by every operation, in any case of its letters',
    steps: [
      { sdk: ['getCustomer', '{id}', { profileId: PROFILE }], status: 200 },
      { sdk: ['getCustomer', '{id}', { profileId: PROFILE.toLowerCase() }], status: 200 },
      { sdk: ['patchCustomer', '{id}', EMAIL, { profileId: PROFILE }], status: 200 },
      {
        sdk: ['postCustomerShippingAddress', '{id}', {}, { profileId: PROFILE }],
        status: 201,
        keep: { address: '/id' },
      },
      { sdk: ['getCustomerShippingAddressesList', '{id}', { profileId: PROFILE, limit: 5 }], status: 200 },
      { sdk: ['deleteCustomerShippingAddress', '{id}', '{address}', { profileId: PROFILE }], status: 204 },
      { sdk: ['deleteCustomer', '{id}', { profileId: PROFILE }], status: 204 },
    ],
  },
  {
    cases: [21],
    title: 'a profile that there is not is refused in the vendor’s words, and nothing is done',
    steps: [
      { sdk: ['getCustomer', '{id}', { profileId: NO_SUCH_PROFILE }], status: 424, errors: [NO_PROFILE] },
      { sdk: ['patchCustomer', '{id}', EMAIL, { profileId: NO_SUCH_PROFILE }], status: 424, errors: [NO_PROFILE] },
      { sdk: ['deleteCustomer', '{id}', { profileId: NO_SUCH_PROFILE }], status: 424, errors: [NO_PROFILE] },
      { sdk: ['postCustomer', EMAIL, { profileId: NO_SUCH_PROFILE }], status: 424, errors: [NO_PROFILE] },
      { sdk: ['getCustomer', NOBODY, { profileId: NO_SUCH_PROFILE }], status: 424, errors: [NO_PROFILE] },
      {
        sdk: ['getCustomerPaymentInstrumentsList', '{id}', { profileId: NO_SUCH_PROFILE }],
        status: 424,
        errors: [NO_PROFILE],
      },
      untouched,
    ],
  },
  {
    cases: [22],
    title: 'a profile id of another length is refused by the name of the header',
    steps: ['', PROFILE.slice(1), `${PROFILE}0`].map((profileId) => ({
      sdk: ['getCustomer', '{id}', { profileId }] as const,
      status: 400,
      errors: [outside('header', 'profile-id', 'must have 36 characters')],
    })),
  },
  {
    cases: [34],
    title: 'a profile of one tenant’s is none of another’s',
    steps: [
      { sdk: ['postCustomer', EMAIL, { profileId: PROFILE }], as: 'stranger', status: 424, errors: [NO_PROFILE] },
      { sdk: ['getCustomer', '{id}', { profileId: PROFILE }], as: 'stranger', status: 424, errors: [NO_PROFILE] },
    ],
  },
];

const addressed: readonly Golden[] = [
  {
    cases: [13, 14],
    title: 'an id of 32 characters that nobody has is not found; one of 33 is refused by its name',
    steps: [
      ...[NOBODY, 'a'.repeat(32), 'x', 'a b/c?d', '%', '7010000000016241111', '__proto__'].map((id) => ({
        sdk: ['getCustomer', id] as const,
        status: 404,
        errors: [NOT_FOUND],
      })),
      {
        sdk: ['getCustomer', 'A'.repeat(33)],
        status: 400,
        errors: [outside('path', 'customerId', 'must have at most 32 characters')],
      },
      { sdk: ['deleteCustomer', 'A'.repeat(33)], status: 400 },
      { sdk: ['getCustomer', 'A'.repeat(250)], status: 400 },
    ],
  },
  {
    cases: ['§4.2'],
    title: 'without an id there is nothing to be read: customers are not listed',
    steps: [
      { sdk: ['getCustomer', ''], status: 405, head: { allow: 'POST' } },
      { raw: ['GET', '/customers'], status: 405, head: { allow: 'POST' } },
      { raw: ['GET', '/customers?limit=1'], status: 405 },
    ],
  },
  {
    cases: ['§1.1'],
    title: 'a slash at the end of the path changes nothing',
    steps: [
      { raw: ['GET', `${CUSTOMER}/`], status: 200, head: { etag: '{etag}' }, differsIn: [] },
      { ...patch, raw: ['PATCH', `${CUSTOMER}/`], status: 200 },
      { raw: ['POST', '/customers/'], body: EMAIL, status: 201 },
    ],
  },
  {
    cases: ['§1.1'],
    title: 'HEAD answers as GET does, without the body',
    steps: [
      {
        raw: ['HEAD', CUSTOMER],
        status: 200,
        head: { etag: '{etag}', 'content-type': 'application/json;charset=utf-8', 'content-length': /^[1-9]\d+$/ },
      },
      { raw: ['HEAD', `${CUSTOMER}/shipping-addresses`], status: 200, head: { 'x-total-count': '0' } },
      { raw: ['HEAD', `/customers/${NOBODY}`], status: 404 },
      { raw: ['HEAD', CUSTOMER], as: 'nobody', status: 401 },
    ],
  },
  {
    cases: ['§1.1'],
    title: 'a customer who did not change since is not sent again',
    steps: [
      { raw: ['GET', CUSTOMER], headers: { 'if-none-match': '{etag}' }, status: 304, head: { etag: '{etag}' } },
      { raw: ['GET', CUSTOMER], headers: { 'if-none-match': '"1-otherone"' }, status: 200 },
    ],
  },
  {
    cases: ['§1.1'],
    title: 'a method that a path does not have is refused with those it has',
    steps: (
      [
        ['PUT', CUSTOMER, 'GET, PATCH, DELETE'],
        ['POST', CUSTOMER, 'GET, PATCH, DELETE'],
        ['OPTIONS', CUSTOMER, 'GET, PATCH, DELETE'],
        ['DELETE', '/customers', 'POST'],
        ['PUT', `${CUSTOMER}/shipping-addresses`, 'POST, GET'],
        ['PUT', `${CUSTOMER}/shipping-addresses/${NOBODY}`, 'GET, PATCH, DELETE'],
        ['PATCH', `${CUSTOMER}/payment-instruments`, 'POST, GET'],
      ] as const
    ).map(([method, path, allow]) => ({
      raw: [method, path] as const,
      status: 405,
      head: { allow },
      errors: [{ type: 'methodNotAllowed', message: `This path has ${allow}` }],
    })),
  },
  {
    cases: ['§1.1'],
    title: 'a path that there is not is not found, with a signature and without one',
    steps: [
      ...[
        '',
        '/',
        '/nothing',
        '/customer',
        '/tokenize',
        `${CUSTOMER}/nothing`,
        `${CUSTOMER}/shipping-addresses/a/b`,
      ].flatMap((path): Exchange[] => [
        { raw: ['GET', path], status: 404, errors: [NO_RESOURCE] },
        { raw: ['GET', path], as: 'nobody', status: 404, errors: [NO_RESOURCE] },
      ]),
      { raw: ['GET', `/customers/${'9'.repeat(300)}`], status: 404 },
      { raw: ['GET', '/customers/%zz'], status: 404 },
    ],
  },
];

const described: readonly Golden[] = [
  {
    cases: ['§0'],
    title: 'a body is read as JSON under each of its names, with its charset and without',
    steps: [
      'application/json',
      'application/json;charset=utf-8',
      'application/merge-patch+json',
      'APPLICATION/JSON; charset="UTF-8"',
    ].map(
      (type, index): Exchange => ({
        ...patch,
        body: { clientReferenceInformation: { code: `TYPE-${index}` } },
        headers: { 'content-type': type },
        status: 200,
        shows: { clientReferenceInformation: { code: `TYPE-${index}` } },
      }),
    ),
  },
  {
    cases: ['§1.1'],
    title: 'a media type that an operation does not read is refused with those it does',
    steps: [
      ...['text/plain', 'application/json-patch+json', 'application/jose', 'application/json; charset=latin1'].map(
        (type): Exchange => ({
          ...patch,
          headers: { 'content-type': type },
          status: 415,
          head: { accept: 'application/json, application/merge-patch+json' },
          errors: [{ type: 'invalidHeaders', message: /^The body must be application\/json, / }],
        }),
      ),
      { ...patch, headers: { 'content-encoding': 'gzip' }, status: 415 },
      { ...patch, headers: { 'content-type': ';' }, status: 415 },
      {
        raw: ['POST', '/customers'],
        headers: { 'content-type': 'application/merge-patch+json' },
        body: EMAIL,
        status: 415,
        head: { accept: 'application/json' },
      },
      untouched,
    ],
  },
  {
    cases: ['§1.3'],
    title: 'a body of more than 64 KiB and headers of more than 16 KiB are refused, and nothing is done',
    steps: [
      {
        ...patch,
        body: { objectInformation: { title: 'x'.repeat(66_000) } },
        status: 413,
        errors: [{ type: 'invalidRequest', message: 'The body may have at most 65536 bytes' }],
      },
      {
        raw: ['GET', CUSTOMER],
        headers: { 'v-c-correlation-id': 'x'.repeat(16_500) },
        status: 431,
        errors: [{ type: 'invalidHeaders', message: 'The headers may have at most 16384 bytes' }],
      },
      untouched,
    ],
  },
];

const NO_CARDS = {
  type: 'forbidden',
  message: 'Request not permitted: no card data is kept here, so there are no payment instruments',
};

const instruments: readonly Golden[] = [
  {
    cases: ['§2.3'],
    title: 'a customer has an empty list of payment instruments',
    steps: [
      {
        sdk: ['getCustomerPaymentInstrumentsList', '{id}', { offset: 0, limit: 5 }],
        status: 200,
        head: { 'x-total-count': '0' },
        shows: {
          _links: {
            self: { href: '/tms/v2/customers/{id}/payment-instruments?offset=0&limit=5' },
            first: { href: '/tms/v2/customers/{id}/payment-instruments?offset=0&limit=5' },
            last: { href: '/tms/v2/customers/{id}/payment-instruments?offset=0&limit=5' },
          },
          offset: 0,
          limit: 5,
          count: 0,
          total: 0,
          _embedded: { paymentInstruments: [] },
        },
        gives: { total: 0 },
      },
    ],
  },
  {
    cases: ['§1.3', '§2.3'],
    title: 'a payment instrument cannot be added, for a reason that is told; none is ever found',
    steps: [
      {
        sdk: [
          'postCustomerPaymentInstrument',
          '{id}',
          { card: { expirationMonth: '12', expirationYear: '2031', type: '001' } },
        ],
        status: 403,
        errors: [NO_CARDS],
      },
      { sdk: ['getCustomerPaymentInstrument', '{id}', NOBODY], status: 404, errors: [NOT_FOUND] },
      { sdk: ['patchCustomersPaymentInstrument', '{id}', NOBODY, { default: true }], status: 404, errors: [NOT_FOUND] },
      { sdk: ['deleteCustomerPaymentInstrument', '{id}', NOBODY], status: 404, errors: [NOT_FOUND] },
      { sdk: ['postCustomerPaymentInstrument', NOBODY, {}], status: 404, errors: [NOT_FOUND] },
      { sdk: ['getCustomerPaymentInstrumentsList', '{id}', { limit: 101 }], status: 400 },
      untouched,
    ],
  },
  {
    cases: ['§1.1'],
    title: 'the id of a payment instrument in the path has at most 32 characters',
    steps: [
      {
        sdk: ['getCustomerPaymentInstrument', '{id}', 'A'.repeat(33)],
        status: 400,
        errors: [outside('path', 'paymentInstrumentId', 'must have at most 32 characters')],
      },
    ],
  },
];

/** What a request says beside its body (contract §1), and payment instruments (§2.3). */
export const requests: readonly Golden[] = [...identified, ...profiled, ...addressed, ...described, ...instruments];
