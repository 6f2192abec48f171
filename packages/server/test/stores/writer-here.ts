import { configureWriter, type OpenDatabase, openDatabaseFile } from '../../src/stores/sqlite/database.ts';
import { SqliteWriter } from '../../src/stores/sqlite/sqlite-writer.ts';
import { prepareTables } from '../../src/stores/sqlite/tables.ts';
import type { CallName } from '../../src/stores/sqlite/writer-call.ts';
import type { OpenWriter, WriterCalls } from '../../src/stores/sqlite/writer-thread.ts';

interface Here {
  readonly openDatabase?: OpenDatabase;
  /** Awaited before each call is carried out, … */
  readonly before?: (name: CallName) => Promise<void> | void;
  /** … and before its answer is given. */
  readonly after?: (name: CallName) => Promise<void> | void;
}

/** The store's writer in this thread, where a test can stand in front of its database and hold up its calls. */
export function writerHere({ openDatabase = openDatabaseFile, before, after }: Here): OpenWriter {
  return ({ path, walLimitBytes }) => {
    const database = openDatabase(path);
    configureWriter(database, walLimitBytes);
    const writer = new SqliteWriter(database, prepareTables(database));
    let last: Promise<unknown> = Promise.resolve();
    const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
      const done = last.then(work, work);
      last = done.catch(() => {});
      return done;
    };
    const calls: WriterCalls = {
      call: (name, ...args) =>
        inTurn(async () => {
          await before?.(name);
          const method = writer[name] as (...values: readonly unknown[]) => never;
          const value = method.apply(writer, args);
          await after?.(name);
          return value;
        }),
      close: () => inTurn(async () => writer.close()),
    };
    return calls;
  };
}
