import { equal, type Json, type JsonObject } from '@clientele/core';
import type { LoadedCustomer, LoadOutcome, Reader, Store, TenantRow } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import type { CustomerPlace } from './customer-place.ts';

/** What was kept of a thing that is there once: its tenant, its settings. */
export type KeepOutcome = 'loaded' | 'present' | 'conflict';

/** Where an import goes: into a store, or into none (`rehearsal-target.ts`). */
export interface ImportTarget {
  hasTenant(id: string): Promise<boolean>;
  /** A tenant that is there already stays as it is. */
  keepTenant(tenant: TenantRow): Promise<KeepOutcome>;
  keepSetting(name: string, document: JsonObject): Promise<KeepOutcome>;
  load(customers: readonly LoadedCustomer[]): Promise<readonly LoadOutcome[]>;
  /** Which of these are there already, at these versions. */
  areThere(places: readonly CustomerPlace[]): Promise<readonly boolean[]>;
}

export function storeTarget(store: Store, seal: Seal): ImportTarget {
  return {
    hasTenant: async (id) => (await store.tenant(id)) !== undefined,
    async keepTenant(tenant) {
      if ((await store.tenant(tenant.id)) !== undefined) return 'present';
      await store.createTenant(tenant);
      return 'loaded';
    },
    keepSetting: (name, document) =>
      store.changeSetting<KeepOutcome>(name, (kept) => {
        const answer = settingOutcome(kept, document, seal);
        return answer === 'loaded' ? { value: seal.seal(JSON.stringify(document)), answer } : { answer };
      }),
    load: (customers) => store.load(customers),
    areThere: (places) => areThere(store, places),
  };
}

export function areThere(store: Reader, places: readonly CustomerPlace[]): Promise<boolean[]> {
  return Promise.all(
    places.map(async ({ tenant, id, version, tag }) => {
      const row = await store.read(tenant, { id });
      return row?.version === version && row.tag === tag;
    }),
  );
}

export function settingOutcome(kept: Uint8Array | undefined, document: JsonObject, seal: Seal): KeepOutcome {
  if (kept === undefined) return 'loaded';
  return equal(JSON.parse(seal.open(kept)) as Json, document) ? 'present' : 'conflict';
}
