/** The exceptions of Caibo's lens, and what the server owns. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json, JsonObject } from '@clientele/core';
import { addressFits } from '../../src/faces/caibo/exceptions.ts';
import { clientLens, factsOf } from '../../src/faces/caibo/lens.ts';
import { put } from '../../src/lens/put.ts';
import { vendorPointer } from '../../src/lens/vendor-words.ts';
import { view } from '../../src/lens/view.ts';
import { stringifyJson } from '../../src/wire/strict-json.ts';
import { edited, facts, refusals, SAMPLE, shownAt } from './caibo/sample.ts';

describe('caibo lens: address', () => {
  const parts = { street: '456 New Street', city: 'San Francisco', state: 'CA', zipCode: '94105', country: 'US' };
  const base = (after: JsonObject) => (after['addresses'] as JsonObject)['base'];

  test('the page’s example is kept in parts and shown as one line', () => {
    const after = edited(SAMPLE, { address: parts });
    assert.deepEqual(base(after), {
      line1: '456 New Street',
      city: 'San Francisco',
      state: 'CA',
      postalCode: '94105',
      country: 'US',
    });
    assert.equal(shownAt(after, '/address'), '456 New Street, San Francisco, CA, 94105, US');
    assert.deepEqual(shownAt(after, '/addressParts'), parts);
  });

  test('parts merge; a new street takes the place of all lines', () => {
    assert.deepEqual(base(edited(SAMPLE, { address: { city: 'Salem' } })), {
      line1: 'Old Street 1',
      line2: '2nd floor',
      city: 'Salem',
      state: 'MA',
      postalCode: '02130',
      country: 'US',
    });
    assert.deepEqual(base(edited(SAMPLE, { address: { street: 'New', state: null, country: 'DEU' } })), {
      line1: 'New',
      city: 'Boston',
      postalCode: '02130',
      country: 'DE',
    });
    assert.deepEqual(edited(SAMPLE, { address: { street: 'Old Street 1, 2nd floor' } }), SAMPLE);
  });

  test('text takes the place of all parts, unless it is the text that is shown', () => {
    assert.deepEqual(base(edited(SAMPLE, { address: 'Somewhere 5' })), { line1: 'Somewhere 5' });
    assert.deepEqual(edited(SAMPLE, { address: 'Old Street 1, 2nd floor, Boston, MA, 02130, US' }), SAMPLE);
  });

  test('other addresses stay', () => {
    const byType = (after: JsonObject) => (after['addresses'] as JsonObject)['byType'];
    assert.deepEqual(byType(edited(SAMPLE, { address: null })), byType(SAMPLE));
  });

  test('what is wrong with one is told of its parts', () => {
    assert.deepEqual(refusals(SAMPLE, { address: { zip: '1', zipcode: '1', country: 'Germany', city: 5 } }), {
      '/address/zip': 'unknown',
      '/address/zipcode': 'unknown',
      '/address/city': 'type',
      '/address/country': 'format',
    });
    for (const wrong of [5, true, [], ['Street']])
      assert.deepEqual(refusals(SAMPLE, { address: wrong }), { '/address': 'type' });
    assert.deepEqual(refusals(SAMPLE, { addressParts: { city: 'Salem' } }), { '/addressParts': 'readOnly' });
  });

  test('255 code points fit, 256 do not, as text or as the line that its parts make', () => {
    const emoji = '\u{1f600}'.repeat(255);
    assert.equal(shownAt(edited(SAMPLE, { address: emoji }), '/address'), emoji);
    assert.deepEqual(refusals(SAMPLE, { address: `${emoji}!` }), { '/address': 'maxLength' });
    const long = { street: 'x'.repeat(200), city: 'y'.repeat(60) };
    const result = put(clientLens, SAMPLE, { address: long, memberId: 5 }, facts);
    assert.ok(!result.ok && result.problem.type === 'invalid');
    assert.match(JSON.stringify(result.problem.violations), /"\/address".*255/);
    assert.match(JSON.stringify(result.problem.violations), /"\/memberId"/);
  });

  test('one that another face made too long can be left as it is', () => {
    const long = { ...SAMPLE, addresses: { base: { line1: 'x'.repeat(255), line2: 'y' } } };
    assert.deepEqual(addressFits(long, long), []);
    assert.deepEqual(edited(long, { ...view(clientLens, long, facts), memberId: 'M-2' })['addresses'], long.addresses);
  });
});

describe('caibo lens: name, phone and status', () => {
  test('the name is shown in full, from its parts until it is given as a whole', () => {
    assert.equal(shownAt(SAMPLE, '/name'), 'Ann Lee');
    assert.deepEqual(edited(SAMPLE, { name: 'Ann Lee' }), SAMPLE);
    assert.deepEqual(edited(SAMPLE, { name: 'A. Lee' })['name'], { first: 'Ann', last: 'Lee', display: 'A. Lee' });
    assert.equal(shownAt({}, '/name'), '');
    assert.equal(shownAt({}, '/email'), '');
  });

  test('text is kept as it is, but control characters are refused', () => {
    for (const name of ["O'Brien", '<script>alert(1)</script>', '\u0065\u0301', ' padded ', '{{7*7}}', '田中']) {
      assert.equal(shownAt(edited(SAMPLE, { name }), '/name'), name);
    }
    assert.deepEqual(refusals(SAMPLE, { name: 'a\u0007b', memberId: '\u001b[0m' }), {
      '/name': 'pattern',
      '/memberId': 'pattern',
    });
  });

  test('lengths are counted in code points', () => {
    for (const [name, length] of [
      ['name', 100],
      ['memberId', 50],
    ] as const) {
      const longest = '\u{1f600}'.repeat(length);
      assert.equal(shownAt(edited(SAMPLE, { [name]: longest }), `/${name}`), longest);
      assert.deepEqual(refusals(SAMPLE, { [name]: `${longest}!` }), { [`/${name}`]: 'maxLength' });
    }
    assert.deepEqual(refusals(SAMPLE, { phone: '123456789012345678901' }), { '/phone': 'maxLength' });
    assert.deepEqual(refusals(SAMPLE, { email: `${'a'.repeat(50)}@${'b'.repeat(45)}.test` }), {
      '/email': 'maxLength',
    });
  });

  test('phone numbers are taken as people write them, the page’s own among them', () => {
    for (const phone of ['+1234567890', '+15551234567', '(020) 7946-0018', '0048 12.345']) {
      assert.equal(shownAt(edited(SAMPLE, { phone }), '/phone'), phone);
    }
    for (const phone of ['call me', '+', '12', '+1234x', '１２３４'])
      assert.deepEqual(refusals(SAMPLE, { phone }), { '/phone': 'format' });
  });

  test('phone is the mobile number; others are not touched', () => {
    assert.deepEqual(edited(SAMPLE, { phone: null })['contact'], {
      email: 'ann@example.com',
      phones: { home: '555 1234' },
    });
  });

  test('an account is active until something else is said, and a closed one stays closed', () => {
    const closed = edited(SAMPLE, { status: 'closed' });
    assert.equal(shownAt({}, '/status'), 'active');
    assert.equal(shownAt({}, '/verificationStatus'), 'unverified');
    for (const status of ['active', 'inactive', 'suspended']) {
      assert.equal(shownAt(edited(SAMPLE, { status }), '/status'), status);
      assert.deepEqual(refusals(closed, { status }), { '/status': 'transition' });
    }
    assert.deepEqual(edited(closed, { status: 'closed', memberId: 'M-1' }), closed);
    assert.deepEqual(refusals(SAMPLE, { status: 'Active' }), { '/status': 'enum' });
  });
});

describe('caibo lens: what the server owns', () => {
  test('ids keep every digit, and a rounded one is another one', () => {
    const shown = view(clientLens, SAMPLE, factsOf({ id: 't', number: '9223372036854775807', name: 'T' }));
    assert.match(
      stringifyJson(shown),
      /^\{"id":16772748432912191,"ownerId":9223372036854775807,"userId":9007199254740993,/,
    );
    assert.deepEqual(edited(SAMPLE, { id: 16772748432912191n, userId: 9007199254740993n }), SAMPLE);
    const rounded = Number('16772748432912191');
    for (const id of [rounded, BigInt(rounded), 12345, 1.5, '16772748432912191', null])
      assert.deepEqual(refusals(SAMPLE, { id }), { '/id': 'readOnly' });
  });

  test('equal values are ignored and each changed one is named', () => {
    const { id, ownerId, userId, ownerName, hasPaymentRequests, totalDeposits, createDate } = view(
      clientLens,
      SAMPLE,
      facts,
    ) as Record<string, Json>;
    const owned = { id, ownerId, userId, ownerName, hasPaymentRequests, totalDeposits, createDate } as JsonObject;
    assert.deepEqual(edited(SAMPLE, owned), SAMPLE);
    const changed = {
      id: 1,
      ownerId: 1,
      userId: null,
      ownerName: 'Me',
      hasPaymentRequests: true,
      totalDeposits: 1e6,
      createDate: '2020-01-01T00:00:00Z',
    };
    assert.deepEqual(
      refusals(SAMPLE, changed),
      Object.fromEntries(Object.keys(changed).map((name) => [`/${name}`, 'readOnly'])),
    );
  });

  test('names are case-sensitive, and the nearest one is told', () => {
    const result = put(clientLens, SAMPLE, { Email: 'a@example.com', emial: 'a@example.com' }, facts);
    assert.ok(!result.ok && result.problem.type === 'invalid');
    assert.deepEqual(
      result.problem.violations.map(({ message }) => message),
      Array(2).fill('is not a known member; did you mean email?'),
    );
  });

  test('what core finds wrong with a field is told of the member that shows it', () => {
    const rows = {
      '/contact/email': '/email',
      '/contact/phones/mobile': '/phone',
      '/name/display': '/name',
      '/addresses/base': '/address',
      '/addresses/base/postalCode': '/address/zipCode',
      '/addresses/byType/billing/line2': '/billingAddress/street',
      '/consents/marketing/at': '/consents/marketing/at',
      '/person/birthDate': '/dateOfBirth',
      '/addresses': '',
    };
    for (const [field, vendor] of Object.entries(rows)) assert.equal(vendorPointer(clientLens, field), vendor, field);
  });
});
