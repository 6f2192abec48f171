import assert from 'node:assert/strict';
import type { JsonObject, Result } from '@clientele/core';
import { ok } from '@clientele/core';
import { createRandom } from '../../src/random.ts';
import type { Reader, Store } from '../../src/stores/store.ts';
import { attachHandle } from '../../src/use-cases/attach-handle.ts';
import type { Change } from '../../src/use-cases/commit-change.ts';
import { createCustomer } from '../../src/use-cases/create-customer.ts';
import { deleteCustomer } from '../../src/use-cases/delete-customer.ts';
import { detachHandle } from '../../src/use-cases/detach-handle.ts';
import { mintHandle } from '../../src/use-cases/mint.ts';
import { updateCustomer } from '../../src/use-cases/update-customer.ts';
import { plainSeal } from '../../src/vault/seal.ts';

/** What a customer of a test goes through after it is made. */
export type Step = { readonly fields: JsonObject } | 'attach' | 'detach' | 'delete';

export interface Life {
  readonly tenant: string;
  readonly fields: JsonObject;
  readonly steps: readonly Step[];
}

const precondition = {};

/** Lets a customer live through the use cases, as a face would. What a step refuses (what is deleted) stays undone. */
export async function live(store: Store, { tenant: id, fields, steps }: Life): Promise<string> {
  const tenant = await store.tenant(id);
  assert.ok(tenant);
  const random = createRandom();
  const dependencies = { store, seal: plainSeal, clock: { now: Date.now }, random };
  const actor = { id: 'crd_test', kind: 'integrator' } as const;
  const change: Change = { principal: { tenant, actor, scopes: new Set() }, face: 'clientele', requestId: 'req_1' };
  const made = valueIn(await createCustomer(dependencies, change, () => ok(fields), 'caibo'));
  const key = { id: made.record.id };
  for (const step of steps) {
    if (step === 'attach') {
      const handle = mintHandle('mastercard', random);
      await attachHandle(dependencies, change, { key, face: 'mastercard', handle, edit: ok, precondition });
    } else if (step === 'detach') await detachHandle(dependencies, change, { key, face: 'mastercard', precondition });
    else if (step === 'delete') await deleteCustomer(dependencies, change, key, precondition);
    else
      await updateCustomer(dependencies, change, {
        key,
        edit: (record) => ok({ ...record, ...step.fields }),
        precondition,
      });
  }
  return key.id;
}

function valueIn<Value>(result: Result<Value, unknown>): Value {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** All that is kept of all tenants and their customers; bytes as text, sets in one order. */
export async function contentOf(reader: Reader): Promise<unknown> {
  const tenants = await reader.tenants();
  const customers = await Promise.all(tenants.map(({ id }) => customersOf(reader, id)));
  const names = tenants.flatMap(({ id }) => ['mastercard', 'cybersource'].map((face) => `settings/${face}/${id}`));
  const settings = await Promise.all(names.map(async (name) => [name, textOf(await reader.setting(name))]));
  return { tenants, customers, settings };
}

async function customersOf(reader: Reader, tenant: string): Promise<unknown[]> {
  const content: unknown[] = [];
  for (let after = ''; ; ) {
    const page = await reader.dump(tenant, { after, limit: 100 });
    for (const { row, updatedAt, uniques } of page) {
      const history = await reader.history(tenant, row.id, { limit: 10_000 });
      const events = await reader.pendingEvents(tenant, row.id);
      content.push({
        row: { ...row, sealed: textOf(row.sealed) },
        updatedAt,
        uniques: uniques.map((term) => JSON.stringify(term)).sort(),
        history: history.map(({ sealed, ...entry }) => ({ ...entry, sealed: textOf(sealed) })),
        events: events.map(({ sealed, ...event }) => ({ ...event, sealed: textOf(sealed) })),
      });
    }
    const last = page.at(-1);
    if (!last) return content;
    after = last.row.id;
  }
}

export function textOf(sealed: Uint8Array | null | undefined): string | undefined {
  return sealed ? Buffer.from(sealed).toString() : undefined;
}
