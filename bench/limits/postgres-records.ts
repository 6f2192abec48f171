import { Pool } from 'pg';
import type { Kept } from './records.ts';
import { storedCustomer } from './stored-customer.ts';

type Members = Record<string, unknown>;

/** As many connections as there are callers: fewer made it slower. */
const CONNECTIONS = 32;
const FILL_ROWS = 500;

/** The minimal server's records, in one PostgreSQL database. */
export class PostgresRecords {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: CONNECTIONS });
  }

  /** Makes the customers, unless they are there from an earlier start. */
  async fill(count: number): Promise<void> {
    await this.#pool.query(`
      CREATE TABLE IF NOT EXISTS customer (id text PRIMARY KEY, version int8 NOT NULL, body text NOT NULL);
      CREATE TABLE IF NOT EXISTS audit (
        number int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id text NOT NULL, version int8 NOT NULL,
        at timestamptz NOT NULL, patch text NOT NULL);`);
    if (await this.read(storedCustomer(count - 1).id)) return;
    for (let from = 0; from < count; from += FILL_ROWS) {
      const rows = Array.from({ length: Math.min(FILL_ROWS, count - from) }, (_, n) => storedCustomer(from + n));
      await this.#pool.query('INSERT INTO customer SELECT * FROM unnest($1::text[], $2::int8[], $3::text[])', [
        rows.map(({ id }) => id),
        rows.map(() => 1),
        rows.map((row) => JSON.stringify(row)),
      ]);
    }
  }

  async read(id: string): Promise<Kept | undefined> {
    const text = 'SELECT version, body FROM customer WHERE id = $1';
    const { rows } = await this.#pool.query({ name: 'read', text, values: [id] });
    return rows[0] && { version: Number(rows[0].version), body: rows[0].body };
  }

  /** One update: what is there is read, and one statement writes record and audit row, if it is still there. */
  async update(id: string, etag: string, patch: Members): Promise<Kept | 'missing' | 'stale'> {
    const kept = await this.read(id);
    if (kept === undefined) return 'missing';
    if (etag !== `"${kept.version}"`) return 'stale';
    const version = kept.version + 1;
    const at = new Date().toISOString();
    const body = JSON.stringify({ ...merge(JSON.parse(kept.body), patch), version, updatedAt: at });
    const text = `WITH changed AS (
        UPDATE customer SET version = $2, body = $3 WHERE id = $1 AND version = $2 - 1 RETURNING id)
      INSERT INTO audit (customer_id, version, at, patch) SELECT id, $2, $4, $5 FROM changed`;
    const values = [id, version, body, at, JSON.stringify(patch)];
    const { rowCount } = await this.#pool.query({ name: 'update', text, values });
    return rowCount === 1 ? { version, body } : 'stale';
  }
}

/** JSON Merge Patch (RFC 7396), trusting its input. */
function merge(target: Members, patch: Members): Members {
  const merged = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isMembers(value) ? merge(isMembers(merged[name]) ? merged[name] : {}, value) : value;
  }
  return merged;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
