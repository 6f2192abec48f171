import { type Exchange, type Golden, request, STALE } from './exchange.ts';

const CLIENT = '/clients/{id}';
const CURRENT = { 'if-match': '{etag}' };
const EMAIL = { clientContactData: { email: 'a@b.c' } };
const AT_EMAIL = '/clientContactData/email';
const untouched: Exchange = { method: 'GET', path: CLIENT, status: 200, head: { etag: '{etag}' }, differsIn: [] };

/** Patches under `If-Match` (contract §1.1, §3 "Concurrency"). */
export const versions: readonly Golden[] = [
  {
    cases: ['T11'],
    title: 'an ETag that was used is stale, quoted and bare, and nothing is changed',
    steps: [
      { method: 'PATCH', path: CLIENT, headers: CURRENT, body: EMAIL, status: 204, keep: { next: 'header:etag' } },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: CURRENT,
        body: { clientContactData: { fax: '001' } },
        status: 412,
        errors: [STALE],
      },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '{tag}' },
        body: { clientContactData: { fax: '001' } },
        status: 412,
        errors: [STALE],
      },
      { method: 'GET', path: CLIENT, status: 200, head: { etag: '{next}' }, differsIn: [AT_EMAIL] },
    ],
  },
  {
    cases: ['T11'],
    title: "an ETag of the vendor's own is stale here, quoted and bare",
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '"7fedf39c3c2952a62821de4b480d1d6f"' },
        body: EMAIL,
        status: 412,
        errors: [STALE],
      },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '5c7d022061b0874200bfed735c6b9308' },
        body: EMAIL,
        status: 412,
        errors: [STALE],
      },
      untouched,
    ],
  },
  {
    cases: ['T12'],
    title: 'a patch without If-Match is refused, whether there is such a client or not',
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        body: EMAIL,
        status: 400,
        errors: [request('Missing required request header If-Match.')],
      },
      {
        method: 'PATCH',
        path: '/clients/99999',
        body: EMAIL,
        status: 400,
        errors: [request('Missing required request header If-Match.')],
      },
      untouched,
    ],
  },
  {
    cases: ['T15'],
    title: 'the current ETag is taken bare',
    steps: [
      { method: 'PATCH', path: CLIENT, headers: { 'if-match': '{tag}' }, body: EMAIL, status: 204 },
      { method: 'GET', path: CLIENT, status: 200, differsIn: [AT_EMAIL] },
    ],
  },
  {
    cases: ['§3'],
    title: 'a star matches whatever is there, and a list one of its members',
    steps: [
      { method: 'PATCH', path: CLIENT, headers: { 'if-match': '"1-stale000", {etag}' }, body: EMAIL, status: 204 },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '*' },
        body: { clientContactData: { fax: '001' } },
        status: 204,
      },
    ],
  },
  {
    cases: ['§3'],
    title: 'a weak ETag never matches, nor does a list of others',
    steps: [
      ...['W/{etag}', '"1-stale000", "2-stale000"', 'W/{etag}, "2-stale000"'].map(
        (condition): Exchange => ({
          method: 'PATCH',
          path: CLIENT,
          headers: { 'if-match': condition },
          body: EMAIL,
          status: 412,
          errors: [STALE],
        }),
      ),
      untouched,
    ],
  },
  {
    cases: ['§3'],
    title: 'an If-Match that cannot be read is refused',
    steps: [
      ...['"open', 'two words', '"a" "b"', '{tag}, {tag}', ',', 'w/{etag}', '*, {etag}'].map(
        (condition): Exchange => ({
          method: 'PATCH',
          path: CLIENT,
          headers: { 'if-match': condition },
          body: EMAIL,
          status: 400,
          errors: [request('If-Match must be * or a list of quoted entity tags.')],
        }),
      ),
      untouched,
    ],
  },
  {
    cases: ['§3'],
    title: 'every part of a client moves its ETag, so that nobody writes over what he has not seen',
    steps: (
      [
        ['POST', '/custom-data', [{ tagContainer: 'ADD_INFO_01', tagName: 'TAG_02' }], 200],
        ['POST', '/addresses', { addressType: 'PIN' }, 200],
        ['PUT', '/addresses/PIN', { city: 'Rome' }, 204],
        ['PUT', '/classifiers/CODE', { classifierValue: 'A' }, 204],
      ] as const
    ).flatMap(([method, below, body, status], index): Exchange[] => [
      { method, path: `${CLIENT}${below}`, body, status },
      { method: 'GET', path: CLIENT, status: 200, head: { etag: new RegExp(`^"${index + 2}-`) }, differsIn: [] },
    ]),
  },
  {
    cases: ['§3'],
    title: 'a part of a client is changed only under an ETag that is current, where one is sent',
    steps: (
      [
        ['POST', '/custom-data', [{ tagContainer: 'ADD_INFO_01', tagName: 'TAG_02' }], 200],
        ['POST', '/addresses', { addressType: 'PIN' }, 200],
        ['PUT', '/addresses/PIN', { city: 'Rome' }, 204],
        ['PUT', '/classifiers/CODE', { classifierValue: 'A' }, 204],
      ] as const
    ).flatMap(([method, below, body, status], index): Exchange[] => {
      const change = { method, path: `${CLIENT}${below}`, body };
      const current = index === 0 ? '{etag}' : '{next}';
      return [
        ...['"1-stale000"', '1-stale000', `W/${current}`].map(
          (condition): Exchange => ({ ...change, headers: { 'if-match': condition }, status: 412, errors: [STALE] }),
        ),
        {
          ...change,
          headers: { 'if-match': '"open' },
          status: 400,
          errors: [request('If-Match must be * or a list of quoted entity tags.')],
        },
        { method: 'GET', path: CLIENT, status: 200, head: { etag: current } },
        { ...change, headers: { 'if-match': current }, status },
        {
          method: 'GET',
          path: CLIENT,
          status: 200,
          head: { etag: new RegExp(`^"${index + 2}-`) },
          keep: { next: 'header:etag' },
        },
      ];
    }),
  },
];
