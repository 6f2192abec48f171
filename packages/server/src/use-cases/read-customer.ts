import { ok, type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { RecordKey } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { type Kept, openRow } from './kept.ts';

/** A customer of the caller's tenant. Another tenant's, a deleted and a missing one are the same refusal. */
export async function readCustomer(
  { store, seal }: Pick<Dependencies, 'store' | 'seal'>,
  principal: Principal,
  key: RecordKey,
): Promise<Result<Kept, Problem>> {
  const versioned = openRow(await store.read(principal.tenant.id, key), seal);
  return versioned ? ok(versioned) : refuse({ type: 'not-found' });
}
