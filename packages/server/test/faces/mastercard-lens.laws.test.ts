/** The laws of the Mastercard face's lenses, over any record and any change. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CustomerFields,
  diff,
  type Edit,
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  type Problem,
  type Result,
  validatorOf,
  withoutEmpty,
  writablePart,
} from '@clientele/core';
import fc from 'fast-check';
import { addressAt, addressesOf } from '../../src/faces/mastercard/address-lens.ts';
import { Address, Client } from '../../src/faces/mastercard/answers.ts';
import { CONTAINERS, type CustomDataTag } from '../../src/faces/mastercard/custom-data-tag.ts';
import {
  addressCreation,
  addressReplacement,
  classifierSetting,
  creation,
  customData,
  modification,
} from '../../src/faces/mastercard/edit.ts';
import { clientLens } from '../../src/faces/mastercard/lens.ts';
import { tagValues } from '../../src/faces/mastercard/tags.ts';
import { view } from '../../src/lens/view.ts';
import { parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';
import { arbitraryJson, text } from '../arbitrary-json.ts';
import { clearable, record, some, spoken } from './arbitrary-record.ts';
import { applied, modified, SYSTEM, settings, settingsWith } from './mastercard/edits.ts';

const fields = CustomerFields.properties;
const keeps = validatorOf(CustomerFields);
const email = arbitraryJson<string>(fields.contact.properties.email);
const phone = arbitraryJson<string>(fields.contact.properties.phones.properties.mobile);
const day = arbitraryJson<string>(fields.person.properties.birthDate);
const moment = arbitraryJson<string>(fields.additionalDates.properties.date01);
const country = fc.constantFrom('USA', 'DEU', 'POL', 'XKX');
const members = (names: readonly string[], value: fc.Arbitrary<unknown>) =>
  Object.fromEntries(names.map((name) => [name, clearable(value)]));
/** Text, and now and then the empty string, which clears. */
const free = (maxLength: number) => fc.oneof({ weight: 9, arbitrary: text(1, maxLength) }, fc.constant(''));
const capitals = (maxLength: number) => fc.stringMatching(new RegExp(`^[A-Z]{1,${maxLength}}$`));

const postal = {
  ...members(['addressLine1', 'addressLine2', 'addressLine3', 'addressLine4', 'city'], free(255)),
  ...members(['country'], country),
  ...members(['postalCode', 'state'], free(32)),
};

const client = {
  additionalDate01: clearable(moment),
  additionalDate02: clearable(moment),
  clientBaseAddressData: clearable(some(postal)),
  clientCompanyData: clearable(
    some(members(['companyDepartment', 'companyName', 'companyTradeName', 'position'], free(255))),
  ),
  clientContactData: clearable(
    some({
      ...members(['email'], email),
      ...members(['fax', 'faxHome', 'phoneNumberHome', 'phoneNumberMobile', 'phoneNumberWork'], phone),
    }),
  ),
  clientIdentificationData: clearable(
    some(
      members(
        [
          'identificationDocumentDetails',
          'identificationDocumentNumber',
          'identificationDocumentType',
          'socialNumber',
          'taxPosition',
          'taxpayerIdentifier',
        ],
        free(32),
      ),
    ),
  ),
  clientPersonalData: clearable(
    some({
      ...members(
        ['birthName', 'birthPlace', 'firstName', 'lastName', 'middleName', 'secretPhrase', 'shortName', 'suffix'],
        free(32),
      ),
      ...members(['birthDate'], day),
      ...members(['citizenship'], country),
      ...members(['gender'], fc.constantFrom('M', 'F', 'N')),
      ...members(['language'], fc.stringMatching(/^[a-z]{2}$/)),
      ...members(['maritalStatus'], fc.constantFrom('DD', 'DM', 'DS', 'DX')),
      ...members(['title'], fc.constantFrom('MR', 'MRS', 'MISS', '')),
    }),
  ),
  clientExpiryDate: clearable(day),
  embossedData: clearable(
    some({
      ...members(['companyName'], capitals(26)),
      ...members(['firstName', 'lastName'], capitals(10)),
      ...members(['title'], fc.constantFrom('MR', 'MRS', '')),
    }),
  ),
};

const tagName = fc
  .oneof(fc.constantFrom('TAG_01', 'TAG_02'), fc.stringMatching(/^[^=; ]{1,32}$/u))
  .filter((name) => isName(name));
