import type { Problem } from '@clientele/core';
import { StoreError } from '../stores/store.ts';

/** A failure of the store as the refusal it is; `undefined` for any other error, which is a bug. */
export function storeProblem(error: unknown): Problem | undefined {
  if (!(error instanceof StoreError)) return undefined;
  return { type: error.reason === 'full' ? 'storage-full' : 'unavailable' };
}
