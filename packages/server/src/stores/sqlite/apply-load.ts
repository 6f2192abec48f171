import type { LoadedCustomer, LoadOutcome, Row, Term } from '../store.ts';
import type { Tables } from './tables.ts';

/**
 * Customers that another store kept, inside the open transaction: each is written as it was, or not at all. Of one that is
 * there already, only what is missing of its history is added, each entry with the events of its version.
 */
export function applyLoad(tables: Tables, customers: readonly LoadedCustomer[]): readonly LoadOutcome[] {
  const loaded: LoadedCustomer[] = [];
  const outcomes = customers.map((customer) => {
    const outcome = load(tables, customer);
    if (outcome.type === 'loaded') loaded.push(customer);
    return outcome;
  });
  addTerms(tables, loaded);
  return outcomes;
}

function load(tables: Tables, customer: LoadedCustomer): LoadOutcome {
  const { row, updatedAt, uniques } = customer;
  const kept = tables.customers.find(row.id);
  if (kept !== undefined && !isSame(kept, row)) return { type: 'conflict' };
  if (kept === undefined) {
    const taken = uniques.find((term) => !tables.uniques.isFree(row.tenant, term));
    if (taken) return { type: 'taken', kind: taken.kind };
    tables.customers.insert(row, updatedAt);
    for (const term of uniques) tables.uniques.load(row, term);
  }
  const added = new Set<number>();
  for (const entry of customer.history) if (tables.history.load(row, entry)) added.add(entry.version);
  for (const { version, at, sealed } of customer.events) {
    if (kept === undefined || added.has(version)) tables.outbox.append({ ...row, version }, at, sealed);
  }
  return { type: kept === undefined ? 'loaded' : 'present' };
}

function isSame(kept: Row, row: Row): boolean {
  return kept.tenant === row.tenant && kept.version === row.version && kept.tag === row.tag;
}

/** In the order of their index, so that each of its pages is looked for once: they lie all over it. */
function addTerms(tables: Tables, customers: readonly LoadedCustomer[]): void {
  const keyOf = (row: Row, { kind, value }: Term) => `${row.tenant}\0${kind}\0${value}`;
  const terms = customers.flatMap(({ row, terms: of }) => of.map((term) => ({ row, term, key: keyOf(row, term) })));
  terms.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { row, term } of terms) tables.terms.move(row, { add: [term], remove: [] });
}
