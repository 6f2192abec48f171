/** What each member of a client takes through the Mastercard face, and what it is told when it does not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Json, type JsonObject, mergePatch, patchOf, validatorOf } from '@clientele/core';
import { Client } from '../../src/faces/mastercard/answers.ts';
import { creation, modification } from '../../src/faces/mastercard/edit.ts';
import { clientLens } from '../../src/faces/mastercard/lens.ts';
import { ClientModification } from '../../src/faces/mastercard/schema.ts';
import { vendorPointer } from '../../src/lens/vendor-words.ts';
import { view } from '../../src/lens/view.ts';
import { stringifyJson } from '../../src/wire/strict-json.ts';
import { applied, broken, CLIENT, modified, patchTo, SYSTEM, settings, shownAt, told } from './mastercard/edits.ts';
import { SAMPLE } from './mastercard/sample.ts';

/** Each member that may be written, with a new value. Absent keeps, `null` clears. */
const values: Readonly<Record<string, string>> = {
  '/additionalDate01': '2022-02-02T00:00:00Z',
  '/additionalDate02': '2022-02-02T00:00:00.5+01:00',
  '/clientBaseAddressData/addressLine1': 'Line',
  '/clientBaseAddressData/addressLine2': 'Line',
  '/clientBaseAddressData/addressLine3': 'Line',
  '/clientBaseAddressData/addressLine4': 'Line',
  '/clientBaseAddressData/city': 'Rome',
  '/clientBaseAddressData/country': 'ITA',
  '/clientBaseAddressData/postalCode': '00100',
  '/clientBaseAddressData/state': 'RM',
  '/clientCompanyData/companyDepartment': 'Sales',
  '/clientCompanyData/companyName': 'Shop',
  '/clientCompanyData/companyTradeName': 'The Shop',
  '/clientCompanyData/position': 'Clerk',
  '/clientContactData/email': 'a@b.example',
  '/clientContactData/fax': '+1 555 0100',
  '/clientContactData/faxHome': '+1 555 0101',
  '/clientContactData/phoneNumberHome': '+1 555 0102',
  '/clientContactData/phoneNumberMobile': '+1 555 0103',
  '/clientContactData/phoneNumberWork': '+1 555 0104',
  '/clientIdentificationData/identificationDocumentDetails': 'seen',
  '/clientIdentificationData/identificationDocumentNumber': '1',
  '/clientIdentificationData/identificationDocumentType': 'ID card',
  '/clientIdentificationData/socialNumber': '2',
  '/clientIdentificationData/taxPosition': 'abroad',
  '/clientIdentificationData/taxpayerIdentifier': '3',
  '/clientPersonalData/birthDate': '2000-02-29',
  '/clientPersonalData/birthName': 'Roe',
  '/clientPersonalData/birthPlace': 'Leeds',
  '/clientPersonalData/citizenship': 'XKX',
  '/clientPersonalData/firstName': 'Jane',
  '/clientPersonalData/gender': 'N',
  '/clientPersonalData/language': 'pl',
  '/clientPersonalData/lastName': 'Roe',
  '/clientPersonalData/maritalStatus': 'DM',
  '/clientPersonalData/middleName': 'May',
  '/clientPersonalData/secretPhrase': 'sesame',
  '/clientPersonalData/shortName': 'Jay',
  '/clientPersonalData/suffix': 'Jr',
  '/clientPersonalData/title': 'MRS',
  '/clientExpiryDate': '2030-01-01',
  '/embossedData/companyName': 'SHOP',
  '/embossedData/firstName': 'JANE',
  '/embossedData/lastName': 'ROE',
  '/embossedData/title': 'MRS',
};
/** The members whose limits leave no room for the empty string. */
const NEVER_EMPTY = new Set([
  '/additionalDate01',
  '/additionalDate02',
  '/clientBaseAddressData/country',
  '/clientPersonalData/birthDate',
  '/clientPersonalData/citizenship',
  '/clientPersonalData/gender',
  '/clientPersonalData/language',
  '/clientPersonalData/maritalStatus',
  '/clientExpiryDate',
  '/embossedData/lastName',
]);

