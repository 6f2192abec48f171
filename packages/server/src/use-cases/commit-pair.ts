import type { Decision, PairContext, Problem, Result } from '@clientele/core';
import type { RecordKey, Row, Verdict } from '../stores/store.ts';
import { type Change, type Committed, commitVerdict, contextOf } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';
import { openRow } from './kept.ts';
import { type Made, writeOf } from './write-of.ts';

/** Two records of which one is the other's companion in a commit. */
export interface Pair {
  readonly survivor: RecordKey;
  readonly other: RecordKey;
}

type Written = Exclude<Decision, { type: 'unchanged' }>;

/** What becomes of both. Pure, because it runs inside the commit and may run again. */
export type DecidePair = (
  survivor: Row | undefined,
  other: Row | undefined,
  contexts: PairContext,
) => Result<{ readonly survivor: Written; readonly other: Written }, Problem>;

/** Changes two records in one commit, by the road of every write: both are written, or neither. Answers the survivor. */
export function commitPair(
  dependencies: Dependencies,
  change: Change,
  { survivor, other }: Pair,
  decidePair: DecidePair,
): Promise<Result<Committed, Problem>> {
  const { seal } = dependencies;
  const made: Made = new Map();
  const decide = (row: Row | undefined, companion: Row | undefined): Verdict<Problem> => {
    const contexts = { survivor: contextOf(dependencies, change), other: contextOf(dependencies, change) };
    const decided = decidePair(row, companion, contexts);
    if (!decided.ok) return { type: 'refused', refusal: decided.problem };
    const ground = { seal, tenant: change.principal.tenant.id, made };
    return {
      type: 'write',
      write: writeOf(ground, openRow(row, seal), decided.value.survivor),
      companion: writeOf(ground, openRow(companion, seal), decided.value.other),
    };
  };
  return commitVerdict(dependencies, change, { key: survivor, companion: other, decide }, made);
}
