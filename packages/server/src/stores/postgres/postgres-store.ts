import { setTimeout } from 'node:timers/promises';
import type { Pool } from 'pg';
import { changeSetting } from '../group-commit/change-setting.ts';
import { Claims } from '../group-commit/claims.ts';
import { GroupCommitter } from '../group-commit/group-committer.ts';
import { ROW_CACHE_BYTES_MAX, RowCache } from '../group-commit/row-cache.ts';
import type {
  Attempt,
  CountedAttempt,
  CredentialRow,
  LoadedCustomer,
  LoadOutcome,
  Outcome,
  SettingVerdict,
  Store,
  Submission,
  TenantRow,
} from '../store.ts';
import { bucketOf } from './bucket.ts';
import { Compaction } from './compaction.ts';
import { openPool } from './connection.ts';
import { DistributedWriter } from './distributed-writer.ts';
import { findRows } from './find-rows.ts';
import { loadCustomers } from './load-customers.ts';
import { assureSchema } from './migrations.ts';
import { asStoreError } from './postgres-error.ts';
import { PostgresReader } from './postgres-reader.ts';
import { PostgresWriter } from './postgres-writer.ts';
import { Sweeper } from './sweeper.ts';

export interface PostgresStoreOptions {
  /** `postgres://…`; the account owns the database, or is a member of the role `clientele_server`. */
  readonly url: string;
  /** Told what went wrong beside the requests. */
  readonly warn: (message: string, error: unknown) => void;
  readonly cacheBytesMax?: number;
  /** Tests make pools that fail. */
  readonly openPool?: (url: string) => Pool;
}

/**
 * Opens the store in a database, bringing its schema up to date where the account may do that.
 *
 * @throws {SchemaError} when the schema is another one than this server's, and may not be changed
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { isDistributed } = await assureSchema(options.url);
  return new PostgresStore((options.openPool ?? openPool)(options.url), isDistributed, options);
}

class PostgresStore extends PostgresReader implements Store {
  readonly #pool: Pool;
  readonly #committer: GroupCommitter;
  readonly #sweeper: Sweeper;
  readonly #url: string;
  readonly #isDistributed: boolean;
  #compaction: Compaction | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    pool: Pool,
    isDistributed: boolean,
    { url, warn, cacheBytesMax = ROW_CACHE_BYTES_MAX }: PostgresStoreOptions,
  ) {
    const cache = new RowCache(cacheBytesMax);
    super(pool, cache);
    this.#pool = pool;
    this.#url = url;
    this.#isDistributed = isDistributed;
    // A connection that broke while nobody used it is replaced when somebody needs one.
    pool.on('error', (error) => {
      if (this.#closed === undefined) warn('a connection to the database broke', error);
    });
    const single = new PostgresWriter(pool, (keys) => findRows(pool, keys));
    const writer = isDistributed ? new DistributedWriter(pool, single) : single;
    this.#committer = new GroupCommitter({ writer, cache, claims: new Claims(), isPaused: () => false });
    this.#sweeper = new Sweeper(pool, warn);
  }

  submit<Refusal>(submission: Submission<Refusal>): Promise<Outcome<Refusal>> {
    const at = submission.nonce?.at ?? submission.idempotency?.at;
    if (at !== undefined) this.#sweeper.count(at);
    return this.#committer.submit(submission);
  }

  async createTenant({ id, number, name }: TenantRow): Promise<void> {
    const text = 'INSERT INTO clientele.tenant (id, number, name) VALUES ($1, $2, $3)';
    await this.query('create_tenant', text, [id, number, name]);
  }

  async createCredential(credential: CredentialRow): Promise<void> {
    const { id, tenant, face, kind, role, lookup, sealed, createdAt, revokedAt = null } = credential;
    const text = `INSERT INTO clientele.credential
      (id, tenant, face, kind, role, lookup, sealed, created_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
    const values = [id, tenant, face, kind, role, lookup, Buffer.from(sealed), createdAt, revokedAt];
    await this.query('create_credential', text, values);
  }

  async revokeCredential(tenant: string, id: string, at: string): Promise<boolean> {
    const text = `UPDATE clientele.credential SET revoked_at = $3
      WHERE id = $2 AND tenant = $1 AND revoked_at IS NULL RETURNING 1`;
    return (await this.query('revoke_credential', text, [tenant, id, at])).length === 1;
  }

  async keepSetting(name: string, value: Uint8Array): Promise<Uint8Array> {
    await this.#replaceSetting(name, undefined, value);
    return (await this.setting(name)) ?? value;
  }

  changeSetting<Answer>(
    name: string,
    decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
  ): Promise<Answer> {
    const settings = {
      setting: (wanted: string) => this.setting(wanted),
      replaceSetting: (wanted: string, before: Uint8Array | undefined, value: Uint8Array) =>
        this.#replaceSetting(wanted, before, value),
    };
    return changeSetting(settings, name, decide);
  }

  async countAttempt({ limits, at, until }: Attempt): Promise<string | undefined> {
    const text = 'SELECT clientele.count_attempt($1, $2, $3) AS wait';
    const values = [inBuckets(limits), at, until];
    const [row] = await this.query<{ wait: string | null }>('count_attempt', text, values);
    return row?.wait ?? undefined;
  }

  async takeBackAttempts(counted: readonly CountedAttempt[]): Promise<void> {
    await this.query('take_back_attempts', 'SELECT clientele.take_back_attempts($1)', [inBuckets(counted)]);
  }

  load(customers: readonly LoadedCustomer[]): Promise<readonly LoadOutcome[]> {
    return loadCustomers(this.#pool, customers);
  }

  async compact(what: 'history' | 'events', before: string, limit: number): Promise<number> {
    this.#compaction ??= new Compaction(this.#url, this.#isDistributed);
    try {
      return await this.#compaction.some(what, before, limit);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** Whether the database takes writes: it may be there and stand by for another. */
  async ready(): Promise<boolean> {
    if (!this.#committer.isOpen || !this.#committer.hasRoom) return false;
    // It writes nothing, and is refused wherever a write would be. A connection on which it was is not used again: its
    // session may stay so when the database takes writes again.
    const text = 'UPDATE clientele.setting SET value = value WHERE false';
    const asked = this.query('ready', text, []).then(
      () => true,
      () => false,
    );
    return Promise.race([asked, setTimeout(READY_TIMEOUT_MS, false, { ref: false })]);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#committer.close();
    await this.#sweeper.close();
    await this.#compaction?.close();
    await this.#pool.end();
  }

  async #replaceSetting(name: string, before: Uint8Array | undefined, value: Uint8Array): Promise<boolean> {
    const [statement, text, values] =
      before === undefined
        ? ['put_setting', PUT_SETTING, [name, Buffer.from(value)]]
        : ['replace_setting', REPLACE_SETTING, [name, Buffer.from(value), Buffer.from(before)]];
    return (await this.query(statement as string, text as string, values as unknown[])).length === 1;
  }
}

function inBuckets(names: readonly { readonly name: string }[]): string {
  return JSON.stringify(names.map((entry) => ({ bucket: bucketOf(entry.name), ...entry })));
}

const PUT_SETTING = 'INSERT INTO clientele.setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1';
const REPLACE_SETTING = 'UPDATE clientele.setting SET value = $2 WHERE name = $1 AND value = $3 RETURNING 1';
const READY_TIMEOUT_MS = 2_000;