const tags = fc.array(
  fc.record(
    {
      tagContainer: fc.constantFrom(...CONTAINERS),
      tagName,
      tagValue: text(1, 20).map((value) => value.replace(/[=;]/g, '')),
      removeTag: fc.boolean(),
    },
    { requiredKeys: ['tagContainer', 'tagName'] },
  ),
  { maxLength: 8 },
) as fc.Arbitrary<CustomDataTag[]>;

function isName(name: string): boolean {
  return keeps({ custom: { tags: { ADD_INFO_01: { [name]: '' } } } }).length === 0;
}

/** Any change that the face accepts, whoever is changed. */
const change = some(client) as fc.Arbitrary<JsonObject>;
const identity = fc.record(
  {
    clientNumber: text(1, 64).filter((number) => number.trim() !== ''),
    clientType: fc.constantFrom('PR', 'PNR', 'CR', 'CNR'),
    orderDepartment: clearable(free(32)),
    serviceGroupCode: clearable(free(32)),
  },
  { requiredKeys: ['clientNumber', 'clientType'] },
);
const newClient = fc
  .tuple(some({ ...client, clientCustomData: clearable(tags) }), identity)
  .map(([body, own]) => ({ ...body, ...own }) as JsonObject);
const address = some({
  ...postal,
  ...members(['firstName', 'lastName'], free(40)),
  ...members(['email'], email),
}) as fc.Arbitrary<JsonObject>;

/** What a change is known to turn into: empty strings clear. */
function normalised(value: Json): Json {
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, normalised(inner)]));
  return value === '' ? null : value;
}

/** The client that a change has to lead to, worked out without the lens. */
function expected(shown: JsonObject, patch: JsonObject): JsonObject {
  return spoken(mergePatch(shown, normalised(patch)) as JsonObject);
}

/** The members of the vendor's that this face has a place for, as the record's. */
const written = new Set(
  clientLens.members.flatMap(({ writable, canonical }) =>
    writable ? canonical.map((path) => `/${path.join('/')}`) : [],
  ),
);

/** On a card there are 26 characters in a line; what a record had there may leave less room than a change needs. */
const roomy = settingsWith({ embossing: { lineLengthMax: 98, capitalsOnly: true } });

