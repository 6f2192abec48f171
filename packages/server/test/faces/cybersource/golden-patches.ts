import { type Exchange, field, type Golden, outside, STALE } from './exchange.ts';
import { FRESH, NOBODY, patch, untouched } from './sample.ts';

const MOVED = { etag: /^"2-.{8}"$/ };
const EMAIL = { buyerInformation: { email: 'new@cybs.com' } };
const DATA = '/merchantDefinedInformation';

const merging: readonly Golden[] = [
  {
    cases: [3, 10],
    title: 'a change of one member leaves all others, is answered with the whole customer, and moves the ETag',
    steps: [
      patch(EMAIL, {
        status: 200,
        head: MOVED,
        shows: { ...FRESH, ...EMAIL },
        gives: EMAIL,
        differsIn: ['/buyerInformation/email'],
        keep: { next: 'header:etag' },
      }),
      { sdk: ['getCustomer', '{id}'], status: 200, head: { etag: '{next}' }, differsIn: ['/buyerInformation/email'] },
    ],
  },
  {
    cases: [4],
    title: 'null takes a member away and leaves its neighbour',
    steps: [
      patch(
        { buyerInformation: { merchantCustomerID: null } },
        {
          status: 200,
          head: MOVED,
          shows: { buyerInformation: { email: 'test@cybs.com' } },
          differsIn: ['/buyerInformation/merchantCustomerID'],
        },
      ),
    ],
  },
  {
    cases: [5],
    title: 'null takes a whole group away',
    steps: [
      patch(
        { buyerInformation: null },
        {
          status: 200,
          members: [
            '_links',
            'id',
            'objectInformation',
            'clientReferenceInformation',
            'merchantDefinedInformation',
            'metadata',
          ],
        },
      ),
    ],
  },
  {
    cases: [6],
    title: 'null for what is not there changes nothing',
    steps: [
      patch({ objectInformation: null }, { status: 200, head: MOVED, keep: { next: 'header:etag' } }),
      patch(
        { objectInformation: null, defaultPaymentInstrument: null, buyerInformation: { nickname: null } },
        {
          status: 200,
          head: { etag: '{next}' },
        },
      ),
    ],
  },
  {
    cases: ['§2.1'],
    title: 'the empty text takes a member away as null does',
    steps: [patch({ objectInformation: { comment: '' } }, { status: 200, differsIn: ['/objectInformation/comment'] })],
  },
  {
    cases: [6],
    title: 'a change that says what is there already changes nothing',
    steps: [
      patch({}, { status: 200, head: { etag: '{etag}' }, differsIn: [] }),
      patch({ clientReferenceInformation: { code: 'TC50171_3' } }, { status: 200, head: { etag: '{etag}' } }),
      patch(
        { merchantDefinedInformation: [{ name: 'data1', value: 'Your customer data' }] },
        {
          status: 200,
          head: { etag: '{etag}' },
        },
      ),
    ],
  },
  {
    cases: ['§2.1'],
    title: 'what was read can be sent back whole, and changes nothing',
    steps: [
      { sdk: ['getCustomer', '{id}'], status: 200, keep: { read: '' } },
      {
        raw: ['PATCH', '/customers/{id}'],
        body: '{read}',
        headers: { 'content-type': 'application/json' },
        status: 200,
        head: { etag: '{etag}' },
        differsIn: [],
      },
    ],
  },
  {
    cases: [19, '§2.1'],
    title: 'what only the server writes is ignored in a change, whatever it says',
    steps: [
      patch(
        {
          id: NOBODY,
          _links: null,
          metadata: { creator: 'somebody' },
          _embedded: { defaultShippingAddress: { id: NOBODY, shipTo: { firstName: 'Eve' } } },
          nothing: { of: 'this' },
        },
        { status: 200, head: { etag: '{etag}' }, differsIn: [] },
      ),
    ],
  },
];

