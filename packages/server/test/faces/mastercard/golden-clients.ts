import { field, type Golden, noClient, request } from './exchange.ts';
import { FRESH, type SAMPLE } from './sample.ts';

/** Reading a client, and what it is addressed by (contract §1, §3 "Reads"). */
export const clients: readonly Golden[] = [
  {
    cases: ['T6'],
    title: 'a client is read with all that has a value, in the order of the sample, and without custom data',
    steps: [
      {
        method: 'GET',
        path: '/clients/{id}',
        status: 200,
        head: { etag: '{etag}' },
        members: [
          'amendmentDate',
          'clientId',
          ...Object.keys(FRESH).slice(1, 3),
          'dateOpen',
          ...Object.keys(FRESH).slice(3),
        ],
        shows: {
          ...(({ clientCustomData: _, ...rest }) => rest)(FRESH as typeof SAMPLE),
          amendmentDate: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
          dateOpen: /^\d{4}-\d\d-\d\d$/,
        },
      },
    ],
  },
  {
    cases: ['T7'],
    title: 'a slash at the end of the path changes nothing',
    steps: [
      { method: 'GET', path: '/clients/{id}/', status: 200, head: { etag: '{etag}' }, differsIn: [] },
      {
        method: 'PATCH',
        path: '/clients/{id}/',
        headers: { 'if-match': '{etag}' },
        body: { clientContactData: { fax: '001' } },
        status: 204,
      },
      { method: 'GET', path: '/clients/{id}/addresses/', status: 200 },
    ],
  },
  {
    cases: ['T6'],
    title: 'HEAD answers as GET does, without the body',
    steps: [
      {
        method: 'HEAD',
        path: '/clients/{id}',
        status: 200,
        head: { etag: '{etag}', 'content-type': 'application/json;charset=utf-8', 'content-length': /^[1-9]\d+$/ },
      },
    ],
  },
  {
    cases: ['T6'],
    title: 'a client that did not change since is not sent again',
    steps: [
      {
        method: 'GET',
        path: '/clients/{id}',
        headers: { 'if-none-match': '{etag}' },
        status: 304,
        head: { etag: '{etag}' },
      },
      { method: 'GET', path: '/clients/{id}', headers: { 'if-none-match': '"1-otherone"' }, status: 200 },
    ],
  },
  {
    cases: ['T8'],
    title: 'an id that is no integer of up to 18 digits is refused',
    steps: [
      'abc',
      '0',
      '-1',
      '+1',
      '007',
      '1.0',
      '1e3',
      '%20',
      '0x10',
      '1000000000000000000',
      '40000%20',
      '%E0%A5%A7',
    ].map((id) => ({
      method: 'GET',
      path: `/clients/${id}`,
      status: 400,
      errors: [request('Invalid type of request parameter client_id.')],
    })),
  },
  {
    cases: ['T9'],
    title: 'a client that is not there is not found, in the words of the contract',
    steps: [
      { method: 'GET', path: '/clients/99999', status: 404, errors: [noClient('99999')] },
      { method: 'GET', path: '/clients/999999999999999999', status: 404, errors: [noClient('999999999999999999')] },
      { method: 'HEAD', path: '/clients/99999', status: 404 },
    ],
  },
  {
    cases: ['§2'],
    title: 'an id of 18 nines is addressed and shown to the digit',
    isPlain: true,
    steps: [
      {
        method: 'POST',
        path: '/v1/customers',
        as: 'operator',
        headers: { 'content-type': 'application/json' },
        body: { references: { clientNumber: 'ABC_NINES' }, classification: { clientType: 'PR' } },
        status: 201,
        keep: { customer: '/id' },
      },
      {
        method: 'POST',
        path: '/v1/customers/{customer}/handles',
        as: 'operator',
        headers: { 'content-type': 'application/json' },
        body: { face: 'mastercard', handle: '999999999999999999' },
        status: 201,
      },
      { method: 'GET', path: '/clients/999999999999999999', status: 200, text: /"clientId":999999999999999999,/ },
      { method: 'GET', path: '/clients/999999999999999998', status: 404, errors: [noClient('999999999999999998')] },
      {
        method: 'POST',
        path: '/clients/searches',
        body: { clientIdentifier: 'ABC_NINES', clientIdentifierType: 'CLIENT_NUMBER' },
        status: 200,
        text: /^\{"clientId":999999999999999999\}$/,
      },
      {
        method: 'PATCH',
        path: '/clients/999999999999999999',
        headers: { 'if-match': '*' },
        body: '{"clientId":999999999999999999,"clientContactData":{"email":"nines@example.com"}}',
        status: 204,
      },
      {
        method: 'PATCH',
        path: '/clients/999999999999999999',
        headers: { 'if-match': '*' },
        body: '{"clientId":999999999999999998}',
        status: 400,
        errors: [field('clientModification', 'clientId', 'cannot be changed')],
      },
    ],
  },
];
