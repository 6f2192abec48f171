import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ok } from '@clientele/core';
import { createRandom } from '../../src/random.ts';
import type { Change, IdempotentUse } from '../../src/use-cases/commit-change.ts';
import { createCustomer } from '../../src/use-cases/create-customer.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import type { OpenedStore } from '../store-contract.ts';
import { openTestStore } from '../stores/opened-store.ts';

const TENANT = { id: 'one', number: '1', name: 'One' };
const NOON = Date.UTC(2026, 10, 22, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
let opened: OpenedStore;

before(async () => {
  opened = await openTestStore();
  await opened.store.createTenant(TENANT);
});
after(() => opened.dispose());

/** What became of it: the id of the customer that was made, now or by the request it repeats, or the refusal. */
async function createdAt(now: number, use: Partial<IdempotentUse>): Promise<string> {
  const change: Change = {
    principal: { tenant: TENANT, actor: { id: 'cred_one', kind: 'integrator' }, scopes: new Set(['customers:write']) },
    face: 'mastercard',
    requestId: 'req_1',
    idempotency: { scope: 'cred_one POST /clients', key: 'k', fingerprint: 'print', ...use },
  };
  const dependencies = { store: opened.store, seal: plainSeal, clock: { now: () => now }, random: createRandom() };
  const created = await createCustomer(dependencies, change, ok, 'mastercard');
  return created.ok ? created.value.record.id : created.problem.type;
}

describe('a key under which a change is recognised', () => {
  it('counts for a day when nothing else is said', async () => {
    const first = await createdAt(NOON, { key: 'day' });
    assert.equal(await createdAt(NOON + DAY_MS, { key: 'day' }), first);
    assert.notEqual(await createdAt(NOON + DAY_MS + 1, { key: 'day' }), first);
  });

  it('counts as long as its change says, whatever a repeat says', async () => {
    const brief = { key: 'brief', windowMs: 10 * MINUTE_MS };
    const first = await createdAt(NOON, brief);
    assert.equal(await createdAt(NOON + 10 * MINUTE_MS, { key: 'brief' }), first);
    assert.notEqual(await createdAt(NOON + 10 * MINUTE_MS + 1, { key: 'brief' }), first);
  });

  it('has its copies wait for the first, or tells them that it is under way', async () => {
    const atOnce = (use: Partial<IdempotentUse>) => Promise.all(Array.from({ length: 30 }, () => createdAt(NOON, use)));
    assert.equal(new Set(await atOnce({ key: 'wait', copiesWait: true })).size, 1);
    const told = await atOnce({ key: 'told' });
    assert.equal(told.filter((outcome) => outcome === 'idempotency-key-in-flight').length, 29);
  });
});
