import { Pool } from 'pg';
import { poolConfig, query } from './connection.ts';

export type CompactionSubject = 'history' | 'events';

/** Pages looked at in one statement, 8 kB each: some milliseconds, and the rows in them are locked no longer than that. */
const PAGES = 256;

interface Table {
  readonly name: string;
  /** What names a row, beside its bucket and its customer. */
  readonly number: 'version' | 'sequence';
  /** Which rows may go. The latest entry of each customer stays: it says who made the record what it is. */
  readonly goes: string;
}

const TABLES: Readonly<Record<CompactionSubject, Table>> = {
  history: {
    name: 'clientele.history',
    number: 'version',
    goes: `EXISTS (SELECT FROM clientele.customer c
      WHERE c.bucket = x.bucket AND c.id = x.customer_id AND c.version > x.version)`,
  },
  events: { name: 'clientele.outbox', number: 'sequence', goes: 'true' },
};

/** Forgets old rows as the account that owns the tables: the server's own role may not. */
export class Compaction {
  readonly #pool: Pool;
  readonly #isDistributed: boolean;
  readonly #places = new Map<string, number>();

  constructor(url: string, isDistributed: boolean) {
    this.#isDistributed = isDistributed;
    this.#pool = new Pool({ ...poolConfig(url, {}), max: 1 });
    // It is found out by whoever needs the connection next.
    this.#pool.on('error', () => {});
  }

  /** See `Store.compact`. Throws what `query` throws. */
  some(what: CompactionSubject, before: string, limit: number): Promise<number> {
    return this.#isDistributed ? this.#byName(what, before, limit) : this.#byPage(what, before, limit);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /** Page range after page range. It remembers where it is, so that what stays is looked at once. */
  async #byPage(what: CompactionSubject, before: string, limit: number): Promise<number> {
    const { name: table, goes } = TABLES[what];
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
      forgotten += await this.#count(`compact_${what}`, text, values);
      // A range that had more than was asked for is looked at again.
      if (forgotten < limit) page += PAGES;
    }
    if (page < pages) this.#places.set(name, page);
    else this.#places.delete(name);
    return forgotten;
  }

  /** Where the rows are on several machines, they are found first, and then named: places mean something to one machine only. */
  async #byName(what: CompactionSubject, before: string, limit: number): Promise<number> {
    const { name: table, number, goes } = TABLES[what];
    const found = await query<object>(this.#pool, {
      name: `find_old_${what}`,
      text: `SELECT x.bucket, x.customer_id, x.${number} AS number FROM ${table} x
        WHERE x.at < $1 AND ${goes} ORDER BY x.at LIMIT $2`,
      values: [before, limit],
    });
    if (found.length === 0) return 0;
    const text = `WITH gone AS (
        DELETE FROM ${table} x USING json_to_recordset($1) AS o (bucket int2, customer_id text, number int8)
        WHERE x.bucket = o.bucket AND x.customer_id = o.customer_id AND x.${number} = o.number RETURNING 1)
      SELECT count(*) AS count FROM gone`;
    return this.#count(`forget_old_${what}`, text, [JSON.stringify(found)]);
  }

  async #pagesOf(table: string): Promise<number> {
    const text = `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int AS count`;
    return this.#count('pages', text, [table]);
  }

  async #count(name: string, text: string, values: readonly unknown[]): Promise<number> {
    const [row] = await query<{ count: number }>(this.#pool, { name, text, values });
    return row?.count ?? 0;
  }
}
