/** Shipping addresses of a customer of the Cybersource face. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Json, type JsonObject, validatorOf } from '@clientele/core';
import { PaymentInstrumentPage, ShippingAddressPage } from '../../src/faces/cybersource/answers.ts';
import { customerMembers } from '../../src/faces/cybersource/lens.ts';
import { ShippingAddress, ShippingAddressPatch } from '../../src/faces/cybersource/schema.ts';
import { addressCreation, addressDeletion, addressModification } from '../../src/faces/cybersource/shipping-edit.ts';
import {
  shippingAddressIds,
  shippingAddressLens,
  shippingAddressMembers,
} from '../../src/faces/cybersource/shipping-lens.ts';
import { stringifyJson } from '../../src/wire/strict-json.ts';
import {
  ADDRESS_ID,
  applied,
  broken,
  CUSTOMER,
  modified,
  OTHER_ID,
  problemOf,
  SHIP_TO,
  withAddress,
} from './cybersource/edits.ts';

const ONE = withAddress(CUSTOMER, ADDRESS_ID);
const TWO = withAddress(ONE, OTHER_ID, { shipTo: { firstName: 'Ann' } });
const change = (body: Json, id = ADDRESS_ID) => addressModification(id, body);
const shipTo = (record: JsonObject, id = ADDRESS_ID) => shippingAddressMembers(record, id)?.['shipTo'];
const defaultOf = (record: JsonObject) => {
  const isDefault = (id: string) => shippingAddressMembers(record, id)?.['default'] === true;
  const ids = shippingAddressIds(record).filter(isDefault);
  const { id } = (customerMembers(record)['defaultShippingAddress'] ?? {}) as JsonObject;
  assert.deepEqual(ids, id === undefined ? [] : [id]);
  return id;
};

describe('cybersource shipping addresses: members', () => {
  test('the vendor’s sample is added, kept in the words of the record and shown again', () => {
    assert.deepEqual(ONE, {
      ...CUSTOMER,
      addresses: {
        shipping: {
          [ADDRESS_ID]: {
            firstName: 'John',
            lastName: 'Doe',
            company: 'Company Name',
            line1: '1 Market St',
            city: 'San Francisco',
            state: 'CA',
            postalCode: '94105',
            country: 'US',
            email: 'test@cybs.com',
            phone: '4158880000',
          },
        },
        defaultShipping: ADDRESS_ID,
      },
    });
    const shown = shippingAddressMembers(ONE, ADDRESS_ID) ?? {};
    assert.equal(stringifyJson(shown), stringifyJson({ id: ADDRESS_ID, default: true, shipTo: SHIP_TO }));
    assert.deepEqual(validatorOf(ShippingAddress)(shown), []);
    assert.deepEqual(applied(change(shown), ONE), ONE);
  });

  const limits: Readonly<Record<string, number>> = {
    firstName: 60,
    lastName: 60,
    company: 60,
    address1: 60,
    address2: 60,
    locality: 50,
    administrativeArea: 20,
    postalCode: 10,
  };
  for (const [name, limit] of Object.entries(limits)) {
    test(`takes shipTo.${name} up to ${limit} characters, and clears it`, () => {
      const sent = (value: Json) => change({ shipTo: { [name]: value } });
      for (const value of ['x'.repeat(limit), '\u{1f600}'.repeat(limit)])
        assert.deepEqual(shipTo(applied(sent(value), ONE)), { ...SHIP_TO, [name]: value });
      assert.deepEqual(broken(sent('x'.repeat(limit + 1)), ONE), { [`/shipTo/${name}`]: 'maxLength' });
      for (const wrong of [5, true, {}, []])
        assert.deepEqual(Object.keys(broken(sent(wrong), ONE)), [`/shipTo/${name}`]);
      const { [name]: _cleared, ...rest } = SHIP_TO;
      for (const nothing of [null, '']) assert.deepEqual(shipTo(applied(sent(nothing), ONE)), rest);
    });
  }

  test('country, e-mail address and telephone number have their forms and their limits', () => {
    const label = 'a'.repeat(63);
    const longest = `${'j'.repeat(64)}@${label}.${label}.${label}.${'a'.repeat(63)}`;
    assert.equal(longest.length, 320);
    const good = { country: 'DE', email: longest, phoneNumber: '+1 415 888-0000' };
    assert.deepEqual(shipTo(applied(change({ shipTo: good }), ONE)), { ...SHIP_TO, ...good });
    const wrong = { country: 'QQ', email: 'nobody', phoneNumber: 'call me' };
    assert.deepEqual(broken(change({ shipTo: wrong }), ONE), {
      '/shipTo/country': 'format',
      '/shipTo/email': 'format',
      '/shipTo/phoneNumber': 'format',
    });
    const long = { country: 'USA', email: `${longest}a`, phoneNumber: '1234567890123456' };
    for (const [name, value] of Object.entries(long))
      assert.ok(Object.hasOwn(broken(change({ shipTo: { [name]: value } }), ONE), `/shipTo/${name}`));
    const none = { country: null, email: '', phoneNumber: null };
    const { country: _c, email: _e, phoneNumber: _p, ...rest } = SHIP_TO;
    assert.deepEqual(shipTo(applied(change({ shipTo: none }), ONE)), rest);
  });

  test('every member of an address can be null in the published schema', () => {
    const members = shippingAddressLens.members.map(({ vendor }) => [vendor.slice('/shipTo/'.length), null]);
    const body = { default: null, shipTo: Object.fromEntries(members) };
    assert.deepEqual(validatorOf(ShippingAddressPatch)(body), []);
    assert.equal(shipTo(applied(change(body), ONE)), undefined);
  });

  test('read-only and unknown members of an address are ignored, whatever they say', () => {
    for (const value of [{ self: 5 }, 'text', null, []]) {
      const rest = { id: value, _links: value, metadata: value, unknown: value };
      assert.deepEqual(applied(change({ ...rest, shipTo: { zip: value, constructor: 1 } }), ONE), ONE);
      assert.deepEqual(withAddress(CUSTOMER, ADDRESS_ID, { ...rest, shipTo: SHIP_TO }), ONE);
    }
  });

  test('an address of which nothing is left stays', () => {
    for (const body of [
      { shipTo: null },
      { shipTo: Object.fromEntries(Object.keys(SHIP_TO).map((name) => [name, ''])) },
    ]) {
      const emptied = applied(change(body), ONE);
      assert.deepEqual(shippingAddressMembers(emptied, ADDRESS_ID), { id: ADDRESS_ID, default: true });
      assert.deepEqual(applied(change({ shipTo: SHIP_TO }), emptied)['contact'], ONE['contact']);
      assert.deepEqual(shipTo(applied(change({ shipTo: SHIP_TO }), emptied)), SHIP_TO);
    }
    const added = withAddress(CUSTOMER, ADDRESS_ID, {});
    assert.deepEqual(shippingAddressMembers(added, ADDRESS_ID), { id: ADDRESS_ID, default: true });
    assert.deepEqual(applied(change({}), added), added);
  });

  test('an address that is no object is malformed', () => {
    for (const body of [[], 'text', 5, null, undefined]) {
      assert.equal(problemOf(addressCreation(body, ADDRESS_ID), CUSTOMER).type, 'malformed');
      assert.equal(problemOf(addressModification(ADDRESS_ID, body), ONE).type, 'malformed');
    }
    for (const wrong of ['text', 5, []])
      assert.deepEqual(broken(change({ shipTo: wrong }), ONE), { '/shipTo': 'type' });
  });

  test('an id is given to one address only', () => {
    assert.deepEqual(problemOf(addressCreation({}, ADDRESS_ID), ONE), { type: 'taken', kind: 'shippingAddress' });
  });

  test('there is nothing to change or delete where there is no address', () => {
    for (const id of ['0'.repeat(32), OTHER_ID, ADDRESS_ID.toLowerCase(), 'constructor', '__proto__', '*'])
      for (const edit of [
        addressModification(id, { shipTo: SHIP_TO }),
        { ok: true, value: addressDeletion(id) } as const,
      ])
        assert.deepEqual(problemOf(edit, ONE), { type: 'not-found', part: 'address' });
    assert.equal(shippingAddressMembers(ONE, OTHER_ID), undefined);
  });

  test('pages of addresses and the empty page of payment instruments have the published shapes', () => {
    const link = { href: '/tms/v2/customers/1/shipping-addresses?offset=0&limit=20' };
    const page = { _links: { self: link, first: link, last: link }, offset: 0, limit: 20, count: 1, total: 1 };
    const shippingAddresses = [shippingAddressMembers(ONE, ADDRESS_ID) as JsonObject];
    assert.deepEqual(validatorOf(ShippingAddressPage)({ ...page, _embedded: { shippingAddresses } }), []);
    const empty = { ...page, count: 0, total: 0, _embedded: { paymentInstruments: [] } };
    assert.deepEqual(validatorOf(PaymentInstrumentPage)(empty), []);
  });
});

describe('cybersource shipping addresses: the default', () => {
  test('the first one is the default, whatever is said; a later one where that is asked for', () => {
    for (const flag of [{}, { default: false }, { default: 'false' }, { default: true }, { default: null }])
      assert.equal(defaultOf(withAddress(CUSTOMER, ADDRESS_ID, flag)), ADDRESS_ID);
    for (const flag of [{}, { default: false }, { default: 'false' }, { _default: false }, { default: null }])
      assert.equal(defaultOf(withAddress(ONE, OTHER_ID, flag)), ADDRESS_ID);
    for (const flag of [{ default: true }, { default: 'true' }, { _default: true }, { _default: 'true' }])
      assert.equal(defaultOf(withAddress(ONE, OTHER_ID, flag)), OTHER_ID);
  });

  test('making another one the default takes it from the one that was', () => {
    for (const flag of [
      { default: true },
      { default: 'true' },
      { _default: true },
      { default: false, _default: true },
    ]) {
      const moved = applied(change(flag, OTHER_ID), TWO);
      assert.equal(defaultOf(moved), OTHER_ID);
      assert.deepEqual(shipTo(moved, OTHER_ID), { firstName: 'Ann' });
      assert.equal(defaultOf(applied(change(flag), moved)), ADDRESS_ID);
      assert.deepEqual(moved, modified(TWO, { defaultShippingAddress: { id: OTHER_ID } }));
    }
  });

  test('a flag that says what is so changes nothing', () => {
    assert.deepEqual(applied(change({ default: true }), TWO), TWO);
    assert.deepEqual(applied(change({ default: false }, OTHER_ID), TWO), TWO);
    for (const nothing of [{}, { default: null }, { _default: null }])
      assert.deepEqual(applied(change(nothing), TWO), TWO);
  });

  test('the default cannot be given up while there are others; the only one stays it', () => {
    assert.deepEqual(broken(change({ default: false }), TWO), { '/default': 'default' });
    assert.deepEqual(broken(change({ default: 'false', shipTo: { email: 'nobody' } }), TWO), {
      '/default': 'default',
      '/shipTo/email': 'format',
    });
    assert.deepEqual(applied(change({ default: false }), ONE), ONE);
  });

  test('a flag that is no flag is refused under its own name', () => {
    for (const wrong of ['yes', '', 'TRUE', 1, 0, {}, []]) {
      assert.deepEqual(broken(change({ default: wrong }), TWO), { '/default': 'type' });
      assert.deepEqual(broken(change({ default: true, _default: wrong }), TWO), { '/_default': 'type' });
      assert.deepEqual(broken(addressCreation({ default: wrong }, OTHER_ID), ONE), { '/default': 'type' });
    }
  });

  test('addresses that another API added without choosing have the first as their default', () => {
    const shipping = { [OTHER_ID]: { city: 'Rome' }, [ADDRESS_ID]: { city: 'Oslo' } };
    for (const addresses of [{ shipping }, { shipping, defaultShipping: '0'.repeat(32) }]) {
      const record = { ...CUSTOMER, addresses };
      assert.equal(defaultOf(record), OTHER_ID);
      assert.deepEqual(applied(change({ default: true }, OTHER_ID), record), record);
      assert.deepEqual(broken(change({ default: false }, OTHER_ID), record), { '/default': 'default' });
      assert.equal(defaultOf(applied(change({ default: true }), record)), ADDRESS_ID);
      assert.equal(problemOf({ ok: true, value: addressDeletion(OTHER_ID) }, record).type, 'in-use');
    }
  });
});

describe('cybersource shipping addresses: deletion and order', () => {
  const deleted = (id: string, record: JsonObject) => applied({ ok: true, value: addressDeletion(id) }, record);

  test('the default goes last', () => {
    assert.deepEqual(problemOf({ ok: true, value: addressDeletion(ADDRESS_ID) }, TWO), { type: 'in-use' });
    assert.deepEqual(deleted(OTHER_ID, TWO), ONE);
    assert.deepEqual(deleted(ADDRESS_ID, ONE), CUSTOMER);
    const moved = applied(change({ default: true }, OTHER_ID), TWO);
    assert.equal(defaultOf(deleted(ADDRESS_ID, moved)), OTHER_ID);
  });

  test('a new first one is the default again', () => {
    const again = withAddress(deleted(ADDRESS_ID, ONE), OTHER_ID, {});
    assert.equal(defaultOf(again), OTHER_ID);
  });

  test('addresses are in the order in which they were added, whichever changes', () => {
    const ids = ['F'.repeat(32), '0'.repeat(32), '9'.repeat(32), ADDRESS_ID, `${'0'.repeat(31)}1`];
    const all = ids.reduce((record, id) => withAddress(record, id), CUSTOMER);
    assert.deepEqual(shippingAddressIds(all), ids);
    const changed = applied(change({ default: true, shipTo: { locality: 'Oslo' } }, '9'.repeat(32)), all);
    assert.deepEqual(shippingAddressIds(JSON.parse(JSON.stringify(changed)) as JsonObject), ids);
    assert.deepEqual(shippingAddressIds(deleted('0'.repeat(32), changed)), ids.toSpliced(1, 1));
    assert.deepEqual(shippingAddressIds(CUSTOMER), []);
  });
});
