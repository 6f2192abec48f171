import { ok, type Problem, type Result, refuse } from '@clientele/core';
import type { RecordKey } from '../stores/store.ts';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';
import type { Kept } from './kept.ts';

/** Leads to no record: what is confirmed then is that there is none. */
const NOBODY: RecordKey = { id: '' };

/**
 * Takes the road of a write and changes nothing: the way for an operation that reads, but whose request counts as unsafe.
 * Its nonce is spent, and with an idempotency key the same request is answered with the same record again.
 */
export async function confirmCustomer(
  dependencies: Dependencies,
  change: Change,
  key: RecordKey = NOBODY,
): Promise<Result<Kept, Problem>> {
  const confirmed = await commitChange(dependencies, change, key, () => ({
    type: 'update',
    edit: ok,
    precondition: {},
  }));
  if (!confirmed.ok) return confirmed;
  return confirmed.value.type === 'deleted' ? refuse({ type: 'not-found' }) : ok(confirmed.value.current);
}
