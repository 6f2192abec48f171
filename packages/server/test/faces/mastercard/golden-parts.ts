import type { Json } from '@clientele/core';
import { type Exchange, field, type Golden, NO_OBJECT, request } from './exchange.ts';
import { ADDRESS, SAMPLE } from './sample.ts';

const CLIENT = '/clients/{id}';
const ADDRESSES = `${CLIENT}/addresses`;
const read: Exchange = { method: 'GET', path: ADDRESSES, status: 200 };
const add = (body: Json): Exchange => ({ method: 'POST', path: ADDRESSES, body, status: 200 });
const refusedAddress = (body: Json, name: string, rule: string): Exchange => ({
  ...add(body),
  status: 400,
  errors: [field('addressCreation', name, rule)],
});

const addresses: readonly Golden[] = [
  {
    cases: ['T24'],
    title: 'an address is added as the sample has it, and listed as in use',
    steps: [
      { ...read, shows: { clientAddresses: [] } },
      { ...add(ADDRESS), text: /^$/ },
      { ...read, members: ['clientAddresses'], shows: { clientAddresses: [{ ...ADDRESS, enabled: true }] } },
      { method: 'GET', path: CLIENT, status: 200, differsIn: [] },
    ],
  },
  {
    cases: ['§1.2'],
    title: 'both types of address are listed, and null counts as left out of a new one',
    steps: [
      add({ addressType: 'STMT', city: null, country: 'ITA' }),
      add({ addressType: 'PIN' }),
      {
        ...read,
        shows: {
          clientAddresses: [
            { addressType: 'STMT', country: 'ITA', enabled: true },
            { addressType: 'PIN', enabled: true },
          ],
        },
      },
    ],
  },
  {
    cases: ['T25'],
    title: 'replacing an address clears what is not sent',
    steps: [
      add(ADDRESS),
      { method: 'PUT', path: `${ADDRESSES}/STMT`, body: { city: 'Rome' }, status: 204 },
      { ...read, text: /^\{"clientAddresses":\[\{"addressType":"STMT","city":"Rome","enabled":true\}\]\}$/ },
      { method: 'PUT', path: `${ADDRESSES}/STMT`, body: { city: null, email: 'a@b.c' }, status: 204 },
      { ...read, text: /^\{"clientAddresses":\[\{"addressType":"STMT","email":"a@b\.c","enabled":true\}\]\}$/ },
      { method: 'PUT', path: `${ADDRESSES}/STMT`, body: {}, status: 204 },
      { ...read, text: /^\{"clientAddresses":\[\{"addressType":"STMT","enabled":true\}\]\}$/ },
    ],
    isPlain: true,
  },
  {
    cases: ['T25'],
    title: 'an address is switched off and on, and stays as it is while nothing is said',
    steps: [
      add(ADDRESS),
      { method: 'PUT', path: `${ADDRESSES}/STMT`, body: { enabled: false, city: 'Rome' }, status: 204 },
      { ...read, shows: { clientAddresses: [{ addressType: 'STMT', city: 'Rome', enabled: false }] } },
      { method: 'PUT', path: `${ADDRESSES}/STMT`, body: { city: 'Oslo' }, status: 204 },
      { ...read, shows: { clientAddresses: [{ city: 'Oslo', enabled: false }] } },
      { method: 'PUT', path: `${ADDRESSES}/STMT`, body: { enabled: true }, status: 204 },
      { ...read, shows: { clientAddresses: [{ addressType: 'STMT', enabled: true }] } },
    ],
  },
  {
    cases: ['T25'],
    title: 'an address that was not added is not replaced',
    steps: ['INVALID', 'PIN', '__proto__'].map((type) => ({
      method: 'PUT',
      path: `${ADDRESSES}/${type}`,
      body: { city: 'Rome' },
      status: 404,
      errors: [{ code: 'CLIENT_ADDRESS_DOES_NOT_EXIST', says: 'Client with id {id} has no address of this type.' }],
    })),
  },
  {
    cases: ['§1.2'],
    title: 'an address that breaks a rule is refused, added or replaced',
    steps: [
      add(ADDRESS),
      refusedAddress(ADDRESS, 'addressType', 'there is an address of this type already'),
      refusedAddress({ addressType: 'HOME' }, 'addressType', 'must be one of PIN, STMT'),
      refusedAddress({ city: 'Rome' }, 'addressType', 'must not be null'),
      refusedAddress({ addressType: 'PIN', country: 'US' }, 'country', 'size must be between 3 and 3'),
      refusedAddress({ addressType: 'PIN', email: 'nobody' }, 'email', 'must be a well-formed email address'),
      refusedAddress({ addressType: 'PIN', postalCode: 'x'.repeat(33) }, 'postalCode', 'size must be between 0 and 32'),
      { ...add({ addressType: 'PIN', enabled: false }), status: 400 },
      { ...add([ADDRESS]), status: 400, errors: [NO_OBJECT] },
      {
        method: 'PUT',
        path: `${ADDRESSES}/STMT`,
        body: { state: 'x'.repeat(33), country: 'US', street: 'x' },
        status: 400,
        errors: [
          field('addressModification', 'state', 'size must be between 0 and 32'),
          field('addressModification', 'country', 'size must be between 3 and 3'),
          request(/^Invalid field street value in object addressModification\. /),
        ],
      },
      { ...read, shows: { clientAddresses: [{ ...ADDRESS, enabled: true }] } },
    ],
  },
];

