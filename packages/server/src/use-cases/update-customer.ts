import { type Edit, ok, type Precondition, type Problem, type Result, refuse } from '@clientele/core';
import type { RecordKey } from '../stores/store.ts';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';
import { type ConflictView, explainStale } from './explain-stale.ts';
import type { Kept } from './kept.ts';

export interface Update {
  readonly key: RecordKey;
  readonly edit: Edit;
  readonly precondition: Precondition;
  /** How the face that asks shows a record; a stale write is explained in its words. Without it, it is not explained. */
  readonly view?: ConflictView;
}

/** Updates a customer. A stale write is refused with what happened since and what of it still applies. */
export async function updateCustomer(
  dependencies: Dependencies,
  change: Change,
  { key, edit, precondition, view }: Update,
): Promise<Result<Kept, Problem>> {
  const updated = await commitChange(dependencies, change, key, () => ({ type: 'update', edit, precondition }));
  if (updated.ok) return updated.value.type === 'deleted' ? refuse({ type: 'not-found' }) : ok(updated.value.current);
  if (updated.problem.type !== 'stale' || !precondition.ifMatch || !view) return updated;
  return refuse(await explainStale(dependencies, change.principal, key, { ifMatch: precondition.ifMatch, edit, view }));
}
