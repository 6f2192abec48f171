/** The laws of the toy's lens, over any record and any change: those that every face's lens has to keep. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CustomerFields,
  diff,
  type JsonObject,
  mergePatch,
  validatorOf,
  withoutEmpty,
  writablePart,
} from '@clientele/core';
import fc from 'fast-check';
import { view } from '../../src/lens/view.ts';
import { arbitraryJson, text } from '../arbitrary-json.ts';
import { clearable, record, some, spoken } from './arbitrary-record.ts';
import { modification } from './toy-face/clients.ts';
import { clientLens } from './toy-face/lens.ts';
import { Client } from './toy-face/schema.ts';

describe('toy lens: laws', () => {
  const { contact } = CustomerFields.properties;
  const name = text(1, 40).filter((value) => value.trim() !== '');
  const change = some({
    name: clearable(some({ given: clearable(name), family: clearable(name) })),
    mail: clearable(arbitraryJson(contact.properties.email)),
    tel: clearable(arbitraryJson(contact.properties.phones.properties.mobile)),
  }) as fc.Arbitrary<JsonObject>;
  /** The record after a change that has to be accepted, as core would keep it. */
  const modified = (before: JsonObject, patch: JsonObject) => {
    const edit = modification(patch);
    const result = edit.ok ? edit.value(before) : edit;
    assert.ok(result.ok, JSON.stringify(result));
    return withoutEmpty(result.value as JsonObject);
  };

  test('GetPut: a toy client that is sent back as it was shown changes nothing', () => {
    fc.assert(fc.property(record, (kept) => assert.deepEqual(modified(kept, view(clientLens, kept)), kept)));
  });

  test('PutGet: a toy client is shown as it was changed, within its schema, and nothing else moves', () => {
    const isClient = validatorOf(Client);
    const keeps = validatorOf(CustomerFields);
    const written = new Set(
      clientLens.members.flatMap(({ canonical }) => canonical.map((path) => `/${path.join('/')}`)),
    );
    fc.assert(
      fc.property(record, change, (kept, patch) => {
        const after = modified(kept, patch);
        const shown = view(clientLens, after);
        assert.deepEqual(shown, spoken(mergePatch(view(clientLens, kept), patch) as JsonObject));
        assert.deepEqual([isClient(shown), keeps(writablePart(after), writablePart(kept))], [[], []]);
        for (const { path } of diff(kept, after)) assert.ok(written.has(path) || path === '/name/display', path);
      }),
    );
  });
});
