import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '../test/postgres/start-postgres.ts';

/** The database of a run: one PostgreSQL for all, as durable as it comes, with the memory a small server would give it. */
const SETTINGS = { shared_buffers: '1GB', max_wal_size: '4GB' };

export interface Database {
  readonly url: string;
  /** Of the postmaster. */
  readonly pid: number;
}

let running: Promise<RunningPostgres> | undefined;

/** An empty database of the run's PostgreSQL, which is started when the first one is asked for. */
export async function createDatabase(name: string): Promise<Database> {
  running ??= startPostgres({ settings: SETTINGS });
  const { url, pid } = await running;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const made = new URL(url);
  made.pathname = `/${name}`;
  return { url: made.href, pid };
}

export async function stopPostgres(): Promise<void> {
  await (await running)?.stop();
}
