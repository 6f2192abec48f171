import type { Json } from '@clientele/core';
import { type Exchange, type ExpectedError, type Golden, gateway, noClient, request } from './exchange.ts';

const CLIENT = '/clients/{id}';
const EMAIL = { clientContactData: { email: 'a@b.c' } };
const OTHER = { clientNumber: 'ABC_OTHER_{key}', clientType: 'PR' };
const OWN_CORRELATION_ID = '2a1c9f30-5d4e-4b6a-9c3d-7e8f90a1b2c3';
const NOT_FOUND = gateway('RESOURCE_NOT_FOUND', 'Nothing is served at this path.');
const patch: Exchange = { method: 'PATCH', path: CLIENT, headers: { 'if-match': '{etag}' }, body: EMAIL, status: 400 };
const untouched: Exchange = { method: 'GET', path: CLIENT, status: 200, head: { etag: '{etag}' }, differsIn: [] };

/** Every operation on one client, with what it takes to be well formed. */
const operations: Readonly<Record<string, Pick<Exchange, 'method' | 'headers' | 'body'> & { readonly below: string }>> =
  {
    getClient: { method: 'GET', below: '' },
    updateClient: { method: 'PATCH', below: '', headers: { 'if-match': '*' }, body: EMAIL },
    setClientCustomData: {
      method: 'POST',
      below: '/custom-data',
      body: [{ tagContainer: 'ADD_INFO_01', tagName: 'T' }],
    },
    getClientCustomData: { method: 'GET', below: '/custom-data/TAG_01' },
    addClientAddress: { method: 'POST', below: '/addresses', body: { addressType: 'PIN' } },
    getClientAddresses: { method: 'GET', below: '/addresses' },
    updateClientAddress: { method: 'PUT', below: '/addresses/STMT', body: { city: 'Rome' } },
    setClientClassifier: { method: 'PUT', below: '/classifiers/CODE', body: { classifierValue: 'A' } },
    getClientClassifiers: { method: 'GET', below: '/classifiers?classifier_codes=CODE' },
    getAccountContractsByClient: { method: 'GET', below: '/account-contracts' },
    getCardContractsByClient: { method: 'GET', below: '/card-contracts' },
  };

/** The same of each operation for a client, by the path of which it is known. */
function each(title: (name: string) => string, id: string, status: number, error: ExpectedError): Golden[] {
  return Object.entries(operations).map(([name, { below, ...call }]) => ({
    cases: ['§4'],
    title: title(name),
    steps: [{ ...call, path: `/clients/${id}${below}`, status, errors: [error] }],
  }));
}

