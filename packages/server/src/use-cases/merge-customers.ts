import {
  decideMerge,
  type MergeChoices,
  type MergeClash,
  ok,
  type Precondition,
  type Problem,
  type Result,
  refuse,
} from '@clientele/core';
import type { Change, Committed } from './commit-change.ts';
import { commitPair } from './commit-pair.ts';
import type { Dependencies } from './dependencies.ts';
import { type Kept, openRow } from './kept.ts';
import { tellMerged } from './tell-merged.ts';

export interface CustomerMerge {
  /** The one that stays. */
  readonly survivorId: string;
  /** The one that is merged into it. */
  readonly otherId: string;
  readonly precondition: Precondition;
  readonly otherPrecondition: Precondition;
  /** Whose value is kept of what both have differently. */
  readonly choices: MergeChoices;
}

export interface MergedCustomer {
  readonly customer: Kept;
  /** What was chosen; nothing, when the answer is that of the request it repeats. */
  readonly clashes: readonly MergeClash[];
}

/**
 * Merges one customer into another of the same tenant, in one commit. Refused as `merge-clash` while a choice is missing;
 * whoever names a customer that was merged before is told where it went (`merged`).
 */
export async function mergeCustomers(
  dependencies: Dependencies,
  change: Change,
  { survivorId, otherId, ...command }: CustomerMerge,
): Promise<Result<MergedCustomer, Problem>> {
  if (survivorId === otherId) {
    const violation = { pointer: '/other', rule: 'different', message: 'must be another customer' };
    return refuse({ type: 'invalid', violations: [violation] });
  }
  const { seal } = dependencies;
  let clashes: readonly MergeClash[] = [];
  const pair = { survivor: { id: survivorId }, other: { id: otherId } };
  const merged = await commitPair(dependencies, change, pair, (row, companion, contexts) => {
    const decided = decideMerge(openRow(row, seal), openRow(companion, seal), command, contexts);
    if (decided.ok) clashes = decided.value.clashes;
    return decided;
  });
  const result = merged.ok ? customerOf(merged.value, clashes) : merged;
  const told = await tellMerged(dependencies, change.principal, { id: survivorId }, result);
  return tellMerged(dependencies, change.principal, { id: otherId, of: 'other' }, told);
}

function customerOf(committed: Committed, clashes: readonly MergeClash[]): Result<MergedCustomer, Problem> {
  return committed.type === 'deleted' ? refuse({ type: 'not-found' }) : ok({ customer: committed.current, clashes });
}
