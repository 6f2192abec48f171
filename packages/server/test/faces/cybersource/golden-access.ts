import type { Exchange, Golden, RawCaller, Signing } from './exchange.ts';
import { PROFILE, untouched } from './sample.ts';

const CUSTOMER = '/customers/{id}';
const EMAIL = { buyerInformation: { email: 'new@cybs.com' } };
const CREATION = { clientReferenceInformation: { code: 'NEVER' } };

/** Reading, changing, deleting and making: each refused, and nothing done. */
const refusedTo = (as: RawCaller, withoutBody = true): readonly Exchange[] => [
  ...(withoutBody
    ? ([
        { raw: ['GET', CUSTOMER], as, status: 401 },
        { raw: ['DELETE', CUSTOMER], as, status: 401 },
        { raw: ['GET', '/customers/AB695DA801DD1BB6E05341588E0A3BDC/shipping-addresses'], as, status: 401 },
      ] as const)
    : []),
  { raw: ['PATCH', CUSTOMER], as, body: EMAIL, status: 401 },
  { raw: ['POST', '/customers'], as, body: CREATION, status: 401 },
  untouched,
];

const signing = (as: Signing, title: string, cases: readonly number[], withoutBody = true): Golden => ({
  cases,
  title,
  steps: refusedTo(as, withoutBody),
});

const signed: readonly Golden[] = [
  {
    cases: [23],
    title: 'the wrong secret is refused in the words of the gateway, and nothing is done',
    steps: [
      {
        sdk: ['getCustomer', '{id}'],
        as: 'forger',
        status: 401,
        shows: { response: { rmsg: 'Authentication Failed' } },
      },
      { sdk: ['patchCustomer', '{id}', EMAIL], as: 'forger', status: 401 },
      { sdk: ['deleteCustomer', '{id}'], as: 'forger', status: 401 },
      { sdk: ['postCustomer', CREATION], as: 'forger', status: 401 },
      { sdk: ['getCustomer', '{id}', { profileId: 'none' }], as: 'forger', status: 401 },
      untouched,
    ],
  },
  {
    cases: [24],
    title: 'a body that is not the one that was signed is refused, and nothing is done',
    steps: [
      { raw: ['PATCH', CUSTOMER], body: EMAIL, arrives: JSON.stringify(EMAIL).replace('new', 'now'), status: 401 },
      { raw: ['POST', '/customers'], body: CREATION, arrives: `${JSON.stringify(CREATION)} `, status: 401 },
      {
        raw: ['PATCH', CUSTOMER],
        as: 'token',
        body: EMAIL,
        arrives: JSON.stringify(EMAIL).replace('new', 'now'),
        status: 401,
      },
      { raw: ['DELETE', CUSTOMER], headers: { 'content-type': 'application/json' }, arrives: '{}', status: 401 },
      {
        raw: ['DELETE', CUSTOMER],
        as: 'token',
        headers: { 'content-type': 'application/json' },
        arrives: '{}',
        status: 401,
      },
      untouched,
    ],
  },
  {
    cases: [24, '§4.2'],
    title: 'a body that the vendor’s client was given as text is signed as text and sent as an object: it is refused',
    steps: [
      {
        sdk: ['postCustomer', JSON.stringify(CREATION)],
        status: 401,
        shows: { response: { rmsg: 'Authentication Failed' } },
      },
      { sdk: ['patchCustomer', '{id}', JSON.stringify(EMAIL)], status: 401 },
      untouched,
    ],
  },
  { cases: [25], title: 'a request without signature and token is refused', steps: refusedTo('nobody') },
  signing('unknown key', 'a key that nobody has is refused', [25]),
  signing('late', 'a signature of an hour ago is refused', [25]),
  signing('early', 'a signature of the next hour is refused', [25]),
  signing('for another path', 'a signature for another path is refused', [25]),
  signing('for another method', 'a signature for another method is refused', [25]),
  {
    cases: [26],
    title: 'a client of before October 2023, who signs the request line in parentheses, is understood',
    steps: [
      { raw: ['GET', CUSTOMER], as: 'old spelling', status: 200, head: { etag: '{etag}' } },
      { raw: ['GET', `${CUSTOMER}/shipping-addresses?offset=0&limit=5`], as: 'old spelling', status: 200 },
      { raw: ['PATCH', CUSTOMER], as: 'old spelling', body: EMAIL, status: 200 },
      { raw: ['DELETE', CUSTOMER], as: 'old spelling', status: 204 },
    ],
  },
];

const tokened: readonly Golden[] = [
  {
    cases: [27],
    title: 'a token in no other hand than ours is understood as the vendor’s own is',
    steps: [
      { raw: ['GET', CUSTOMER], as: 'token', headers: { 'profile-id': PROFILE }, status: 200 },
      { raw: ['PATCH', CUSTOMER], as: 'token', body: EMAIL, status: 200 },
      { raw: ['GET', `${CUSTOMER}/shipping-addresses?offset=0&limit=5`], as: 'token', status: 200 },
    ],
  },
  signing('expired token', 'a token whose time is over is refused', [28]),
  signing('token for another path', 'a token for another path is refused', [28]),
  signing('token for another method', 'a token for another method is refused', [28]),
  signing('token of another body', 'a token of another body is refused', [28], false),
  signing('token without algorithm', 'a token that says it is not signed is refused', [28]),
  signing('token with the wrong secret', 'a token that another secret signed is refused', [28]),
  signing('token of another merchant', 'a token in another merchant’s name is refused', [28, 34]),
  {
    cases: ['§3'],
    title: 'a request with a signature and a token is refused, and so is a token of no kind',
    steps: [
      { raw: ['GET', CUSTOMER], headers: { authorization: 'Bearer a.b.c' }, status: 401 },
      ...['Bearer', 'Bearer a', 'Bearer a.b.c', 'Basic YTpi', ''].map(
        (authorization): Exchange => ({
          raw: ['GET', CUSTOMER],
          as: 'nobody',
          headers: { authorization },
          status: 401,
        }),
      ),
      untouched,
    ],
  },
];

/** Who is let in, and whose word is taken for a body (contract §3). */
export const access: readonly Golden[] = [...signed, ...tokened];