const lists: readonly Golden[] = [
  {
    cases: [7],
    title: 'a list of merchant-defined data takes the place of the whole list',
    steps: [
      patch(
        {
          merchantDefinedInformation: [
            { name: 'data3', value: 'three' },
            { name: 'data1', value: 'one' },
          ],
        },
        {
          status: 200,
          shows: {
            merchantDefinedInformation: [
              { name: 'data1', value: 'one' },
              { name: 'data3', value: 'three' },
            ],
          },
        },
      ),
      patch(
        { merchantDefinedInformation: [{ name: 'data2', value: 'two' }] },
        {
          status: 200,
          shows: { merchantDefinedInformation: [{ name: 'data2', value: 'two' }] },
          gives: { merchantDefinedInformation: [{ name: 'data2', value: 'two' }] },
        },
      ),
    ],
  },
  {
    cases: [7, '§2.1'],
    title: 'an empty list takes all entries away, and so does null',
    steps: [
      patch(
        { merchantDefinedInformation: [] },
        { status: 200, shows: { merchantDefinedInformation: [] }, differsIn: [`${DATA}`] },
      ),
      patch({ merchantDefinedInformation: [{ name: 'data4', value: 'again' }] }, { status: 200 }),
      patch({ merchantDefinedInformation: null }, { status: 200, shows: { merchantDefinedInformation: [] } }),
    ],
  },
  {
    cases: ['§2.1'],
    title: 'merchant-defined data of other APIs is neither shown nor lost',
    steps: [
      { raw: ['GET', '/v1/customers?cybersource={id}'], as: 'operator', status: 200, keep: { record: '/items/0/id' } },
      {
        raw: ['PATCH', '/v1/customers/{record}'],
        as: 'operator',
        headers: { 'if-match': '{etag}' },
        body: { custom: { merchantDefined: { 'of.another': 'kept' } } },
        status: 200,
      },
      patch(
        { merchantDefinedInformation: [{ name: 'data2', value: 'two' }] },
        {
          status: 200,
          shows: { merchantDefinedInformation: [{ name: 'data2', value: 'two' }] },
        },
      ),
      {
        raw: ['GET', '/v1/customers/{record}'],
        as: 'operator',
        status: 200,
        shows: { custom: { merchantDefined: { 'of.another': 'kept', data2: 'two' } } },
      },
    ],
  },
  {
    cases: [16, 17],
    title: 'a list of which one entry is refused changes nothing',
    steps: [
      ...[
        [
          [
            { name: 'data1', value: 'v' },
            { name: 'data5', value: 'v' },
          ],
          'merchantDefinedInformation[1].name',
        ],
        [[{ name: 'data1', value: null }], 'merchantDefinedInformation[0].value'],
        [
          [
            { name: 'data1', value: 'a' },
            { name: 'data1', value: 'b' },
          ],
          'merchantDefinedInformation[1].name',
        ],
        [[null], 'merchantDefinedInformation[0]'],
      ].map(([merchantDefinedInformation, name]) =>
        patch({ merchantDefinedInformation } as never, { status: 400, errors: [field(String(name), /./)] }),
      ),
      untouched,
    ],
  },
];

/** The same change under an if-match; each has a code of its own, so that no two are one request. */
const under = (ifMatch: string, expected: Omit<Exchange, 'sdk' | 'raw' | 'as'>) =>
  patch({ clientReferenceInformation: { code: `IF ${ifMatch}`.slice(0, 40) } }, expected, { ifMatch });

