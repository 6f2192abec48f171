import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { connectAlone, poolConfig, SERVER_ROLE } from './connection.ts';
import { distribute, isDistributed } from './distribute.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** A schema that this server cannot work with, and may not bring up to date. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

const FOLDER = new URL('./migrations/', import.meta.url);

/** Whoever migrates holds this; the number means nothing, and is the same in every version. */
const ADVISORY_LOCK = 5_233_870_514;

/** Ten processes that start at once take turns, and the first of them may have much to do. */
const MIGRATION_TIMEOUT_MS = 10 * 60 * 1_000;

/** The numbered `.sql` files of `migrations/`, in their order. A gap in the numbers is a bug and throws. */
export function readMigrations(): Migration[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name, index) => {
    const number = Number(name.slice(0, 4));
    if (number !== index + 1)
      throw new Error(`migration ${name} should begin with ${String(index + 1).padStart(4, '0')}`);
    return { number, name, sql: readFileSync(new URL(name, FOLDER), 'utf8') };
  });
}

/**
 * Brings the schema up to date, as the owner of the database; one process at a time, all of it or nothing.
 *
 * @returns the numbers of the schema before and after
 * @throws {SchemaError} when a later version of this server has written it
 */
export async function migrate(
  url: string,
  migrations: readonly Migration[] = readMigrations(),
): Promise<{ readonly from: number; readonly to: number }> {
  const client = await connectAlone({
    ...poolConfig(url, { lock_timeout: '0' }),
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    const from = await schemaNumber(client);
    if (from > migrations.length) throw newer(from, migrations.length);
    const missing = migrations.slice(from);
    if (from === 0) await prepare(client);
    for (const { sql } of missing) await client.query(sql);
    await client.query('UPDATE clientele.schema_version SET number = $1 WHERE number < $1', [migrations.length]);
    if (await isDistributed(client)) await distribute(client);
    await client.query('COMMIT');
    return { from, to: migrations.length };
  } finally {
    await client.end();
  }
}

/** Spreads the tables of a database that is up to date over the machines of its Citus cluster, as its owner. */
export async function migrateDistributed(url: string): Promise<void> {
  const client = await connectAlone({
    ...poolConfig(url, { lock_timeout: '0' }),
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    await distribute(client);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/**
 * Makes sure that the schema is the one this server knows: brings it up to date where the account may, and says what to do
 * where it may not.
 *
 * @throws {SchemaError}
 */
export async function assureSchema(url: string): Promise<{ readonly isDistributed: boolean }> {
  const wanted = readMigrations().length;
  const client = await connectAlone(poolConfig(url, {}));
  try {
    const found = await schemaNumber(client);
    if (found > wanted) throw newer(found, wanted);
    if (found < wanted && !(await isOwner(client, found))) {
      throw new SchemaError(
        `the database is at schema ${found}, this server needs ${wanted}: run \`clientele migrate\` as its owner`,
      );
    }
    if (found < wanted) await migrate(url);
    return { isDistributed: await isDistributed(client) };
  } finally {
    await client.end();
  }
}

async function schemaNumber(client: Client): Promise<number> {
  const { rows: found } = await client.query(`SELECT to_regclass('clientele.schema_version') IS NOT NULL AS exists`);
  if (!found[0].exists) return 0;
  const { rows } = await client.query('SELECT number FROM clientele.schema_version');
  return rows[0]?.number ?? 0;
}

async function isOwner(client: Client, found: number): Promise<boolean> {
  const { rows } = await client.query(
    found === 0
      ? `SELECT has_database_privilege(current_database(), 'CREATE') AS may`
      : `SELECT pg_has_role(nspowner, 'USAGE') AS may FROM pg_namespace WHERE nspname = 'clientele'`,
  );
  return rows[0]?.may === true;
}

/** What the first migration stands on: the schema, its number, and the role, which may be there for another database. */
async function prepare(client: Client): Promise<void> {
  await client.query(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${SERVER_ROLE}') THEN
        CREATE ROLE ${SERVER_ROLE} NOLOGIN;
        EXECUTE format('GRANT ${SERVER_ROLE} TO %I', current_user);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- made for another database at this very moment
    END $$;
    CREATE SCHEMA clientele;
    CREATE TABLE clientele.schema_version (number int PRIMARY KEY);
    INSERT INTO clientele.schema_version VALUES (0);
  `);
}

function newer(found: number, known: number): SchemaError {
  return new SchemaError(
    `the database is at schema ${found}, this version of the server knows up to ${known}: run the newer server`,
  );
}
