import { CUSTOMER_BODY } from './edits.ts';
import { type Exchange, field, type Golden, UNREADABLE } from './exchange.ts';
import { EMAIL_255, LIMITS, text, tooLong, within } from './limits.ts';
import { NOBODY } from './sample.ts';

const ID = /^[0-9A-F]{32}$/;
const LINKS = (id: string) => ({
  self: { href: `/tms/v2/customers/${id}` },
  paymentInstruments: { href: `/tms/v2/customers/${id}/payment-instruments` },
  shippingAddress: { href: `/tms/v2/customers/${id}/shipping-addresses` },
});

const creating: readonly Golden[] = [
  {
    cases: [1, 2, '§1.1'],
    title: 'the vendor’s example makes a customer, with both names of the link to his addresses, and is read back',
    steps: [
      {
        sdk: ['postCustomer', CUSTOMER_BODY],
        status: 201,
        head: { location: /^\/tms\/v2\/customers\/[0-9A-F]{32}$/, etag: /^"1-.{8}"$/ },
        members: [
          '_links',
          'id',
          'buyerInformation',
          'clientReferenceInformation',
          'merchantDefinedInformation',
          'metadata',
        ],
        shows: { ...(CUSTOMER_BODY as object), id: ID, metadata: { creator: 'testrest' } },
        keep: { made: '/id', madeTag: 'header:etag', place: 'header:location' },
      },
      {
        sdk: ['getCustomer', '{made}'],
        status: 200,
        head: { etag: '{madeTag}' },
        shows: {
          ...(CUSTOMER_BODY as object),
          _links: { ...LINKS('{made}'), shippingAddresses: LINKS('{made}').shippingAddress, self: { href: '{place}' } },
          id: '{made}',
          metadata: { creator: 'testrest' },
        },
        gives: { ...(CUSTOMER_BODY as object), _links: LINKS('{made}'), id: '{made}' },
      },
    ],
  },
  {
    cases: ['§2.1'],
    title: 'a customer may have nothing, and has an empty list of merchant-defined data then',
    steps: [
      {
        sdk: ['postCustomer', { note: 'makes {key} another request' }],
        status: 201,
        members: ['_links', 'id', 'merchantDefinedInformation', 'metadata'],
        shows: { merchantDefinedInformation: [] },
      },
    ],
  },
  {
    cases: [20],
    title: 'an empty list of merchant-defined data comes back as it was sent',
    steps: [
      {
        sdk: ['postCustomer', { buyerInformation: { email: '{key}@cybs.com' }, merchantDefinedInformation: [] }],
        status: 201,
        shows: { merchantDefinedInformation: [] },
        gives: { merchantDefinedInformation: [] },
      },
    ],
  },
  {
    cases: [18],
    title: 'all names of merchant-defined data are accepted at once, in any order, and shown in the vendor’s',
    steps: [
      {
        sdk: [
          'postCustomer',
          {
            merchantDefinedInformation: [
              { name: 'sensitive1', value: 'S1 {key}' },
              ...['data4', 'data3', 'data2', 'data1', 'sensitive4', 'sensitive3', 'sensitive2'].map((name) => ({
                name,
                value: `value of ${name}`,
              })),
            ],
          },
        ],
        status: 201,
        shows: {
          merchantDefinedInformation: [
            ...['data1', 'data2', 'data3', 'data4'].map((name) => ({ name, value: `value of ${name}` })),
            { name: 'sensitive1', value: 'S1 {key}' },
            ...['sensitive2', 'sensitive3', 'sensitive4'].map((name) => ({ name, value: `value of ${name}` })),
          ],
        },
      },
    ],
  },
  {
    cases: [19, '§2.1'],
    title: 'members that the vendor does not have, and those that only the server writes, are ignored at every depth',
    steps: [
      {
        sdk: [
          'postCustomer',
          {
            id: NOBODY,
            _links: { self: { href: '/elsewhere' } },
            metadata: { creator: 'somebody' },
            _embedded: { defaultShippingAddress: { id: NOBODY } },
            nothing: [{ of: 'this' }],
            buyerInformation: { merchantCustomerId: 'not this spelling', email: '{key}@cybs.com', deep: { er: null } },
            merchantDefinedInformation: [{ name: 'data1', value: 'kept', unit: 'ignored' }],
          },
        ],
        status: 201,
        members: ['_links', 'id', 'buyerInformation', 'merchantDefinedInformation', 'metadata'],
        shows: {
          metadata: { creator: 'testrest' },
          buyerInformation: { email: '{key}@cybs.com' },
          merchantDefinedInformation: [{ name: 'data1', value: 'kept' }],
        },
        keep: { made: '/id' },
      },
      {
        sdk: ['getCustomer', '{made}'],
        status: 200,
        members: ['_links', 'id', 'buyerInformation', 'merchantDefinedInformation', 'metadata'],
      },
      { sdk: ['getCustomer', NOBODY], status: 404 },
    ],
  },
  {
    cases: ['§2.1'],
    title: 'null and the empty text in a new customer are the same as nothing',
    steps: [
      {
        sdk: [
          'postCustomer',
          {
            objectInformation: null,
            buyerInformation: { email: null, merchantCustomerID: '' },
            clientReferenceInformation: { code: 'C-{key}' },
            merchantDefinedInformation: null,
            defaultPaymentInstrument: null,
          },
        ],
        status: 201,
        members: ['_links', 'id', 'clientReferenceInformation', 'merchantDefinedInformation', 'metadata'],
      },
    ],
  },
  {
    cases: ['§2.1'],
    title: 'text of any script goes in and comes out as it was',
    steps: [
      {
        sdk: ['postCustomer', { objectInformation: { title: 'Zoë 李雷 🛒 {key}', comment: 'line\nbreak\ttab' } }],
        status: 201,
        shows: { objectInformation: { title: 'Zoë 李雷 🛒 {key}', comment: 'line\nbreak\ttab' } },
      },
    ],
  },
];

