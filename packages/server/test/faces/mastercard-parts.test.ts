/** Custom data, addresses and classifiers of a client of the Mastercard face. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json, JsonObject } from '@clientele/core';
import { addressesOf } from '../../src/faces/mastercard/address-lens.ts';
import {
  addressCreation,
  addressReplacement,
  classifierSetting,
  creation,
  customData,
  modification,
} from '../../src/faces/mastercard/edit.ts';
import { tagValues } from '../../src/faces/mastercard/tags.ts';
import { applied, broken, CLIENT, modified, problemOf, settings, settingsWith, told } from './mastercard/edits.ts';
import { SAMPLE } from './mastercard/sample.ts';

const tag = (tagContainer: string, tagName: string, rest: JsonObject = {}) => ({ tagContainer, tagName, ...rest });
const [ONE, TWO] = ['ADD_INFO_01', 'ADD_INFO_02'] as const;
const tagsOf = ({ custom }: JsonObject) => (custom as { tags: JsonObject } | undefined)?.tags;

describe('mastercard custom data', () => {
  test('a tag is set, loses its value and is removed, in its own container', () => {
    const set = applied(
      customData([tag(ONE, 'TAG_01', { tagValue: 'new' }), tag(TWO, 'TAG_01', { tagValue: 'V' })]),
      CLIENT,
    );
    assert.deepEqual(tagsOf(set), { [ONE]: { TAG_01: 'new' }, [TWO]: { TAG_01: 'V' } });
    const cleared = applied(customData([tag(ONE, 'TAG_01', { tagValue: '' })]), set);
    assert.deepEqual(tagsOf(cleared), { [ONE]: { TAG_01: '' }, [TWO]: { TAG_01: 'V' } });
    const removed = applied(customData([tag(ONE, 'TAG_01', { removeTag: true, tagValue: 'ignored' })]), cleared);
    assert.deepEqual(tagsOf(removed), { [TWO]: { TAG_01: 'V' } });
    assert.deepEqual(applied(customData([tag(ONE, 'TAG_01', { removeTag: true })]), removed), removed);
  });

  test('tags that are not named stay, also in a modification of the client', () => {
    const after = modified(CLIENT, { clientCustomData: [tag(ONE, 'TAG_02', { tagValue: 'V' })] });
    assert.deepEqual(tagsOf(after), { [ONE]: { TAG_01: 'TAG_01_VALUE', TAG_02: 'V' } });
    assert.deepEqual(modified(CLIENT, { clientCustomData: [] }), CLIENT);
  });

  test('without a value a tag keeps the one it has, and a new one has none', () => {
    const body = [tag(ONE, 'TAG_01'), tag(ONE, 'TAG_02', { tagValue: null, removeTag: null })];
    assert.deepEqual(tagsOf(applied(customData(body), CLIENT)), { [ONE]: { TAG_01: 'TAG_01_VALUE', TAG_02: '' } });
  });

  test('tags of one request count in their order', () => {
    const body = [tag(ONE, 'A', { tagValue: '1' }), tag(ONE, 'A', { removeTag: true }), tag(ONE, 'A')];
    assert.deepEqual(tagsOf(applied(customData(body), {})), { [ONE]: { A: '' } });
  });

  test('a tag is read from all containers, without a value where it has none', () => {
    const record = { custom: { tags: { [TWO]: { T: 'V', U: '1' }, [ONE]: { T: '' }, OTHER: { T: 'hidden' } } } };
    assert.deepEqual(tagValues(record, 'T'), [
      { tagContainer: ONE, tagName: 'T' },
      { tagContainer: TWO, tagName: 'T', tagValue: 'V' },
    ]);
    assert.deepEqual(tagValues(record, 'constructor'), []);
  });

  test('what is wrong with a tag is told of its place in the body', () => {
    const body = [
      tag(ONE, 'fine'),
      tag('ADD_INFO_05', 'A B', { tagValue: 'a;b' }),
      tag(ONE, 'x'.repeat(33), { tagValue: 'x'.repeat(101), removeTag: 'yes' }),
      { tagName: null, tagContainer: null },
      tag(ONE, 'constructor', { unknown: null }),
      null,
    ];
    const expected = {
      '/1/tagContainer': 'must be one of ADD_INFO_01, ADD_INFO_02, ADD_INFO_03, ADD_INFO_04',
      '/1/tagName': 'must match "^[^=; ]+$"',
      '/1/tagValue': 'must not contain =, ; or control characters',
      '/2/tagName': 'size must be between 1 and 32',
      '/2/tagValue': 'size must be between 0 and 100',
      '/2/removeTag': 'must be true or false',
      '/3/tagContainer': 'must not be null',
      '/3/tagName': 'must not be null',
      '/4/tagName': 'must not be a reserved name',
      '/4/unknown': 'is not a known member',
      '/5': 'must be an object',
    };
    assert.deepEqual(told(customData(body)), expected);
    const inMember = Object.fromEntries(
      Object.entries(expected).map(([pointer, message]) => [`/clientCustomData${pointer}`, message]),
    );
    assert.deepEqual(told(modification({ clientCustomData: body }, settings), CLIENT), inMember);
    assert.deepEqual(told(creation({ ...SAMPLE, clientCustomData: body }, settings)), inMember);
  });

  test('no tags, no array and null are refused, but null at a creation', () => {
    assert.deepEqual(told(customData([])), { '': 'must not be empty' });
    for (const body of [{}, null, undefined, 'text'])
      assert.deepEqual(told(customData(body)), { '': 'must be an array' });
    const inMember = (clientCustomData: Json) => told(modification({ clientCustomData }, settings), CLIENT);
    for (const body of [{}, 'text', 5]) assert.deepEqual(inMember(body), { '/clientCustomData': 'must be an array' });
    assert.deepEqual(inMember(null), { '/clientCustomData': 'must not be null' });
  });

  test('a container holds 3900 characters; one that is too full can be emptied bit by bit', () => {
    const value = 'v'.repeat(95);
    const names = Array.from({ length: 39 }, (_, index) => `T${String(index).padStart(2, '0')}`);
    const full = names.map((name) => tag(ONE, name, { tagValue: value }));
    const record = applied(customData(full), {});
    assert.equal(lengthIn(record), 3900);
    const more = [tag(TWO, 'A', { tagValue: 'a' }), tag(TWO, 'B'), tag(ONE, 'T00', { tagValue: `${value}!` })];
    assert.deepEqual(told(customData(more), record), {
      '/2/tagContainer': 'must hold at most 3900 characters of tags',
    });
    assert.deepEqual(broken(modification({ clientCustomData: more }, settings), record), {
      '/clientCustomData/2/tagContainer': 'containerLength',
    });
    const kept = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`T${index}`, 'v'.repeat(100)]));
    const overfull = { custom: { tags: { [ONE]: kept } } };
    const { T1: _removed, ...fewer } = kept;
    assert.deepEqual(tagsOf(applied(customData([tag(ONE, 'T1', { removeTag: true })]), overfull)), { [ONE]: fewer });
  });

  test('a container holds as many tags as the record keeps', () => {
    const names = Array.from({ length: 65 }, (_, index) => `T${index}`);
    assert.deepEqual(told(customData(names.map((name) => tag(ONE, name)))), {
      '/0/tagContainer': 'must hold at most 64 tags',
    });
    applied(customData(names.slice(1).map((name) => tag(ONE, name))), {});
  });

  function lengthIn(record: JsonObject): number {
    const tags = (tagsOf(record) as Record<string, Record<string, string>>)[ONE] ?? {};
    return Object.entries(tags).reduce((length, [name, text]) => length + `${name}=${text};`.length, 0);
  }
});

describe('mastercard addresses', () => {
  /** The vendor's sample, word for word (contract §1.2). */
  const STMT: JsonObject = {
    addressType: 'STMT',
    addressLine1: 'Mrs. Alice Smith Apartment',
    addressLine2: '1c 213',
    addressLine3: 'Derrick Street',
    addressLine4: '2nd floor',
    city: 'Boston',
    country: 'USA',
    email: 'johndoe@example.com',
    firstName: 'John',
    lastName: 'Doe',
    postalCode: '02130',
    state: 'MA',
  };
  const withStatement = applied(addressCreation(STMT, settings), CLIENT);

  test('the vendor’s sample is added and listed, in use', () => {
    assert.deepEqual(addressesOf(withStatement), [{ ...STMT, enabled: true }]);
    assert.deepEqual(addressesOf(CLIENT), []);
  });

  test('a replacement clears what it leaves out, and what is null or empty; enabled stays', () => {
    const off = applied(addressReplacement('STMT', { city: 'Rome', enabled: false }), withStatement);
    assert.deepEqual(addressesOf(off), [{ addressType: 'STMT', city: 'Rome', enabled: false }]);
    const stays = applied(addressReplacement('STMT', { city: null, state: '', country: 'ITA', enabled: null }), off);
    assert.deepEqual(addressesOf(stays), [{ addressType: 'STMT', country: 'ITA', enabled: false }]);
    const on = applied(addressReplacement('STMT', { enabled: true }), stays);
    assert.deepEqual(addressesOf(on), [{ addressType: 'STMT', enabled: true }]);
  });

  test('an address without text stays, whichever face added it', () => {
    assert.deepEqual(addressesOf(applied(addressCreation({ addressType: 'PIN', city: null }, settings), CLIENT)), [
      { addressType: 'PIN', enabled: true },
    ]);
    const billing = { ...CLIENT, addresses: { byType: { billing: { city: 'Berlin' } } } };
    assert.deepEqual(addressesOf(applied(addressReplacement('billing', {}), billing)), [
      { addressType: 'billing', enabled: true },
    ]);
  });

  test('what this face does not show of an address stays', () => {
    const billing = {
      ...CLIENT,
      addresses: { byType: { billing: { city: 'Berlin', company: 'Shop', phone: '12345' } } },
    };
    assert.deepEqual(applied(addressReplacement('billing', { city: 'Bonn' }), billing)['addresses'], {
      byType: { billing: { city: 'Bonn', company: 'Shop', phone: '12345' } },
    });
  });

  test('a type is there once, and is one of the tenant’s', () => {
    assert.deepEqual(told(addressCreation({ ...STMT, country: 'US', enabled: true }, settings), withStatement), {
      '/addressType': 'there is an address of this type already',
      '/country': 'size must be between 3 and 3',
      '/enabled': 'is not a known member',
    });
    assert.deepEqual(told(addressCreation({ addressType: 'HOME' }, settings), CLIENT), {
      '/addressType': 'must be one of PIN, STMT',
    });
    const any = settingsWith({ addressTypes: null });
    applied(addressCreation({ addressType: 'HOME' }, any), CLIENT);
    assert.deepEqual(told(addressCreation({ addressType: 'a b' }, any)), {
      '/addressType': 'must match "^[A-Za-z0-9_-]+$"',
    });
    assert.deepEqual(broken(addressCreation({ addressType: 'constructor' }, any)), { '/addressType': 'not' });
    for (const body of [{}, { addressType: null }])
      assert.deepEqual(told(addressCreation(body, settings)), { '/addressType': 'must not be null' });
  });

  test('all that is wrong with an address is told at once', () => {
    const wrong = {
      country: 'QQQ',
      email: 'nobody',
      city: 5,
      zip: '1',
      state: 'x'.repeat(33),
      firstName: 'x'.repeat(256),
    };
    const places = {
      '/country': 'must be an ISO 3166-1 alpha-3 country code in capitals',
      '/email': 'must be a well-formed email address',
      '/city': 'must be a string',
      '/zip': 'is not a known member',
      '/state': 'size must be between 0 and 32',
      '/firstName': 'size must be between 0 and 255',
    };
    assert.deepEqual(told(addressCreation({ addressType: 'PIN', ...wrong }, settings)), places);
    assert.deepEqual(told(addressReplacement('STMT', { ...wrong, addressType: 'PIN', enabled: 'no' }), withStatement), {
      ...places,
      '/addressType': 'cannot be changed',
      '/enabled': 'must be true or false',
    });
  });

  test('there is nothing to replace where there is no address of the type', () => {
    for (const type of ['PIN', 'INVALID', 'constructor', '__proto__'])
      assert.deepEqual(problemOf(addressReplacement(type, { city: 'Rome' }), withStatement), {
        type: 'not-found',
        part: 'address',
      });
    for (const body of [[], null, 'text'])
      assert.equal(problemOf(addressReplacement('STMT', body), withStatement).type, 'malformed');
  });
});

