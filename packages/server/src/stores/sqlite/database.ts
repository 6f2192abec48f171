import { DatabaseSync } from 'node:sqlite';

/** A value of SQLite's, as it is bound and as it is returned. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** What the store asks of a database; `DatabaseSync` is one. Tests put themselves in between to make calls fail. */
export interface Database {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): { readonly changes: number | bigint };
}

export type OpenDatabase = (path: string) => Database;

/** Long enough for another connection of our own to let go of the file when both start, short enough not to freeze. */
const BUSY_TIMEOUT_MS = 1_000;

export const openDatabaseFile: OpenDatabase = (path) =>
  new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true, allowExtension: false });

/** Only to be read, from beside the process that owns it. */
export const openDatabaseFileToRead: OpenDatabase = (path) =>
  new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS, allowExtension: false });

/** The pages SQLite keeps in memory: the upper levels of every index, and the leaves of some 20,000 customers. */
const PAGE_CACHE_KIB = 64 * 1024;

/**
 * What the connection that reads needs to know; it prepares the file too. `fullfsync` makes macOS sync down to the disk.
 * Checkpoints are ours to start (`checkpoint.ts`), never a side effect of a commit.
 *
 * @param walLimitBytes to what the log's file is cut back after something (a copy being taken) kept it growing
 */
export function configureReader(database: Database, walLimitBytes: number): void {
  database.exec(`
    PRAGMA trusted_schema = OFF;
    PRAGMA foreign_keys = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = ${walLimitBytes};
    PRAGMA cache_size = -${PAGE_CACHE_KIB};
    PRAGMA temp_store = MEMORY;
  `);
}

/** The same for the connection that writes: with `synchronous=FULL` nobody sees a commit before it is on the disk. */
export function configureWriter(database: Database, walLimitBytes: number): void {
  database.exec(`
    PRAGMA trusted_schema = OFF;
    PRAGMA foreign_keys = ON;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = ${walLimitBytes};
    PRAGMA cache_size = -${PAGE_CACHE_KIB};
    PRAGMA temp_store = MEMORY;
  `);
}
