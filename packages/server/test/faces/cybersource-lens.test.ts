/** What each member of a customer takes through the Cybersource face, and what it is told when it does not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Json, type JsonObject, member, patchOf, validatorOf } from '@clientele/core';
import { AuthenticationFailed, Errors } from '../../src/faces/cybersource/answers.ts';
import { modification } from '../../src/faces/cybersource/edit.ts';
import { customerLens, customerMembers } from '../../src/faces/cybersource/lens.ts';
import { Customer, CustomerPatch, MERCHANT_DEFINED_NAMES } from '../../src/faces/cybersource/schema.ts';
import { vendorPointer } from '../../src/lens/vendor-words.ts';
import { stringifyJson } from '../../src/wire/strict-json.ts';
import {
  ADDRESS_ID,
  applied,
  broken,
  CUSTOMER,
  CUSTOMER_BODY,
  CUSTOMER_ID,
  modified,
  OTHER_ID,
  problemOf,
  refusing,
  SYSTEM,
  settings,
  withAddress,
} from './cybersource/edits.ts';

const tokens = (pointer: string) => pointer.slice(1).split('/');
const patchTo = (pointer: string, value: Json) =>
  tokens(pointer).reduceRight<Json>((inner, token) => ({ [token]: inner }), value) as JsonObject;
const shownAt = (record: JsonObject, pointer: string) =>
  tokens(pointer).reduce<Json | undefined>((value, token) => member(value, token), customerMembers(record));
const change = (patch: JsonObject) => modification(patch, settings);

/** The members that are text, with the vendor's limit. */
const texts: Readonly<Record<string, number>> = {
  '/objectInformation/title': 60,
  '/objectInformation/comment': 150,
  '/buyerInformation/merchantCustomerID': 100,
  '/clientReferenceInformation/code': 50,
};

describe('cybersource lens: texts', () => {
  for (const [pointer, limit] of Object.entries(texts)) {
    test(`takes ${pointer} up to ${limit} characters`, () => {
      for (const value of ['x'.repeat(limit), '\u{1f600}'.repeat(limit), ' '])
        assert.equal(shownAt(modified(CUSTOMER, patchTo(pointer, value)), pointer), value);
      assert.deepEqual(broken(change(patchTo(pointer, 'x'.repeat(limit + 1)))), { [pointer]: 'maxLength' });
      assert.deepEqual(broken(change(patchTo(pointer, 'a\u0007b'))), { [pointer]: 'pattern' });
      for (const wrong of [5, true, {}, []])
        assert.deepEqual(Object.keys(broken(change(patchTo(pointer, wrong)), CUSTOMER)), [pointer]);
    });

    test(`clears ${pointer} with null and the empty string, and only that`, () => {
      const full = modified(CUSTOMER, patchTo(pointer, 'text'));
      for (const nothing of [null, '']) {
        const cleared = modified(full, patchTo(pointer, nothing));
        assert.equal(shownAt(cleared, pointer), undefined);
        assert.deepEqual(modified(cleared, patchTo(pointer, 'text')), full);
        assert.deepEqual(modified(cleared, patchTo(pointer, nothing)), cleared);
      }
    });
  }

  test('an e-mail address has 255 characters at most and the form that every face can show', () => {
    const label = 'a'.repeat(60);
    const longest = `jane@${label}.${label}.${label}.example`.padStart(255, 'a').slice(-255);
    assert.ok(longest.lastIndexOf('@') <= 64);
    const pointer = '/buyerInformation/email';
    assert.equal(shownAt(modified(CUSTOMER, patchTo(pointer, longest)), pointer), longest);
    assert.deepEqual(broken(change(patchTo(pointer, `${longest}m`))), { [pointer]: 'maxLength' });
    for (const wrong of ['nobody', 'a b@example.com', '@example.com'])
      assert.deepEqual(broken(change(patchTo(pointer, wrong))), { [pointer]: 'format' });
    for (const nothing of [null, ''])
      assert.equal(shownAt(modified(CUSTOMER, patchTo(pointer, nothing)), pointer), undefined);
  });

  test('every member that can be written can be null in the published schema', () => {
    const written = customerLens.members.filter(({ writable }) => writable).map(({ vendor }) => vendor);
    const everything = patchOf(written.map((pointer) => [tokens(pointer), undefined] as const));
    assert.deepEqual(validatorOf(CustomerPatch)(everything), []);
    assert.equal(written.length, 8);
  });
});

