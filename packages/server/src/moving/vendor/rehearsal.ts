import { searchTerms, uniqueTerms } from '@clientele/core';
import type { LoadedCustomer, Reader, Row, Store, Term } from '../../stores/store.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { openRow } from '../../use-cases/kept.ts';
import { mintCustomerId } from '../../use-cases/mint.ts';
import { CANDIDATES_MAX } from '../matching/candidates.ts';
import type { RowTerms, VendorTarget } from './target.ts';

/**
 * Does in a scratch store what an import would do, so that rows of one file find each other too. Whoever a row may be about,
 * or be in the way of, is copied there before; the store itself is only read.
 */
export function vendorRehearsal(reader: Reader, scratch: Store, ground: Omit<Dependencies, 'store'>): VendorTarget {
  const { seal, random } = ground;
  const searchedRows = async (tenant: string, terms: readonly Term[]) => {
    const pages = await Promise.all(terms.map((term) => reader.search(tenant, term, { limit: CANDIDATES_MAX + 1 })));
    return pages.flat().flatMap((row) => copyOf(row) ?? []);
  };
  const holderOf = async (tenant: string, term: Term): Promise<LoadedCustomer[]> => {
    const row = await reader.read(tenant, term);
    const copy = row && copyOf(row);
    if (copy) return [copy];
    return (await reader.isFree(tenant, term)) ? [] : [givenUp(tenant, term, mintCustomerId(random))];
  };
  const copyOf = (row: Row): LoadedCustomer | undefined => {
    const record = openRow(row, seal)?.record;
    if (!record) return undefined;
    const uniques = uniqueTerms(record).map((term) => ({ ...term, released: false }));
    return { row, updatedAt: record.updatedAt, terms: searchTerms(record), uniques, history: [], events: [] };
  };
  return {
    dependencies: { ...ground, store: scratch },
    async prepare(tenant: string, { searched, unique }: RowTerms) {
      const [found, ...holders] = await Promise.all([
        searchedRows(tenant, searched),
        ...unique.map((term) => holderOf(tenant, term)),
      ]);
      const copies = new Map([...found, ...holders.flat()].map((copy) => [copy.row.id, copy]));
      // What was changed in the rehearsal since it was copied stays as it is there.
      if (copies.size > 0) await scratch.load([...copies.values()]);
    },
  };
}

/** Somebody who is not there any more, and whose id nobody gets again. */
function givenUp(tenant: string, term: Term, id: string): LoadedCustomer {
  const row = { id, tenant, version: 1, tag: 'AAAAAAAA', sealed: null };
  const uniques = [{ kind: term.kind, value: term.value, released: true }];
  return { row, updatedAt: '1970-01-01T00:00:00.000Z', terms: [], uniques, history: [], events: [] };
}
