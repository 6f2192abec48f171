import type { Exchange, Golden } from './exchange.ts';

const CLIENT = '/customers/{id}';
const problem = (status: number, title: string) => ({
  status,
  title,
  instance: CLIENT,
  detail: /./,
  message: /./,
  traceId: /./,
});

/** A change that is refused with 400, and the members it is refused for. */
function invalid(body: Exchange['body'], ...members: string[]): Exchange {
  const errors = Object.fromEntries(members.map((member) => [member, [/./]]));
  return { method: 'PUT', path: CLIENT, body: body ?? null, status: 400, shows: { code: 'invalid', errors } };
}

/** What is refused, and how (seed: "Error Handling", "Data Validation"; contract C4, C7-C9, C13-C17). */
export const refusals: readonly Golden[] = [
  {
    demands: [23, 29],
    title: 'a refusal is a ProblemDetails, with the same body whatever its media type',
    steps: [
      {
        method: 'PUT',
        path: `/api${CLIENT}`,
        body: { email: 'not an address' },
        status: 400,
        head: { 'content-type': 'application/problem+json', vary: 'Accept' },
        shows: {
          ...problem(400, 'Bad Request'),
          type: '/problems/invalid',
          detail: 'email must be an e-mail address.',
          message: 'email must be an e-mail address.',
        },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { accept: 'application/json' },
        body: { email: '@' },
        status: 400,
        head: { 'content-type': 'application/json' },
        shows: problem(400, 'Bad Request'),
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { accept: 'application/problem+json' },
        body: { email: '@' },
        status: 400,
        head: { 'content-type': 'application/problem+json' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { accept: 'application/json, */*;q=0.1' },
        body: { email: '@' },
        status: 400,
        head: { 'content-type': 'application/json' },
      },
    ],
  },
  {
    demands: [23, 27, 31],
    title: 'e-mail addresses',
    steps: [
      ...[
        'plain',
        'a@',
        '@b.c',
        'a b@c.d',
        'a@b..c',
        'a@-b.c',
        `${'a'.repeat(65)}@b.c`,
        `${'a'.repeat(60)}@${'b'.repeat(50)}.c`,
      ].map((email) => invalid({ email }, '/email')),
      {
        method: 'PUT',
        path: CLIENT,
        body: { email: 'jos\u00e9+tag@b\u00fccher.example' },
        status: 200,
        shows: { email: 'jos\u00e9+tag@b\u00fccher.example' },
      },
    ],
  },
  {
    demands: [23, 27, 32],
    title: 'phone numbers',
    steps: [
      ...['call me', '+', '12', '123456789012345678901', '+49 (0) ext 5'].map((phone) => invalid({ phone }, '/phone')),
      {
        method: 'PUT',
        path: CLIENT,
        body: { phone: '+49 (30) 123-456' },
        status: 200,
        shows: { phone: '+49 (30) 123-456' },
      },
    ],
  },
  {
    demands: [23, 27, 33],
    title: 'addresses',
    steps: [
      invalid({ address: 5 }, '/address'),
      invalid({ address: 'x'.repeat(256) }, '/address'),
      invalid({ address: { street: 'x'.repeat(200), city: 'y'.repeat(100) } }, '/address'),
      invalid({ address: { zip: '1', country: 'Germany' } }, '/address/zip', '/address/country'),
      invalid({ billingAddress: 'a line' }, '/billingAddress'),
    ],
  },
  {
    demands: [23, 27],
    title: 'everything that is wrong is told at once',
    steps: [
      invalid(
        {
          id: 1,
          name: 'x'.repeat(101),
          email: 'x',
          phone: 5,
          preferences: { currency: 'euro' },
          dateOfBirth: '2001-02-29',
          Email: 'x',
          colour: 'red',
        },
        ...['/id', '/name', '/email', '/phone', '/preferences/currency', '/dateOfBirth', '/Email', '/colour'],
      ),
      { method: 'GET', path: CLIENT, status: 200, shows: { name: 'Jane Doe' }, head: { etag: '{etag}' } },
    ],
  },
  {
    demands: [3, 23],
    title: 'unknown members are named, with the nearest known one; names are case-sensitive',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        body: { Email: 'a@example.com', preferences: { curency: 'EUR' } },
        status: 400,
        shows: { errors: { '/Email': [/did you mean email\?/], '/preferences/curency': [/did you mean currency\?/] } },
      },
    ],
  },
  {
    demands: [2, 23],
    title: 'an id in the body is the one in the path or is refused',
    steps: [
      { method: 'PUT', path: CLIENT, body: '{"id":{id},"memberId":"M-9"}', status: 200, shows: { memberId: 'M-9' } },
      ...['1', '"{id}"', '1.5', 'null', '{id}1'].map(
        (id): Exchange => ({
          method: 'PUT',
          path: CLIENT,
          body: `{"id":${id}}`,
          status: 400,
          shows: { errors: { '/id': [/./] } },
        }),
      ),
    ],
  },
  {
    demands: [35, 41],
    title: 'text is kept as it was written; what cannot be text is refused',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        body: { name: "Robert'); DROP TABLE customers;-- <b>&amp;\u{1f600}" },
        status: 200,
        shows: { name: "Robert'); DROP TABLE customers;-- <b>&amp;\u{1f600}" },
      },
      invalid({ name: 'bell\u0007' }, '/name'),
      { method: 'PUT', path: CLIENT, body: '{"name":"nul\\u0000"}', status: 400, shows: { code: 'malformed' } },
      { method: 'PUT', path: CLIENT, body: '{"name":"\\ud800"}', status: 400, shows: { code: 'malformed' } },
      { method: 'PUT', path: CLIENT, body: '{"__proto__":{"name":"x"}}', status: 400, shows: { code: 'malformed' } },
    ],
  },
  {
    demands: [23, 27],
    title: 'what is no JSON object is malformed',
    steps: ['{', '', 'null', '"text"', '5', '[]', '{"email":"a@b.cd","email":"b@b.cd"}', '{"email":}'].map(
      (body): Exchange => ({
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'application/json' },
        body,
        status: 400,
        shows: { ...problem(400, 'Bad Request'), code: 'malformed' },
      }),
    ),
  },
  {
    demands: [25, 29],
    title: 'a path or a method that is not there is told like everything else',
    steps: [
      {
        method: 'POST',
        path: CLIENT,
        body: {},
        status: 405,
        head: { allow: /PUT/ },
        shows: { status: 405, title: 'Method Not Allowed' },
      },
      {
        method: 'GET',
        path: '/customers/{id}/orders',
        status: 404,
        shows: { status: 404, title: 'Not Found', code: 'route-not-found' },
      },
      { method: 'PUT', path: `${CLIENT}?dryrun=true`, body: {}, status: 400 },
    ],
  },
];
