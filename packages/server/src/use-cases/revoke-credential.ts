import { ok, type Problem, type Result, refuse } from '@clientele/core';
import { timestamp } from '../clock.ts';
import type { Dependencies } from './dependencies.ts';

/** Revokes a credential of the tenant; it stops working within seconds, everywhere. */
export async function revokeCredential(
  { store, clock }: Pick<Dependencies, 'store' | 'clock'>,
  tenant: string,
  id: string,
): Promise<Result<void, Problem>> {
  return (await store.revokeCredential(tenant, id, timestamp(clock))) ? ok(undefined) : refuse({ type: 'not-found' });
}
