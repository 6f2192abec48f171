/** What a tenant of the Mastercard face agreed: dictionaries, the client number, telephone numbers, what is embossed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '@clientele/core';
import { creation, modification } from '../../src/faces/mastercard/edit.ts';
import { broken, CLIENT, modified, settings, settingsWith, told } from './mastercard/edits.ts';
import { SAMPLE } from './mastercard/sample.ts';

describe('mastercard checks: dictionaries', () => {
  const values: readonly (readonly [setting: JsonObject, patch: JsonObject, place: string])[] = [
    [{ dictionaries: { title: ['DR'] } }, { clientPersonalData: { title: 'MRS' } }, '/clientPersonalData/title'],
    [{ dictionaries: { title: ['DR'] } }, { embossedData: { title: 'MRS' } }, '/embossedData/title'],
    [{ dictionaries: { suffix: ['Sr'] } }, { clientPersonalData: { suffix: 'Jr' } }, '/clientPersonalData/suffix'],
    [
      { dictionaries: { maritalStatus: ['X'] } },
      { clientPersonalData: { maritalStatus: 'DM' } },
      '/clientPersonalData/maritalStatus',
    ],
    [
      { dictionaries: { language: ['de'] } },
      { clientPersonalData: { language: 'fr' } },
      '/clientPersonalData/language',
    ],
  ];

  test('a value outside its dictionary is refused, and any is taken where there is none', () => {
    for (const [setting, patch, place] of values) {
      assert.deepEqual(broken(modification(patch, settingsWith(setting)), CLIENT), { [place]: 'dictionary' });
      const [name] = Object.keys(setting['dictionaries'] as JsonObject);
      const any = settingsWith({ dictionaries: { [name as string]: null } });
      assert.notDeepEqual(modified(CLIENT, patch, any), CLIENT, place);
    }
  });

  test('what is at the creation alone has its dictionaries too', () => {
    const own = settingsWith({
      clientTypes: ['PR'],
      dictionaries: { orderDepartment: ['Sales'], serviceGroupCode: ['001', '002'] },
    });
    assert.deepEqual(told(creation({ ...SAMPLE, clientType: 'CR' }, own)), {
      '/clientType': 'must be one of PR',
      '/orderDepartment': 'must be one of Sales',
      '/serviceGroupCode': 'must be one of 001, 002',
    });
  });

  test('a long dictionary is not recited', () => {
    const suffix = Array.from({ length: 21 }, (_, index) => `S${index}`);
    const own = settingsWith({ dictionaries: { suffix } });
    assert.deepEqual(told(modification({ clientPersonalData: { suffix: 'Jr' } }, own), CLIENT), {
      '/clientPersonalData/suffix': 'must be one of the values that are configured',
    });
  });

  test('what the request does not change is not held against it', () => {
    const own = settingsWith({
      clientNumber: { prefix: 'XYZ_', lengthMax: 5 },
      clientTypes: [],
      dictionaries: {
        title: [],
        suffix: [],
        maritalStatus: [],
        language: [],
        orderDepartment: [],
        serviceGroupCode: [],
      },
      phones: 'standard',
      embossing: { lineLengthMax: 1 },
    });
    const odd = {
      ...CLIENT,
      contact: { phones: { mobile: '+1 555' } },
      embossing: { lastName: 'small' },
      preferences: { language: 'en-GB' },
    };
    const patch = {
      clientPersonalData: { title: 'MR', suffix: 'PhD', language: 'en', firstName: 'Jane' },
      clientContactData: { phoneNumberMobile: '+1 555' },
      embossedData: { lastName: 'small', companyName: null },
      clientNumber: 'ABC_5698521931',
    };
    const name = { ...(CLIENT['name'] as JsonObject), first: 'Jane' };
    assert.deepEqual(modified(odd, patch, own), { ...odd, name });
  });
});

describe('mastercard checks: number and telephones', () => {
  test('a client number has the tenant’s prefix and length', () => {
    const own = settingsWith({ clientNumber: { prefix: 'XYZ_', lengthMax: 13 } });
    const body = { ...SAMPLE, clientNumber: 'ABC_5698521931' };
    const edit = creation(body, own);
    const result = edit.ok ? edit.value({}) : edit;
    assert.ok(!result.ok && result.problem.type === 'invalid');
    assert.deepEqual(
      result.problem.violations.map(({ pointer, message }) => [pointer, message]),
      [
        ['/clientNumber', 'must begin with XYZ_'],
        ['/clientNumber', 'size must be between 1 and 13'],
      ],
    );
  });

  test('standard telephone numbers begin with two zeros and are all digits', () => {
    const own = settingsWith({ phones: 'standard' });
    const names = ['fax', 'faxHome', 'phoneNumberHome', 'phoneNumberMobile', 'phoneNumberWork'];
    for (const name of names) {
      for (const number of ['+48123456789', '0048 123456789', '001234567', `00${'1'.repeat(20)}`]) {
        assert.deepEqual(told(modification({ clientContactData: { [name]: number } }, own), CLIENT), {
          [`/clientContactData/${name}`]: 'must match "^00[0-9]{8,19}$"',
        });
        assert.notDeepEqual(modified(CLIENT, { clientContactData: { [name]: number } }), CLIENT);
      }
      assert.notDeepEqual(modified(CLIENT, { clientContactData: { [name]: `00${'1'.repeat(19)}` } }, own), CLIENT);
    }
  });
});

describe('mastercard checks: embossing', () => {
  const LINE_1 = 'the line "title firstName lastName" must be at most 26 characters';
  const embossed = (members: JsonObject) => modification({ embossedData: members }, settings);

  test('both lines of a card hold 26 characters, spaces among them', () => {
    const full = { title: 'MISS', firstName: 'JOHANNA', lastName: 'VON DER HEIDE' };
    assert.equal(Object.values(full).join(' ').length, 26);
    modified(CLIENT, { embossedData: { ...full, companyName: 'C'.repeat(26) } });
    assert.deepEqual(told(embossed({ ...full, firstName: 'JOHANNAH', companyName: 'C'.repeat(27) }), CLIENT), {
      '/embossedData/lastName': LINE_1,
      '/embossedData/companyName': 'the line "companyName" must be at most 26 characters',
    });
    assert.deepEqual(told(embossed({ firstName: 'F'.repeat(22) }), CLIENT), { '/embossedData/firstName': LINE_1 });
    modified(CLIENT, { embossedData: { title: null, lastName: 'L'.repeat(21) } });
  });

  test('a line that is too long already can be shortened by clearing a member', () => {
    const long = { ...CLIENT, embossing: { title: 'MISS', firstName: 'F'.repeat(30), lastName: 'L'.repeat(30) } };
    assert.deepEqual(modified(long, { embossedData: { title: null } })['embossing'], {
      firstName: 'F'.repeat(30),
      lastName: 'L'.repeat(30),
    });
  });

  test('small letters are refused, unless the tenant takes them', () => {
    const patch = { embossedData: { firstName: 'José', lastName: 'O’BRIEN-ÅS', companyName: 'GROß' } };
    assert.deepEqual(told(modification(patch, settings), CLIENT), {
      '/embossedData/firstName': 'must be in capital letters',
      '/embossedData/companyName': 'must be in capital letters',
    });
    modified(CLIENT, patch, settingsWith({ embossing: { capitalsOnly: false } }));
  });
});
