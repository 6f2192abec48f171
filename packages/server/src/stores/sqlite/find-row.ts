import type { RecordKey, Row, Term } from '../store.ts';
import { type KnownRows, termKeyOf } from './row-cache.ts';
import type { Tables } from './tables.ts';

/** The row a key leads to, from memory or the database. Another tenant's is absent. */
export function findRow(tables: Tables, known: KnownRows, tenant: string, key: RecordKey): Row | undefined {
  return 'id' in key ? findById(tables, known, tenant, key.id) : findByTerm(tables, known, tenant, key);
}

function findById(tables: Tables, known: KnownRows, tenant: string, id: string): Row | undefined {
  let row = known.row(id);
  if (row === undefined) {
    row = tables.customers.find(id);
    if (row !== undefined) known.keep(row);
  }
  return row?.tenant === tenant ? row : undefined;
}

function findByTerm(tables: Tables, known: KnownRows, tenant: string, term: Term): Row | undefined {
  const termKey = termKeyOf(tenant, term);
  const knownId = known.idOf(termKey);
  const id = knownId ?? tables.uniques.holder(tenant, term);
  if (id === undefined) return undefined;
  const row = findById(tables, known, tenant, id);
  if (row !== undefined && knownId === undefined) known.link(termKey, id);
  return row;
}
