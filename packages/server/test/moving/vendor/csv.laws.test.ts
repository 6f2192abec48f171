import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Customer, type Handles, isObject, type Json, type JsonObject, withoutEmpty } from '@clientele/core';
import fc from 'fast-check';
import { clientLens as caiboLens, factsOf } from '../../../src/faces/caibo/lens.ts';
import { customerMembers } from '../../../src/faces/cybersource/lens.ts';
import { defaultShippingId, shippingAddressMembers } from '../../../src/faces/cybersource/shipping-lens.ts';
import { addressesOf } from '../../../src/faces/mastercard/address-lens.ts';
import { clientLens } from '../../../src/faces/mastercard/lens.ts';
import { view } from '../../../src/lens/view.ts';
import { partByMembers } from '../../../src/moving/vendor/members.ts';
import { vendorRows } from '../../../src/moving/vendor/rows.ts';
import type { Vendor } from '../../../src/moving/vendor/vendor.ts';
import { openVendor } from '../../../src/moving/vendor/vendors.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';
import { record as arbitraryRecord } from '../../faces/arbitrary-record.ts';
import type { OpenedStore } from '../../store-contract.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { piecesOf } from '../moved.ts';
import { TENANT } from './imported.ts';

let opened: OpenedStore;
before(async () => {
  opened = await openTestStore();
});
after(() => opened.dispose());

/** What the vendor's own API answers about a record. */
const shapes: Readonly<Record<keyof Handles, (record: JsonObject) => JsonObject>> = {
  mastercard: (record) => ({ ...view(clientLens, record), clientAddresses: addressesOf(record) }),
  cybersource: (record) => {
    const id = defaultShippingId(record);
    const address = id === undefined ? undefined : shippingAddressMembers(record, id);
    return { ...customerMembers(record), ...(address && { _embedded: { defaultShippingAddress: address } }) };
  },
  caibo: (record) => view(caiboLens, record, factsOf(TENANT)),
};

const OWN: readonly string[] = [
  'amendmentDate',
  'dateOpen',
  'ownerId',
  'ownerName',
  'hasPaymentRequests',
  'totalDeposits',
  'createDate',
];

/** A document as the header and the row of a table. */
function tableOf(document: JsonObject, delimiter: string): string {
  const cells = [...leavesOf(document, '')];
  const quoted = (text: string) => (/["\r\n,;\t]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text);
  return [cells.map(([name]) => name), cells.map(([, value]) => value)]
    .map((row) => `${row.map(quoted).join(delimiter)}\r\n`)
    .join('');
}

function* leavesOf(value: Json, path: string): Generator<readonly [string, string]> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* leavesOf(item as Json, `${path}[${index}]`);
  else if (isObject(value))
    for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, path ? `${path}.${name}` : name);
  else if (value !== null) yield [path, String(value)];
}

async function readBack(vendor: Vendor, table: string, delimiter: string): Promise<JsonObject> {
  for await (const { rows } of vendorRows(piecesOf(Buffer.from(table), 11), vendor, {
    format: 'csv',
    delimiter,
    ignoreUnknown: false,
  }))
    for (const { document } of rows) {
      assert.ok(document.ok, JSON.stringify(document));
      return document.value;
    }
  return assert.fail('there is no row');
}

/** A record that the vendor's rules allow, as far as it can be shown; `undefined` where they do not. */
function recordOf(vendor: Vendor, document: JsonObject, handles: Handles): JsonObject | undefined {
  const { known, unknown } = partByMembers(vendor.schema, document);
  assert.deepEqual(unknown, [], 'what a face shows is known');
  const read = vendor.read(known);
  return read.ok ? withoutEmpty({ handles, ...read.value } as JsonObject) : undefined;
}

/** Whatever stays as it is for whoever reads; texts that are empty are cells that are. */
function spoken(document: JsonObject): string {
  const plain = JSON.parse(stringifyJson(document), (_name, value) =>
    value === null || value === '' ? undefined : value,
  );
  return JSON.stringify(
    withoutEmpty(Object.fromEntries(Object.entries(plain as JsonObject).filter(([name]) => !OWN.includes(name)))),
  );
}

for (const face of ['mastercard', 'cybersource', 'caibo'] as const) {
  it(`what ${face} shows of a record, as a row of a table, is what it shows after the import`, async () => {
    const vendor = await openVendor(face, { store: opened.store, seal: plainSeal, warn: assert.fail }, 'nobody');
    let imported = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryRecord, fc.constantFrom(',', ';', '\t'), async (any, delimiter) => {
        const { handles } = {
          ...any,
          handles: { ...(any['handles'] as object), cybersource: { id: 'A'.repeat(32) } },
        } as unknown as Customer;
        const shown = shapes[face](withRequired({ ...any, handles: handles as unknown as JsonObject }));
        const record = recordOf(vendor, shown, handles);
        if (!record) return;
        const document = shapes[face](record);
        const back = recordOf(vendor, await readBack(vendor, tableOf(document, delimiter), delimiter), handles);
        assert.ok(back, `${face} refuses what it shows`);
        assert.equal(spoken(shapes[face](back)), spoken(document));
        imported += 1;
      }),
      { numRuns: 300 },
    );
    assert.ok(imported > 20, `only ${imported} records were to the vendor’s liking`);
  });
}

/** With what each vendor asks of a record, and without what a vendor's own rules would refuse of an arbitrary one. */
function withRequired(record: JsonObject): JsonObject {
  const { embossing: _, ...rest } = record;
  const { title: _title, maritalStatus: _status, ...name } = (rest['name'] ?? {}) as JsonObject;
  const { maritalStatus: _marital, ...person } = (rest['person'] ?? {}) as JsonObject;
  return {
    ...rest,
    name: { ...name, display: 'Ann "Lee"; née\n=Ray' },
    person,
    contact: { ...(rest['contact'] as object), email: 'ann@example.com' },
    references: { ...(rest['references'] as object), clientNumber: 'ABC_1' },
    classification: { clientType: 'PR' },
    addresses: { ...(rest['addresses'] as object), byType: { STMT: { line1: 'a, "b"\nc' } } },
  } as JsonObject;
}
