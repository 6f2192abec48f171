import type { Golden } from './exchange.ts';

const CLIENT = '/customers/{id}';
const EXTENDED = { accept: 'application/json;profile=extended' };

/** What can be updated, and how (seed: "Updatable Fields", "Integration Examples", "Update Strategy"). */
export const updates: readonly Golden[] = [
  {
    demands: [1, 3, 22, 36, 59],
    title: 'PUT changes what is sent and keeps the rest',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        body: { phone: '+15551234567' },
        status: 200,
        head: { 'content-type': 'application/json', etag: /^"2-[\w-]{8}"$/ },
        shows: {
          phone: '+15551234567',
          name: 'Jane Doe',
          email: '{email}',
          memberId: 'M-1',
          address: '1 Old Road, Leeds, LS1, GB',
        },
      },
    ],
  },
  {
    demands: [4, 5, 6, 7, 44],
    title: 'name, e-mail address and phone',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        body: { name: "Anne O'Brien", email: 'anne@example.org', phone: '+1234567890' },
        status: 200,
        shows: { name: "Anne O'Brien", email: 'anne@example.org', phone: '+1234567890' },
      },
      { method: 'GET', path: CLIENT, status: 200, shows: { name: "Anne O'Brien", email: 'anne@example.org' } },
    ],
  },
  {
    demands: [4, 11, 19, 45],
    title: 'an address in parts is shown as one line; a country of three letters is understood',
    steps: [
      {
        method: 'PUT',
        path: `/api${CLIENT}`,
        body: {
          address: { street: '456 New Street', city: 'San Francisco', state: 'CA', zipCode: '94105', country: 'USA' },
        },
        status: 200,
        shows: { address: '456 New Street, San Francisco, CA, 94105, US' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: { address: { country: 'CA', state: null } },
        status: 200,
        shows: { address: '456 New Street, San Francisco, 94105, CA' },
      },
      {
        method: 'GET',
        path: CLIENT,
        headers: EXTENDED,
        status: 200,
        shows: { addressParts: { street: '456 New Street', zipCode: '94105', country: 'CA' } },
      },
      { method: 'PUT', path: CLIENT, body: { address: 'Elsewhere 7' }, status: 200, shows: { address: 'Elsewhere 7' } },
    ],
  },
  {
    demands: [4, 12, 13, 14, 15, 20, 46, 47],
    title: 'preferences are merged and always shown',
    steps: [
      {
        method: 'PUT',
        path: `/api${CLIENT}`,
        body: { preferences: { currency: 'EUR', notifications: false, language: 'fr' } },
        status: 200,
        shows: { preferences: { currency: 'EUR', notifications: false, language: 'fr' } },
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: { preferences: { communications: { sms: true, post: false }, language: null } },
        status: 200,
        shows: { preferences: { currency: 'EUR', notifications: false, communications: { sms: true, post: false } } },
      },
      { method: 'PUT', path: CLIENT, body: { preferences: null }, status: 200, lacks: ['preferences'] },
    ],
  },
  {
    demands: [8, 9, 10, 16, 17, 18, 48, 49, 50, 51, 52, 53, 54, 57],
    title: 'what the prose names is accepted always and shown in the extended profile',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        body: {
          dateOfBirth: '1990-02-28',
          billingAddress: { street: 'Coin Street 1', country: 'DEU' },
          shippingAddress: { street: 'Ship Street 2', zipCode: 'HU1' },
          status: 'suspended',
          verificationStatus: 'verified',
          subscription: { level: 'gold', preferences: { offers: true } },
          consents: { marketing: { granted: true, at: '2026-11-22T10:00:00Z', noticeVersion: '3' } },
          tax: { identifier: 'T-1', position: 'resident' },
        },
        status: 200,
        lacks: ['dateOfBirth', 'billingAddress', 'status', 'consents', 'tax', 'addressParts'],
      },
      {
        method: 'GET',
        path: CLIENT,
        headers: EXTENDED,
        status: 200,
        head: { 'content-type': 'application/json;profile=extended', vary: 'Accept' },
        shows: {
          dateOfBirth: '1990-02-28',
          billingAddress: { street: 'Coin Street 1', country: 'DE' },
          shippingAddress: { street: 'Ship Street 2', zipCode: 'HU1' },
          status: 'suspended',
          verificationStatus: 'verified',
          subscription: { level: 'gold', preferences: { offers: true } },
          consents: { marketing: { granted: true, at: '2026-11-22T10:00:00Z', noticeVersion: '3' } },
          tax: { identifier: 'T-1', position: 'resident' },
        },
      },
    ],
  },
  {
    demands: [16],
    title: 'an account is switched off and on, and once closed stays closed',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        headers: EXTENDED,
        body: { status: 'inactive' },
        status: 200,
        shows: { status: 'inactive' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: EXTENDED,
        body: { status: 'active' },
        status: 200,
        shows: { status: 'active' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: EXTENDED,
        body: { status: 'closed' },
        status: 200,
        shows: { status: 'closed' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: { status: 'active' },
        status: 400,
        shows: { errors: { '/status': [/closed/] } },
      },
    ],
  },
  {
    demands: [3, 27, 34],
    title: 'null and the empty string clear what may be cleared',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        body: { phone: null, memberId: '', address: '' },
        status: 200,
        shows: { phone: null, memberId: null, address: null },
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: { name: null, email: '' },
        status: 400,
        shows: { errors: { '/name': [/./], '/email': [/./] } },
      },
    ],
  },
  {
    demands: [58, 59],
    title: 'fetch, edit, put back: what was not edited is no change, and read-only members are no hindrance',
    steps: [
      { method: 'GET', path: CLIENT, status: 200, keep: { whole: '' } },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'if-match': '{etag}' },
        body: '{whole}',
        status: 200,
        head: { etag: '{etag}' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: { hasPaymentRequests: false, totalDeposits: 0, userId: null, memberId: 'M-2' },
        status: 200,
        shows: { memberId: 'M-2' },
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: { ownerId: 1, ownerName: 'Me', totalDeposits: 1000000, memberId: 'M-3' },
        status: 400,
        shows: {
          errors: {
            '/ownerId': ['cannot be changed'],
            '/ownerName': ['cannot be changed'],
            '/totalDeposits': ['cannot be changed'],
          },
        },
      },
      { method: 'GET', path: CLIENT, status: 200, shows: { memberId: 'M-2' } },
    ],
  },
  {
    demands: [3],
    title: 'all declared media types, with their charset, take a Client',
    steps: [
      ...[
        'application/json-patch+json',
        'text/json',
        'application/merge-patch+json',
        'application/ld+json',
        'application/json; CHARSET=UTF-8',
      ].map(
        (type, index) =>
          ({
            method: 'PUT',
            path: CLIENT,
            headers: { 'content-type': type },
            body: { memberId: `T-${index}` },
            status: 200,
            shows: { memberId: `T-${index}` },
          }) as const,
      ),
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'text/plain' },
        body: '{}',
        status: 415,
        head: { accept: /application\/json/ },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'name=x',
        status: 415,
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'application/json;charset=iso-8859-1' },
        body: '{}',
        status: 415,
      },
      { method: 'PUT', path: CLIENT, status: 415 },
    ],
  },
  {
    demands: [3, 36],
    title: 'an array under application/json-patch+json is a JSON Patch of the Client',
    steps: [
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'application/json-patch+json' },
        body: [
          { op: 'test', path: '/name', value: 'Jane Doe' },
          { op: 'replace', path: '/phone', value: '+4930123' },
          { op: 'remove', path: '/memberId' },
          { op: 'add', path: '/preferences/currency', value: 'PLN' },
        ],
        status: 200,
        shows: { phone: '+4930123', memberId: null, preferences: { currency: 'PLN', language: 'en' } },
      },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'content-type': 'application/json-patch+json' },
        body: [{ op: 'test', path: '/phone', value: '1' }],
        status: 409,
        shows: { code: 'patch-failed', detail: /operation at \/0/ },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'application/json-patch+json' },
        body: [{ op: 'replace', path: '/id', value: 1 }],
        status: 400,
        shows: { errors: { '/id': ['cannot be changed'] } },
      },
      {
        method: 'PUT',
        path: CLIENT,
        headers: { 'content-type': 'application/json-patch+json' },
        body: [{ op: 'nonsense' }],
        status: 400,
      },
      {
        method: 'PUT',
        path: CLIENT,
        body: [{ op: 'remove', path: '/phone' }],
        status: 400,
        shows: { code: 'malformed' },
      },
    ],
  },
  {
    demands: [36],
    title: 'PATCH is a merge patch',
    steps: [
      {
        method: 'PATCH',
        path: `/api${CLIENT}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { memberId: null },
        status: 200,
        shows: { memberId: null, name: 'Jane Doe' },
      },
    ],
  },
  {
    demands: [3, 59],
    title: 'mode=replace clears what is left out of what is shown, and needs a name and an e-mail address',
    steps: [
      { method: 'PUT', path: CLIENT, body: { dateOfBirth: '1990-02-28' }, status: 200 },
      {
        method: 'PUT',
        path: `${CLIENT}?mode=replace`,
        body: { name: 'Jane', email: 'jane@example.net' },
        status: 200,
        shows: { name: 'Jane', email: 'jane@example.net', phone: null, address: null, memberId: null },
        lacks: ['preferences'],
      },
      { method: 'GET', path: CLIENT, headers: EXTENDED, status: 200, shows: { dateOfBirth: '1990-02-28' } },
      {
        method: 'PUT',
        path: `${CLIENT}?mode=replace`,
        headers: EXTENDED,
        body: { name: 'Jane', email: 'jane@example.net', status: 'active', verificationStatus: 'unverified' },
        status: 200,
        lacks: ['dateOfBirth'],
      },
      {
        method: 'PUT',
        path: `${CLIENT}?mode=replace`,
        body: { name: 'Jane' },
        status: 400,
        shows: { errors: { '/email': [/./] } },
      },
      { method: 'PUT', path: `${CLIENT}?mode=erase`, body: { name: 'Jane' }, status: 400 },
    ],
  },
];