describe('cybersource lens: a customer', () => {
  test('the vendor’s example is taken, kept in the words of the record and shown again', () => {
    assert.deepEqual(CUSTOMER, {
      ...SYSTEM,
      references: { merchantCustomerId: 'Your customer identifier', code: 'TC50171_3' },
      contact: { email: 'test@cybs.com' },
      custom: { merchantDefined: { data1: 'Your customer data' } },
    });
    const shown = customerMembers(CUSTOMER);
    assert.equal(stringifyJson(shown), stringifyJson({ id: CUSTOMER_ID, ...CUSTOMER_BODY }));
    assert.deepEqual(validatorOf(Customer)(shown), []);
    assert.deepEqual(modified(CUSTOMER, CUSTOMER_BODY), CUSTOMER);
  });

  test('a customer without anything is one, with an empty list', () => {
    assert.deepEqual(applied(modification({}, settings), {}), {});
    assert.deepEqual(customerMembers(SYSTEM), { id: CUSTOMER_ID, merchantDefinedInformation: [] });
  });

  test('null counts as left out of a new customer, and changes nothing that is absent', () => {
    const nothing = {
      objectInformation: null,
      buyerInformation: { email: null, merchantCustomerID: null },
      clientReferenceInformation: { code: null },
      merchantDefinedInformation: null,
      defaultPaymentInstrument: { id: null },
      defaultShippingAddress: null,
    };
    assert.deepEqual(applied(modification(nothing, settings), {}), {});
    assert.deepEqual(modified(SYSTEM, nothing), SYSTEM);
  });

  test('null for a group removes the whole group and nothing else', () => {
    const after = modified(modified(CUSTOMER, { objectInformation: { title: 'T', comment: 'C' } }), {
      buyerInformation: null,
      objectInformation: null,
    });
    assert.deepEqual(after, {
      ...SYSTEM,
      references: { code: 'TC50171_3' },
      custom: { merchantDefined: { data1: 'Your customer data' } },
    });
  });

  test('what was read can be sent back, with whatever stands in the members that cannot be written', () => {
    for (const value of [{ self: { href: '/elsewhere' } }, 'text', 5, null, [], true]) {
      const rest = { id: value, _links: value, metadata: value, _embedded: value };
      assert.deepEqual(modified(CUSTOMER, { ...customerMembers(CUSTOMER), ...rest }), CUSTOMER);
      assert.deepEqual(applied(modification({ ...CUSTOMER_BODY, ...rest }, settings), {}), withoutSystem(CUSTOMER));
    }
  });

  test('members that the vendor does not have are ignored at every depth, also misspelt ones', () => {
    const body = {
      unknown: { deep: [1, { deeper: null }] },
      constructor: 1,
      buyerInformation: { merchantCustomerId: 'lost', email: 'new@example.com', companyTaxID: 5 },
      merchantDefinedInformation: [{ name: 'data2', value: 'kept', more: {} }],
      defaultShippingAddress: { href: 5 },
    };
    assert.deepEqual(applied(modification(body, settings), {}), {
      contact: { email: 'new@example.com' },
      custom: { merchantDefined: { data2: 'kept' } },
    });
  });

  test('groups that are no objects are refused', () => {
    for (const wrong of ['text', 5, true, [], ''])
      for (const name of ['objectInformation', 'buyerInformation', 'clientReferenceInformation'])
        assert.deepEqual(broken(change({ [name]: wrong }), CUSTOMER), { [`/${name}`]: 'type' });
  });

  test('all that is wrong with a customer is told at once', () => {
    const body = {
      objectInformation: { title: 'x'.repeat(61) },
      buyerInformation: { email: 'nobody', merchantCustomerID: 5 },
      merchantDefinedInformation: [{ name: 'data5', value: 'x' }, { name: 'data1' }, { value: 'x'.repeat(101) }],
      defaultPaymentInstrument: { id: OTHER_ID },
      defaultShippingAddress: { id: OTHER_ID },
    };
    assert.deepEqual(broken(modification(body, settings)), {
      '/objectInformation/title': 'maxLength',
      '/buyerInformation/email': 'format',
      '/buyerInformation/merchantCustomerID': 'type',
      '/merchantDefinedInformation/0/name': 'enum',
      '/merchantDefinedInformation/1/value': 'required',
      '/merchantDefinedInformation/2/name': 'required',
      '/merchantDefinedInformation/2/value': 'maxLength',
      '/defaultPaymentInstrument/id': 'reference',
      '/defaultShippingAddress/id': 'reference',
    });
  });

  test('a customer that is no object is malformed', () => {
    for (const body of [[], 'text', 5, null, undefined])
      for (const edit of [modification(body, settings), modification(body, settings)])
        assert.equal(problemOf(edit, CUSTOMER).type, 'malformed');
  });

  test('what core finds wrong with a field of a customer is told in the vendor’s words', () => {
    const places = {
      '/contact/email': '/buyerInformation/email',
      '/references/merchantCustomerId': '/buyerInformation/merchantCustomerID',
      '/custom/merchantDefined/data1': '/merchantDefinedInformation',
      '/addresses/defaultShipping': '/defaultShippingAddress/id',
      '/addresses': '',
    };
    for (const [field, vendor] of Object.entries(places))
      assert.equal(vendorPointer(customerLens, field), vendor, field);
  });

  test('the vendor’s refusals have the published shapes', () => {
    const conflict = { errors: [{ type: 'notAvailable', message: 'Token not available.' }] };
    assert.deepEqual(validatorOf(Errors)(conflict), []);
    assert.deepEqual(validatorOf(AuthenticationFailed)({ response: { rmsg: 'Authentication Failed' } }), []);
  });
});