describe('mastercard classifiers', () => {
  const own = settingsWith({ classifiers: { TEST_CLASSIFIER_01: { values: { YES: {}, NO: {} } }, FREE: {} } });
  const keptAs = (record: JsonObject) => (record['classification'] as JsonObject)['classifiers'];

  test('one is set as a whole', () => {
    const days = { startDate: '2026-01-01', endDate: '2026-12-31' };
    const set = applied(classifierSetting('TEST_CLASSIFIER_01', { classifierValue: 'YES', ...days }, own), CLIENT);
    assert.deepEqual(keptAs(set), { TEST_CLASSIFIER_01: { value: 'YES', ...days } });
    const reset = applied(classifierSetting('TEST_CLASSIFIER_01', { classifierValue: 'NO', endDate: null }, own), set);
    assert.deepEqual(keptAs(reset), { TEST_CLASSIFIER_01: { value: 'NO' } });
    assert.deepEqual(keptAs(applied(classifierSetting('ANY', { classifierValue: 'x' }, settings), CLIENT)), {
      ANY: { value: 'x' },
    });
  });

  test('its code and its value are the tenant’s', () => {
    assert.deepEqual(told(classifierSetting('TEST_CLASSIFIER_01', { classifierValue: 'MAYBE' }, own)), {
      '/classifierValue': 'must be one of YES, NO',
    });
    applied(classifierSetting('FREE', { classifierValue: 'MAYBE' }, own), CLIENT);
    for (const code of ['OTHER', 'constructor'])
      assert.deepEqual(problemOf(classifierSetting(code, { classifierValue: 'YES' }, own), CLIENT), {
        type: 'not-found',
        part: 'classifier',
      });
  });

  test('a value that is there and was struck from the dictionary can be sent again', () => {
    const before = { classification: { classifiers: { TEST_CLASSIFIER_01: { value: 'OLD' } } } };
    const body = { classifierValue: 'OLD', startDate: '2026-01-01' };
    assert.deepEqual(keptAs(applied(classifierSetting('TEST_CLASSIFIER_01', body, own), before)), {
      TEST_CLASSIFIER_01: { value: 'OLD', startDate: '2026-01-01' },
    });
  });

  test('the one that erases a client is not set here', () => {
    for (const tenant of [settings, own])
      assert.deepEqual(told(classifierSetting('GDPR_DATA_ERASE', { classifierValue: 'YES' }, tenant), CLIENT), {
        '/classifierCode': 'cannot be set through the API',
      });
  });

  test('what is wrong with one is told', () => {
    const wrong: Json = { startDate: 'soon', endDate: '2026-02-30', more: 1, classifierCode: 'OTHER' };
    assert.deepEqual(told(classifierSetting('A B', wrong, settings)), {
      '/classifierCode': 'must match "^[A-Za-z0-9_]+$"',
      '/classifierValue': 'must not be null',
      '/startDate': 'must be a date, YYYY-MM-DD',
      '/endDate': 'must be a date, YYYY-MM-DD',
      '/more': 'is not a known member',
    });
    assert.deepEqual(broken(classifierSetting('A', { ...wrong, classifierValue: 'x'.repeat(33) }, settings)), {
      '/classifierCode': 'readOnly',
      '/startDate': 'format',
      '/endDate': 'format',
      '/more': 'unknown',
      '/classifierValue': 'maxLength',
    });
    assert.equal(problemOf(classifierSetting('A', [], settings), CLIENT).type, 'malformed');
  });
});
