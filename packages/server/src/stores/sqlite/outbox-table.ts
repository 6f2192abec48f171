import type { EventRow, Row } from '../store.ts';
import type { Database, Statement } from './database.ts';
import type { Old, TimeTable } from './time-table.ts';

/** Events waiting to be delivered, in the order in which they were committed. */
export class OutboxTable implements TimeTable {
  readonly #append: Statement;
  readonly #list: Statement;
  readonly #old: Statement;
  readonly #forget: Statement;

  constructor(database: Database) {
    this.#append = database.prepare(
      'INSERT INTO outbox (tenant, customer_id, version, at, sealed) VALUES (?, ?, ?, ?, ?)',
    );
    // By way of the history, whose entries are of the same moments: an index by customer would be one more page to write
    // with every update, for what only an export asks.
    this.#list = database.prepare(
      `SELECT o.sequence, o.version, o.at, o.sealed FROM history h CROSS JOIN outbox o ON o.at = h.at
       WHERE h.tenant = ? AND h.customer_id = ?
         AND o.tenant = h.tenant AND o.customer_id = h.customer_id AND o.version = h.version`,
    );
    this.#old = database.prepare(
      `SELECT sequence AS row, at, 1 AS goes FROM outbox
       WHERE (at, sequence) > (?, ?) AND at < ? ORDER BY at, sequence LIMIT ?`,
    );
    this.#forget = database.prepare('DELETE FROM outbox WHERE sequence = ?');
  }

  append({ tenant, id, version }: Row, at: string, sealed: Uint8Array): void {
    this.#append.run(tenant, id, version, at, sealed);
  }

  /** A customer's, oldest first. */
  list(tenant: string, customerId: string): EventRow[] {
    const rows = this.#list.all(tenant, customerId) as (EventRow & { readonly sequence: number })[];
    return rows.sort((a, b) => a.sequence - b.sequence).map(({ version, at, sealed }) => ({ version, at, sealed }));
  }

  old(after: Pick<Old, 'at' | 'row'>, before: string, limit: number): readonly Old[] {
    return this.#old.all(after.at, after.row, before, limit) as Old[];
  }

  forget(row: Old['row']): void {
    this.#forget.run(row);
  }
}
