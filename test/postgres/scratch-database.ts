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
const prepared = new Map<Prepare, Promise<string>>();

/** What is to be in a database before a test gets it; done once for all who ask for the same. */
export type Prepare = (url: string) => Promise<unknown>;

/**
 * A database that nobody else has, empty or a copy of a prepared one. Where no server was named or started for the run, as
 * for a test file run by hand, the process gets one of its own, which ends with it.
 */
export async function scratchDatabase(prepare?: Prepare): Promise<ScratchDatabase> {
  const server = await serverUrl();
  const name = await createDatabase(server, prepare && (await templateOf(server, prepare)));
  return { url: urlOf(server, name), drop: () => execute(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Made at the first asking, and left to the server: it goes with it. */
function templateOf(server: string, prepare: Prepare): Promise<string> {
  const make = async () => {
    const name = await createDatabase(server);
    await prepare(urlOf(server, name));
    return name;
  };
  const made = prepared.get(prepare) ?? make();
  prepared.set(prepare, made);
  return made;
}

async function createDatabase(server: string, template = 'template0'): Promise<string> {
  const name = `clientele_${randomBytes(NAME_RANDOM_BYTES).toString('hex')}`;
  // The same text and order of text on every server, whatever its own databases have.
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template} ENCODING 'UTF8' LOCALE 'C' STRATEGY wal_log`);
  return name;
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
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
