import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Claims } from '../group-commit/claims.ts';
import { RowCache } from '../group-commit/row-cache.ts';
import type { Reader } from '../store.ts';
import { WAL_LIMITS } from './checkpoint.ts';
import { type Compacted, Compaction, type CompactionSubject, compactSome } from './compaction.ts';
import { configureWriter, type Database, openDatabaseFile, openDatabaseFileToRead } from './database.ts';
import { assertUpToDate } from './migrations.ts';
import { isBusy } from './sqlite-error.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { prepareTables } from './tables.ts';
import { Transaction } from './transaction.ts';

/**
 * What another process may do with a directory while a server owns it, or nobody does: read, and forget what is old. The
 * server keeps rows of customers in memory and takes them for the truth, so nobody else may write those; of history and
 * events it keeps nothing.
 */

export interface ReaderBeside {
  readonly reader: Reader;
  close(): void;
}

/** Reads what is committed. Each call sees the database as it is then: between two of them it moves on. */
export function openReaderBeside(directory: string): ReaderBeside {
  const database = openDatabaseFileToRead(pathIn(directory));
  return closedOnError(database, () => {
    assertUpToDate(database);
    // Keeps no row: somebody else writes them.
    const reader = new SqliteReader({ tables: prepareTables(database), cache: new RowCache(0), claims: new Claims() });
    return { reader, close: () => database.close() };
  });
}

export interface CompactorBeside {
  /** See `Store.compact`. */
  compact(what: CompactionSubject, before: string, limit: number): Promise<number>;
  close(): void;
}

/** The server waits 1 s for the right to write. Batches hold it for 10 ms, and leave it alone for three times as long. */
const REST_FACTOR = 3;
const REST_MS_MIN = 10;
/** A batch that finds no gap between the server's commits for this long is given up. */
const BUSY_ATTEMPTS_MAX = 30;
/** What so many batches write is some 64 MiB of log; where no server runs, nobody else moves it into the database. */
const BATCHES_PER_CHECKPOINT = 16;

/** Forgets what is old in short transactions of its own, between those of the server. */
export function openCompactorBeside(directory: string): CompactorBeside {
  const database = openDatabaseFile(pathIn(directory));
  return closedOnError(database, () => {
    assertUpToDate(database);
    configureWriter(database, WAL_LIMITS.pauseBytes);
    const compaction = new Compaction(prepareTables(database));
    let batches = 0;
    const batch = async (...args: Parameters<Compaction['batch']>): Promise<Compacted> => {
      const compacted = await inTransaction(database, () => compaction.batch(...args));
      batches += 1;
      if (batches % BATCHES_PER_CHECKPOINT === 0) database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return compacted;
    };
    return { compact: (...args) => compactSome(() => batch(...args)), close: () => database.close() };
  });
}

async function inTransaction<Value>(database: Database, write: () => Value): Promise<Value> {
  const transaction = new Transaction(database);
  await begin(transaction);
  const began = performance.now();
  try {
    const value = write();
    transaction.commit();
    await setTimeout(Math.max(REST_MS_MIN, REST_FACTOR * (performance.now() - began)));
    return value;
  } finally {
    transaction.abandon();
  }
}

async function begin(transaction: Transaction): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return transaction.begin();
    } catch (error) {
      if (!isBusy(error) || attempt === BUSY_ATTEMPTS_MAX) throw error;
    }
  }
}

export function hasDatabase(directory: string): boolean {
  return existsSync(join(directory, 'customers.db'));
}

function pathIn(directory: string): string {
  const path = join(directory, 'customers.db');
  if (!hasDatabase(directory)) throw new Error(`there are no records in ${directory}`);
  return path;
}

function closedOnError<Value>(database: Database, open: () => Value): Value {
  try {
    return open();
  } catch (error) {
    database.close();
    throw error;
  }
}
