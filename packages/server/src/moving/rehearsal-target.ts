import { createHash } from 'node:crypto';
import type { LoadedCustomer, LoadOutcome, Reader, Store, TenantRow } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import { areThere, type ImportTarget, type KeepOutcome, settingOutcome } from './import-target.ts';

const NOTHING = new Uint8Array(0);

/**
 * Says what an import would, and writes nothing into the store. What the lines of the file want of each other is found out
 * with a scratch store, which is given ids and hashes only: a set in memory would grow with the file.
 */
export function rehearsalTarget(store: Reader, scratch: Pick<Store, 'load'>, seal: Seal): ImportTarget {
  const tenants = new Set<string>();
  return {
    hasTenant: async (id) => tenants.has(id) || (await store.tenant(id)) !== undefined,
    async keepTenant({ id }: TenantRow): Promise<KeepOutcome> {
      const isThere = tenants.has(id) || (await store.tenant(id)) !== undefined;
      tenants.add(id);
      return isThere ? 'present' : 'loaded';
    },
    keepSetting: async (name, document) => settingOutcome(await store.setting(name), document, seal),
    async load(customers) {
      const others = (await store.tenants()).map(({ id }) => id);
      const outcomes = await Promise.all(customers.map((customer) => outcomeIn(store, others, customer)));
      const free = customers.filter((_, index) => outcomes[index] === undefined);
      const rehearsed = free.length > 0 ? await scratch.load(free.map(stripped)) : [];
      let at = 0;
      return outcomes.map((outcome) => outcome ?? (rehearsed[at++] as LoadOutcome));
    },
    areThere: (places) => areThere(store, places),
  };
}

/** What the store as it is says of a customer; nothing when it would take it. */
async function outcomeIn(
  store: Reader,
  tenants: readonly string[],
  { row, uniques }: LoadedCustomer,
): Promise<LoadOutcome | undefined> {
  const kept = await store.read(row.tenant, { id: row.id });
  if (kept) return { type: kept.version === row.version && kept.tag === row.tag ? 'present' : 'conflict' };
  for (const tenant of tenants) {
    if (tenant !== row.tenant && (await store.read(tenant, { id: row.id }))) return { type: 'conflict' };
  }
  for (const term of uniques) {
    if (!(await store.isFree(row.tenant, term))) return { type: 'taken', kind: term.kind };
  }
  return undefined;
}

/** Enough to be in another's way, and nothing to be read. */
function stripped({ row, updatedAt, uniques }: LoadedCustomer): LoadedCustomer {
  const hashed = uniques.map((term) => ({ ...term, value: createHash('sha256').update(term.value).digest('base64') }));
  return { row: { ...row, sealed: NOTHING }, updatedAt, terms: [], uniques: hashed, history: [], events: [] };
}
