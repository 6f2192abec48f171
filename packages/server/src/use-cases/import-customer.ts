import { type Edit, type Handles, ok, type Problem, type Result } from '@clientele/core';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';
import type { Kept } from './kept.ts';
import { mintCustomerId } from './mint.ts';

/** Creates a customer who has a handle already, from where he was before. One that was ever given out is refused. */
export async function importCustomer(
  dependencies: Dependencies,
  change: Change,
  { handles, edit }: { readonly handles: Handles; readonly edit: Edit },
): Promise<Result<Kept, Problem>> {
  const id = mintCustomerId(dependencies.random);
  const created = await commitChange(dependencies, change, undefined, () => ({ type: 'create', id, handles, edit }));
  if (!created.ok) return created;
  if (created.value.type === 'deleted') throw new Error('a created customer is there');
  return ok(created.value.current);
}
