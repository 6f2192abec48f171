import type { HistoryRow, Row } from '../store.ts';
import type { Database, Statement } from './database.ts';
import type { Old, TimeTable } from './time-table.ts';

/** What each version changed. Rows are only added, and the old ones forgotten when somebody asks for that. */
export class HistoryTable implements TimeTable {
  readonly #list: Statement;
  readonly #insert: Statement;
  readonly #load: Statement;
  readonly #old: Statement;
  readonly #forget: Statement;

  constructor(database: Database) {
    this.#list = database.prepare(
      `SELECT version, tag, at, sealed FROM history
       WHERE tenant = ? AND customer_id = ? AND version < ? ORDER BY version DESC LIMIT ?`,
    );
    const insert = 'INSERT INTO history (tenant, customer_id, version, tag, at, sealed) VALUES (?, ?, ?, ?, ?, ?)';
    this.#insert = database.prepare(insert);
    this.#load = database.prepare(`${insert} ON CONFLICT DO NOTHING`);
    this.#old = database.prepare(
      `SELECT h.rowid AS row, h.at, EXISTS (
         SELECT 1 FROM history n WHERE n.tenant = h.tenant AND n.customer_id = h.customer_id AND n.version > h.version
       ) AS goes
       FROM history h WHERE (h.at, h.rowid) > (?, ?) AND h.at < ? ORDER BY h.at, h.rowid LIMIT ?`,
    );
    this.#forget = database.prepare('DELETE FROM history WHERE rowid = ?');
  }

  /** Newest first. @param before excludes that version and all after it */
  list(tenant: string, customerId: string, before: number, limit: number): HistoryRow[] {
    return (this.#list.all(tenant, customerId, before, limit) as HistoryRow[]).map(historyRowOf);
  }

  insert({ tenant, id, version, tag }: Row, at: string, sealed: Uint8Array): void {
    this.#insert.run(tenant, id, version, tag, at, sealed);
  }

  /** Adds an entry from elsewhere. @returns whether it was not there */
  load({ tenant, id }: Row, { version, tag, at, sealed }: HistoryRow): boolean {
    return this.#load.run(tenant, id, version, tag, at, sealed).changes === 1;
  }

  /** The latest entry of each customer stays. */
  old(after: Pick<Old, 'at' | 'row'>, before: string, limit: number): readonly Old[] {
    return this.#old.all(after.at, after.row, before, limit) as Old[];
  }

  forget(row: Old['row']): void {
    this.#forget.run(row);
  }
}

function historyRowOf({ version, tag, at, sealed }: HistoryRow): HistoryRow {
  return { version, tag, at, sealed };
}
