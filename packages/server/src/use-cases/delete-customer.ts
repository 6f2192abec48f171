import { ok, type Precondition, type Problem, type Result } from '@clientele/core';
import type { RecordKey } from '../stores/store.ts';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';

/** Deletes a customer with all its handles; the history stays. */
export async function deleteCustomer(
  dependencies: Dependencies,
  change: Change,
  key: RecordKey,
  precondition: Precondition,
): Promise<Result<void, Problem>> {
  const deleted = await commitChange(dependencies, change, key, () => ({ type: 'delete', precondition }));
  return deleted.ok ? ok(undefined) : deleted;
}
