import { mergedTerm, type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { Dependencies } from './dependencies.ts';

/** Nobody had another one, so nothing needs to be looked up. */
const CUSTOMER_ID = /^cus_[0-9A-Za-z]{22}$/;

/**
 * Tells who asked for a record by its own id, and did not find it, where it went if it was merged into another one: to that
 * one itself, however many merges came after.
 */
export async function tellMerged<Value>(
  { store }: Pick<Dependencies, 'store'>,
  { tenant }: Principal,
  { id, of }: { readonly id: string; readonly of?: 'other' },
  result: Result<Value, Problem>,
): Promise<Result<Value, Problem>> {
  if (result.ok || result.problem.type !== 'not-found' || result.problem.part !== of) return result;
  if (!CUSTOMER_ID.test(id)) return result;
  const [survivor] = await store.search(tenant.id, mergedTerm(id), { limit: 1 });
  return survivor ? refuse({ type: 'merged', into: survivor.id, ...(of && { of }) }) : result;
}
