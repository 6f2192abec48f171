import { join } from 'node:path';
import type { CredentialRow, Outcome, SettingVerdict, Store, Submission, TenantRow } from '../store.ts';
import { applySettingChange } from './apply-setting-change.ts';
import { applySubmission } from './apply-submission.ts';
import { Checkpointer, WAL_LIMITS, type WalLimits } from './checkpoint.ts';
import { type CommittedGroup, commitGroup, type Item } from './commit-group.ts';
import { type Commit, CommitQueue } from './commit-queue.ts';
import { configure, type Database, type OpenDatabase, openDatabaseFile } from './database.ts';
import { DurableLog } from './durable-log.ts';
import { type OpenLogFile, openLogFile } from './log-file.ts';
import { migrate, readMigrations } from './migrations.ts';
import { createPrivateDirectory, createPrivateFile, type OwnerLock, takeOwnerLock } from './owner-lock.ts';
import { ROW_CACHE_BYTES_MAX, RowCache } from './row-cache.ts';
import { RowOverlay } from './row-overlay.ts';
import { type ReaderDeps, SqliteReader } from './sqlite-reader.ts';
import { prepareTables } from './tables.ts';
import { Transaction } from './transaction.ts';

export interface SqliteStoreOptions {
  /** Created when it does not exist; belongs to this process alone for as long as the store is open. */
  readonly directory: string;
  /** Told what went wrong beside the requests: checkpoints. */
  readonly warn: (message: string, error: unknown) => void;
  readonly openDatabase?: OpenDatabase;
  readonly openLog?: OpenLogFile;
  readonly cacheBytesMax?: number;
  readonly walLimits?: WalLimits;
}

/**
 * Opens the store in a directory, bringing its schema up to date.
 *
 * @throws {DirectoryInUseError} when another process has it, after 3 s
 * @throws {NewerDatabaseError} when a later version of this server has written it
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { directory, warn, openDatabase = openDatabaseFile, openLog = openLogFile, walLimits = WAL_LIMITS } = options;
  createPrivateDirectory(directory);
  const lock = await takeOwnerLock(directory);
  let database: Database | undefined;
  let log: DurableLog | undefined;
  try {
    const path = join(directory, 'customers.db');
    createPrivateFile(path);
    database = openDatabase(path);
    configure(database, walLimits.pauseBytes);
    migrate(database, readMigrations());
    emptyLog(database);
    log = new DurableLog({ file: openLog(path), warn });
    return new SqliteStore(database, path, lock, log, { ...options, walLimits });
  } catch (error) {
    log?.close();
    database?.close();
    lock.release();
    throw error;
  }
}

/** What a process that was killed has left in the log may never have been synced: it goes into the database, and is. */
function emptyLog(database: Database): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

class SqliteStore extends SqliteReader implements Store {
  readonly #deps: ReaderDeps;
  readonly #database: Database;
  readonly #lock: OwnerLock;
  readonly #overlay: RowOverlay;
  readonly #checkpointer: Checkpointer;
  readonly #queue: CommitQueue;
  readonly #keysInFlight = new Set<string>();
  #lastCommitFailed = false;
  #closed: Promise<void> | undefined;

  constructor(
    database: Database,
    path: string,
    lock: OwnerLock,
    log: DurableLog,
    { warn, cacheBytesMax = ROW_CACHE_BYTES_MAX, walLimits: limits = WAL_LIMITS }: SqliteStoreOptions,
  ) {
    const tables = prepareTables(database);
    const deps = { tables, cache: new RowCache(cacheBytesMax), transaction: new Transaction(database), log };
    super(deps);
    this.#deps = deps;
    this.#database = database;
    this.#lock = lock;
    this.#overlay = new RowOverlay(deps.cache);
    const onResume = () => this.#queue.resume();
    this.#checkpointer = new Checkpointer({ path, database, limits, warn, onResume });
    this.#queue = new CommitQueue({
      commit: (items) => this.#commit(items),
      isPaused: () => this.#checkpointer.isPaused,
    });
  }

  submit<Refusal>(submission: Submission<Refusal>): Promise<Outcome<Refusal>> {
    const run = () => applySubmission(this.#deps.tables, this.#overlay, submission);
    const { tenant, idempotency } = submission;
    if (idempotency === undefined || idempotency.copiesWait || !this.#queue.isOpen) return this.#queue.submit(run);
    const key = JSON.stringify([tenant, idempotency.scope, idempotency.key]);
    if (this.#keysInFlight.has(key)) return Promise.resolve({ type: 'key-in-flight' });
    this.#keysInFlight.add(key);
    return this.#queue.submit(run).finally(() => this.#keysInFlight.delete(key));
  }

  createTenant(tenant: TenantRow): Promise<void> {
    return this.#queue.submit(() => this.#deps.tables.tenants.insert(tenant));
  }

  createCredential(credential: CredentialRow): Promise<void> {
    return this.#queue.submit(() => this.#deps.tables.credentials.insert(credential));
  }

  revokeCredential(tenant: string, id: string, at: string): Promise<boolean> {
    return this.#queue.submit(() => this.#deps.tables.credentials.revoke(tenant, id, at));
  }

  keepSetting(name: string, value: Uint8Array): Promise<Uint8Array> {
    return this.#queue.submit(() => this.#deps.tables.settings.keep(name, value));
  }

  changeSetting<Answer>(
    name: string,
    decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
  ): Promise<Answer> {
    return this.#queue.submit(() => applySettingChange(this.#deps.tables, name, decide));
  }

  async ready(): Promise<boolean> {
    if (!this.#queue.isOpen || !this.#queue.hasRoom || this.#deps.log.failure) return false;
    try {
      if (this.#lastCommitFailed) await this.#queue.submit(() => this.#rewriteFirstPage());
      else this.#takeWriteLock();
      return true;
    } catch {
      return false;
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#queue.close();
    try {
      this.#deps.transaction.abandon();
      await this.#checkpointer.close();
      this.#deps.log.close();
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }

  #commit(items: readonly Item[]): Commit {
    const { log, transaction } = this.#deps;
    if (log.failure) {
      for (const item of items) item.reject(log.failure);
      return { left: [], answered: Promise.resolve() };
    }
    const group = commitGroup(transaction, this.#overlay, items);
    this.#lastCommitFailed = !group.succeeded;
    this.#checkpointer.committed();
    return { left: group.left, answered: answerWhenDurable(group, log) };
  }

  #takeWriteLock(): void {
    this.#deps.transaction.begin();
    this.#deps.transaction.assertIdle();
  }

  /** The smallest write that reaches the disk: setting the schema's number, to what it is. */
  #rewriteFirstPage(): void {
    const { user_version } = this.#database.prepare('PRAGMA user_version').get() as { user_version: number };
    this.#database.exec(`PRAGMA user_version = ${user_version}`);
  }
}

async function answerWhenDurable({ items, answer }: CommittedGroup, log: DurableLog): Promise<void> {
  try {
    if (items.length > 0) await log.sync();
    answer();
  } catch (error) {
    for (const item of items) item.reject(error);
  }
}
