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
    this.#list = database.prepare(
      'SELECT version, at, sealed FROM outbox WHERE customer_id = ? AND tenant = ? ORDER BY sequence',
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
    return (this.#list.all(customerId, tenant) as EventRow[]).map(({ version, at, sealed }) => ({
      version,
      at,
      sealed,
    }));
  }

  old(after: Pick<Old, 'at' | 'row'>, before: string, limit: number): readonly Old[] {
    return this.#old.all(after.at, after.row, before, limit) as Old[];
  }

  forget(row: Old['row']): void {
    this.#forget.run(row);
  }
}
