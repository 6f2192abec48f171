import { setTimeout } from 'node:timers/promises';
import type { Problem } from '@clientele/core';
import { StoreError } from '../stores/store.ts';

/** Together with what the store itself waits: about half a minute. Whoever supervises the process starts it again then. */
const ATTEMPTS_MAX = 6;
const WAIT_MS = 1_000;

/**
 * Does a step of a start, again while the store cannot do it: servers that start at the same moment keep a small machine
 * busy, and a database that moves is away for a while. To be given only what may be done twice.
 *
 * @throws whatever the step throws at last
 */
export async function startStep<Value>(step: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      const mayPass = error instanceof StoreError && error.reason !== 'full';
      if (!mayPass || attempt === ATTEMPTS_MAX) throw error;
      await setTimeout(WAIT_MS);
    }
  }
}

/** The error that a refusal is where nothing should be refused: of the store, if it was the store that could not. */
export function refusedAtStart(what: string, { type }: Problem): Error {
  const error = new Error(`${what} was refused: ${type}`);
  return type === 'unavailable' ? new StoreError('unavailable', error) : error;
}
