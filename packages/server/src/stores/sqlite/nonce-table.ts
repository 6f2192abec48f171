import type { Nonce } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** At each spending so many expired ones are forgotten: more than come, so the table holds what still counts. */
const FORGET_MAX = 2;

/** The nonces of the requests that could still be sent again, in the order in which they expire. */
export class NonceTable {
  readonly #spend: Statement;
  readonly #forget: Statement;

  constructor(database: Database) {
    this.#spend = database.prepare('INSERT OR IGNORE INTO nonce (expires_at, scope, value) VALUES (?, ?, ?)');
    this.#forget = database.prepare(
      `DELETE FROM nonce WHERE (expires_at, scope, value) IN
         (SELECT expires_at, scope, value FROM nonce WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
    );
  }

  /** Whether it had not been spent before. */
  spend({ scope, value, expiresAt, at }: Nonce): boolean {
    this.#forget.run(at, FORGET_MAX);
    return Number(this.#spend.run(expiresAt, scope, value).changes) === 1;
  }
}
