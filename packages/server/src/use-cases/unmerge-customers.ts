import {
  decideUnmerge,
  type HistoryEntry,
  type MergeHistory,
  ok,
  type Precondition,
  type Problem,
  type Result,
  refuse,
  type UnmergeCommand,
  type UnmergeDecision,
  type Version,
} from '@clientele/core';
import type { HistoryRow, RecordKey } from '../stores/store.ts';
import type { Change } from './commit-change.ts';
import { commitPair } from './commit-pair.ts';
import type { Dependencies } from './dependencies.ts';
import { fillPage } from './fill-page.ts';
import { type Kept, openEntry, openRow } from './kept.ts';
import { tellMerged } from './tell-merged.ts';

export interface CustomerUnmerge {
  readonly survivorId: string;
  /** The one that was merged into it. */
  readonly otherId: string;
  readonly precondition: Precondition;
}

export interface UnmergedCustomer {
  readonly customer: Kept;
  /** The other as it is there again. */
  readonly restored: Version;
  /** The survivor's history entry: what it keeps and what the other does not get back is in it. */
  readonly entry: HistoryEntry;
}

/** A merge with more versions since is not undone: each of them is read, and the work would hold up others. */
const VERSIONS_SINCE_MAX = 1_000;

/** The history is read before the commit; so often others may write the survivor in between. */
const ATTEMPTS_MAX = 5;

/** Undoes a merge in one commit: the other customer is there again, the survivor gives back what it kept as it came. */
export async function unmergeCustomers(
  dependencies: Dependencies,
  change: Change,
  wanted: CustomerUnmerge,
): Promise<Result<UnmergedCustomer, Problem>> {
  const takesAny = wanted.precondition.ifMatch?.type === 'any';
  for (let attempt = 1; ; attempt++) {
    const unmerged = await unmergeAsRead(dependencies, change, wanted);
    const isOutrun = takesAny && !unmerged.ok && unmerged.problem.type === 'stale';
    if (!isOutrun || attempt === ATTEMPTS_MAX) return unmerged;
  }
}

async function unmergeAsRead(
  dependencies: Dependencies,
  change: Change,
  { survivorId, otherId, precondition }: CustomerUnmerge,
): Promise<Result<UnmergedCustomer, Problem>> {
  const { seal } = dependencies;
  const key = { id: survivorId };
  const history = await mergeHistory(dependencies, change.principal.tenant.id, key, otherId);
  let decision: UnmergeDecision | undefined;
  const pair = { survivor: key, other: { id: otherId } };
  const unmerged = await commitPair(dependencies, change, pair, (row, companion, contexts) => {
    const tombstone = companion?.sealed === null ? companion : undefined;
    const decided = decideUnmerge(openRow(row, seal), tombstone, { otherId, precondition, history }, contexts);
    if (decided.ok) decision = decided.value;
    return decided;
  });
  if (!unmerged.ok) return tellMerged(dependencies, change.principal, key, unmerged);
  if (unmerged.value.type === 'deleted') return refuse({ type: 'not-found' });
  const { type, current: customer } = unmerged.value;
  if (type !== 'replayed' && decision)
    return ok({ customer, restored: decision.other.next, entry: decision.survivor.entry });
  return replayed(dependencies, change, customer);
}

/** What the first answer said, as history has it. */
async function replayed(
  { store, seal }: Dependencies,
  { principal }: Change,
  customer: Kept,
): Promise<Result<UnmergedCustomer, Problem>> {
  const rowAt = async (id: string, version: number): Promise<HistoryRow | undefined> =>
    (await store.history(principal.tenant.id, id, { before: version + 1, limit: 1 }))[0];
  const row = await rowAt(customer.record.id, customer.version);
  const entry = row && openEntry(row, seal);
  const other = entry?.merge?.other;
  const restored = other && (await rowAt(other.id, other.version + 1));
  // So short after the first request nobody has compacted its history away.
  if (!entry || !restored) throw new Error('a merge that was undone has its history');
  return ok({ customer, restored, entry });
}

async function mergeHistory(
  { store, seal }: Dependencies,
  tenant: string,
  key: RecordKey,
  otherId: string,
): Promise<UnmergeCommand['history']> {
  const row = await store.read(tenant, key);
  const merged = openRow(row, seal)?.record.mergedFrom?.[otherId];
  // Of a merge into another record, which then came here, the version is that one's: it is not undone from here.
  if (!row || !merged || merged.through !== undefined || merged.survivorVersion > row.version) return 'forgotten';
  const count = row.version - merged.survivorVersion + 1;
  if (count > VERSIONS_SINCE_MAX) return 'too-much-since';
  const { rows, more } = await fillPage<HistoryRow>(count, (last, limit) =>
    store.history(tenant, row.id, { before: last?.version ?? row.version + 1, limit }),
  );
  if (rows.length < count) return more ? 'too-much-since' : 'forgotten';
  const [gone] = await store.history(tenant, otherId, { before: merged.version + 2, limit: 1 });
  if (!gone) return 'forgotten';
  const opened = (each: HistoryRow) => openEntry(each, seal);
  return { since: rows.map(opened).reverse(), gone: opened(gone) } satisfies MergeHistory;
}