const CODE = 'TEST_CLASSIFIER_01';
const classifier = (code: string) => `${CLIENT}/classifiers/${code}`;
const codes = (list: string): Exchange => ({
  method: 'GET',
  path: `${CLIENT}/classifiers?classifier_codes=${list}`,
  status: 200,
});

const classifiers: readonly Golden[] = [
  {
    cases: ['§1.2'],
    title: 'a classifier that is set is read, and those that are not set are left out',
    steps: [
      { method: 'PUT', path: classifier(CODE), body: { classifierValue: 'GOLD' }, status: 204 },
      {
        ...codes(`${CODE},TEST_CLASSIFIER_02`),
        members: ['clientClassifiers'],
        shows: { clientClassifiers: [{ classifierCode: CODE, classifierValue: 'GOLD', status: 'Active' }] },
      },
      { ...codes(`TEST_CLASSIFIER_02%2C${CODE}`), shows: { clientClassifiers: [{ classifierCode: CODE }] } },
      {
        ...codes(`${CODE},,%20${CODE}&classifier_codes=${CODE},OTHER`),
        shows: { clientClassifiers: [{ status: 'Active' }] },
      },
      { ...codes(''), shows: { clientClassifiers: [] } },
      { method: 'GET', path: CLIENT, status: 200, differsIn: [] },
    ],
  },
  {
    cases: ['§1.2'],
    title: 'a classifier has its days, and is inactive before and closed after them',
    steps: [
      { method: 'PUT', path: classifier('SOON'), body: { classifierValue: 'A', startDate: '2999-01-01' }, status: 204 },
      {
        method: 'PUT',
        path: classifier('GONE'),
        body: { classifierValue: 'A', startDate: null, endDate: '2001-01-01' },
        status: 204,
      },
      {
        ...codes('SOON,GONE'),
        shows: { clientClassifiers: [{ status: 'Inactive' }, { status: 'Closed' }] },
      },
    ],
  },
  {
    cases: ['§1.2', '§4'],
    title: 'classifiers are refused without their codes, a value or a name',
    steps: [
      {
        method: 'GET',
        path: `${CLIENT}/classifiers`,
        status: 400,
        errors: [request('Missing required request parameter classifier_codes.')],
      },
      {
        method: 'PUT',
        path: classifier(CODE),
        body: {},
        status: 400,
        errors: [field('classifierCreation', 'classifierValue', 'must not be null')],
      },
      {
        method: 'PUT',
        path: classifier(CODE),
        body: { classifierValue: 'x'.repeat(33) },
        status: 400,
        errors: [field('classifierCreation', 'classifierValue', 'size must be between 1 and 32')],
      },
      {
        method: 'PUT',
        path: classifier('GDPR_DATA_ERASE'),
        body: { classifierValue: 'YES' },
        status: 400,
        errors: [field('classifierCreation', 'classifierCode', 'cannot be set through the API')],
      },
      { ...codes(`${CODE},GDPR_DATA_ERASE`), shows: { clientClassifiers: [] } },
    ],
  },
];

const SEARCHES = '/clients/searches';
const search = (clientIdentifierType: string, clientIdentifier: string): Exchange => ({
  method: 'POST',
  path: SEARCHES,
  body: { clientIdentifier, clientIdentifierType },
  status: 200,
});
const { identificationDocumentNumber, socialNumber, taxpayerIdentifier } = SAMPLE.clientIdentificationData;