/** A creation that is refused, of which the given members are named. */
const refused = (body: object, ...errors: NonNullable<Exchange['errors']>[number][]): Exchange => ({
  sdk: ['postCustomer', body as never],
  status: 400,
  errors,
});

const limited: readonly Golden[] = [
  {
    cases: [16],
    title: 'every text may be as long as the vendor says, in characters, not in units of sixteen bits',
    steps: [
      { sdk: ['postCustomer', within('x')], status: 201, shows: within('x') },
      { sdk: ['postCustomer', within('𝒳')], status: 201, shows: within('𝒳') },
    ],
  },
  ...(Object.keys(LIMITS) as (keyof typeof LIMITS)[]).map(
    (name): Golden => ({
      cases: [16],
      title: `${name} of ${LIMITS[name] + 1} characters is refused by its name`,
      steps: [refused(tooLong(name, 'x'), field(name, /must/)), refused(tooLong(name, '𝒳'), field(name, /must/))],
    }),
  ),
  {
    cases: [16],
    title: 'all that is wrong is told at once, each place by its name',
    steps: [
      {
        sdk: [
          'postCustomer',
          {
            objectInformation: { title: text('x', 61), comment: 7 },
            buyerInformation: { email: `a${EMAIL_255.slice(0, 64)}${EMAIL_255.slice(64)}` },
            merchantDefinedInformation: [{ name: 'data5', value: 'v' }],
          },
        ],
        status: 400,
        errors: [
          {
            type: 'invalidFields',
            message: /^objectInformation\.title must .*; objectInformation\.comment must /,
            details: [
              ['objectInformation.title', 'body'],
              ['objectInformation.comment', 'body'],
              ['buyerInformation.email', 'body'],
              ['merchantDefinedInformation[0].name', 'body'],
            ],
          },
        ],
      },
    ],
  },
  {
    cases: [17],
    title: 'a name that merchant-defined data does not have is refused',
    steps: ['data5', 'data0', 'sensitive5', 'Data1', ''].map((name) =>
      refused(
        { merchantDefinedInformation: [{ name, value: 'v' }] },
        field('merchantDefinedInformation[0].name', /must/),
      ),
    ),
  },
  {
    cases: ['§1.3'],
    title: 'an entry of merchant-defined data without name or value is told what is missing',
    steps: [
      refused(
        { merchantDefinedInformation: [{ name: 'data1' }] },
        field('merchantDefinedInformation[0].value', /./, 'missingFields'),
      ),
      refused(
        { merchantDefinedInformation: [{ name: 'data1', value: 'v' }, { value: 'v' }] },
        field('merchantDefinedInformation[1].name', /./, 'missingFields'),
      ),
    ],
  },
  {
    cases: ['§8'],
    title: 'a name that is there twice is refused at its second place',
    steps: [
      refused(
        {
          merchantDefinedInformation: [
            { name: 'data2', value: 'one' },
            { name: 'data1', value: 'other' },
            { name: 'data2', value: 'two' },
          ],
        },
        field('merchantDefinedInformation[2].name', /./),
      ),
    ],
  },
  {
    cases: ['§2.1'],
    title: 'a member of another type is refused',
    steps: [
      refused({ buyerInformation: 'a@b.c' }, field('buyerInformation', /must/)),
      refused({ buyerInformation: ['a@b.c'] }, field('buyerInformation', /must/)),
      refused({ buyerInformation: { email: 7 } }, field('buyerInformation.email', /must/)),
      refused({ clientReferenceInformation: { code: true } }, field('clientReferenceInformation.code', /must/)),
      refused(
        { merchantDefinedInformation: { name: 'data1', value: 'v' } },
        field('merchantDefinedInformation', /must/),
      ),
      refused({ merchantDefinedInformation: ['data1'] }, field('merchantDefinedInformation[0]', /must/)),
    ],
  },
  {
    cases: ['§2.1'],
    title: 'what nobody can write to, and control characters, are refused',
    steps: [
      refused({ buyerInformation: { email: 'no address' } }, field('buyerInformation.email', /must/)),
      refused({ objectInformation: { title: 'a\u0007b' } }, field('objectInformation.title', /must/)),
    ],
  },
  {
    cases: ['§2.3'],
    title: 'a payment instrument cannot be the default, because there is none',
    steps: [
      refused({ defaultPaymentInstrument: { id: NOBODY } }, field('defaultPaymentInstrument.id', /payment instrument/)),
      refused({ defaultShippingAddress: { id: NOBODY } }, field('defaultShippingAddress.id', /shipping addresses/)),
    ],
  },
];