const service: readonly Golden[] = [
  ...each(
    (name) => `${name} refuses an id that is no number`,
    'abc',
    400,
    request('Invalid type of request parameter client_id.'),
  ),
  ...each((name) => `${name} does not find a client that is not there`, '99999', 404, noClient('99999')),
  {
    cases: ['§1'],
    title: 'the counter of PIN attempts is a thing that no tenant has here',
    steps: [
      {
        method: 'PUT',
        path: `${CLIENT}/online-pin-attempts-counter`,
        body: { clearAttemptsOnClientCards: true },
        status: 403,
        errors: [
          {
            code: 'OPERATION_DENIED',
            says: 'Operation clearOnlinePinAttemptsForClient is disabled in your API configuration.',
          },
        ],
      },
    ],
  },
  {
    cases: ['T27'],
    title: 'a creation that is repeated with its key makes one client; another body under that key is refused',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        headers: { 'idempotency-key': '{uuid}' },
        body: OTHER,
        status: 201,
        keep: { made: '/clientId' },
      },
      {
        method: 'POST',
        path: '/clients',
        headers: { 'idempotency-key': '{uuid}' },
        body: OTHER,
        status: 201,
        text: /^\{"clientId":{made}\}$/,
        head: { location: '/clients/{made}' },
      },
      {
        method: 'POST',
        path: '/clients',
        headers: { 'idempotency-key': '{uuid}' },
        body: { ...OTHER, clientType: 'CR' },
        status: 422,
        errors: [
          {
            code: 'IDEMPOTENCY_KEY_ALREADY_USED',
            says: 'Idempotency Key MUST not be reused across different payloads.',
          },
        ],
      },
    ],
  },
  {
    cases: ['T27'],
    title: 'the key of one operation means nothing to another',
    steps: [
      { method: 'POST', path: '/clients', headers: { 'idempotency-key': '{uuid}' }, body: OTHER, status: 201 },
      { ...patch, headers: { 'if-match': '{etag}', 'idempotency-key': '{uuid}' }, status: 204 },
      {
        method: 'POST',
        path: `${CLIENT}/addresses`,
        headers: { 'idempotency-key': '{uuid}' },
        body: { addressType: 'PIN' },
        status: 200,
      },
      {
        method: 'POST',
        path: `${CLIENT}/addresses`,
        headers: { 'idempotency-key': '{uuid}' },
        body: { addressType: 'PIN' },
        status: 200,
      },
      {
        method: 'POST',
        path: '/clients/searches',
        headers: { 'idempotency-key': '{uuid}' },
        body: { clientIdentifier: 'ABC_{key}', clientIdentifierType: 'CLIENT_NUMBER' },
        status: 200,
      },
    ],
  },
  {
    cases: ['T27'],
    title: 'a patch that is repeated with its key is answered as before, though its ETag is stale by then',
    steps: [
      {
        ...patch,
        headers: { 'if-match': '{etag}', 'idempotency-key': '{uuid}' },
        status: 204,
        keep: { next: 'header:etag' },
      },
      {
        ...patch,
        headers: { 'if-match': '{etag}', 'idempotency-key': '{uuid}' },
        status: 204,
        head: { etag: '{next}' },
      },
      { method: 'GET', path: CLIENT, status: 200, head: { etag: '{next}' }, differsIn: ['/clientContactData/email'] },
    ],
  },
  {
    cases: ['T27'],
    title: 'a request that is repeated with its key is the same however its media type is spelt',
    steps: [
      ...[
        'application/merge-patch+json;charset=utf-8',
        'Application/Merge-Patch+JSON; charset="UTF-8"',
        'application/json',
      ].map(
        (type, round): Exchange => ({
          ...patch,
          headers: { 'if-match': '{etag}', 'idempotency-key': '{uuid}', 'content-type': type },
          status: 204,
          ...(round === 0 ? { keep: { next: 'header:etag' } } : { head: { etag: '{next}' } }),
        }),
      ),
      ...['application/json', 'application/json; charset=UTF-8'].map(
        (type, round): Exchange => ({
          method: 'POST',
          path: '/clients',
          headers: { 'idempotency-key': '{uuid}', 'content-type': type },
          body: OTHER,
          status: 201,
          ...(round === 0 ? { keep: { made: '/clientId' } } : { shows: { clientId: '{made}' } }),
        }),
      ),
    ],
  },
  {
    cases: ['§1.1'],
    title: 'an idempotency key that is none is refused',
    steps: [
      ...['', 'x'.repeat(256), 'two words', 'a,b'].map(
        (key): Exchange => ({
          ...patch,
          headers: { 'if-match': '{etag}', 'idempotency-key': key },
          errors: [request(/^Idempotency-Key /)],
        }),
      ),
      untouched,
    ],
  },
  {
    cases: ['§1.1'],
    title: "a correlation id of the client is taken in whatever way it is spelt, and the answer's is never that",
    steps: ['Correlation-Id', 'correlation-ID', 'X-MC-Correlation-ID'].flatMap((name) =>
      [OWN_CORRELATION_ID, 'not\ta-uuid; drop table'].map((value) => ({
        method: 'GET',
        path: CLIENT,
        headers: { [name]: value },
        status: 200,
        head: {
          'x-mc-correlation-id': new RegExp(`^(?!${OWN_CORRELATION_ID})[\\da-f]{8}-[\\da-f]{4}-4[\\da-f]{3}-[89ab]`),
        },
      })),
    ),
  },
];

const wrongBodies: Readonly<Record<string, readonly [body: string, says: RegExp]>> = {
  'that is cut off': ['{"clientContactData":', /^The body is not JSON/],
  'that is empty': ['', /^The body is empty/],
  'with a byte order mark': ['\ufeff{}', /^The body begins with a byte order mark/],
  'with a member twice': [
    '{"clientExpiryDate":null,"clientExpiryDate":"2029-06-25"}',
    /^Invalid field clientExpiryDate: a member name appears twice\.$/,
  ],
  'with a name that leads to a prototype': ['{"__proto__":{}}', /not allowed as member names/],
  'with U+0000': ['{"clientContactData":{"email":"a\\u0000@b.c"}}', /U\+0000/],
  'with half a character': ['{"clientContactData":{"email":"\\ud800@b.c"}}', /lone surrogate/],
  'that is too deep': [`{"clientContactData":${'['.repeat(17)}${']'.repeat(17)}}`, /levels deep/],
};

/** A compact JWE with a header of the right kind, for a key that nobody has. */
const header = Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"nobody"}').toString('base64url');
const NOBODYS_JWE = [header, ...[256, 12, 8, 16].map((bytes) => Buffer.alloc(bytes).toString('base64url'))].join('.');

