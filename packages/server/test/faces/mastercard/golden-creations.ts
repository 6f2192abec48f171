import { type ExpectedError, field, type Golden, NO_OBJECT } from './exchange.ts';
import { SAMPLE } from './sample.ts';

const OTHER = { clientNumber: 'ABC_OTHER_{key}', clientType: 'PR' };
const refused = (title: string, body: Golden['steps'][number]['body'], ...errors: ExpectedError[]): Golden => ({
  cases: ['T4'],
  title,
  steps: [{ method: 'POST', path: '/clients', body: body ?? null, status: 400, errors }],
});
const inCreation = (name: string, rule: string) => field('clientCreation', name, rule);

/** Creating a client (contract §2, §3 "Create"). */
export const creations: readonly Golden[] = [
  {
    cases: ['T1'],
    title: 'the full sample makes a client, of which only the id is answered',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: { ...SAMPLE, clientNumber: 'ABC_OTHER_{key}' },
        status: 201,
        head: { location: /^\/clients\/[1-9]\d{0,17}$/ },
        members: ['clientId'],
        keep: { made: '/clientId', place: 'header:location' },
      },
      {
        method: 'GET',
        path: '{place}',
        status: 200,
        head: { etag: /^"1-[\w-]{8}"$/ },
        shows: { clientId: '{made}', clientNumber: 'ABC_OTHER_{key}' },
      },
    ],
  },
  refused('a client number that another client has is refused, as the sample is once it was sent', SAMPLE, {
    code: 'CLIENT_NUMBER_ALREADY_EXISTS',
    says: 'Another client has or had this clientNumber.',
  }),
  {
    cases: ['T2'],
    title: 'a number and a type are enough for a client',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: { clientNumber: 'ABC_2', clientType: 'PR' },
        status: 201,
        members: ['clientId'],
        keep: { made: '/clientId' },
      },
      {
        method: 'GET',
        path: '/clients/{made}',
        status: 200,
        members: ['amendmentDate', 'clientId', 'clientNumber', 'clientType', 'dateOpen'],
      },
    ],
  },
  {
    cases: ['T2'],
    title: 'there are four types of clients',
    steps: ['PR', 'PNR', 'CR', 'CNR'].flatMap((clientType) => [
      {
        method: 'POST',
        path: '/clients',
        body: { clientNumber: `ABC_${clientType}_{key}`, clientType },
        status: 201,
        keep: { made: '/clientId' },
      },
      { method: 'GET', path: '/clients/{made}', status: 200, shows: { clientType } },
    ]),
  },
  {
    cases: ['T4'],
    title: 'a client number may have 64 characters',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: { ...OTHER, clientNumber: `ABC_{uuid}${'x'.repeat(24)}` },
        status: 201,
        keep: { made: '/clientId' },
      },
      { method: 'GET', path: '/clients/{made}', status: 200, shows: { clientNumber: /^ABC_.{36}x{24}$/ } },
    ],
  },
  {
    cases: ['T2'],
    title: 'members of a creation that are null or empty count as left out',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: {
          ...OTHER,
          clientCustomData: null,
          orderDepartment: null,
          serviceGroupCode: '',
          additionalDate01: null,
          clientBaseAddressData: null,
          clientContactData: { email: null, fax: '' },
          clientPersonalData: { birthDate: null, gender: null, firstName: '', lastName: 'Doe' },
        },
        status: 201,
        keep: { made: '/clientId' },
      },
      {
        method: 'GET',
        path: '/clients/{made}',
        status: 200,
        members: ['amendmentDate', 'clientId', 'clientNumber', 'clientType', 'dateOpen', 'clientPersonalData'],
        text: /"clientPersonalData":\{"lastName":"Doe"\}/,
      },
    ],
    isPlain: true,
  },
  {
    cases: ['T3'],
    title: 'a client without a number is refused in the words of the contract',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: { clientType: 'PR' },
        status: 400,
        errors: [inCreation('clientNumber', 'must not be null')],
      },
      {
        method: 'POST',
        path: '/clients',
        body: { clientNumber: null, clientType: null },
        status: 400,
        errors: [inCreation('clientNumber', 'must not be null'), inCreation('clientType', 'must not be null')],
      },
    ],
  },
  refused(
    'a client number of 65 characters is refused',
    { ...OTHER, clientNumber: 'x'.repeat(65) },
    inCreation('clientNumber', 'size must be between 1 and 64'),
  ),
  refused(
    'an empty client number is refused',
    { ...OTHER, clientNumber: '' },
    inCreation('clientNumber', 'size must be between 1 and 64'),
  ),
  refused(
    'a client type that the issuer does not have is refused',
    { ...OTHER, clientType: 'XX' },
    inCreation('clientType', 'must be one of PR, PNR, CR, CNR'),
  ),
  refused(
    'a country of two letters is refused',
    { ...OTHER, clientBaseAddressData: { country: 'US' } },
    inCreation('clientBaseAddressData.country', 'size must be between 3 and 3'),
  ),
  refused(
    'a country that there is not is refused',
    { ...OTHER, clientBaseAddressData: { country: 'XXX' } },
    inCreation('clientBaseAddressData.country', 'must be an ISO 3166-1 alpha-3 country code in capitals'),
  ),
  refused(
    'a gender other than M, F and N is refused',
    { ...OTHER, clientPersonalData: { gender: 'X' } },
    inCreation('clientPersonalData.gender', 'must match "^(M|F|N)"'),
  ),
  refused(
    'a language of three letters is refused',
    { ...OTHER, clientPersonalData: { language: 'eng' } },
    inCreation('clientPersonalData.language', 'size must be between 2 and 2'),
  ),
  refused(
    'a date that no calendar has is refused',
    { ...OTHER, clientExpiryDate: '2029-02-30' },
    { code: 'REQUEST_VALIDATION', says: /^Invalid field clientExpiryDate value in object clientCreation\. / },
  ),
  refused(
    'a number where text belongs is refused',
    { ...OTHER, orderDepartment: 7 },
    { code: 'REQUEST_VALIDATION', says: /^Invalid field orderDepartment value in object clientCreation\. / },
  ),
  refused('a creation that is an array is refused', [OTHER], NO_OBJECT),
  refused('a creation that is null is refused', 'null', NO_OBJECT),
  refused(
    'an unknown member of a creation is refused by its name',
    { ...OTHER, clientPersonalData: { nickname: 'Jo' } },
    {
      code: 'REQUEST_VALIDATION',
      says: /^Invalid field clientPersonalData\.nickname value in object clientCreation\. /,
    },
  ),
  refused(
    'an unknown member of a creation is refused also when it is null',
    { ...OTHER, clientTypeCode: null },
    { code: 'REQUEST_VALIDATION', says: /^Invalid field clientTypeCode value in object clientCreation\. / },
  ),
  refused(
    'what the server gives is not taken from a creation',
    { ...OTHER, clientId: 7 },
    { code: 'REQUEST_VALIDATION', says: /^Invalid field clientId value in object clientCreation\. / },
  ),
  {
    cases: ['T5'],
    title: 'an e-mail address without @ is refused',
    steps: [
      {
        method: 'POST',
        path: '/clients',
        body: { ...OTHER, clientContactData: { email: 'nobody' } },
        status: 400,
        errors: [inCreation('clientContactData.email', 'must be a well-formed email address')],
      },
    ],
  },
  refused(
    'several mistakes are all told at once',
    {
      clientNumber: 'ABC_OTHER_{key}',
      clientBaseAddressData: { country: 'US', state: 'x'.repeat(33) },
      clientCustomData: [{ tagContainer: 'ADD_INFO_01', tagName: 'A B' }],
      nickname: 'Jo',
    },
    inCreation('clientType', 'must not be null'),
    inCreation('clientBaseAddressData.country', 'size must be between 3 and 3'),
    inCreation('clientBaseAddressData.state', 'size must be between 0 and 32'),
    inCreation('clientCustomData[0].tagName', 'must match "^[^=; ]+$"'),
    { code: 'REQUEST_VALIDATION', says: /^Invalid field nickname value in object clientCreation\. / },
  ),
  {
    cases: ['T4'],
    title: 'what was refused was not made',
    steps: [
      { method: 'POST', path: '/clients', body: { ...OTHER, clientType: 'XX' }, status: 400 },
      {
        method: 'POST',
        path: '/clients/searches',
        body: { clientIdentifier: 'ABC_OTHER_{key}', clientIdentifierType: 'CLIENT_NUMBER' },
        status: 404,
      },
    ],
  },
];
