/** One customer, three faces: what is written through one is what the others show. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Customer, displayName, type Json, type JsonObject, withoutEmpty } from '@clientele/core';
import { clientLens as caiboLens } from '../../src/faces/caibo/lens.ts';
import { customerMembers } from '../../src/faces/cybersource/lens.ts';
import { addressDeletion } from '../../src/faces/cybersource/shipping-edit.ts';
import { shippingAddressIds, shippingAddressMembers } from '../../src/faces/cybersource/shipping-lens.ts';
import { addressesOf } from '../../src/faces/mastercard/address-lens.ts';
import { addressReplacement, creation } from '../../src/faces/mastercard/edit.ts';
import { clientLens } from '../../src/faces/mastercard/lens.ts';
import { view } from '../../src/lens/view.ts';
import { edited, facts, refusals } from './caibo/sample.ts';
import {
  ADDRESS_ID,
  CUSTOMER_BODY,
  OTHER_ID,
  SHIP_TO,
  modified as viaCybersource,
  withAddress,
} from './cybersource/edits.ts';
import { applied, CLIENT, modified, patchTo, SYSTEM, settings, settingsWith, shownAt } from './mastercard/edits.ts';

/** The record after a change through Caibo, as core would keep it. */
const viaCaibo = (record: JsonObject, patch: JsonObject) => withoutEmpty(edited(record, patch));
const inCaibo = (record: JsonObject, name: string): Json | undefined => view(caiboLens, record, facts)[name];
const inMastercard = (record: JsonObject, group: string) => view(clientLens, record)[group];

describe('across faces: the name', () => {
  const named = (name: JsonObject): JsonObject => ({ ...SYSTEM, name });
  const inParts = (record: JsonObject, clientPersonalData: JsonObject) => modified(record, { clientPersonalData });

  test('parts are shown as a whole', () => {
    const made = applied(
      creation(
        {
          clientNumber: 'ABC_1',
          clientType: 'PR',
          clientPersonalData: { title: 'MR', firstName: 'John', middleName: 'Carl', lastName: 'Doe', suffix: 'PhD' },
        },
        settings,
      ),
      {},
    );
    assert.equal(inCaibo(made, 'name'), 'John Carl Doe');
  });

  test('a name that was given as a whole has no parts, and stays while one of them is missing', () => {
    const whole = viaCaibo(SYSTEM, { name: 'Jane Q. Doe' });
    assert.equal(inMastercard(whole, 'clientPersonalData'), undefined);
    for (const part of [{ firstName: 'Jane' }, { lastName: 'Doe' }, { middleName: 'Q' }]) {
      const after = inParts(whole, part);
      assert.equal(inCaibo(after, 'name'), 'Jane Q. Doe');
      assert.deepEqual(inMastercard(after, 'clientPersonalData'), part);
    }
  });

  test('a name in parts takes over as soon as first and last name are there', () => {
    const whole = viaCaibo(SYSTEM, { name: 'Jane Q. Doe' });
    const atOnce = inParts(whole, { firstName: 'Joan', lastName: 'Roe' });
    assert.deepEqual(atOnce['name'], { first: 'Joan', last: 'Roe' });
    assert.equal(inCaibo(atOnce, 'name'), 'Joan Roe');
    assert.deepEqual(inParts(inParts(whole, { lastName: 'Roe' }), { firstName: 'Joan' }), atOnce);
  });

  test('each of first, middle and last name takes over; other parts do not', () => {
    const both = named({ first: 'Jane', middle: 'Q', last: 'Doe', display: 'J. Q. Doe' });
    for (const part of [{ firstName: 'Joan' }, { middleName: null }, { middleName: 'R' }, { lastName: 'Roe' }])
      assert.equal((inParts(both, part)['name'] as JsonObject)['display'], undefined);
    for (const part of [{ title: 'MRS' }, { suffix: 'Jr' }, { shortName: 'Jay' }, { birthName: 'Poe' }])
      assert.equal(inCaibo(inParts(both, part), 'name'), 'J. Q. Doe');
  });

  test('parts that are sent as they are shown change nothing', () => {
    const both = named({ first: 'Jane', last: 'Doe', display: 'J. Doe' });
    assert.deepEqual(inParts(both, { firstName: 'Jane', lastName: 'Doe', middleName: null }), both);
  });

  test('losing a part leaves the name as a whole', () => {
    const both = named({ first: 'Jane', last: 'Doe', display: 'J. Doe' });
    for (const part of [{ firstName: null }, { lastName: '' }])
      assert.equal(inCaibo(inParts(both, part), 'name'), 'J. Doe');
    const gone = inParts(named({ first: 'Jane', last: 'Doe' }), { firstName: null });
    assert.equal(inCaibo(gone, 'name'), 'Doe');
  });

  test('a new name as a whole leaves the parts to those who show them', () => {
    const after = viaCaibo(CLIENT, { name: 'Johnny' });
    assert.equal(displayName((after as unknown as Customer).name), 'Johnny');
    assert.equal(shownAt(after, '/clientPersonalData/firstName'), 'John');
    assert.equal(inCaibo(inParts(after, { lastName: 'Roe' }), 'name'), 'John Carl Roe');
  });

  test('a rejected part leaves everything as it was', () => {
    const strict = settingsWith({ dictionaries: { title: ['DR'] } });
    const both = named({ first: 'Jane', last: 'Doe', display: 'J. Doe' });
    assert.throws(() => modified(both, { clientPersonalData: { firstName: 'Joan', title: 'MR' } }, strict));
  });
});

