import { type HistoryEntry, ok, type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { HistoryRow } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { fillPage } from './fill-page.ts';
import { openEntry } from './kept.ts';

/** One page of a customer's history, newest first, and the version before which the next one begins. */
export interface HistoryPage {
  readonly items: readonly HistoryEntry[];
  readonly next: number | null;
}

/** A customer's history; it outlives the customer. */
export async function readHistory(
  { store, seal }: Pick<Dependencies, 'store' | 'seal'>,
  principal: Principal,
  customerId: string,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<Result<HistoryPage, Problem>> {
  const { rows, more } = await fillPage<HistoryRow>(limit, (last, count) => {
    const from = last?.version ?? before;
    return store.history(principal.tenant.id, customerId, {
      limit: count,
      ...(from !== undefined && { before: from }),
    });
  });
  if (rows.length === 0 && before === undefined) return refuse({ type: 'not-found' });
  return ok({ items: rows.map((row) => openEntry(row, seal)), next: more ? (rows.at(-1)?.version ?? null) : null });
}
