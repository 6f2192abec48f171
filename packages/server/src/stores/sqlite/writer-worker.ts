import { parentPort, workerData } from 'node:worker_threads';
import { GroupError } from '../group-commit/group-writer.ts';
import { configureWriter, openDatabaseFile } from './database.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import { prepareTables } from './tables.ts';
import type { Call, Failure, Reply, WriterPlace } from './writer-call.ts';

/** The thread that writes: carries out one call after another (see `writer-thread.ts`). */

const { path, walLimitBytes } = workerData as WriterPlace;
const database = openDatabaseFile(path);
configureWriter(database, walLimitBytes);
const writer = new SqliteWriter(database, prepareTables(database));

parentPort?.on('message', (call: Call) => parentPort?.postMessage(replyTo(call)));

function replyTo({ number, name, args }: Call): Reply {
  try {
    const method = writer[name] as (...values: readonly unknown[]) => unknown;
    return { number, value: method.apply(writer, [...args]) };
  } catch (error) {
    return { number, failure: failureOf(error) };
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof GroupError)) return { reason: 'unavailable', remedy: 'give up', cause: error };
  return { reason: error.error.reason, remedy: error.remedy, cause: error.cause };
}
