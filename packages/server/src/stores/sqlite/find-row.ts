import type { RecordKey, Row } from '../store.ts';
import type { Tables } from './tables.ts';

/** The row a key leads to. Another tenant's is absent. */
export function findRow({ customers }: Tables, tenant: string, key: RecordKey): Row | undefined {
  const row = 'id' in key ? customers.find(key.id) : customers.holder(tenant, key);
  return row?.tenant === tenant ? row : undefined;
}
