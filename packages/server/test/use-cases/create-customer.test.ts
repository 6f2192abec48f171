import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ok, type Problem, type Result } from '@clientele/core';
import type { Principal } from '../../src/access/principal.ts';
import { createRandom, type Random } from '../../src/random.ts';
import type { Change } from '../../src/use-cases/commit-change.ts';
import { createCustomer } from '../../src/use-cases/create-customer.ts';
import type { Kept } from '../../src/use-cases/kept.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import type { OpenedStore } from '../store-contract.ts';
import { openTestStore } from '../stores/opened-store.ts';

const TENANT = { id: 'one', number: '1', name: 'One' };
const EXPIRES_AT = new Date(Date.now() + 600_000).toISOString();
let opened: OpenedStore;
let drawn: Uint8Array;
let nonces = 0;

before(async () => {
  opened = await openTestStore();
  await opened.store.createTenant(TENANT);
});
after(() => opened.dispose());
beforeEach(() => {
  drawn = createRandom().bytes(16);
});

/** Draws these bytes for the first handles: of the numbers of 16 bytes each second one is a handle, the others are ids. */
function drawing(...handles: readonly Uint8Array[]): Random {
  const random = createRandom();
  let draws = 0;
  return { bytes: (count) => (count === 16 && draws++ % 2 === 1 && handles[(draws >> 1) - 1]) || random.bytes(count) };
}

/** A request that is good for one time. */
function signed(nonce = `n${nonces++}`): Change {
  const principal: Principal = {
    tenant: TENANT,
    actor: { id: 'cred_one', kind: 'integrator' },
    scopes: new Set(['customers:write']),
    nonce: { scope: 'cred_one', value: nonce, expiresAt: EXPIRES_AT },
  };
  return { principal, face: 'mastercard', requestId: 'req_1' };
}

function create(random: Random, change = signed()): Promise<Result<Kept, Problem>> {
  const dependencies = { store: opened.store, seal: plainSeal, clock: { now: Date.now }, random };
  return createCustomer(dependencies, change, ok, 'mastercard');
}

function clientIdOf(created: Result<Kept, Problem>): string | undefined {
  assert.ok(created.ok, JSON.stringify(created));
  return created.value.record.handles.mastercard?.clientId;
}

describe('a new customer whose number is another one’s already', () => {
  it('gets another number, although its request is good for one time only', async () => {
    const first = clientIdOf(await create(drawing(drawn)));
    const change = signed('one time');
    const second = clientIdOf(await create(drawing(drawn), change));
    assert.match(String(first), /^\d{15}$/);
    assert.match(String(second), /^\d{15}$/);
    assert.notEqual(second, first);
    const again = await create(createRandom(), change);
    assert.deepEqual(!again.ok && again.problem, { type: 'unauthenticated', reason: 'replayed' });
  });

  it('gets none when every number that is drawn is taken', async () => {
    clientIdOf(await create(drawing(drawn)));
    const refused = await create(drawing(drawn, drawn, drawn));
    assert.deepEqual(!refused.ok && refused.problem, { type: 'taken', kind: 'mastercard' });
    assert.notEqual(clientIdOf(await create(drawing(drawn, drawn))), undefined);
  });
});