describe('across faces: the address', () => {
  test('lines and parts are shown as one line, countries in two letters', () => {
    assert.equal(
      inCaibo(CLIENT, 'address'),
      'Mrs. Alice Smith Apartment, 1c 213, Derrick Street, 2nd floor, Boston, MA, 02130, US',
    );
    assert.deepEqual(inCaibo(CLIENT, 'addressParts'), {
      street: 'Mrs. Alice Smith Apartment, 1c 213, Derrick Street, 2nd floor',
      city: 'Boston',
      state: 'MA',
      zipCode: '02130',
      country: 'US',
    });
  });

  test('one line is the first line, and nothing of the old address is left', () => {
    const moved = viaCaibo(CLIENT, { address: '1 New Road, Leeds' });
    assert.deepEqual(inMastercard(moved, 'clientBaseAddressData'), { addressLine1: '1 New Road, Leeds' });
    const inTown = modified(moved, { clientBaseAddressData: { city: 'Leeds', country: 'GBR' } });
    assert.equal(inCaibo(inTown, 'address'), '1 New Road, Leeds, Leeds, GB');
  });

  test('one line that is sent as it is shown keeps the lines', () => {
    assert.deepEqual(viaCaibo(CLIENT, { address: inCaibo(CLIENT, 'address') ?? null }), CLIENT);
  });

  test('an address that is too long for one line is shown whole and does not stand in the way of other changes', () => {
    const long = modified(CLIENT, { clientBaseAddressData: { addressLine2: 'x'.repeat(255) } });
    assert.ok(String(inCaibo(long, 'address')).length > 255);
    assert.equal(inCaibo(viaCaibo(long, { memberId: 'M-1' }), 'memberId'), 'M-1');
    assert.deepEqual(refusals(long, { address: { city: 'Salem' } }), { '/address': 'maxLength' });
  });

  test('a country is one country, in two letters there and three here', () => {
    for (const [alpha2, alpha3] of [
      ['DE', 'DEU'],
      ['PL', 'POL'],
      ['XK', 'XKX'],
    ] as const) {
      const there = viaCaibo(CLIENT, { address: { country: alpha2 } });
      assert.equal(shownAt(there, '/clientBaseAddressData/country'), alpha3);
      const here = modified(CLIENT, patchTo('/clientBaseAddressData/country', alpha3));
      assert.deepEqual(here, there);
      assert.equal((inCaibo(here, 'addressParts') as JsonObject)['country'], alpha2);
    }
  });

  test('a billing address of the one is an address by its type of the other', () => {
    const record = viaCaibo(CLIENT, { billingAddress: { street: 'Coin Street 1', city: 'Berlin', country: 'DE' } });
    assert.deepEqual(addressesOf(record), [
      { addressType: 'billing', addressLine1: 'Coin Street 1', city: 'Berlin', country: 'DEU', enabled: true },
    ]);
    const body = { addressLine1: 'Coin Street', addressLine2: '2', country: 'AUT' };
    const after = applied(addressReplacement('billing', body), record);
    assert.deepEqual(inCaibo(after, 'billingAddress'), { street: 'Coin Street, 2', country: 'AT' });
    const emptied = applied(addressReplacement('billing', {}), after);
    assert.equal(inCaibo(emptied, 'billingAddress'), undefined);
    assert.deepEqual(addressesOf(emptied), [{ addressType: 'billing', enabled: true }]);
  });
});