const gatewayed: readonly Golden[] = [
  {
    cases: ['§5.5'],
    title: 'an encrypted body that cannot be opened is refused by the name of its member',
    steps: [
      ...[
        ['hello', 'is not a compact JWE'],
        [NOBODYS_JWE, 'cannot be decrypted'],
      ].map(
        ([encryptedData = '', rule]): Exchange => ({
          ...patch,
          body: { encryptedData },
          errors: [request(`Invalid field encryptedData: ${rule}.`)],
        }),
      ),
      untouched,
    ],
  },
  ...Object.entries(wrongBodies).map(
    ([what, [body, says]]): Golden => ({
      cases: ['§4'],
      title: `a body ${what} is refused`,
      steps: [
        {
          ...patch,
          headers: { 'if-match': '{etag}', 'content-type': 'application/json' },
          body,
          errors: [request(says)],
        },
        untouched,
      ],
    }),
  ),
  {
    cases: ['§4'],
    title: 'a body of more than 64 KiB is refused before anything of it is read',
    steps: [
      {
        ...patch,
        body: { clientPersonalData: { firstName: 'x'.repeat(66_000) } },
        status: 413,
        errors: [gateway('PAYLOAD_TOO_LARGE', 'A body may have at most 65536 bytes.')],
      },
      untouched,
    ],
  },
  {
    cases: ['§4'],
    title: 'headers of more than 16 KiB are refused',
    steps: [
      {
        method: 'GET',
        path: CLIENT,
        headers: { 'correlation-id': 'x'.repeat(16_500) },
        status: 431,
        errors: [gateway('HEADERS_TOO_LARGE', 'The headers may have at most 16384 bytes.')],
      },
    ],
  },
  {
    cases: ['§1.1'],
    title: 'a media type that an operation does not read is refused with those it does',
    steps: [
      ...['text/plain', 'application/json-patch+json', 'application/xml', 'application/json; charset=latin1'].map(
        (type): Exchange => ({
          ...patch,
          headers: { 'if-match': '{etag}', 'content-type': type },
          status: 415,
          head: { accept: 'application/merge-patch+json, application/json' },
          errors: [
            gateway(
              'UNSUPPORTED_MEDIA_TYPE',
              'This operation reads application/merge-patch+json, application/json, in UTF-8 and without a content coding.',
            ),
          ],
        }),
      ),
      { ...patch, headers: { 'if-match': '{etag}', 'content-encoding': 'gzip' }, status: 415 },
      ...[';', 'application/json, text/plain'].map(
        (type): Exchange => ({ ...patch, headers: { 'if-match': '{etag}', 'content-type': type }, status: 415 }),
      ),
      {
        method: 'POST',
        path: '/clients',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: OTHER as Json,
        status: 415,
        head: { accept: 'application/json' },
      },
      untouched,
    ],
  },
  {
    cases: ['§1'],
    title: 'a method that a path does not have is refused with those it has',
    steps: (
      [
        ['DELETE', CLIENT, 'GET, PATCH'],
        ['PUT', CLIENT, 'GET, PATCH'],
        ['GET', '/clients', 'POST'],
        ['GET', '/clients/searches', 'POST'],
        ['PATCH', `${CLIENT}/addresses`, 'POST, GET'],
        ['GET', `${CLIENT}/addresses/STMT`, 'PUT'],
        ['OPTIONS', `${CLIENT}/card-contracts`, 'GET'],
      ] as const
    ).map(([method, path, allow]) => ({
      method,
      path,
      status: 405,
      head: { allow },
      errors: [gateway('METHOD_NOT_ALLOWED', `This path has ${allow}.`)],
    })),
  },
  {
    cases: ['§1'],
    title: 'a path that there is not is not found, with a signature and without one',
    steps: [
      ...['', '/', '/nothing', '/v1/clients', '/clients/{id}/nothing', '/clients/{id}/custom-data/a/b'].flatMap(
        (path): Exchange[] => [
          { method: 'GET', path, status: 404, errors: [NOT_FOUND] },
          { method: 'GET', path, as: 'nobody', status: 404, errors: [NOT_FOUND] },
        ],
      ),
      { method: 'DELETE', path: '/nothing', status: 404, errors: [NOT_FOUND] },
      { method: 'HEAD', path: '/nothing', status: 404 },
      { method: 'GET', path: `/clients/${'9'.repeat(300)}`, status: 404, errors: [NOT_FOUND] },
      { method: 'GET', path: '/clients/%zz', status: 404, errors: [NOT_FOUND] },
    ],
  },
];

/** What is refused, by the service and by the gateway before it (contract §4). */
export const refusals: readonly Golden[] = [...service, ...gatewayed];
