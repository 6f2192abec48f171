import type { Store } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/** What the use cases stand on; built in `main.ts` and handed down. */
export interface Dependencies {
  readonly store: Store;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export interface Random {
  /** So many random bytes, fit for secrets. */
  bytes(count: number): Uint8Array;
}

/** RFC 3339, UTC, milliseconds. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
