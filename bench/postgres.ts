import { totalmem } from 'node:os';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '../test/postgres/start-postgres.ts';

/** What PostgreSQL's manual recommends is a quarter of the memory; more than this the benchmark does not need. */
const SHARED_BUFFERS = totalmem() >= 4 * 2 ** 30 ? '1GB' : '128MB';
const SHOWN = ['server_version', 'fsync', 'synchronous_commit', 'shared_buffers'];

/** The PostgreSQL of a run, from npm. It ends with the benchmark, however that ends. */
export class Postgres {
  readonly #running: RunningPostgres;
  #databases = 0;

  private constructor(running: RunningPostgres) {
    this.#running = running;
  }

  static async start(): Promise<Postgres> {
    return new Postgres(await startPostgres({ settings: { shared_buffers: SHARED_BUFFERS } }));
  }

  /** Of the postmaster, whose children all other processes are. */
  get pid(): number {
    return this.#running.pid;
  }

  /** A new, empty database. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `bench_${this.#databases}`;
    await this.#ask(this.#running.url, `CREATE DATABASE ${name} TEMPLATE template0`);
    const url = new URL(this.#running.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async execute(url: string, statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.#ask(url, statement);
  }

  /** After a fill: what autovacuum and the checkpointer would do in their own time, which might be that of a window. */
  async settle(url: string): Promise<void> {
    await this.execute(url, ['VACUUM (ANALYZE)', 'CHECKPOINT']);
  }

  /** Empties the shared buffers, by starting anew; the system's page cache stays. Every connection breaks. */
  restart(): Promise<void> {
    return this.#running.restart();
  }

  /** How much has ever been written to the write-ahead log. */
  async walBytes(): Promise<number> {
    const [row] = await this.#ask(this.#running.url, `SELECT pg_current_wal_insert_lsn() - '0/0' AS bytes`);
    return Number(row?.['bytes']);
  }

  async bytesOf(url: string): Promise<number> {
    const [row] = await this.#ask(url, 'SELECT pg_database_size(current_database()) AS bytes');
    return Number(row?.['bytes']);
  }

  /** Its version and what matters most for speed and durability, in words. */
  async describe(): Promise<string> {
    const url = this.#running.url;
    const [row] = await this.#ask(
      url,
      `SELECT ${SHOWN.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
    );
    const [version, ...settings] = SHOWN.map((name) => [name, row?.[name]]);
    return `PostgreSQL ${version?.[1]} from npm: ${settings.map((pair) => pair.join(' ')).join(', ')}, else its defaults.`;
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }

  async #ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }
}
