import type { IdempotencyKey, Row } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** What a key was used for, and what that request wrote. */
export interface UsedKey {
  readonly fingerprint: string;
  readonly row: Row;
}

interface Columns extends Omit<Row, 'id'> {
  readonly customer_id: string;
  readonly fingerprint: string;
  readonly expires_at: string;
}

/** Expired keys are cleared after so many new ones, … */
const CLEAR_EVERY_KEYS = 32;
/** … twice as many as came in meanwhile, so that clearing wins, yet a group is held up for no more than about 1 ms. */
const CLEAR_KEYS_MAX = 64;

export class IdempotencyTable {
  readonly #find: Statement;
  readonly #keep: Statement;
  readonly #clear: Statement;
  #keptSinceClearing = 0;

  constructor(database: Database) {
    this.#find = database.prepare(
      `SELECT fingerprint, expires_at, tenant, customer_id, version, tag, sealed FROM idempotency
       WHERE tenant = ? AND scope = ? AND key = ?`,
    );
    this.#keep = database.prepare(
      `INSERT OR REPLACE INTO idempotency (tenant, scope, key, fingerprint, expires_at, customer_id, version, tag, sealed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    // The inner query reads the index alone, from where the oldest are, and no further than the limit.
    this.#clear = database.prepare(
      `DELETE FROM idempotency
       WHERE number IN (SELECT number FROM idempotency WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`,
    );
  }

  /** What the key was used for, unless that has expired. */
  find(tenant: string, { scope, key, at }: IdempotencyKey): UsedKey | undefined {
    const columns = this.#find.get(tenant, scope, key) as Columns | undefined;
    if (columns === undefined || columns.expires_at < at) return undefined;
    const { fingerprint, customer_id: id, version, tag, sealed } = columns;
    return { fingerprint, row: { id, tenant: columns.tenant, version, tag, sealed } };
  }

  /** Keeps what the key was used for, in place of an expired use; clears some expired keys now and then. */
  keep({ scope, key, fingerprint, at, expiresAt }: IdempotencyKey, row: Row): void {
    this.#keep.run(row.tenant, scope, key, fingerprint, expiresAt, row.id, row.version, row.tag, row.sealed);
    this.#keptSinceClearing += 1;
    if (this.#keptSinceClearing < CLEAR_EVERY_KEYS) return;
    this.#keptSinceClearing = 0;
    this.#clear.run(at, CLEAR_KEYS_MAX);
  }
}