const searches: readonly Golden[] = [
  {
    cases: ['T22'],
    title: "the sandbox's client is found by each of its identifiers, as the contract's example has them",
    steps: [
      ...(
        [
          ['CLIENT_NUMBER', SAMPLE.clientNumber],
          ['IDENTIFICATION_DOCUMENT_NUMBER', identificationDocumentNumber],
          ['SOCIAL_NUMBER', socialNumber],
          ['TAXPAYER_IDENTIFIER', taxpayerIdentifier],
        ] as const
      ).map(([type, value]) => ({ ...search(type, value), members: ['clientId'], shows: { clientId: 40000 } })),
    ],
  },
  {
    cases: ['T22'],
    title: 'a client is found by each of its identifiers, also by one that it was given later',
    steps: [
      { ...search('CLIENT_NUMBER', 'ABC_{key}'), shows: { clientId: '{id}' } },
      { ...search('IDENTIFICATION_DOCUMENT_NUMBER', 'D-{key}'), shows: { clientId: '{id}' } },
      { ...search('TAXPAYER_IDENTIFIER', 'T-{key}'), shows: { clientId: '{id}' } },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '*' },
        body: { clientIdentificationData: { socialNumber: 'NEW-{key}' } },
        status: 204,
      },
      { ...search('SOCIAL_NUMBER', 'NEW-{key}'), shows: { clientId: '{id}' } },
    ],
  },
  {
    cases: ['T22'],
    title: 'of several clients with one identifier the first one is found, whatever happens to it later',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: {
          clientNumber: 'ABC_TWIN_{key}',
          clientType: 'PR',
          clientIdentificationData: { socialNumber: 'S-{key}' },
        },
        status: 201,
      },
      { ...search('SOCIAL_NUMBER', 'S-{key}'), shows: { clientId: '{id}' } },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '*' },
        body: { clientContactData: { fax: null } },
        status: 204,
      },
      { ...search('SOCIAL_NUMBER', 'S-{key}'), shows: { clientId: '{id}' } },
    ],
  },
  {
    cases: ['T23'],
    title: 'a search that finds nobody, and one that says nothing, are refused in the words of the contract',
    steps: [
      {
        ...search('SOCIAL_NUMBER', 'NOBODY-{key}'),
        status: 404,
        errors: [{ code: 'CLIENT_DOES_NOT_EXIST', says: 'Client not found.' }],
      },
      { ...search('SOCIAL_NUMBER', 'ABC_{key}'), status: 404 },
      {
        method: 'POST',
        path: SEARCHES,
        body: { clientIdentifierType: 'SOCIAL_NUMBER' },
        status: 400,
        errors: [field('clientIdentifierSearch', 'clientIdentifier', 'must not be null')],
      },
      {
        method: 'POST',
        path: SEARCHES,
        body: { clientIdentifier: 'x'.repeat(65), clientIdentifierType: 'EMAIL' },
        status: 400,
        errors: [
          field('clientIdentifierSearch', 'clientIdentifier', 'size must be between 1 and 64'),
          request(/^Invalid field clientIdentifierType value in object clientIdentifierSearch\. /),
        ],
      },
    ],
  },
];

const contracts = ['account', 'card'].flatMap((kind): readonly Golden[] => {
  const path = `${CLIENT}/${kind}-contracts`;
  const list = kind === 'card' ? 'clientCardContracts' : 'clientAccountContracts';
  const page = (query: string, limit: number, offset: number): Exchange => ({
    method: 'GET',
    path: `${path}${query}`,
    status: 200,
    members: ['count', 'limit', 'offset', 'total', list],
    shows: { count: 0, limit, offset, total: 0, [list]: [] },
  });
  return [
    {
      cases: ['T26'],
      title: `a client without ${kind}s has an empty page of their contracts`,
      steps: [
        page('', 10, 0),
        page('?limit=100&offset=20', 100, 20),
        page(`?offset=${Number.MAX_SAFE_INTEGER}`, 10, Number.MAX_SAFE_INTEGER),
        page('?statuses=41,05&creation_date_from=2021-01-01', 10, 0),
        page('?statuses=', 10, 0),
        ...(kind === 'account' ? [page('?creation_date_from=2021-02-30', 10, 0)] : []),
      ],
    },
    {
      cases: ['§1.2'],
      title: `a page of ${kind} contracts that there cannot be is refused`,
      steps: [
        ['limit', '0'],
        ['limit', '101'],
        ['limit', 'ten'],
        ['limit', ''],
        ['offset', '-1'],
        ['offset', '1.5'],
        ['offset', '9007199254740992'],
        ...(kind === 'card' ? [['creation_date_from', '2021-02-30']] : []),
      ].map(([name, value]) => ({
        method: 'GET',
        path: `${path}?${name}=${value}`,
        status: 400,
        errors: [request(`Invalid type of request parameter ${name}.`)],
      })),
    },
  ];
});

/** Addresses, classifiers, searches and contracts (contract §1.2). */
export const parts: readonly Golden[] = [...addresses, ...classifiers, ...searches, ...contracts];
