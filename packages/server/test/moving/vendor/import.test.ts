import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Customer, JsonObject } from '@clientele/core';
import { clientLens as caiboLens, factsOf } from '../../../src/faces/caibo/lens.ts';
import { customerMembers } from '../../../src/faces/cybersource/lens.ts';
import { addressesOf } from '../../../src/faces/mastercard/address-lens.ts';
import { clientLens } from '../../../src/faces/mastercard/lens.ts';
import { view } from '../../../src/lens/view.ts';
import type { Store } from '../../../src/stores/store.ts';
import { openEntry, openRow } from '../../../src/use-cases/kept.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { parseStrictJson, stringifyJson } from '../../../src/wire/strict-json.ts';
import type { OpenedStore } from '../../store-contract.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { contentOf } from '../populated.ts';
import { importedFrom, lines, TENANT } from './imported.ts';

const FACES = ['mastercard', 'cybersource', 'caibo'] as const;
const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));

let opened: OpenedStore;
let store: Store;
before(async () => {
  opened = await openTestStore();
  store = opened.store;
});
after(() => opened.dispose());

let tenants = 0;
/** A tenant without customers. */
async function freshTenant() {
  tenants += 1;
  const tenant = { ...TENANT, id: `acme-${tenants}`, number: String(2000 + tenants) };
  await store.createTenant(tenant);
  return tenant;
}

async function recordAt(tenant: string, kind: string, value: string): Promise<Customer> {
  const kept = openRow(await store.read(tenant, { kind, value }), plainSeal);
  assert.ok(kept, `${kind} ${value}`);
  return kept.record;
}

const SYSTEM = ['id', 'version', 'createdAt', 'updatedAt'];
const written = (record: Customer) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !SYSTEM.includes(name)));

async function recordsOf(tenant: string): Promise<unknown[]> {
  const rows = await store.list(tenant, { limit: 100 });
  const records = rows.flatMap((row) => openRow(row, plainSeal)?.record ?? []);
  return records.map(written).sort((a, b) => (JSON.stringify(a['handles']) < JSON.stringify(b['handles']) ? -1 : 1));
}

/** What the vendor's own API shows of a record, without what only its server writes. */
const shown = {
  mastercard: (record: JsonObject) => ({ ...view(clientLens, record), clientAddresses: addressesOf(record) }),
  cybersource: customerMembers,
  caibo: (record: JsonObject) => view(caiboLens, record, factsOf(TENANT)),
} as const;
const SERVERS = {
  mastercard: ['amendmentDate', 'amendmentOfficerId', 'amendmentOfficerName', 'dateOpen', 'clientCustomData'],
  cybersource: ['_links', 'metadata', '_embedded'],
  caibo: ['ownerId', 'ownerName', 'hasPaymentRequests', 'totalDeposits', 'createDate'],
} as const;

