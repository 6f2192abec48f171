import type { Pool } from 'pg';
import { query } from './connection.ts';

/** Expired nonces and keys are forgotten after so many new ones, … */
const SWEEP_EVERY = 32;
/** … twice as many as came in meanwhile, so that forgetting wins. */
const SWEEP_MAX = 64;

/** Forgets, beside the requests, the nonces and keys that count no longer. */
export class Sweeper {
  readonly #pool: Pool;
  readonly #warn: (message: string, error: unknown) => void;
  #count = 0;
  #underWay: Promise<void> | undefined;

  constructor(pool: Pool, warn: (message: string, error: unknown) => void) {
    this.#pool = pool;
    this.#warn = warn;
  }

  /** To be called with the time of each submission that brings a nonce or a key. */
  count(at: string): void {
    this.#count += 1;
    if (this.#count < SWEEP_EVERY || this.#underWay !== undefined) return;
    this.#count = 0;
    this.#underWay = this.#sweep(at).finally(() => {
      this.#underWay = undefined;
    });
  }

  async close(): Promise<void> {
    await this.#underWay;
  }

  async #sweep(at: string): Promise<void> {
    const text = 'SELECT clientele.forget_expired($1, $2)';
    await query(this.#pool, { name: 'forget_expired', text, values: [at, SWEEP_MAX] }).catch((error: unknown) =>
      this.#warn('expired nonces and keys were not forgotten', error),
    );
  }
}
