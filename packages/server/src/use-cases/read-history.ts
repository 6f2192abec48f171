import { type HistoryEntry, ok, type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { Dependencies } from './dependencies.ts';
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
  const page = { limit: limit + 1, ...(before !== undefined && { before }) };
  const rows = await store.history(principal.tenant.id, customerId, page);
  if (rows.length === 0 && before === undefined) return refuse({ type: 'not-found' });
  const items = rows.slice(0, limit).map((row) => openEntry(row, seal));
  return ok({ items, next: rows.length > limit ? (items.at(-1)?.version ?? null) : null });
}
