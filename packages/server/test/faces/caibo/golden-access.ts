import type { Golden } from './exchange.ts';

const CLIENT = '/customers/{id}';
const EXPIRED =
  'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJjbGllbnRlbGUiLCJzdWIiOiJjcmVkX3giLCJleHAiOjF9.c2lnbmF0dXJl';

/** Who may call (page "Authentication"; contract C11, C20, C21). */
export const access: readonly Golden[] = [
  {
    demands: [24, 28],
    title: 'missing, malformed and invalid credentials are 401, and the answer says which it is',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        as: 'nobody',
        body: {},
        status: 401,
        head: { 'www-authenticate': 'Bearer' },
        shows: { title: 'Unauthorized', reason: 'missing', instance: CLIENT },
      },
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        headers: { authorization: 'Basic YTpi' },
        status: 401,
        shows: { reason: 'malformed' },
      },
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        headers: { authorization: 'Bearer not.a.token' },
        status: 401,
        head: { 'www-authenticate': /^Bearer error="invalid_token", error_description="malformed/ },
      },
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        headers: { authorization: `Bearer ${EXPIRED}` },
        status: 401,
        head: { 'www-authenticate': /error="invalid_token"/ },
      },
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        headers: { 'x-api-key': 'caibo_test_sk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
        status: 401,
        shows: { reason: 'invalid' },
      },
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        headers: { 'x-api-key': '{password}' },
        status: 401,
        shows: { reason: 'malformed' },
      },
      {
        method: 'GET',
        path: CLIENT,
        as: 'nobody',
        headers: { 'x-checkout-token': '{token}' },
        status: 401,
        shows: { reason: 'missing' },
      },
    ],
  },
  {
    demands: [24, 60],
    title:
      'nobody learns without a credential whether there is such a customer, or whether his request was well-formed',
    steps: [
      { method: 'GET', path: '/customers/999', as: 'nobody', status: 401 },
      { method: 'PUT', path: CLIENT, as: 'nobody', headers: { 'content-type': 'text/plain' }, body: '{', status: 401 },
      { method: 'GET', path: '/customers', as: 'nobody', status: 401 },
      { method: 'DELETE', path: CLIENT, as: 'nobody', status: 401 },
    ],
  },
  {
    demands: [24, 68],
    title: 'an API key or an access token, never both',
    steps: [
      { method: 'GET', path: CLIENT, as: 'key', status: 200 },
      { method: 'GET', path: CLIENT, as: 'token', status: 200 },
      {
        method: 'GET',
        path: CLIENT,
        as: 'token',
        headers: { 'x-api-key': '{apiKey}' },
        status: 401,
        shows: { reason: 'conflicting' },
      },
    ],
  },
  {
    demands: [68],
    title: 'login gives a token; an unknown account is answered like a wrong password',
    steps: [
      {
        method: 'POST',
        path: '/auth/login',
        as: 'nobody',
        body: { email: '{login}', password: '{password}' },
        status: 200,
        shows: { accessToken: /^[\w-]+\.[\w-]+\.[\w-]+$/, expireDate: /Z$/ },
        head: { 'cache-control': /no-store/ },
      },
      {
        method: 'POST',
        path: '/api/auth/login',
        as: 'nobody',
        body: { email: '{login}', password: 'wrong' },
        status: 401,
        shows: { code: 'unauthenticated', reason: 'invalid', detail: 'The credentials are not valid.' },
      },
      {
        method: 'POST',
        path: '/auth/login',
        as: 'nobody',
        body: { email: 'nobody-{key}@example.com', password: 'wrong' },
        status: 401,
        shows: { code: 'unauthenticated', reason: 'invalid', detail: 'The credentials are not valid.' },
      },
      {
        method: 'POST',
        path: '/auth/login',
        as: 'nobody',
        body: { email: '{login}' },
        status: 400,
        shows: { errors: { '/password': ['is required'] } },
      },
      { method: 'POST', path: '/auth/login', as: 'nobody', body: { email: 5, password: ['x'] }, status: 400 },
      { method: 'POST', path: '/auth/login?password=x', as: 'nobody', body: {}, status: 400 },
    ],
  },
  {
    demands: [42, 68],
    title: 'passwords can be tried ten times',
    steps: [
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(
        () =>
          ({
            method: 'POST',
            path: '/auth/login',
            as: 'nobody',
            body: { email: 'guess-{key}@example.com', password: 'wrong' },
            status: 401,
          }) as const,
      ),
      {
        method: 'POST',
        path: '/auth/login',
        as: 'nobody',
        body: { email: 'GUESS-{key}@example.com', password: 'wrong' },
        status: 429,
        head: { 'retry-after': /^\d+$/ },
        shows: { title: 'Too Many Requests' },
      },
    ],
  },
  {
    demands: [84],
    title: 'a credential in the URL is refused, be it right or wrong',
    steps: ['apikey={apiKey}', 'api_key=x', 'token={token}', 'API-Key=x', 'access_token=x'].map(
      (query) =>
        ({
          method: 'GET',
          path: `${CLIENT}?${query}`,
          status: 400,
          shows: { code: 'malformed', detail: /URL/ },
        }) as const,
    ),
  },
  {
    demands: [60, 83],
    title: 'a credential of this API opens no other',
    steps: [
      { method: 'GET', path: '/v1/customers', as: 'key', status: 401 },
      { method: 'GET', path: '/v1/customers', as: 'token', status: 401 },
      { method: 'POST', path: '/v1/credentials', as: 'token', body: { face: 'caibo', kind: 'api-key' }, status: 401 },
      { method: 'GET', path: CLIENT, as: 'operator', status: 401 },
    ],
  },
  {
    demands: [82, 85],
    title: 'every update names the credential that made it',
    steps: [
      { method: 'PUT', path: '/customers/12345', as: 'key', body: { memberId: 'by-key-{key}' }, status: 200 },
      { method: 'PUT', path: '/customers/12345', as: 'token', body: { memberId: 'by-token-{key}' }, status: 200 },
      {
        method: 'GET',
        path: '/v1/customers/{sandboxCustomer}/history?limit=2',
        as: 'operator',
        status: 200,
        shows: {
          items: [
            {
              actor: { id: '{loginId}' },
              face: 'caibo',
              changes: [{ path: '/references/memberId', after: 'by-token-{key}' }],
            },
            {
              actor: { id: '{apiKeyId}' },
              face: 'caibo',
              changes: [{ path: '/references/memberId', after: 'by-key-{key}' }],
            },
          ],
        },
      },
    ],
  },
  {
    demands: [30, 86],
    title: 'the OpenAPI document has the security, the refusals and the rules',
    steps: [
      {
        method: 'GET',
        path: '/openapi/caibo.json',
        as: 'nobody',
        status: 200,
        shows: {
          components: { securitySchemes: { bearer: { type: 'http' }, apiKey: { in: 'header', name: 'X-API-Key' } } },
          paths: {
            '/customers/{id}': {
              put: { operationId: 'updateCustomer', responses: { 200: {}, 400: {}, 401: {}, 404: {}, 412: {} } },
            },
          },
        },
      },
    ],
  },
];
