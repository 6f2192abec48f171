import type { Pool } from 'pg';
import type { TenantKey } from '../group-commit/group-writer.ts';
import type { Row } from '../store.ts';
import { bucketOf } from './bucket.ts';
import { query } from './connection.ts';
import { asReadError } from './postgres-error.ts';
import { isStorable } from './storable-text.ts';

interface Found extends Row {
  readonly n: number;
}

/** The rows that keys lead to, in the order of the keys, by one statement. Another tenant's is absent. */
export async function findRows(pool: Pool, keys: readonly TenantKey[]): Promise<readonly (Row | undefined)[]> {
  if (keys.length === 0) return [];
  const tenants = new Set<string>();
  const byId: object[] = [];
  const byTerm: object[] = [];
  keys.forEach(({ tenant, key }, n) => {
    if (!isStorable(...Object.values(key))) return;
    tenants.add(tenant);
    if ('id' in key) byId.push({ n, tenant, bucket: bucketOf(key.id), id: key.id });
    else byTerm.push({ n, tenant, bucket: bucketOf(tenant, key.kind, key.value), ...key });
  });
  const values = [[...tenants].join(','), listOf(byId), listOf(byTerm)];
  const text = 'SELECT n, id, tenant, version, tag, sealed FROM clientele.read_rows($1, $2, $3)';
  const rows: (Row | undefined)[] = keys.map(() => undefined);
  try {
    for (const { n, ...row } of await query<Found>(pool, { name: 'read_rows', text, values })) rows[n] = row;
  } catch (error) {
    throw asReadError(error);
  }
  return rows;
}

function listOf(entries: readonly object[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(entries);
}