describe('across faces: how to reach somebody', () => {
  test('phone is the mobile number of both', () => {
    const there = viaCaibo(CLIENT, { phone: '+1 555 0100' });
    assert.equal(shownAt(there, '/clientContactData/phoneNumberMobile'), '+1 555 0100');
    assert.equal(shownAt(there, '/clientContactData/phoneNumberHome'), '0048123456789');
    const here = modified(there, { clientContactData: { phoneNumberMobile: null, phoneNumberWork: '0049123' } });
    assert.equal(inCaibo(here, 'phone'), null);
  });

  test('a telephone number that is no standard one stays what it is', () => {
    const own = settingsWith({ phones: 'standard' });
    const there = viaCaibo(CLIENT, { phone: '+1 (555) 0100' });
    const here = modified(
      there,
      { clientContactData: { phoneNumberMobile: '+1 (555) 0100', email: 'a@b.example' } },
      own,
    );
    assert.equal(inCaibo(here, 'phone'), '+1 (555) 0100');
  });

  test('an e-mail address longer than the one allows is shown there, and other changes pass', () => {
    const label = 'a'.repeat(60);
    const email = `jane@${label}.${label}.${label}.example`.padStart(200, 'j');
    assert.equal(email.length, 200);
    const record = modified(CLIENT, { clientContactData: { email } });
    assert.equal(inCaibo(record, 'email'), email);
    const after = viaCaibo(record, { memberId: 'M-1' });
    assert.deepEqual(viaCaibo(after, view(caiboLens, after, facts)), after);
    assert.deepEqual(refusals(record, { email: `j${email}` }), { '/email': 'maxLength' });
    assert.equal(
      shownAt(viaCaibo(after, { email: 'jane@example.com' }), '/clientContactData/email'),
      'jane@example.com',
    );
  });

  test('an e-mail address that was cleared here is empty there', () => {
    const record = modified(CLIENT, { clientContactData: { email: null } });
    assert.equal(inCaibo(record, 'email'), '');
    assert.equal(inCaibo(viaCaibo(record, { memberId: 'M-1' }), 'memberId'), 'M-1');
  });
});

describe('across faces: the rest', () => {
  const languageOf = (record: JsonObject) => (record['preferences'] as JsonObject | undefined)?.['language'];

  test('a language is shown by its two letters, and keeps its region unless it changes', () => {
    const there = viaCaibo(CLIENT, { preferences: { language: 'pl-PL' } });
    assert.equal(shownAt(there, '/clientPersonalData/language'), 'pl');
    assert.deepEqual(modified(there, { clientPersonalData: { language: 'pl' } }), there);
    assert.equal(languageOf(modified(there, { clientPersonalData: { language: 'de' } })), 'de');
    assert.equal(languageOf(modified(there, { clientPersonalData: { language: null } })), undefined);
  });

  test('a language of three letters is not shown, and makes room for one of two', () => {
    const there = viaCaibo(CLIENT, { preferences: { language: 'fil-PH' } });
    assert.equal(shownAt(there, '/clientPersonalData/language'), undefined);
    assert.equal(languageOf(modified(there, { clientPersonalData: { firstName: 'Jo' } })), 'fil-PH');
    assert.equal(languageOf(modified(there, { clientPersonalData: { language: 'tl' } })), 'tl');
  });

  test('birth date and tax members are the same facts', () => {
    assert.equal(inCaibo(CLIENT, 'dateOfBirth'), '2021-06-25');
    assert.deepEqual(inCaibo(CLIENT, 'tax'), { identifier: '161235698529531', position: 'Tax position' });
    const there = viaCaibo(CLIENT, { dateOfBirth: '1990-01-31', tax: { identifier: 'T-1', position: null } });
    assert.equal(shownAt(there, '/clientPersonalData/birthDate'), '1990-01-31');
    assert.equal(shownAt(there, '/clientIdentificationData/taxpayerIdentifier'), 'T-1');
    assert.equal(shownAt(there, '/clientIdentificationData/taxPosition'), undefined);
  });

  test('custom data is left alone by the other face', () => {
    const { custom } = CLIENT;
    assert.deepEqual(custom, { tags: { ADD_INFO_01: { TAG_01: 'TAG_01_VALUE' } } });
    const shown = view(caiboLens, CLIENT, facts);
    assert.ok(
      !JSON.stringify(shown, (_name, value) => (typeof value === 'bigint' ? String(value) : value)).includes('TAG_01'),
    );
    const changed = viaCaibo(CLIENT, { name: 'Johnny', address: null, phone: null, tax: null, preferences: null });
    assert.deepEqual(changed['custom'], custom);
    assert.deepEqual(viaCaibo(CLIENT, shown), CLIENT);
  });

  test('what one face keeps and the other has no word for survives both', () => {
    const there = viaCaibo(CLIENT, {
      memberId: 'M-1',
      status: 'suspended',
      consents: { marketing: { granted: true } },
    });
    const here = modified(there, { clientContactData: null, clientPersonalData: null, clientBaseAddressData: null });
    for (const name of ['memberId', 'status', 'consents']) assert.deepEqual(inCaibo(here, name), inCaibo(there, name));
    const back = viaCaibo(here, { memberId: null });
    for (const group of ['clientCompanyData', 'clientIdentificationData', 'embossedData', 'clientNumber'])
      assert.deepEqual(inMastercard(back, group), inMastercard(CLIENT, group));
  });
});