describe('cybersource lens: merchant-defined data', () => {
  const given = (entries: Json) => ({ merchantDefinedInformation: entries });
  const entries = (record: JsonObject) => customerMembers(record)['merchantDefinedInformation'];

  test('the list is replaced as a whole and shown in the vendor’s order', () => {
    const two = modified(
      CUSTOMER,
      given([
        { name: 'sensitive1', value: 'S' },
        { name: 'data2', value: 'two' },
      ]),
    );
    assert.deepEqual(entries(two), [
      { name: 'data2', value: 'two' },
      { name: 'sensitive1', value: 'S' },
    ]);
    const reversed = MERCHANT_DEFINED_NAMES.toReversed().map((name) => ({ name, value: name }));
    assert.deepEqual(entries(modified(two, given(reversed))), reversed.toReversed());
  });

  test('an empty list and null empty it, and it is shown empty', () => {
    for (const nothing of [[], null]) {
      const emptied = modified(CUSTOMER, given(nothing));
      assert.deepEqual(entries(emptied), []);
      assert.equal(emptied['custom'], undefined);
      assert.deepEqual(modified(emptied, given(nothing)), emptied);
    }
  });

  test('an empty value is a value', () => {
    assert.deepEqual(entries(modified(CUSTOMER, given([{ name: 'data4', value: '' }]))), [
      { name: 'data4', value: '' },
    ]);
  });

  test('what is kept under other names is neither shown nor lost', () => {
    const others = { loyalty: 'gold', Data1: 'capital' };
    const record = { ...CUSTOMER, custom: { merchantDefined: { ...others, data1: 'one' }, tags: { A: { b: 'c' } } } };
    assert.deepEqual(entries(record), [{ name: 'data1', value: 'one' }]);
    for (const nothing of [[], null])
      assert.deepEqual(modified(record, given(nothing))['custom'], {
        merchantDefined: others,
        tags: { A: { b: 'c' } },
      });
    assert.deepEqual(broken(change(given([{ name: 'loyalty', value: 'x' }])), record), {
      '/merchantDefinedInformation/0/name': 'enum',
    });
  });

  test('one name cannot have two entries', () => {
    const twice = ['data1', 'data2', 'data1', 'data1', 'data2'].map((name) => ({ name, value: 'x' }));
    assert.deepEqual(broken(change(given(twice))), {
      '/merchantDefinedInformation/2/name': 'repeated',
      '/merchantDefinedInformation/4/name': 'repeated',
    });
  });

  test('a value has 100 characters at most, a list as many entries as there are names', () => {
    for (const value of ['x'.repeat(100), '\u{1f600}'.repeat(100)])
      assert.deepEqual(entries(modified(CUSTOMER, given([{ name: 'data1', value }]))), [{ name: 'data1', value }]);
    assert.deepEqual(broken(change(given([{ name: 'data1', value: 'x'.repeat(101) }]))), {
      '/merchantDefinedInformation/0/value': 'maxLength',
    });
    const many = Array.from({ length: 9 }, () => ({ name: 'data1', value: '' }));
    assert.equal(broken(change(given(many)))['/merchantDefinedInformation'], 'maxItems');
    for (const wrong of [{}, 'text', 5, { name: 'data1', value: 'x' }])
      assert.deepEqual(broken(change(given(wrong))), { '/merchantDefinedInformation': 'type' });
    assert.deepEqual(broken(change(given(['data1', null]))), {
      '/merchantDefinedInformation/0': 'type',
      '/merchantDefinedInformation/1': 'type',
    });
  });

  test('a tenant can refuse personal data in it: only what is new, beside all else that is wrong', () => {
    const edit = (patch: JsonObject) => modification(patch, refusing);
    const card = { name: 'data1', value: 'card 4111 1111 1111 1111' };
    const record = modified(CUSTOMER, given([card]));
    const patch = { ...given([{ name: 'data2', value: 'ann@example.com' }, card]), objectInformation: { title: 5 } };
    assert.deepEqual(broken(edit(patch), record), {
      '/merchantDefinedInformation/0/value': 'personalData',
      '/objectInformation/title': 'type',
    });
    assert.deepEqual(applied(edit(given([card])), record), record);
    assert.deepEqual(broken(modification(given([card]), refusing)), {
      '/merchantDefinedInformation/0/value': 'personalData',
    });
    assert.deepEqual(applied(edit({ buyerInformation: { email: 'ann@example.com' } }), record)['contact'], {
      email: 'ann@example.com',
    });
  });
});