describe('customers in a vendor’s shape', () => {
  for (const face of FACES) {
    it(`from ${face} are shown by it as they came, from JSON and from a table`, async () => {
      const [one, other] = [await freshTenant(), await freshTenant()];
      const documents = golden(`${face}.ndjson`).toString().trimEnd().split('\n');
      const fromJson = await importedFrom(face, store, golden(`${face}.ndjson`), { tenant: one, format: 'ndjson' });
      assert.deepEqual(
        fromJson.outcomes.map(({ type }) => type),
        documents.map(() => 'created'),
        JSON.stringify(fromJson),
      );
      for (const text of documents) {
        const parsed = parseStrictJson(Buffer.from(text));
        assert.ok(parsed.ok);
        const document = parsed.value as JsonObject;
        const id = String(document['id'] ?? document['clientId']);
        const seen = shown[face]((await recordAt(one.id, face, id)) as JsonObject) as JsonObject;
        for (const [name, value] of Object.entries(document)) {
          if ((SERVERS[face] as readonly string[]).includes(name)) continue;
          assert.equal(sorted(seen[name] as JsonObject), sorted(value as JsonObject), `${face} ${name}`);
        }
      }
      const fromTable = await importedFrom(face, store, golden(`${face}.csv`), { tenant: other, pieceBytes: 7 });
      assert.deepEqual(fromTable.counts.created, documents.length, JSON.stringify(fromTable));
      assert.deepEqual(await recordsOf(other.id), await recordsOf(one.id));
    });

    it(`from ${face} are imported again without a change`, async () => {
      const tenant = await freshTenant();
      const how = { tenant, matchOn: ['email', 'phone', 'reference'] } as const;
      const { counts } = await importedFrom(face, store, golden(`${face}.ndjson`), how);
      const before = await contentOf(store);
      for (const [file, update] of [
        ['ndjson', false],
        ['csv', false],
        ['csv', true],
      ] as const) {
        const again = await importedFrom(face, store, golden(`${face}.${file}`), { ...how, update });
        assert.deepEqual(again.counts, { ...counts, created: 0, present: counts.created });
      }
      assert.deepEqual(await contentOf(store), before);
    });
  }

  it('say in the history where they came from', async () => {
    const tenant = await freshTenant();
    await importedFrom('caibo', store, lines([{ id: 7, name: 'Kim', email: 'kim@example.com' }]), { tenant });
    const { id } = await recordAt(tenant.id, 'caibo', '7');
    const [row] = await store.history(tenant.id, id, { limit: 9 });
    assert.ok(row);
    const { type, actor, face, reason, requestId } = openEntry(row, plainSeal);
    assert.deepEqual(
      { type, actor, face, reason, requestId },
      {
        type: 'created',
        actor: { id: 'import', kind: 'system' },
        face: 'caibo',
        reason: 'import',
        requestId: 'imp_1/1',
      },
    );
  });

  it('that differ from who is there are told by field and left alone, or updated where that is asked for', async () => {
    const tenant = await freshTenant();
    const kim = { id: 7, name: 'Kim', email: 'kim@example.com', phone: '+48123456', preferences: { currency: 'EUR' } };
    await importedFrom('caibo', store, lines([kim]), { tenant });
    const moved = lines([{ ...kim, email: 'kim@example.org', preferences: { currency: 'USD', language: 'pl' } }]);
    const told = await importedFrom('caibo', store, moved, { tenant });
    const { id } = await recordAt(tenant.id, 'caibo', '7');
    const fields = ['preferences.language', 'email', 'preferences.currency'];
    assert.deepEqual(told.outcomes, [{ type: 'changed', id, fields, line: 1 }]);
    assert.equal((await recordAt(tenant.id, 'caibo', '7')).version, 1);
    const updated = await importedFrom('caibo', store, moved, { tenant, update: true });
    assert.deepEqual(updated.counts.updated, 1);
    const after = await recordAt(tenant.id, 'caibo', '7');
    assert.deepEqual(
      [after.version, after.contact?.email, after.contact?.phones?.mobile],
      [2, 'kim@example.org', '+48123456'],
    );
  });

  it('are refused by line, member and rule, and stop nothing', async () => {
    const tenant = await freshTenant();
    const client = { clientId: 1, clientNumber: 'ABC_1', clientType: 'PR' };
    const file = [
      client,
      { ...client, clientId: 2, clientNumber: 'ABC_2', clientContactData: { email: 'nobody' } },
      { ...client, clientId: 3, clientNumber: 'ABC_3', clientContactData: { emial: 'a@example.com' } },
      { ...client, clientId: 4, clientNumber: 'ABC_1' },
      { clientId: 5, clientNumber: 'ABC_5' },
      { ...client, clientId: 6, clientNumber: 'ABC_6', clientPersonalData: { title: 'HERR' } },
      { ...client, clientId: '9'.repeat(19), clientNumber: 'ABC_7' },
      { ...client, clientId: 8, clientNumber: 'ABC_8', clientAddresses: [{ addressType: 'STMT', country: 'US' }] },
      {
        ...client,
        clientId: 9,
        clientNumber: 'ABC_9',
        clientCustomData: [{ tagContainer: 'ADD_INFO_01', tagName: 'a b' }],
      },
      { ...client, clientId: 10, clientNumber: 'ABC_10' },
    ];
    const { outcomes } = await importedFrom('mastercard', store, `${lines(file)}nonsense\n[]\n\n`, { tenant });
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.type === 'refused' ? `${outcome.line}: ${outcome.reason}` : outcome.type)),
      [
        'created',
        '2: clientContactData.email must be a well-formed email address',
        '3: clientContactData.emial is not a known member',
        '4: its clientNumber belongs to another customer, or did',
        '5: clientType must not be null',
        '6: clientPersonalData.title must be one of MR, MRS, MISS',
        "7: clientId must be an id of the vendor's",
        '8: clientAddresses[0].country size must be between 3 and 3',
        '9: clientCustomData[0].tagName must match "^[^=; ]+$"',
        'created',
        '11: the line is not JSON',
        '12: the line must be a JSON object',
      ],
    );
  });

  it('are counted one by one, and the bytes of the file with them', async () => {
    const file = lines([1, 2, 3, 4].map((id) => ({ id, name: 'Kim', email: `kim${id}@example.com` })));
    const reached: unknown[] = [];
    const tenant = await freshTenant();
    await importedFrom('caibo', store, file, { tenant, onProgress: (progress) => void reached.push(progress) });
    const [rows, bytes] = [[1, 2, 3, 4], Buffer.byteLength(file)];
    assert.deepEqual(
      reached,
      rows.map((customers) => ({ bytes: (bytes * customers) / rows.length, customers })),
    );
  });

  it('have an id for the shipping address that comes with them', async () => {
    const tenant = await freshTenant();
    const rows = [undefined, 7, { toString: 1 }, 'F2F4C2D1B966D631E053A2598D0AB1AA'].map((id, index) => ({
      id: `D${index}`,
      _embedded: { defaultShippingAddress: { id, shipTo: { postalCode: '94105' } } },
    }));
    const { outcomes } = await importedFrom('cybersource', store, lines(rows), { tenant });
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.type === 'refused' ? outcome.reason : outcome.type)),
      [
        '_embedded.defaultShippingAddress.id must be the id of the address',
        '_embedded.defaultShippingAddress.id must be the id of the address',
        '_embedded.defaultShippingAddress.id must be the id of the address',
        'created',
      ],
    );
  });

  it('are found below empty lines, and behind blanks', async () => {
    const tenant = await freshTenant();
    const kim = { id: 7, name: 'Kim', email: 'kim@example.com' };
    const table = '\n\r\nid,name,email\n8,Bo,bo@example.com\n';
    for (const [file, pieceBytes] of [
      [`\n\n  ${lines([kim])}`, 1],
      [table, 1],
      [`\n${lines([{ ...kim, id: 9 }])}`, 65_536],
    ] as const)
      assert.equal((await importedFrom('caibo', store, file, { tenant, pieceBytes })).counts.created, 1, file);
  });

  it('have no member that nobody knows, unless that is passed over', async () => {
    const tenant = await freshTenant();
    const customer = {
      id: 'A1',
      state: 'ACTIVE',
      buyerInformation: { email: 'a@example.com', personalIdentification: [{ id: '1' }] },
      defaultPaymentInstrument: { id: 'F67E1AD7' },
      _embedded: { defaultPaymentInstrument: { card: { number: 'masked' } } },
    };
    const refused = await importedFrom('cybersource', store, lines([customer]), { tenant });
    assert.deepEqual(refused.outcomes, [
      {
        type: 'refused',
        line: 1,
        reason:
          'state is not a known member; buyerInformation.personalIdentification is not a known member; defaultPaymentInstrument is not a known member; and 1 more',
      },
    ]);
    const { counts } = await importedFrom('cybersource', store, lines([customer]), { tenant, ignoreUnknown: true });
    assert.equal(counts.created, 1);
    assert.deepEqual((await recordAt(tenant.id, 'cybersource', 'A1')).contact, { email: 'a@example.com' });
  });

  it('keep every digit of their ids, and an id that was given up is nobody’s again', async () => {
    const tenant = await freshTenant();
    const ids = ['9223372036854775807', '9223372036854775806', '9007199254740993', '9007199254740992'];
    const text = ids.map((id, index) => `{"id":${id},"name":"N ${index}","email":"n${index}@example.com"}\n`).join('');
    const tooLarge =
      '{"id":9223372036854775808,"name":"N","email":"n@example.com"}\n{"id":1e3,"name":"N","email":"n@example.com"}\n';
    const { outcomes } = await importedFrom(
      'caibo',
      store,
      `${text}${tooLarge}{"id":1.5,"name":"N","email":"n@example.com"}\n`,
      { tenant },
    );
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      [...ids.map(() => 'created'), 'refused', 'created', 'refused'],
    );
    for (const [index, id] of ids.entries())
      assert.equal((await recordAt(tenant.id, 'caibo', id)).name?.display, `N ${index}`);
  });
});

/** The same text for the same members, in whatever order, and for an absent one and `null`. */
function sorted(value: JsonObject | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item) => sorted(item as JsonObject)).join()}]`;
  if (typeof value !== 'object' || value === null) return stringifyJson(value ?? null);
  const members = Object.entries(value).filter(([, inner]) => inner !== null);
  return `{${members
    .map(([name, inner]) => `${name}:${sorted(inner as JsonObject)}`)
    .sort()
    .join()}}`;
}