describe('across faces: a customer of the third', () => {
  const CUSTOMER = viaCybersource(CLIENT, CUSTOMER_BODY);
  const entries = (record: JsonObject) => customerMembers(record)['merchantDefinedInformation'];

  test('an e-mail address is the same in all three, whichever writes it', () => {
    const writers: ((email: string | null) => JsonObject)[] = [
      (email) => viaCybersource(CUSTOMER, { buyerInformation: { email } }),
      (email) => modified(CUSTOMER, { clientContactData: { email } }),
    ];
    const shown = (record: JsonObject) => [
      (customerMembers(record)['buyerInformation'] as JsonObject)['email'],
      shownAt(record, '/clientContactData/email'),
      inCaibo(record, 'email'),
    ];
    for (const write of [...writers, (email: string) => viaCaibo(CUSTOMER, { email })])
      assert.deepEqual(shown(write('ann@example.com')), Array(3).fill('ann@example.com'));
    for (const write of writers) assert.deepEqual(shown(write(null)), [undefined, undefined, '']);
  });

  test('merchant-defined data and tags do not touch each other', () => {
    const { tags } = CLIENT['custom'] as JsonObject;
    for (const list of [[], null, [{ name: 'data4', value: 'four' }]])
      assert.deepEqual(
        (viaCybersource(CUSTOMER, { merchantDefinedInformation: list })['custom'] as JsonObject)['tags'],
        tags,
      );
    const tag = { tagContainer: 'ADD_INFO_01', tagName: 'TAG_01' };
    for (const change of [{ tagValue: 'new' }, { removeTag: true }])
      assert.deepEqual(entries(modified(CUSTOMER, { clientCustomData: [{ ...tag, ...change }] })), entries(CUSTOMER));
    assert.deepEqual(entries(viaCaibo(CUSTOMER, { name: 'Johnny', address: null })), entries(CUSTOMER));
  });

  test('shipping addresses are no addresses of the other two, nor theirs shipping addresses', () => {
    const record = withAddress(withAddress(CUSTOMER, ADDRESS_ID), OTHER_ID, { shipTo: { locality: 'Oslo' } });
    assert.equal(inCaibo(record, 'shippingAddress'), undefined);
    assert.deepEqual(addressesOf(record), []);
    const moved = viaCaibo(record, { shippingAddress: { street: 'Coin Street 1', country: 'DE' }, address: null });
    assert.deepEqual(shippingAddressMembers(moved, ADDRESS_ID), { id: ADDRESS_ID, default: true, shipTo: SHIP_TO });
    assert.deepEqual(shippingAddressIds(moved), [ADDRESS_ID, OTHER_ID]);
    assert.deepEqual(shippingAddressIds(viaCaibo(CUSTOMER, { shippingAddress: { city: 'Bonn' } })), []);
    const cleared = viaCaibo(moved, { shippingAddress: null, billingAddress: null });
    assert.deepEqual(shippingAddressIds(cleared), [ADDRESS_ID, OTHER_ID]);
  });

  test('a shipping address that is deleted leaves all other addresses', () => {
    const record = viaCaibo(withAddress(CUSTOMER, ADDRESS_ID), { shippingAddress: { city: 'Bonn' } });
    const after = applied({ ok: true, value: addressDeletion(ADDRESS_ID) }, record);
    assert.deepEqual(after['addresses'], {
      ...(CUSTOMER['addresses'] as JsonObject),
      byType: { shipping: { city: 'Bonn' } },
    });
    assert.deepEqual(inCaibo(after, 'address'), inCaibo(CUSTOMER, 'address'));
  });

  test('what the third has no word for survives it, and what it alone has survives the others', () => {
    const there = viaCaibo(CUSTOMER, { memberId: 'M-1', status: 'suspended' });
    const here = viaCybersource(there, {
      ...customerMembers(there),
      buyerInformation: null,
      objectInformation: { title: 'T' },
    });
    for (const name of ['memberId', 'status', 'address', 'name', 'phone', 'dateOfBirth'])
      assert.deepEqual(inCaibo(here, name), inCaibo(there, name));
    for (const group of ['clientNumber', 'clientCompanyData', 'clientIdentificationData', 'embossedData'])
      assert.deepEqual(inMastercard(here, group), inMastercard(CLIENT, group));
    const back = modified(viaCaibo(here, { memberId: null }), { clientContactData: null, clientPersonalData: null });
    assert.deepEqual(customerMembers(back), customerMembers(here));
  });
});
