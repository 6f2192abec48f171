import type { HistoryRow, Row } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** What each version changed. Rows are only ever added. */
export class HistoryTable {
  readonly #list: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#list = database.prepare(
      `SELECT version, tag, sealed FROM history
       WHERE tenant = ? AND customer_id = ? AND version < ? ORDER BY version DESC LIMIT ?`,
    );
    this.#insert = database.prepare(
      'INSERT INTO history (tenant, customer_id, version, tag, at, sealed) VALUES (?, ?, ?, ?, ?, ?)',
    );
  }

  /** Newest first. @param before excludes that version and all after it */
  list(tenant: string, customerId: string, before: number, limit: number): HistoryRow[] {
    return (this.#list.all(tenant, customerId, before, limit) as HistoryRow[]).map(historyRowOf);
  }

  insert({ tenant, id, version, tag }: Row, at: string, sealed: Uint8Array): void {
    this.#insert.run(tenant, id, version, tag, at, sealed);
  }
}

function historyRowOf({ version, tag, sealed }: HistoryRow): HistoryRow {
  return { version, tag, sealed };
}
