import type { Nonce } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** Expired ones are forgotten after so many new ones, … */
const FORGET_EVERY = 32;
/** … twice as many as came in meanwhile, so that forgetting wins, yet a group is not held up. */
const FORGET_MAX = 64;

/** The nonces of the requests that could still be sent again. */
export class NonceTable {
  readonly #spend: Statement;
  readonly #forget: Statement;
  #spentSinceForgetting = 0;

  constructor(database: Database) {
    this.#spend = database.prepare('INSERT OR IGNORE INTO nonce (scope, value, expires_at) VALUES (?, ?, ?)');
    this.#forget = database.prepare(
      `DELETE FROM nonce WHERE (scope, value) IN
         (SELECT scope, value FROM nonce WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
    );
  }

  /** Whether it had not been spent before. */
  spend({ scope, value, expiresAt, at }: Nonce): boolean {
    this.#spentSinceForgetting += 1;
    if (this.#spentSinceForgetting >= FORGET_EVERY) {
      this.#spentSinceForgetting = 0;
      this.#forget.run(at, FORGET_MAX);
    }
    return Number(this.#spend.run(scope, value, expiresAt).changes) === 1;
  }
}
