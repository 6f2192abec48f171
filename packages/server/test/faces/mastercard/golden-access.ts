import { type Exchange, type Golden, gateway } from './exchange.ts';

const CLIENT = '/clients/{id}';
const OTHER = { clientNumber: 'ABC_OTHER_{key}', clientType: 'PR' };
const patch: Exchange = {
  method: 'PATCH',
  path: CLIENT,
  headers: { 'if-match': '{etag}' },
  body: { clientContactData: { email: 'a@b.c' } },
  status: 400,
};
const untouched: Exchange = { method: 'GET', path: CLIENT, status: 200, head: { etag: '{etag}' }, differsIn: [] };

const UNAUTHENTICATED = (why: string) => gateway('AUTHENTICATION_FAILED', `Unauthorized - ${why}.`);

/** Who is let in, and whose word is taken for a body (contract §5). */
export const access: readonly Golden[] = [
  {
    cases: ['T29'],
    title: 'a body of which one byte was changed is refused with both hashes, and nothing is done',
    steps: [
      {
        ...patch,
        arrives: '{"clientContactData":{"email":"a@b.d"}}',
        errors: [
          gateway(
            'INVALID_BODY_HASH',
            /^Bad Request - The provided oauth_body_hash does not match the RSA-SHA256 hash of the request payload\. Calculated: [\w+/]{43}=, Received: [\w+/]{43}=$/,
          ),
        ],
      },
      {
        method: 'POST',
        path: '/clients',
        body: OTHER,
        arrives: JSON.stringify({ ...OTHER, clientType: 'CR' }),
        status: 400,
      },
      untouched,
    ],
  },
  {
    cases: ['§5.4'],
    title: 'a body that came with a GET is refused, whether it was signed or not',
    steps: [
      ...[{ arrives: '{"a":1}' }, { body: { a: 1 } }].map(
        (body): Exchange => ({
          method: 'GET',
          path: CLIENT,
          ...body,
          status: 400,
          errors: [{ code: 'REQUEST_VALIDATION', says: 'A GET request has no body.' }],
        }),
      ),
      { method: 'HEAD', path: CLIENT, arrives: '{"a":1}', status: 400 },
      untouched,
    ],
  },
  {
    cases: ['T30'],
    title: 'a key that is not registered, and a registered one in other hands, are refused alike',
    steps: (['stranger', 'forger'] as const).flatMap((as): Exchange[] => {
      const refused = {
        as,
        status: 401,
        head: { 'www-authenticate': 'OAuth' },
        errors: [UNAUTHENTICATED('OAuth signatures did not match')],
      };
      return [
        { method: 'GET', path: CLIENT, ...refused },
        { ...patch, ...refused },
        { method: 'POST', path: '/clients', body: OTHER, ...refused },
        untouched,
      ];
    }),
  },
  {
    cases: ['§5.4'],
    title: 'a request without a signature is refused before anything of it is looked at',
    steps: [
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        status: 401,
        errors: [UNAUTHENTICATED('The request has no OAuth signature')],
      },
      { method: 'GET', path: '/clients/abc', as: 'nobody', status: 401 },
      { ...patch, as: 'nobody', headers: { 'content-type': 'text/plain' }, status: 401 },
      { method: 'POST', path: '/clients', as: 'nobody', body: 'no JSON', status: 401 },
    ],
  },
  {
    cases: ['§5.4'],
    title: 'a signature of yesterday is refused',
    steps: [
      {
        ...patch,
        as: 'latecomer',
        status: 401,
        errors: [UNAUTHENTICATED('The oauth_timestamp is not within 300 seconds of the time here')],
      },
      untouched,
    ],
  },
  {
    cases: ['§5.4'],
    title: 'an Authorization header of another kind is refused',
    steps: [
      ...['Bearer abc', 'OAuth', 'OAuth oauth_consumer_key="x"', 'Basic YTpi'].map(
        (authorization): Exchange => ({
          method: 'GET',
          path: CLIENT,
          headers: { authorization },
          status: 401,
          errors: [UNAUTHENTICATED('The OAuth parameters cannot be read')],
        }),
      ),
      {
        method: 'GET',
        path: CLIENT,
        headers: { 'x-api-key': 'sk' },
        status: 401,
        errors: [UNAUTHENTICATED('More than one credential was sent')],
      },
    ],
  },
];
