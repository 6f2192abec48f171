import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JsonObject, ok } from '@clientele/core';
import { createRandom } from '../../src/random.ts';
import type { Reader, Store } from '../../src/stores/store.ts';
import type { Change } from '../../src/use-cases/commit-change.ts';
import { createCustomer } from '../../src/use-cases/create-customer.ts';
import { updateCustomer } from '../../src/use-cases/update-customer.ts';
import { plainSeal } from '../../src/vault/seal.ts';

const TENANT = { id: 'one', number: '1001', name: 'One' };

export interface Writing {
  /** What became of it: how many updates were answered, and the longest time one took. */
  stop(): Promise<{ readonly updates: number; readonly slowestMs: number }>;
}

/** Some customers, each updated without end by a writer of its own: its version is always one more than its counter. */
export async function startWriting(store: Store, writers: number): Promise<Writing> {
  if (!(await store.tenant('one'))) await store.createTenant(TENANT);
  const dependencies = { store, seal: plainSeal, clock: { now: Date.now }, random: createRandom() };
  const principal = { tenant: TENANT, actor: { id: 'crd_test', kind: 'integrator' }, scopes: new Set() } as const;
  const change = { principal, face: 'clientele', requestId: 'req_1' } as unknown as Change;
  const running = { yes: true, updates: 0, slowestMs: 0 };
  const write = async () => {
    const made = await createCustomer(dependencies, change, () => ok(counter(0)));
    assert.ok(made.ok);
    for (let count = 1; running.yes; count++) {
      const begun = performance.now();
      const key = { id: made.value.record.id };
      const updated = await updateCustomer(dependencies, change, {
        key,
        edit: (record) => ok({ ...record, ...counter(count) }),
        precondition: {},
      });
      assert.ok(updated.ok, JSON.stringify(updated));
      running.updates += 1;
      running.slowestMs = Math.max(running.slowestMs, performance.now() - begun);
    }
  };
  const ends = Array.from({ length: writers }, write);
  while (running.updates < writers) await sleep(5);
  return {
    async stop() {
      running.yes = false;
      await Promise.all(ends);
      return running;
    },
  };
}

function counter(count: number): JsonObject {
  return { references: { memberId: `m-${count}` } };
}

/** The sum of all versions: it grows by one with each write. */
export async function versionsIn(reader: Reader): Promise<number> {
  return (await reader.dump('one', { limit: 1_000 })).reduce((sum, { row }) => sum + row.version, 0);
}

/** Nobody may be writing. Holds when each customer is what its history says, and its history whole. @returns the sum of their versions */
export async function assertWhole(reader: Reader, { oldest = 1 } = {}): Promise<number> {
  let versions = 0;
  for (const { row } of await reader.dump('one', { limit: 1_000 })) {
    const history = await reader.history('one', row.id, { limit: 100_000 });
    const expected = Array.from({ length: history.length }, (_, i) => row.version - i);
    assert.deepEqual(
      history.map(({ version }) => version),
      expected,
    );
    assert.equal(history[0]?.tag, row.tag);
    assert.ok((history.at(-1)?.version ?? 0) >= oldest);
    if (oldest === 1) assert.equal(history.length, row.version);
    const record = JSON.parse(plainSeal.open(row.sealed as Uint8Array)) as { references: { memberId: string } };
    assert.equal(record.references.memberId, `m-${row.version - 1}`);
    const events = await reader.pendingEvents('one', row.id);
    if (oldest === 1) assert.equal(events.length, row.version, 'each version with its event');
    versions += row.version;
  }
  return versions;
}
