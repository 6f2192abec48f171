import { join } from 'node:path';
import { changeSetting } from '../group-commit/change-setting.ts';
import { Claims } from '../group-commit/claims.ts';
import { GroupCommitter } from '../group-commit/group-committer.ts';
import { DONE, type Fact, GroupError, type GroupWriter } from '../group-commit/group-writer.ts';
import { ROW_CACHE_BYTES_MAX, RowCache } from '../group-commit/row-cache.ts';
import {
  type Attempt,
  type CountedAttempt,
  type CredentialRow,
  type LoadedCustomer,
  type LoadOutcome,
  type Outcome,
  type SettingVerdict,
  type Store,
  StoreError,
  type Submission,
  type TenantRow,
} from '../store.ts';
import { Checkpointer, WAL_LIMITS, type WalLimits } from './checkpoint.ts';
import { type CompactionSubject, compactSome } from './compaction.ts';
import { configureReader, type Database, type OpenDatabase, openDatabaseFile } from './database.ts';
import { migrate, readMigrations } from './migrations.ts';
import { createPrivateDirectory, createPrivateFile, type OwnerLock, takeOwnerLock } from './owner-lock.ts';
import { packCustomers } from './packed-customers.ts';
import { packGroup } from './packed-group.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { prepareTables } from './tables.ts';
import type { CallName, WriterMethods } from './writer-call.ts';
import { type OpenWriter, startWriterThread, type WriterCalls } from './writer-thread.ts';

export interface SqliteStoreOptions {
  /** Created when it does not exist; belongs to this process alone for as long as the store is open. */
  readonly directory: string;
  /** Told what went wrong beside the requests: checkpoints. */
  readonly warn: (message: string, error: unknown) => void;
  readonly openDatabase?: OpenDatabase;
  readonly openWriter?: OpenWriter;
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
  const {
    directory,
    openDatabase = openDatabaseFile,
    openWriter = startWriterThread,
    walLimits = WAL_LIMITS,
  } = options;
  createPrivateDirectory(directory);
  const lock = await takeOwnerLock(directory);
  let database: Database | undefined;
  try {
    const path = join(directory, 'customers.db');
    createPrivateFile(path);
    database = openDatabase(path);
    configureReader(database, walLimits.pauseBytes);
    migrate(database, readMigrations());
    emptyLog(database);
    return new SqliteStore(database, path, lock, openWriter({ path, walLimitBytes: walLimits.pauseBytes }), {
      ...options,
      walLimits,
    });
  } catch (error) {
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
  readonly #database: Database;
  readonly #lock: OwnerLock;
  readonly #cache: RowCache;
  readonly #checkpointer: Checkpointer;
  readonly #writer: WriterCalls;
  readonly #committer: GroupCommitter;
  #callsUnderWay = 0;
  #lastFailed = false;
  #closed: Promise<void> | undefined;

  constructor(
    database: Database,
    path: string,
    lock: OwnerLock,
    writer: WriterCalls,
    { warn, cacheBytesMax = ROW_CACHE_BYTES_MAX, walLimits: limits = WAL_LIMITS }: SqliteStoreOptions,
  ) {
    const cache = new RowCache(cacheBytesMax);
    const claims = new Claims();
    super({ tables: prepareTables(database), cache, claims });
    this.#cache = cache;
    this.#database = database;
    this.#lock = lock;
    this.#writer = writer;
    const onResume = () => this.#committer.resume();
    this.#checkpointer = new Checkpointer({
      path,
      database,
      limits,
      warn,
      onResume,
      isQuiet: () => this.#callsUnderWay === 0,
    });
    const isPaused = () => this.#checkpointer.isPaused;
    this.#committer = new GroupCommitter({ writer: this.#groupWriter(), cache, claims, isPaused });
  }

  submit<Refusal>(submission: Submission<Refusal>): Promise<Outcome<Refusal>> {
    return this.#committer.submit(submission);
  }

  createTenant(tenant: TenantRow): Promise<void> {
    return this.#write('createTenant', tenant);
  }

  createCredential(credential: CredentialRow): Promise<void> {
    return this.#write('createCredential', credential);
  }

  revokeCredential(tenant: string, id: string, at: string): Promise<boolean> {
    return this.#write('revokeCredential', tenant, id, at);
  }

  async keepSetting(name: string, value: Uint8Array): Promise<Uint8Array> {
    return (await this.setting(name)) ?? this.#write('keepSetting', name, value);
  }

  changeSetting<Answer>(
    name: string,
    decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
  ): Promise<Answer> {
    const settings = {
      setting: (wanted: string) => this.setting(wanted),
      replaceSetting: (wanted: string, before: Uint8Array | undefined, value: Uint8Array) =>
        this.#write('replaceSetting', wanted, before, value),
    };
    return changeSetting(settings, name, decide);
  }

  countAttempt(attempt: Attempt): Promise<string | undefined> {
    return this.#write('countAttempt', attempt);
  }

  takeBackAttempts(counted: readonly CountedAttempt[]): Promise<void> {
    return this.#write('takeBackAttempts', counted);
  }

  async load(customers: readonly LoadedCustomer[]): Promise<readonly LoadOutcome[]> {
    await this.#checkpointer.resumed();
    return this.#write('load', packCustomers(customers));
  }

  async compact(what: CompactionSubject, before: string, limit: number): Promise<number> {
    await this.#checkpointer.resumed();
    return compactSome(() => this.#write('compact', what, before, limit));
  }

  /** A disk that was full is tried with a write, however small; otherwise the right to write is enough. */
  async ready(): Promise<boolean> {
    if (!this.#committer.isOpen || !this.#committer.hasRoom) return false;
    try {
      await this.#write(this.#lastFailed ? 'probe' : 'takeWriteLock');
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
    await this.#committer.close();
    try {
      await this.#writer.close();
      await this.#checkpointer.close();
      this.#database.close();
      this.#cache.clear();
    } finally {
      this.#lock.release();
    }
  }

  #groupWriter(): GroupWriter {
    return {
      isAlone: true,
      find: (keys) => Promise.all(keys.map(({ tenant, key }) => this.read(tenant, key))),
      commit: async (group) => {
        const facts: Fact[] = group.map(() => DONE);
        for (const [item, fact] of await this.#call('commit', packGroup(group))) facts[item] = fact;
        return facts;
      },
    };
  }

  async #write<Name extends CallName>(name: Name, ...args: Parameters<WriterMethods[Name]>) {
    if (!this.#committer.isOpen) throw new StoreError('unavailable', new Error('the store is closed'));
    try {
      return await this.#call(name, ...args);
    } catch (error) {
      throw error instanceof GroupError ? error.error : error;
    }
  }

  async #call<Name extends CallName>(name: Name, ...args: Parameters<WriterMethods[Name]>) {
    this.#callsUnderWay += 1;
    try {
      const value = await this.#writer.call(name, ...args);
      this.#lastFailed = false;
      return value;
    } catch (error) {
      this.#lastFailed = error instanceof GroupError && error.remedy === 'give up';
      throw error;
    } finally {
      this.#callsUnderWay -= 1;
      this.#checkpointer.committed();
    }
  }
}
