import { type Problem, type Result, refuse } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { Term } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Tells what was deleted (`gone`) from what never was (`not-found`), for the APIs that do: by the term that was looked for,
 * which nobody is given a second time. What another record holds was never there for this one.
 */
export async function tellGone<Value>(
  { store }: Pick<Dependencies, 'store'>,
  { tenant }: Principal,
  term: Term,
  result: Result<Value, Problem>,
): Promise<Result<Value, Problem>> {
  if (result.ok || result.problem.type !== 'not-found') return result;
  const wasGiven = !(await store.isFree(tenant.id, term));
  const isHeld = wasGiven && (await store.read(tenant.id, term)) !== undefined;
  return wasGiven && !isHeld ? refuse({ type: 'gone' }) : result;
}
