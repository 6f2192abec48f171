import { type Edit, type Handles, ok, type Problem, type Result } from '@clientele/core';
import { withoutNonce } from '../access/principal.ts';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';
import type { Kept } from './kept.ts';
import { mintCustomerId, mintHandle } from './mint.ts';

/** At a billion customers one minted handle in a million is taken; three in a row are never seen. */
const MINT_TRIES = 3;

/** Creates a customer, with a fresh handle when a vendor's face asks for one. */
export async function createCustomer(
  dependencies: Dependencies,
  change: Change,
  edit: Edit,
  handleFor?: keyof Handles,
): Promise<Result<Kept, Problem>> {
  let attempted = change;
  for (let attempt = 1; ; attempt++) {
    const id = mintCustomerId(dependencies.random);
    const handles: Handles = handleFor ? { [handleFor]: mintHandle(handleFor, dependencies.random) } : {};
    const created = await commitChange(dependencies, attempted, undefined, () => ({
      type: 'create',
      id,
      handles,
      edit,
    }));
    const collided = !created.ok && created.problem.type === 'taken' && created.problem.kind === handleFor;
    // The first attempt has spent the nonce.
    attempted = { ...change, principal: withoutNonce(change.principal) };
    if (collided && attempt < MINT_TRIES) continue;
    if (!created.ok) return created;
    if (created.value.type === 'deleted') throw new Error('a created customer is there');
    return ok(created.value.current);
  }
}
