import { type SearchKind, searchTerm } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { Page } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { type Kept, openRow } from './kept.ts';

/** One page of customers, and the id after which the next one begins. */
export interface CustomerPage {
  readonly items: readonly Kept[];
  readonly next: string | null;
}

/** The customers of the caller's tenant in the order of their id, or those that carry what is searched for. */
export async function listCustomers(
  { store, seal }: Pick<Dependencies, 'store' | 'seal'>,
  principal: Principal,
  { after, limit }: Page,
  search?: { readonly kind: SearchKind; readonly value: string },
): Promise<CustomerPage> {
  const page: Page = { limit: limit + 1, ...(after !== undefined && { after }) };
  const rows = search
    ? await store.search(principal.tenant.id, searchTerm(search.kind, search.value), page)
    : await store.list(principal.tenant.id, page);
  const items = rows.slice(0, limit).flatMap((row) => openRow(row, seal) ?? []);
  return { items, next: rows.length > limit ? (items.at(-1)?.record.id ?? null) : null };
}
