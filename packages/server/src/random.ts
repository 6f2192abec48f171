import { randomFillSync } from 'node:crypto';

/** Where randomness comes from. */
export interface Random {
  /** So many random bytes, fit for secrets. */
  bytes(count: number): Uint8Array;
}

/** Drawn from the system so many at a time: a version needs six, and each call costs as much as a thousand. */
const POOL_BYTES = 8 * 1024;

/** Random bytes of the system, each given out once. */
export function createRandom(): Random {
  let pool = new Uint8Array(0);
  let used = 0;
  return {
    bytes(count) {
      if (used + count > pool.length) {
        pool = randomFillSync(new Uint8Array(Math.max(POOL_BYTES, count)));
        used = 0;
      }
      used += count;
      return pool.subarray(used - count, used);
    },
  };
}
