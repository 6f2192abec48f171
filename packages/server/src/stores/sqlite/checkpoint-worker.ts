import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Moves the write-ahead log into the database when asked to, on a thread of its own (see `checkpoint.ts`). */

/** What the worker answers to each message. */
export interface PassReport {
  readonly error?: unknown;
}

const database = new DatabaseSync((workerData as { path: string }).path);
database.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = FULL; PRAGMA checkpoint_fullfsync = ON');
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort?.on('message', () => parentPort?.postMessage(pass()));

function pass(): PassReport {
  try {
    checkpoint.get();
    return {};
  } catch (error) {
    return { error };
  }
}