describe('mastercard lens: absent, null, empty and a value', () => {
  for (const [pointer, value] of Object.entries(values)) {
    test(`takes ${pointer}`, () => {
      assert.equal(shownAt(modified(CLIENT, patchTo(pointer, value)), pointer), value);
      assert.equal(shownAt(modified(CLIENT, patchTo(pointer, null)), pointer), undefined);
      const emptied = patchTo(pointer, '');
      if (NEVER_EMPTY.has(pointer))
        assert.deepEqual(broken(modification(emptied, settings), CLIENT), { [pointer]: 'minLength' });
      else assert.equal(shownAt(modified(CLIENT, emptied), pointer), undefined);
      for (const wrong of [5, true, {}, []])
        assert.deepEqual(Object.keys(broken(modification(patchTo(pointer, wrong), settings), CLIENT)), [pointer]);
    });
  }

  test('every member that can be written is in the list above, and can be null in the published schema', () => {
    const written = clientLens.members.filter(({ writable }) => writable).map(({ vendor }) => vendor);
    assert.deepEqual(Object.keys(values), written);
    const everything = patchOf(Object.keys(values).map((pointer) => [pointer.slice(1).split('/'), undefined] as const));
    assert.deepEqual(validatorOf(ClientModification)(everything), []);
  });

  test('an empty patch changes nothing', () => {
    assert.deepEqual(modified(CLIENT, {}), CLIENT);
  });

  test('null for a group clears its members and nothing else', () => {
    const after = modified(CLIENT, { clientContactData: null, clientBaseAddressData: null });
    const { contact: _contact, addresses: _addresses, ...rest } = CLIENT;
    assert.deepEqual(after, rest);
  });

  test('null clears no language that is not shown', () => {
    const filipino = { ...CLIENT, preferences: { language: 'fil-PH' } };
    assert.deepEqual(modified(filipino, { clientPersonalData: { language: null } }), filipino);
  });
});

