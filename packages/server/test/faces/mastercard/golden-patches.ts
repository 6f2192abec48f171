import type { Json } from '@clientele/core';
import { type Exchange, field, type Golden, NO_OBJECT, noClient, request, STALE } from './exchange.ts';
import { CLEARABLE, LENGTHS, leavesOf } from './sample.ts';

const CLIENT = '/clients/{id}';
const CURRENT = { 'if-match': '{etag}' };
const OUTDATED = { 'if-match': '"1-stale000"' };
const EMAIL = { clientContactData: { email: 'a@b.c' } };
const AT_EMAIL = '/clientContactData/email';
const inPatch = (name: string, rule: string) => field('clientModification', name, rule);
const invalidGender = (path: string, headers: Readonly<Record<string, string>>): Exchange => ({
  method: 'PATCH',
  path,
  headers,
  body: { clientPersonalData: { gender: 'X' } },
  status: 400,
});
const untouched: Exchange = { method: 'GET', path: CLIENT, status: 200, head: { etag: '{etag}' }, differsIn: [] };

/** A change that is accepted, and the leaves that are different afterwards. */
function changes(title: string, cases: readonly string[], body: Json, differsIn: readonly string[]): Golden {
  return {
    cases,
    title,
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: CURRENT,
        body,
        status: 204,
        head: { etag: /^"[12]-[\w-]{8}"$/ },
        keep: { next: 'header:etag' },
      },
      { method: 'GET', path: CLIENT, status: 200, head: { etag: '{next}' }, differsIn },
    ],
  };
}

/** A change that is refused and leaves everything as it was. */
function refused(title: string, body: Json, errors: NonNullable<Exchange['errors']>): Golden {
  return {
    cases: ['§3'],
    title,
    steps: [{ method: 'PATCH', path: CLIENT, headers: CURRENT, body, status: 400, errors }, untouched],
  };
}

/** A telephone number has no letters; elsewhere a letter is one character however many bytes it takes. */
const letterOf = (group: string) => (group === 'clientContactData' ? '0' : 'é');
const textsOf = (extra: number): Json =>
  Object.fromEntries(
    Object.entries(LENGTHS).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members).map(([name, length]) => [name, letterOf(group).repeat(length + extra)]),
      ),
    ]),
  );
const texts = Object.entries(LENGTHS).flatMap(([group, members]) =>
  Object.entries(members).map(([name, length]) => ({ group, name, length })),
);

function pointed(pointer: string, value: Json): Json {
  return pointer
    .slice(1)
    .split('/')
    .reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
}

const groups = {
  clientBaseAddressData: 8,
  clientCompanyData: 4,
  clientContactData: 6,
  clientIdentificationData: 6,
  clientPersonalData: 14,
  embossedData: 4,
} as const;

