import type { RecordKey, Row } from '../store.ts';
import type { Tables } from './tables.ts';

/** The row a key leads to. Another tenant's is absent. */
export function findRow({ customers, uniques }: Tables, tenant: string, key: RecordKey): Row | undefined {
  const id = 'id' in key ? key.id : uniques.holder(tenant, key);
  const row = id === undefined ? undefined : customers.find(id);
  return row?.tenant === tenant ? row : undefined;
}
