import type { Exchange, Golden } from './exchange.ts';

const NEW = { name: 'Max Power', email: 'max@example.com' };

/** A record made in `/v1` and given an id here, as when customers are moved with the ids they have. */
function imported(id: string): Exchange[] {
  return [
    {
      method: 'POST',
      path: '/v1/customers',
      as: 'operator',
      body: { contact: { email: 'import@example.com' } },
      status: 201,
      keep: { made: 'id' },
    },
    {
      method: 'POST',
      path: '/v1/customers/{made}/handles',
      as: 'operator',
      body: { face: 'caibo', handle: id },
      status: 201,
    },
  ];
}

/** Customers come, are found, and go (pages "Create Customer" and "Update Customer"; contract §2, C27). */
export const records: readonly Golden[] = [
  {
    demands: [22, 66, 75],
    title: 'a customer is made with an id of ours',
    steps: [
      {
        method: 'POST',
        path: '/customers',
        body: { ...NEW, phone: '+1234567890', address: '1 Main Street', memberId: 'L-7' },
        status: 201,
        head: { location: /^\/customers\/\d{15}$/, etag: /^"1-/, 'content-type': 'application/json' },
        shows: {
          ...NEW,
          phone: '+1234567890',
          address: '1 Main Street',
          memberId: 'L-7',
          userId: null,
          ownerId: 1001,
          ownerName: 'Sandbox',
          hasPaymentRequests: false,
          totalDeposits: 0,
          createDate: /Z$/,
        },
        keep: { made: 'id', at: 'header:location' },
      },
      { method: 'GET', path: '{at}', status: 200, shows: NEW },
      { method: 'GET', path: '/api/customers/{made}', status: 200, shows: NEW },
    ],
  },
  {
    demands: [27, 34, 66],
    title: 'a new customer needs a name and an e-mail address, and cannot choose his id',
    steps: [
      {
        method: 'POST',
        path: '/customers',
        body: {},
        status: 400,
        shows: { errors: { '/name': ['is required'], '/email': ['is required'] } },
      },
      {
        method: 'POST',
        path: '/customers',
        body: { name: ' ', email: 'x' },
        status: 400,
        shows: { errors: { '/name': [/./], '/email': [/./] } },
      },
      {
        method: 'POST',
        path: '/customers',
        body: { ...NEW, id: 5 },
        status: 400,
        shows: { errors: { '/id': ['cannot be changed'] } },
      },
      { method: 'POST', path: '/customers', body: [], status: 400 },
      { method: 'POST', path: '/customers', headers: { 'content-type': 'text/xml' }, body: '<a/>', status: 415 },
    ],
  },
  {
    demands: [66],
    title: 'a new customer from a generated client, which sends a value for every member',
    steps: [
      {
        method: 'POST',
        path: '/customers',
        body: {
          id: 0,
          ownerId: 0,
          userId: null,
          ownerName: null,
          ...NEW,
          address: null,
          phone: '',
          memberId: null,
          hasPaymentRequests: null,
          totalDeposits: 0,
          createDate: '0001-01-01T00:00:00',
        },
        status: 201,
        shows: NEW,
      },
    ],
  },
  {
    demands: [2, 25],
    title: 'what is no int64 is the id of nobody',
    steps: [
      '9223372036854775808',
      '0',
      '-1',
      '007',
      '1e3',
      '1.0',
      '0x10',
      '12345%20',
      '%31',
      'abc',
      '99999999999999999999',
      '1',
    ].map(
      (id): Exchange => ({
        method: 'GET',
        path: `/customers/${id}`,
        status: 404,
        shows: { status: 404, title: 'Not Found', code: 'not-found' },
      }),
    ),
  },
  ...['16772748432912191', '9007199254740993', '9223372036854775807'].map(
    (id): Golden => ({
      demands: [2],
      title: `the id ${id} keeps all its digits`,
      steps: [
        ...imported(id),
        {
          method: 'GET',
          path: `/customers/${id}`,
          status: 200,
          text: new RegExp(`^\\{"id":${id},`),
          keep: { whole: '' },
        },
        {
          method: 'PUT',
          path: `/customers/${id}`,
          body: `{"id":${id},"name":"Exact"}`,
          status: 200,
          text: new RegExp(`^\\{"id":${id},.*"name":"Exact"`),
        },
        {
          method: 'PUT',
          path: `/customers/${id}`,
          body: `{"id":${BigInt(Number(id))},"name":"Rounded"}`,
          status: 400,
          shows: { errors: { '/id': ['cannot be changed'] } },
        },
        { method: 'GET', path: `/customers/${BigInt(Number(id))}`, status: 404, text: /"not-found"/ },
      ],
    }),
  ),
  {
    demands: [25, 26, 29],
    title: 'an unknown customer and a deleted one are both 404, for good',
    steps: [
      {
        method: 'PUT',
        path: '/customers/424242',
        body: { memberId: 'x' },
        status: 404,
        shows: { status: 404, instance: '/customers/424242', detail: 'There is no customer with this id.' },
      },
      { method: 'DELETE', path: '/api/customers/{id}', status: 204, text: /^$/ },
      ...(['GET', 'PUT', 'PATCH', 'DELETE'] as const).map(
        (method): Exchange => ({
          method,
          path: '/customers/{id}',
          ...(method.startsWith('P') && { body: { memberId: 'x' } }),
          status: 404,
          shows: { status: 404, instance: '/customers/{id}', detail: 'There is no customer with this id.' },
        }),
      ),
      { method: 'PUT', path: '/customers/{id}', headers: { 'if-match': '*' }, body: { memberId: 'x' }, status: 404 },
    ],
  },
  {
    demands: [26],
    title: 'deleting here leaves the record where another API has it',
    steps: [
      {
        method: 'POST',
        path: '/v1/customers',
        as: 'operator',
        body: { contact: { email: 'two@example.com' } },
        status: 201,
        keep: { made: 'id' },
      },
      {
        method: 'POST',
        path: '/v1/customers/{made}/handles',
        as: 'operator',
        body: { face: 'cybersource' },
        status: 201,
      },
      {
        method: 'POST',
        path: '/v1/customers/{made}/handles',
        as: 'operator',
        body: { face: 'caibo', handle: '777000777' },
        status: 201,
      },
      { method: 'DELETE', path: '/customers/777000777', status: 204 },
      { method: 'GET', path: '/customers/777000777', status: 404 },
      {
        method: 'GET',
        path: '/v1/customers/{made}',
        as: 'operator',
        status: 200,
        shows: { contact: { email: 'two@example.com' } },
      },
    ],
  },
  {
    demands: [58, 74],
    title: 'customers are listed in pages and found by e-mail address, phone and member id',
    steps: [
      {
        method: 'GET',
        path: '/customers?email={email}',
        status: 200,
        shows: { items: [{ email: '{email}', memberId: 'M-1' }], next: null },
      },
      { method: 'PUT', path: '/customers/{id}', body: { memberId: 'find-{key}' }, status: 200 },
      {
        method: 'GET',
        path: '/api/customers?memberId=find-{key}',
        status: 200,
        shows: { items: [{ email: '{email}' }], next: null },
      },
      { method: 'GET', path: '/customers?memberId=nobody-{key}', status: 200, shows: { items: [], next: null } },
      { method: 'GET', path: '/customers?limit=1', status: 200, shows: { next: /^cus_/ }, keep: { next: 'next' } },
      { method: 'GET', path: '/customers?limit=100&cursor={next}', status: 200 },
      ...['limit=0', 'limit=x', 'cursor=x', 'name=x', 'email=a@b.c&phone=1'].map(
        (query): Exchange => ({ method: 'GET', path: `/customers?${query}`, status: 400 }),
      ),
    ],
  },
  {
    demands: [58],
    title: 'a record without an id here is not shown here',
    steps: [
      {
        method: 'POST',
        path: '/v1/customers',
        as: 'operator',
        body: { contact: { email: 'hidden-{key}@example.com' } },
        status: 201,
      },
      {
        method: 'GET',
        path: '/customers?email=hidden-{key}@example.com',
        status: 200,
        shows: { items: [], next: null },
      },
    ],
  },
];
