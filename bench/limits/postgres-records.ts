import { Pool } from 'pg';
import type { Kept } from './records.ts';
import { storedCustomer } from './stored-customer.ts';

type Members = Record<string, unknown>;

/** As many connections as there are callers: fewer made it slower. */
const CONNECTIONS = 32;
const FILL_ROWS = 500;

/** Room on each page for the next version of a row, so that an update touches no index. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS customer (id text PRIMARY KEY, version int8 NOT NULL, body jsonb NOT NULL)
    WITH (fillfactor = 75);
  CREATE TABLE IF NOT EXISTS audit (
    number int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id text NOT NULL, version int8 NOT NULL,
    at timestamptz NOT NULL, patch text NOT NULL);`;

/** JSON Merge Patch (RFC 7396), trusting its input. */
const MERGE_PATCH = `
  CREATE OR REPLACE FUNCTION merge_patch(target jsonb, patch jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
  DECLARE
    merged jsonb := CASE WHEN jsonb_typeof(target) = 'object' THEN target ELSE '{}' END;
    name text;
    value jsonb;
  BEGIN
    FOR name, value IN SELECT * FROM jsonb_each(patch) LOOP
      IF jsonb_typeof(value) = 'null' THEN merged := merged - name;
      ELSIF jsonb_typeof(value) = 'object' THEN
        merged := merged || jsonb_build_object(name, merge_patch(merged -> name, value));
      ELSE merged := merged || jsonb_build_object(name, value);
      END IF;
    END LOOP;
    RETURN merged;
  END $$`;

const UPDATE = `
  WITH changed AS (
    UPDATE customer
      SET version = version + 1,
        body = merge_patch(body, $3) || jsonb_build_object('version', version + 1, 'updatedAt', $4::text)
      WHERE id = $1 AND version = $2 RETURNING id, version, body
  ), kept AS (
    INSERT INTO audit (customer_id, version, at, patch) SELECT id, version, $4::timestamptz, $3::text FROM changed
  )
  SELECT version, body::text FROM changed`;

/**
 * The minimal server's records, in one PostgreSQL database. One statement is an update. To read the row, merge it here and
 * write it back took twice the CPU in this process, and no less in the database.
 */
export class PostgresRecords {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: CONNECTIONS });
    // Connections break when the database is restarted, and are made anew.
    this.#pool.on('error', () => {});
  }

  /** Makes the customers, unless they are there from an earlier start. */
  async fill(count: number): Promise<void> {
    await this.#pool.query(TABLES);
    await this.#pool.query(MERGE_PATCH);
    if (await this.read(storedCustomer(count - 1).id)) return;
    for (let from = 0; from < count; from += FILL_ROWS) {
      const rows = Array.from({ length: Math.min(FILL_ROWS, count - from) }, (_, n) => storedCustomer(from + n));
      await this.#pool.query(
        'INSERT INTO customer SELECT id, 1, body FROM unnest($1::text[], $2::jsonb[]) AS u (id, body)',
        [rows.map(({ id }) => id), rows.map((row) => JSON.stringify(row))],
      );
    }
    await this.#pool.query('VACUUM (ANALYZE)');
  }

  async read(id: string): Promise<Kept | undefined> {
    const text = 'SELECT version, body::text FROM customer WHERE id = $1';
    const { rows } = await this.#pool.query({ name: 'read', text, values: [id] });
    return keptIn(rows[0]);
  }

  async update(id: string, etag: string, patch: Members): Promise<Kept | 'missing' | 'stale'> {
    const version = /^"(\d{1,15})"$/.exec(etag)?.[1] ?? '0';
    const values = [id, version, JSON.stringify(patch), new Date().toISOString()];
    const { rows } = await this.#pool.query({ name: 'update', text: UPDATE, values });
    return keptIn(rows[0]) ?? ((await this.read(id)) ? 'stale' : 'missing');
  }
}

function keptIn(row: { version: string; body: string } | undefined): Kept | undefined {
  return row && { version: Number(row.version), body: row.body };
}
