import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { vendorRehearsal } from '../../../src/moving/vendor/rehearsal.ts';
import type { Store } from '../../../src/stores/store.ts';
import type { Change } from '../../../src/use-cases/commit-change.ts';
import { deleteCustomer } from '../../../src/use-cases/delete-customer.ts';
import type { OpenedStore } from '../../store-contract.ts';
import { openSqlite } from '../../stores/opened-sqlite.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { contentOf } from '../populated.ts';
import { ground, type How, importedFrom, lines, TENANT, type VendorImported } from './imported.ts';

let opened: OpenedStore;
let store: Store;
before(async () => {
  opened = await openTestStore();
  store = opened.store;
  await store.createTenant(TENANT);
});
after(() => opened.dispose());

/** What came out, but for the ids of customers, which a rehearsal makes up. */
const told = ({ counts, outcomes }: VendorImported) => ({
  counts,
  outcomes: JSON.parse(JSON.stringify(outcomes).replace(/cus_\w{22}/g, 'cus')) as unknown,
});

async function rehearsed(face: 'mastercard' | 'cybersource' | 'caibo', file: string | Buffer, how: How) {
  const scratch = await openSqlite();
  try {
    const target = vendorRehearsal(store, scratch.store, ground);
    return await importedFrom(face, store, file, { ...how, target });
  } finally {
    await scratch.dispose();
  }
}

it('a dry run writes nothing and says what the import says then, also of rows that are about one another', async () => {
  const golden = (name: string) => readFileSync(new URL(`golden/${name}`, import.meta.url));
  const all = { matchOn: ['email', 'phone', 'reference'] } as const satisfies How;
  const gone = { id: 77, name: 'Gone', email: 'gone@example.com' };
  await importedFrom('caibo', store, lines([gone]), all);
  const actor = { id: 'import', kind: 'system' } as const;
  const change: Change = { principal: { tenant: TENANT, actor, scopes: new Set() }, face: 'caibo', requestId: 'r' };
  assert.ok((await deleteCustomer({ ...ground, store }, change, { kind: 'caibo', value: '77' }, {})).ok);
  const client = {
    clientId: 5,
    clientNumber: 'ABC_1',
    clientType: 'PR',
    clientContactData: { email: 'x@example.com' },
  };
  const caibo = [
    { id: 1, name: 'X', email: 'x@example.com', phone: '+48123456' },
    { id: 2, name: 'X', email: 'x@example.com' },
    { id: 3, name: 'Y Z', email: 'y@example.com', phone: '+48123456' },
    { id: 3, name: 'Y Z', email: 'z@example.com', phone: '+48123456' },
    { id: 77, name: 'Gone', email: 'gone@example.com' },
  ];
  const steps: readonly (readonly ['mastercard' | 'cybersource' | 'caibo', string | Buffer, How])[] = [
    ['mastercard', golden('mastercard.ndjson'), {}],
    ['mastercard', lines([client, { ...client, clientId: 6 }]), {}],
    ['cybersource', golden('cybersource.csv'), all],
    ['caibo', golden('caibo.csv'), all],
    ['caibo', lines(caibo), all],
    ['caibo', lines(caibo), { ...all, update: true, doubtful: 'create' }],
    ['caibo', lines(caibo), { ...all, prefer: 'new' }],
    ['mastercard', lines([{ ...client, clientId: 7, clientNumber: 'ABC_9' }]), all],
  ];
  for (const [face, file, how] of steps) {
    const before = await contentOf(store);
    const rehearsal = await rehearsed(face, file, how);
    assert.deepEqual(await contentOf(store), before);
    assert.deepEqual(told(rehearsal), told(await importedFrom(face, store, file, how)));
  }
});
