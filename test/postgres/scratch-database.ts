import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

/** The PostgreSQL to test with, as the URL of an account that may create databases. */
export const SERVER_URL_VARIABLE = 'CLIENTELE_TEST_POSTGRES_URL';

/** Enough that no two runs on one server meet. */
const NAME_RANDOM_BYTES = 8;

export interface ScratchDatabase {
  readonly url: string;
  /** Ends what is connected to it. */
  drop(): Promise<void>;
}

let own: Promise<RunningPostgres> | undefined;

/**
 * An empty database that nobody else has. Where no server was named or started for the run, as for a test file run by
 * hand, the process gets one of its own, which ends with it.
 */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const server = await serverUrl();
  const name = `clientele_${randomBytes(NAME_RANDOM_BYTES).toString('hex')}`;
  // The same text and order of text on every server, whatever its own databases have.
  await execute(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' STRATEGY wal_log`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function serverUrl(): Promise<string> {
  const named = process.env[SERVER_URL_VARIABLE];
  if (named) return named;
  own ??= startPostgres();
  return (await own).url;
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
