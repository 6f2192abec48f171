import { type SearchKind, searchTerm } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { Page, Row } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { fillPage } from './fill-page.ts';
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
  const tenant = principal.tenant.id;
  const term = search && searchTerm(search.kind, search.value);
  const { rows, more } = await fillPage<Row>(limit, (last, count) => {
    const from = last?.id ?? after;
    const page: Page = { limit: count, ...(from !== undefined && { after: from }) };
    return term ? store.search(tenant, term, page) : store.list(tenant, page);
  });
  const items = rows.flatMap((row) => openRow(row, seal) ?? []);
  return { items, next: more ? (rows.at(-1)?.id ?? null) : null };
}