describe('mastercard lens: laws', () => {
  test('GetPut: a client that is sent back as it was shown changes nothing', () => {
    fc.assert(
      fc.property(record, (before) => {
        const shown = view(clientLens, before);
        assert.deepEqual(modified(before, shown), before);
        const sentBack = parseStrictJson(Buffer.from(stringifyJson(shown)));
        assert.ok(sentBack.ok);
        assert.deepEqual(modified(before, sentBack.value as JsonObject), before);
      }),
    );
  });

  test('PutGet: what is modified is what is shown, and nothing else that is shown moves', () => {
    fc.assert(
      fc.property(record, change, (before, patch) => {
        const after = modified(before, patch, roomy);
        assert.deepEqual(spoken(view(clientLens, after)), expected(view(clientLens, before), patch));
      }),
      { numRuns: 500 },
    );
  });

  test('a modification leaves alone what this face does not show, but for the name as a whole', () => {
    fc.assert(
      fc.property(record, change, (before, patch) => {
        for (const { path } of diff(before, modified(before, patch, roomy)))
          assert.ok(written.has(path) || path === '/name/display', path);
      }),
    );
  });

  test('a new client is shown as it was sent, within the vendor’s schema', () => {
    const validate = validatorOf(Client);
    fc.assert(
      fc.property(newClient, (body) => {
        const { clientCustomData: _hidden, ...sent } = body;
        const after = { ...SYSTEM, ...applied(creation(body, settings), {}) };
        const { amendmentDate: _amended, clientId: _id, dateOpen: _opened, ...shown } = view(clientLens, after);
        assert.deepEqual(spoken(shown), expected({}, sent));
        assert.deepEqual(validate(view(clientLens, after)), []);
      }),
    );
  });

  test('a record that was edited through this face is one that core keeps', () => {
    const type = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
    const any = settingsWith({ addressTypes: null, embossing: { lineLengthMax: 98 } });
    const edits: fc.Arbitrary<Result<Edit, Problem>> = fc.oneof(
      change.map((patch) => modification(patch, any)),
      tags.filter(({ length }) => length > 0).map((body) => customData(body)),
      fc.tuple(type, address).map(([addressType, body]) => addressCreation({ addressType, ...body }, any)),
      fc.tuple(type, text(1, 32)).map(([code, classifierValue]) => classifierSetting(code, { classifierValue }, any)),
    );
    fc.assert(
      fc.property(record, edits, (before, edit) => {
        const result = edit.ok ? edit.value(before) : edit;
        fc.pre(result.ok);
        assert.deepEqual(keeps(withoutEmpty(writablePart(result.ok ? (result.value as JsonObject) : {}))), []);
      }),
    );
  });

  test('tags are set and removed one by one, in their order, each in its own container', () => {
    fc.assert(
      fc.property(record, tags, (before, body) => {
        const expectedTags = new Map<string, string>();
        const placed = (container: string, name: string) => `${container} ${name}`;
        for (const container of CONTAINERS)
          for (const [name, value] of Object.entries(tagsIn(before, container)))
            expectedTags.set(placed(container, name), value);
        for (const { tagContainer, tagName: name, tagValue, removeTag } of body) {
          const place = placed(tagContainer, name);
          if (removeTag) expectedTags.delete(place);
          else expectedTags.set(place, tagValue ?? expectedTags.get(place) ?? '');
        }
        const after = modified(before, { clientCustomData: body as unknown as Json });
        const found = CONTAINERS.flatMap((container) =>
          Object.entries(tagsIn(after, container)).map(([name, value]) => [placed(container, name), value] as const),
        );
        assert.deepEqual(new Map(found.sort()), new Map([...expectedTags].sort()));
        for (const { tagName: name } of body)
          for (const { tagContainer, tagValue = '' } of tagValues(after, name))
            assert.equal(tagValue, expectedTags.get(placed(String(tagContainer), name)));
      }),
    );
  });

  test('an address is listed as it was replaced, and replaced by what is listed it stays the same', () => {
    const validate = validatorOf(Address);
    const any = settingsWith({ addressTypes: null });
    fc.assert(
      fc.property(record, address, fc.option(fc.boolean(), { nil: undefined }), (kept, texts, enabled) => {
        const before = applied(addressCreation({ addressType: 'TEST' }, any), kept);
        const body = { ...texts, ...(enabled !== undefined && { enabled }) };
        const after = applied(addressReplacement('TEST', body), before);
        const listed = addressesOf(after).find(({ addressType }) => addressType === 'TEST') ?? {};
        assert.deepEqual(listed, { addressType: 'TEST', ...expected({}, texts), enabled: enabled ?? true });
        assert.deepEqual(validate(listed), []);
        assert.deepEqual(applied(addressReplacement('TEST', listed), after), after);
        for (const shown of addressesOf(kept)) {
          const type = String(shown['addressType']);
          assert.deepEqual(applied(addressReplacement(type, shown), kept), kept);
          assert.deepEqual(addressAt(after, type), addressAt(kept, type));
        }
      }),
    );
  });

  test('nothing that is sent throws, and what a refusal names was sent', () => {
    const names = fc.constantFrom(
      'clientNumber',
      'clientType',
      'clientCustomData',
      'clientContactData',
      'clientPersonalData',
      'additionalDate01',
      'email',
      'tagName',
      'addressType',
      'constructor',
      'valueOf',
    );
    const body = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<JsonObject>;
    const required = new Set(['/clientNumber', '/clientType', '/addressType', '/classifierValue', '/classifierCode']);
    fc.assert(
      fc.property(record, body, fc.jsonValue({ maxDepth: 3 }), fc.string(), (before, sent, any, name) => {
        const type = String(addressesOf(before)[0]?.['addressType'] ?? name);
        const edits = [
          creation(sent, settings),
          modification(sent, settings),
          addressCreation(sent, settings),
          addressReplacement(type, sent),
          classifierSetting(name, sent, settings),
        ];
        const others = [customData(any as Json), modification({ clientCustomData: any as Json }, settings)];
        for (const edit of [...edits, ...others]) {
          const result = edit.ok ? edit.value(before) : edit;
          if (result.ok || result.problem.type !== 'invalid' || others.includes(edit)) continue;
          assert.ok(result.problem.violations.length > 0);
          for (const { pointer } of result.problem.violations)
            assert.ok(required.has(pointer) || Object.hasOwn(sent, pointer.split('/')[1] ?? ''), pointer);
        }
      }),
    );
  });
});

function tagsIn({ custom }: JsonObject, container: string): Record<string, string> {
  const containers = (custom as { tags?: Record<string, Record<string, string>> } | undefined)?.tags ?? {};
  return Object.hasOwn(containers, container) ? (containers[container] ?? {}) : {};
}