describe('mastercard lens: a client', () => {
  test('the vendor’s sample is taken and shown again, but for its custom data', () => {
    const { clientCustomData: _hidden, clientNumber, clientType, ...written } = SAMPLE;
    const shown = view(clientLens, CLIENT);
    assert.equal(
      stringifyJson(shown),
      stringifyJson({
        amendmentDate: '2026-11-22T12:00:00Z',
        clientId: 40000,
        clientNumber,
        clientType,
        dateOpen: '2019-06-25',
        ...written,
      }),
    );
    assert.deepEqual(validatorOf(Client)(shown), []);
  });

  test('the vendor’s sample is kept in the words of the record', () => {
    const phone = '0048123456789';
    assert.deepEqual(CLIENT, {
      ...SYSTEM,
      references: { clientNumber: 'ABC_5698521931' },
      classification: { clientType: 'PR', orderDepartment: 'Department', serviceGroupCode: '021' },
      additionalDates: { date01: '2021-01-27T09:59:44Z', date02: '2021-02-15T20:58:39Z' },
      addresses: {
        base: {
          line1: 'Mrs. Alice Smith Apartment',
          line2: '1c 213',
          line3: 'Derrick Street',
          line4: '2nd floor',
          city: 'Boston',
          country: 'US',
          postalCode: '02130',
          state: 'MA',
        },
      },
      company: { department: 'Department', name: 'Company', tradeName: 'Company Trade', position: 'Employee' },
      contact: {
        email: 'johndoe@example.com',
        phones: { home: phone, mobile: phone, work: phone },
        faxes: { home: phone, work: phone },
      },
      identification: {
        documentDetails: '161235698529429',
        documentNumber: '161235698529328',
        documentType: 'Passport',
        socialNumber: '161235698529227',
        taxPosition: 'Tax position',
        taxpayerIdentifier: '161235698529531',
      },
      name: {
        title: 'MR',
        first: 'John',
        middle: 'Carl',
        last: 'Doe',
        suffix: 'PhD',
        short: 'Madley',
        birth: 'Doe',
      },
      person: {
        birthDate: '2021-06-25',
        birthPlace: 'Warsaw',
        citizenship: 'US',
        gender: 'M',
        maritalStatus: 'DS',
        secretPhrase: 'secret',
      },
      preferences: { language: 'en' },
      expiryDate: '2029-06-25',
      embossing: { companyName: 'COMPANY', firstName: 'JOHN', lastName: 'DOE', title: 'MR' },
      custom: { tags: { ADD_INFO_01: { TAG_01: 'TAG_01_VALUE' } } },
    });
  });

  test('each telephone and fax number has its own place', () => {
    const numbers = {
      fax: '111',
      faxHome: '222',
      phoneNumberHome: '333',
      phoneNumberMobile: '444',
      phoneNumberWork: '555',
    };
    assert.deepEqual(modified(SYSTEM, { clientContactData: numbers })['contact'], {
      faxes: { work: '111', home: '222' },
      phones: { home: '333', mobile: '444', work: '555' },
    });
  });

  test('the vendor’s sample as a patch leaves its client as it is', () => {
    const { clientNumber: _number, clientType: _type, orderDepartment: _d, serviceGroupCode: _s, ...patch } = SAMPLE;
    assert.deepEqual(modified(CLIENT, patch), CLIENT);
  });

  test('a number and a type are enough for a new one; null members count as left out', () => {
    const least = { clientNumber: 'ABC_2', clientType: 'PR' };
    const made = { references: { clientNumber: 'ABC_2' }, classification: { clientType: 'PR' } };
    assert.deepEqual(applied(creation(least, settings), {}), made);
    const nothing = {
      clientId: null,
      amendmentOfficerId: null,
      dateOpen: null,
      orderDepartment: null,
      clientCustomData: null,
      clientExpiryDate: null,
      clientContactData: null,
      clientPersonalData: { firstName: null, gender: null },
      embossedData: { lastName: null },
    };
    assert.deepEqual(applied(creation({ ...nothing, ...least }, settings), {}), made);
  });

  test('a new one without number or type is told so', () => {
    const expected = { '/clientNumber': 'must not be null', '/clientType': 'must not be null' };
    assert.deepEqual(told(creation({}, settings)), expected);
    assert.deepEqual(told(creation({ clientNumber: null, clientType: null }, settings)), expected);
  });

  test('what was given at the creation is shown, ignored when repeated, and refused when changed', () => {
    const own = [
      'clientNumber',
      'clientType',
      'orderDepartment',
      'serviceGroupCode',
      'clientId',
      'dateOpen',
      'amendmentDate',
    ];
    const shown = view(clientLens, CLIENT);
    const repeated = Object.fromEntries(own.map((name) => [name, shown[name] as Json]));
    assert.deepEqual(modified(CLIENT, repeated), CLIENT);
    for (const value of ['ABC_X', null, '', 7]) {
      const changed = Object.fromEntries(own.map((name) => [name, value]));
      const expected = Object.fromEntries(own.map((name) => [`/${name}`, 'readOnly']));
      assert.deepEqual(broken(modification(changed, settings), CLIENT), expected);
    }
    assert.deepEqual(broken(modification({ orderDepartment: 'New' }, settings), SYSTEM), {
      '/orderDepartment': 'readOnly',
    });
  });

  test('nobody sets an id, a date or an officer of a new one', () => {
    const body = { ...SAMPLE, clientId: 5, dateOpen: '2020-01-01', amendmentOfficerId: 1, amendmentOfficerName: 'A' };
    assert.deepEqual(broken(creation(body, settings)), {
      '/clientId': 'readOnly',
      '/dateOpen': 'readOnly',
      '/amendmentOfficerId': 'readOnly',
      '/amendmentOfficerName': 'readOnly',
    });
  });

  test('an id keeps every digit', () => {
    const record = { ...CLIENT, handles: { mastercard: { clientId: '999999999999999999' } } };
    assert.match(stringifyJson(view(clientLens, record)), /"clientId":999999999999999999,/);
    assert.deepEqual(modified(record, { clientId: 999999999999999999n }), record);
    assert.deepEqual(broken(modification({ clientId: 1e18 }, settings), record), { '/clientId': 'readOnly' });
  });

  test('what has no value is left out, and so is a group without members', () => {
    const { handles, createdAt, updatedAt } = SYSTEM as Record<string, Json>;
    assert.deepEqual(view(clientLens, { handles, createdAt, updatedAt } as JsonObject), {
      amendmentDate: '2026-11-22T12:00:00Z',
      clientId: 40000,
      dateOpen: '2019-06-25',
    });
  });

  test('a body that is no object is malformed', () => {
    for (const body of [[], 'text', 5, null, undefined]) {
      for (const edit of [creation(body, settings), modification(body, settings)])
        assert.ok(!edit.ok && edit.problem.type === 'malformed');
    }
  });

  test('what core finds wrong with a field is told in the vendor’s words', () => {
    const places = {
      '/contact/email': '/clientContactData/email',
      '/contact/faxes/work': '/clientContactData/fax',
      '/addresses/base/country': '/clientBaseAddressData/country',
      '/references/clientNumber': '/clientNumber',
      '/preferences/language': '/clientPersonalData/language',
      '/preferences/currency': '',
    };
    for (const [field, vendor] of Object.entries(places)) assert.equal(vendorPointer(clientLens, field), vendor, field);
  });
});