describe('cybersource lens: the defaults', () => {
  const two = withAddress(withAddress(CUSTOMER, ADDRESS_ID), OTHER_ID);
  const choosing = (id: Json) => change({ defaultShippingAddress: { id } });

  test('the default address is chosen among those that are there', () => {
    assert.equal(shownAt(two, '/defaultShippingAddress/id'), ADDRESS_ID);
    const chosen = applied(choosing(OTHER_ID), two);
    assert.equal(shownAt(chosen, '/defaultShippingAddress/id'), OTHER_ID);
    assert.deepEqual(applied(choosing(OTHER_ID), chosen), chosen);
    for (const id of ['0'.repeat(32), ADDRESS_ID.toLowerCase(), 'constructor', '*', 'x'])
      assert.deepEqual(broken(choosing(id), two), { '/defaultShippingAddress/id': 'reference' });
    assert.deepEqual(broken(choosing('x'.repeat(33)), two), { '/defaultShippingAddress/id': 'maxLength' });
    assert.deepEqual(broken(choosing(5), two), { '/defaultShippingAddress/id': 'type' });
  });

  test('the default address is never cleared', () => {
    for (const patch of [{ defaultShippingAddress: null }, { defaultShippingAddress: { id: null } }])
      assert.deepEqual(broken(change(patch), two), { '/defaultShippingAddress/id': 'notClearable' });
    assert.deepEqual(broken(choosing(''), two), { '/defaultShippingAddress/id': 'minLength' });
    assert.deepEqual(modified(two, { defaultShippingAddress: {} }), two);
  });

  test('there is no payment instrument to choose', () => {
    assert.deepEqual(broken(change({ defaultPaymentInstrument: { id: OTHER_ID } }), two), {
      '/defaultPaymentInstrument/id': 'reference',
    });
    for (const nothing of [null, {}, { id: null }])
      assert.deepEqual(modified(two, { defaultPaymentInstrument: nothing }), two);
  });
});

function withoutSystem(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !Object.hasOwn(SYSTEM, name)));
}
