import { Pool } from 'pg';
import { poolConfig, query } from './connection.ts';

export type CompactionSubject = 'history' | 'events';

/** Pages looked at in one statement, 8 kB each: some milliseconds, and the rows in them are locked no longer than that. */
const PAGES = 256;

/** Which rows may go. The latest entry of each customer stays: it says who made the record what it is. */
const TABLES: Readonly<Record<CompactionSubject, { readonly table: string; readonly goes: string }>> = {
  history: {
    table: 'clientele.history',
    goes: `EXISTS (SELECT FROM clientele.customer c
      WHERE c.bucket = x.bucket AND c.id = x.customer_id AND c.version > x.version)`,
  },
  events: { table: 'clientele.outbox', goes: 'true' },
};

/**
 * Forgets old rows, page range after page range, as the account that owns the tables: the server's own role may not.
 * It remembers where it is, so that what stays is looked at once.
 */
export class Compaction {
  readonly #pool: Pool;
  readonly #places = new Map<string, number>();

  constructor(url: string) {
    this.#pool = new Pool({ ...poolConfig(url, {}), max: 1 });
    // It is found out by whoever needs the connection next.
    this.#pool.on('error', () => {});
  }

  /** See `Store.compact`. Throws what `query` throws. */
  async some(what: CompactionSubject, before: string, limit: number): Promise<number> {
    const { table, goes } = TABLES[what];
    const name = `${what} ${before}`;
    const pages = await this.#pagesOf(table);
    let forgotten = 0;
    let page = this.#places.get(name) ?? 0;
    while (page < pages && forgotten < limit) {
      const text = `WITH gone AS (
          DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
            SELECT x.ctid FROM ${table} x
            WHERE x.ctid >= $1::tid AND x.ctid < $2::tid AND x.at < $3 AND ${goes} ORDER BY x.at LIMIT $4))
          RETURNING 1)
        SELECT count(*) AS count FROM gone`;
      const values = [`(${page},0)`, `(${page + PAGES},0)`, before, limit - forgotten];
      const [row] = await query<{ count: number }>(this.#pool, { name: `compact_${what}`, text, values });
      forgotten += row?.count ?? 0;
      // A range that had more than was asked for is looked at again.
      if (forgotten < limit) page += PAGES;
    }
    if (page < pages) this.#places.set(name, page);
    else this.#places.delete(name);
    return forgotten;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #pagesOf(table: string): Promise<number> {
    const text = `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int AS pages`;
    const [row] = await query<{ pages: number }>(this.#pool, { name: 'pages', text, values: [table] });
    return row?.pages ?? 0;
  }
}
