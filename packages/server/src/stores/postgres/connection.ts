import { Client, Pool, type PoolClient, type PoolConfig } from 'pg';

/** Whose rights the server works with, whoever it logs in as (`migrations/0004_tenant_wall.sql`). */
export const SERVER_ROLE = 'clientele_server';

/** A database that does not answer within this is taken for gone; a start of its own takes longer, and is waited for. */
const CONNECT_TIMEOUT_MS = 3_000;
/** Long enough for the slowest page of a search; what is stuck behind it is told that nobody knows. */
const QUERY_TIMEOUT_MS = 8_000;
/** The database gives up before we do, so that what it gave up on is known not to have been done. */
const STATEMENT_TIMEOUT_MS = 6_000;
const LOCK_TIMEOUT_MS = 2_000;
/** No transaction of ours waits for anything but the database. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;
/** A connection that died unseen, behind a firewall that forgot it, is found out within two of these. */
const KEEP_ALIVE_DELAY_MS = 10_000;

/** Two groups and four reads at a time, and some for everything else. */
const CONNECTIONS_MAX = 10;

/**
 * Connections on which the server's role, and no other right, is in force. The address is looked up anew for each, so a
 * database that moved is found.
 */
export function openPool(url: string, settings: Readonly<Record<string, string>> = {}): Pool {
  const pool = new Pool(
    poolConfig(url, {
      role: SERVER_ROLE,
      statement_timeout: String(STATEMENT_TIMEOUT_MS),
      lock_timeout: String(LOCK_TIMEOUT_MS),
      // Compiling a statement takes longer than any of ours runs.
      jit: 'off',
      idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_TIMEOUT_MS),
      ...settings,
    }),
  );
  // A connection that breaks fails the statement under way, and tells its listeners too: from its first moment to its last
  // there has to be one, or the process ends. Those of the pool are not there while it is lent.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** How to connect to a database, with settings that hold for each connection. */
export function poolConfig(url: string, settings: Readonly<Record<string, string>>): PoolConfig {
  return {
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    application_name: 'clientele',
    allowExitOnIdle: true,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  };
}

/** One connection by itself. One that breaks between two statements fails the next of them, and not the process. */
export async function connectAlone(config: PoolConfig): Promise<Client> {
  const client = new Client(config);
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** A statement with its name, under which a connection prepares it once, and its values. */
export interface Query {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A connection that could not be had: certainly nothing was done. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';

  constructor(cause: unknown) {
    super('the database cannot be reached', { cause });
  }
}

/**
 * Sends one statement on a connection of the pool, which is thrown away when it failed in a way it may not have survived.
 *
 * @throws {NotConnectedError} before anything was sent
 */
export async function query<Row>(pool: Pool, { name, text, values }: Query): Promise<Row[]> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw new NotConnectedError(error);
  }
  try {
    const { rows } = await client.query<Row & object>({ name, text, values: [...values], types: RESULT_TYPES });
    client.release();
    return rows;
  } catch (error) {
    client.release(!isStatementsOwn(error));
    throw error;
  }
}

/** Whether the statement failed and the connection did not: PostgreSQL said so itself, and not on its way out. */
function isStatementsOwn(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code !== undefined && !/^(08|57P|25)/.test(code);
}

export function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as Error) ? code : undefined;
}

/** Object identifiers of types, as PostgreSQL has always had them (`pg_type.dat`). */
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const JSON_TYPE = 114;
const TIMESTAMPTZ = 1184;

const parsers = new Map<number, (text: string) => unknown>([
  [BOOL, (text) => text === 't'],
  [BYTEA, (text) => Buffer.from(text.slice(2), 'hex')],
  [INT8, Number],
  [INT2, Number],
  [INT4, Number],
  [JSON_TYPE, (text) => JSON.parse(text) as unknown],
  [TIMESTAMPTZ, (text) => new Date(text).toISOString()],
]);

const asText = (text: string) => text;

/** Versions and counts stay below 2^53; times are RFC 3339 in UTC. */
const RESULT_TYPES = { getTypeParser: (oid: number) => parsers.get(oid) ?? asText } as NonNullable<PoolConfig['types']>;
