import type { LoadedCustomer } from '../store.ts';
import { bucketOf } from './bucket.ts';
import { byteaArray } from './bytea-array.ts';
import type { Query } from './connection.ts';

const TEXT = 'SELECT * FROM clientele.load_customers($1, $2, $3, $4, $5, $6, $7)';

/** Customers as the statement that loads them: what each parameter holds is said in `migrations/0005_load.sql`. */
export function loadStatement(loaded: readonly LoadedCustomer[]): Query {
  const blobs: Uint8Array[] = [];
  const place = (bytes: Uint8Array) => blobs.push(bytes);
  const customers: object[] = [];
  const uniques: object[] = [];
  const terms: object[] = [];
  const history: object[] = [];
  const events: object[] = [];
  for (const [item, customer] of loaded.entries()) {
    const { id, tenant, version, tag, sealed } = customer.row;
    const bucket = bucketOf(id);
    const owner = { item, bucket, id, tenant };
    customers.push({
      ...owner,
      version,
      tag,
      updated_at: customer.updatedAt,
      ...(sealed && { sealed: place(sealed) }),
    });
    for (const { kind, value, released } of customer.uniques) {
      const moved = { item, place: uniques.length, bucket: bucketOf(tenant, kind, value), tenant, kind, value };
      uniques.push({ ...moved, customer_bucket: bucket, id, released });
    }
    for (const { kind, value } of customer.terms) terms.push({ ...owner, kind, value });
    for (const entry of customer.history) history.push({ ...owner, ...entry, sealed: place(entry.sealed) });
    for (const event of customer.events) events.push({ ...owner, ...event, sealed: place(event.sealed) });
  }
  const tenants = [...new Set(loaded.map(({ row }) => row.tenant))].join(',');
  const lists = [customers, uniques, terms, history, events].map((list) => JSON.stringify(list));
  return { name: 'load_customers', text: TEXT, values: [tenants, ...lists, byteaArray(blobs)] };
}

/** In parts of which none has the same customer or the same unique term twice; in their order. */
export function withoutRepeats(customers: readonly LoadedCustomer[]): LoadedCustomer[][] {
  const parts: LoadedCustomer[][] = [];
  let names = new Set<string>();
  for (const customer of customers) {
    const { id, tenant } = customer.row;
    const own = [id, ...customer.uniques.map(({ kind, value }) => JSON.stringify([tenant, kind, value]))];
    if (parts.length === 0 || own.some((name) => names.has(name))) {
      parts.push([]);
      names = new Set();
    }
    for (const name of own) names.add(name);
    parts.at(-1)?.push(customer);
  }
  return parts;
}