const conditional: readonly Golden[] = [
  ...(
    [
      ['in quotes', '{etag}'],
      ['bare', '{tag}'],
      ['as an asterisk', '*'],
      ['in a list', '"1-otherone", {etag}'],
    ] as const
  ).map(
    ([how, ifMatch]): Golden => ({
      cases: [8],
      title: `a change is made for the version that if-match names ${how}`,
      steps: [under(ifMatch, { status: 200, head: MOVED })],
    }),
  ),
  {
    cases: [9],
    title: 'a change for a version that was is refused in the vendor’s words, and nothing is done',
    steps: [
      patch(EMAIL, { status: 200, keep: { next: 'header:etag' } }),
      ...['{etag}', '{tag}', '"7"', '7', '"2-otherone"', '"1-otherone", "{tag}"', '"{tag}-"', 'W/{etag}'].map(
        (ifMatch) => under(ifMatch, { status: 412, errors: [STALE] }),
      ),
      { sdk: ['getCustomer', '{id}'], status: 200, head: { etag: '{next}' }, differsIn: ['/buyerInformation/email'] },
    ],
  },
  {
    cases: ['§1.1'],
    title: 'an if-match that is none is refused by the name of the header',
    steps: [
      ...['', 'two words', '"unfinished', ',', 'a,b'].map((ifMatch) =>
        under(ifMatch, {
          status: 400,
          errors: [{ type: 'invalidHeaders', message: /^if-match /, details: [['if-match', 'header']] }],
        }),
      ),
      untouched,
    ],
  },
  {
    cases: [9],
    title: 'a refused change is told of its precondition before its members',
    steps: [
      patch(
        { buyerInformation: { email: 'no address' } },
        { status: 412, errors: [STALE] },
        { ifMatch: '"1-otherone"' },
      ),
      untouched,
    ],
  },
  {
    cases: ['§1.1'],
    title: 'a change that repeats its Idempotency-Key is made once; another one under that key is refused',
    steps: [
      ...[1, 2].map(
        (): Exchange => ({
          raw: ['PATCH', '/customers/{id}'],
          as: 'token',
          headers: { 'idempotency-key': '{uuid}' },
          body: EMAIL,
          status: 200,
          head: MOVED,
        }),
      ),
      {
        raw: ['PATCH', '/customers/{id}'],
        as: 'token',
        headers: { 'idempotency-key': '{uuid}' },
        body: {},
        status: 422,
        errors: [{ type: 'invalidHeaders', message: 'The Idempotency-Key was used for another request' }],
      },
      {
        raw: ['PATCH', '/customers/{id}'],
        headers: { 'idempotency-key': 'two words' },
        body: {},
        status: 400,
      },
    ],
  },
];

const refused: readonly Golden[] = [
  {
    cases: [16],
    title: 'a change of which one member is refused changes nothing',
    steps: [
      patch(
        { ...EMAIL, objectInformation: { title: 'x'.repeat(61) } },
        {
          status: 400,
          errors: [field('objectInformation.title', /must/)],
        },
      ),
      patch(
        { objectInformation: { title: 'New' }, buyerInformation: { email: 'no address' } },
        {
          status: 400,
          errors: [field('buyerInformation.email', /must/)],
        },
      ),
      untouched,
    ],
  },
  {
    cases: ['§2.1'],
    title: 'no address and no payment instrument that is not there can become the default',
    steps: [
      patch(
        { defaultShippingAddress: { id: NOBODY } },
        {
          status: 400,
          errors: [field('defaultShippingAddress.id', /shipping addresses/)],
        },
      ),
      patch(
        { defaultPaymentInstrument: { id: NOBODY } },
        {
          status: 400,
          errors: [field('defaultPaymentInstrument.id', /payment instrument/)],
        },
      ),
      untouched,
    ],
  },
  {
    cases: ['§1.1'],
    title: 'an id in the path of more than 32 characters is refused by its name, others are nobody’s',
    steps: [
      {
        sdk: ['patchCustomer', 'A'.repeat(33), EMAIL],
        status: 400,
        errors: [outside('path', 'customerId', 'must have at most 32 characters')],
      },
      { sdk: ['patchCustomer', NOBODY, EMAIL], status: 404 },
    ],
  },
];

/** Changing customers (contract §2.1, "Patching Considerations"). */
export const patches: readonly Golden[] = [...merging, ...lists, ...conditional, ...refused];