describe('mastercard lens: what is told', () => {
  test('limits in the words of the vendor’s validation', () => {
    const expected: readonly (readonly [pointer: string, value: Json, message: string])[] = [
      ['/clientNumber', '', 'size must be between 1 and 64'],
      ['/clientNumber', 'x'.repeat(65), 'size must be between 1 and 64'],
      ['/clientType', 'PRIVATE', 'size must be between 1 and 5'],
      ['/orderDepartment', 'x'.repeat(33), 'size must be between 0 and 32'],
      ['/clientBaseAddressData/country', 'US', 'size must be between 3 and 3'],
      ['/clientBaseAddressData/country', '', 'size must be between 3 and 3'],
      ['/clientBaseAddressData/country', 'QQQ', 'must be an ISO 3166-1 alpha-3 country code in capitals'],
      ['/clientBaseAddressData/country', 'usa', 'must be an ISO 3166-1 alpha-3 country code in capitals'],
      ['/clientBaseAddressData/city', 'x'.repeat(256), 'size must be between 0 and 255'],
      ['/clientBaseAddressData/city', 5, 'must be a string'],
      ['/clientBaseAddressData/city', 'a\u0007b', 'must not contain control characters'],
      ['/clientContactData/email', 'nobody', 'must be a well-formed email address'],
      ['/clientContactData/fax', 'call me', 'must be a telephone number'],
      ['/clientPersonalData/gender', 'X', 'must match "^(M|F|N)"'],
      ['/clientPersonalData/gender', '', 'must match "^(M|F|N)"'],
      ['/clientPersonalData/gender', 'MM', 'size must be between 0 and 1'],
      ['/clientPersonalData/language', 'EN', 'must match "[a-z]{2}"'],
      ['/clientPersonalData/language', 'eng', 'size must be between 2 and 2'],
      ['/clientPersonalData/birthDate', '2021-02-29', 'must be a date, YYYY-MM-DD'],
      ['/clientPersonalData/birthDate', '', 'must not be empty'],
      ['/additionalDate01', '2021-01-27', 'must be a date and time, RFC 3339'],
      ['/embossedData/lastName', '', 'size must be between 1 and 32'],
      ['/clientExpiryDate', 'soon', 'must be a date, YYYY-MM-DD'],
      ['/clientCustomData', {}, 'must be an array'],
      ['/clientPersonalData', [], 'must be an object'],
      ['/clientPersonalData/fristName', 'A', 'is not a known member; did you mean firstName?'],
    ];
    for (const [pointer, value, message] of expected) {
      const body = mergePatch({ clientNumber: 'ABC_1', clientType: 'PR' }, patchTo(pointer, value));
      assert.deepEqual(told(creation(body, settings)), { [pointer]: message });
    }
  });

  test('lengths are counted in code points', () => {
    const longest = '\u{1f600}'.repeat(255);
    const pointer = '/clientPersonalData/firstName';
    assert.equal(shownAt(modified(CLIENT, patchTo(pointer, longest)), pointer), longest);
    assert.deepEqual(broken(modification(patchTo(pointer, `${longest}!`), settings), CLIENT), {
      [pointer]: 'maxLength',
    });
  });

  test('everything that is wrong with one request at once', () => {
    const patch = {
      clientNumber: 'ABC_X',
      clientCustomData: [{ tagContainer: 'ADD_INFO_05', tagName: 'A B', tagValue: 'a=b', more: 1 }],
      clientContactData: { email: 'nobody', phone: '1' },
      clientPersonalData: { title: 'DR', birthDate: 'x', language: 'pl' },
      embossedData: { lastName: 'Doe' },
      extra: null,
    };
    assert.deepEqual(broken(modification(patch, settings), CLIENT), {
      '/clientNumber': 'readOnly',
      '/clientContactData/email': 'format',
      '/clientContactData/phone': 'unknown',
      '/clientPersonalData/birthDate': 'format',
      '/extra': 'unknown',
      '/clientPersonalData/title': 'dictionary',
      '/embossedData/lastName': 'capitalsOnly',
      '/clientCustomData/0/tagContainer': 'enum',
      '/clientCustomData/0/tagName': 'pattern',
      '/clientCustomData/0/tagValue': 'pattern',
      '/clientCustomData/0/more': 'unknown',
    });
  });
});