/** The merge patch: what it changes, clears and leaves alone (contract §3). */
export const patches: readonly Golden[] = [
  {
    cases: ['T10'],
    title: 'a patch changes what it names, and its ETag is the one that is read then, here and in /v1',
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: CURRENT,
        body: EMAIL,
        status: 204,
        head: { etag: /^"2-[\w-]{8}"$/ },
        keep: { next: 'header:etag' },
      },
      { method: 'GET', path: CLIENT, status: 200, head: { etag: '{next}' }, shows: EMAIL, differsIn: [AT_EMAIL] },
      {
        method: 'GET',
        path: '/v1/customers?mastercard={id}',
        as: 'operator',
        status: 200,
        keep: { customer: '/items/0/id' },
      },
      { method: 'GET', path: '/v1/customers/{customer}', as: 'operator', status: 200, head: { etag: '{next}' } },
    ],
  },
  changes('an empty patch is a change of nothing', ['§3'], {}, []),
  changes(
    'a patch of what is there already makes no version',
    ['§3'],
    { clientPersonalData: { firstName: 'John' } },
    [],
  ),
  changes(
    'null for one member clears it and nothing beside it',
    ['T13'],
    { clientPersonalData: { middleName: null } },
    ['/clientPersonalData/middleName'],
  ),
  ...CLEARABLE.map((pointer) => changes(`null clears ${pointer}`, ['T13'], pointed(pointer, null), [pointer])),
  ...Object.entries(groups).map(([group, count]) =>
    changes(
      `null clears the whole of ${group}`,
      ['§3'],
      { [group]: null },
      leavesOf(group as keyof typeof groups, count),
    ),
  ),
  changes(
    'everything that can be cleared is cleared at once',
    ['T13'],
    Object.fromEntries(CLEARABLE.map((pointer) => [pointer.split('/')[1] ?? '', null])),
    CLEARABLE,
  ),
  changes(
    'an empty text clears, as null does',
    ['§3'],
    { clientPersonalData: { middleName: '' }, clientContactData: { email: '' }, embossedData: { title: '' } },
    ['/clientPersonalData/middleName', AT_EMAIL, '/embossedData/title'],
  ),
  changes(
    'clearing what has no value is no mistake',
    ['§3'],
    { clientCompanyData: null, clientContactData: { fax: null } },
    [...leavesOf('clientCompanyData', 4), '/clientContactData/fax'],
  ),
  changes(
    'every text may be as long as the contract says, counted in characters',
    ['T4'],
    textsOf(0),
    texts.map(({ group, name }) => `/${group}/${name}`),
  ),
  refused(
    'every text that is longer than the contract says is refused by its name',
    textsOf(1),
    texts.map(({ group, name, length }) => inPatch(`${group}.${name}`, `size must be between 0 and ${length}`)),
  ),
  {
    cases: ['T15'],
    title: 'a patch may be sent as JSON, and a charset may be spelt in capitals or left out',
    steps: [
      'application/json',
      'application/json; charset=UTF-8',
      'Application/Merge-Patch+JSON',
      'application/merge-patch+json;charset="utf-8"',
    ].map((type, round) => ({
      method: 'PATCH',
      path: CLIENT,
      headers: { 'if-match': '*', 'content-type': type },
      body: { clientContactData: { fax: `00${round}` } },
      status: 204,
      head: { etag: new RegExp(`^"${round + 2}-`) },
    })),
  },
  {
    cases: ['T14'],
    title: 'what is given once at the creation is not changed by a patch',
    steps: [
      ...Object.entries({
        clientNumber: 'ABC_X',
        clientType: 'CR',
        orderDepartment: 'Other',
        serviceGroupCode: '9',
        clientId: 7,
        dateOpen: '2019-06-25',
        amendmentDate: '2019-06-25T12:51:30Z',
      }).map(
        ([name, value]): Exchange => ({
          method: 'PATCH',
          path: CLIENT,
          headers: CURRENT,
          body: { [name]: value, ...EMAIL },
          status: 400,
          errors: [inPatch(name, 'cannot be changed')],
        }),
      ),
      { method: 'PATCH', path: CLIENT, headers: CURRENT, body: { clientNumber: null }, status: 400 },
      untouched,
    ],
  },
  {
    cases: ['T14'],
    title: 'a client that was read, edited and sent back changes what was edited',
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: CURRENT,
        body: {
          clientNumber: 'ABC_{key}',
          clientType: 'PR',
          orderDepartment: 'Department',
          serviceGroupCode: '021',
          ...EMAIL,
        },
        status: 204,
      },
      { method: 'GET', path: CLIENT, status: 200, differsIn: [AT_EMAIL] },
    ],
  },
  {
    cases: ['T14'],
    title: 'a client that is sent back as it was read is not changed, and no version is made',
    isPlain: true,
    steps: [
      { method: 'GET', path: CLIENT, status: 200, keep: { whole: '' } },
      { method: 'PATCH', path: CLIENT, headers: CURRENT, body: '{whole}', status: 204, head: { etag: '{etag}' } },
      untouched,
    ],
  },
  refused('a patch that is an array is refused', [EMAIL], [NO_OBJECT]),
  refused('a patch that is a text is refused', '"text"', [NO_OBJECT]),
  refused('a patch that is null is refused', 'null', [NO_OBJECT]),
  refused('an unknown member of a patch is refused by its name', { ...EMAIL, nickname: 'Jo' }, [
    request(/^Invalid field nickname value in object clientModification\. /),
  ]),
  refused(
    'an unknown member that is nearly a known one is refused with the one that may be meant',
    { clientContactDate: {} },
    [inPatch('clientContactDate', 'is not a known member; did you mean clientContactData?')],
  ),
  refused('an unknown member deeper in a patch is refused by its name', { clientPersonalData: { nickname: null } }, [
    request(/^Invalid field clientPersonalData\.nickname value in object clientModification\. /),
  ]),
  refused('a text where an object belongs is refused', { clientPersonalData: 'John' }, [
    request(/^Invalid field clientPersonalData value in object clientModification\. /),
  ]),
  refused(
    'a patch with several mistakes is told all of them',
    {
      clientContactData: { email: 'nobody' },
      clientPersonalData: { gender: 'X', birthDate: 'yesterday' },
      embossedData: { lastName: 'Doe' },
    },
    [
      inPatch('clientContactData.email', 'must be a well-formed email address'),
      inPatch('clientPersonalData.gender', 'must match "^(M|F|N)"'),
      request(/^Invalid field clientPersonalData\.birthDate value in object clientModification\. /),
      inPatch('embossedData.lastName', 'must be in capital letters'),
    ],
  ),
  refused('a line on the card that is too long is refused', { embossedData: { lastName: 'X'.repeat(19) } }, [
    inPatch('embossedData.lastName', 'the line "title firstName lastName" must be at most 26 characters'),
  ]),
  changes(
    'a line on the card may have 26 characters',
    ['§2'],
    { embossedData: { lastName: 'X'.repeat(18), companyName: 'Y'.repeat(26) } },
    ['/embossedData/companyName', '/embossedData/lastName'],
  ),
  refused('a telephone number that is none is refused', { clientContactData: { phoneNumberHome: 'none', fax: '1' } }, [
    inPatch('clientContactData.phoneNumberHome', 'must be a telephone number'),
    inPatch('clientContactData.fax', 'must be a telephone number'),
  ]),
  refused('an empty country is refused, because there is none', { clientBaseAddressData: { country: '' } }, [
    request(/^Invalid field clientBaseAddressData\.country value in object clientModification\. /),
  ]),
  {
    cases: ['§3'],
    title: 'a patch of a client that is not there finds none, whatever its ETag is',
    steps: [
      {
        method: 'PATCH',
        path: '/clients/99999',
        headers: { 'if-match': '*' },
        body: EMAIL,
        status: 404,
        errors: [noClient('99999')],
      },
      {
        method: 'PATCH',
        path: '/clients/99999',
        headers: CURRENT,
        body: EMAIL,
        status: 404,
        errors: [noClient('99999')],
      },
    ],
  },
  {
    cases: ['§3'],
    title: 'a body that is no object, or cannot be read, is refused before the client is looked up',
    steps: [
      ...[CLIENT, '/clients/99999'].flatMap((path): Exchange[] => [
        { method: 'PATCH', path, headers: OUTDATED, body: [EMAIL], status: 400, errors: [NO_OBJECT] },
        {
          method: 'PATCH',
          path,
          headers: OUTDATED,
          body: '{',
          status: 400,
          errors: [request(/^The body is not JSON/)],
        },
      ]),
      untouched,
    ],
  },
  {
    cases: ['§3'],
    title: 'a value that breaks a rule is refused where its client is there and its ETag is current, and not before',
    steps: [
      { ...invalidGender(CLIENT, OUTDATED), status: 412, errors: [STALE] },
      { ...invalidGender('/clients/99999', CURRENT), status: 404, errors: [noClient('99999')] },
      {
        ...invalidGender(CLIENT, CURRENT),
        errors: [inPatch('clientPersonalData.gender', 'must match "^(M|F|N)"')],
      },
      untouched,
    ],
  },
];