const wrongBodies: Readonly<Record<string, string>> = {
  'that is cut off': '{"buyerInformation":',
  'that is empty': '',
  'with a byte order mark': '\ufeff{}',
  'with a member twice': '{"clientReferenceInformation":{"code":"A","code":"B"}}',
  'with a name that leads to a prototype': '{"__proto__":{}}',
  'with U+0000': '{"objectInformation":{"title":"a\\u0000b"}}',
  'with half a character': '{"objectInformation":{"title":"\\ud800"}}',
  'that is too deep': `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
  'that is a list': '[]',
  'that is a text': '"text"',
  'that is null': 'null',
};

const unreadable: readonly Golden[] = Object.entries(wrongBodies).map(([what, body]) => ({
  cases: [15, '§1.3'],
  title: `a body ${what} is refused in the vendor’s words`,
  steps: (
    [
      ['POST', '/customers'],
      ['PATCH', '/customers/{id}'],
    ] as const
  ).map(
    (raw): Exchange => ({
      raw,
      headers: { 'content-type': 'application/json' },
      body,
      status: 400,
      errors: UNREADABLE,
    }),
  ),
}));

/** Making and reading customers (contract §2.1), and what they cannot be. */
export const creations: readonly Golden[] = [...creating, ...limited, ...unreadable];
