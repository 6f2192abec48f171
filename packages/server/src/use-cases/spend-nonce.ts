import { refuse } from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import { timestamp } from '../clock.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * Uses up what a signed request was good for, when it was refused before it came to a commit: what decided about it, a header
 * that nobody signed, must not be exchanged for another in a copy of it. Spending it twice does nothing.
 */
export async function spendNonce(
  { store, clock }: Pick<Dependencies, 'store' | 'clock'>,
  { tenant, nonce }: Principal,
): Promise<void> {
  if (!nonce) return;
  const decide = () => refusedAnyway;
  await store.submit({ tenant: tenant.id, nonce: { ...nonce, at: timestamp(clock) }, decide });
}

const refusedAnyway = { type: 'refused', refusal: refuse('refused before') } as const;
