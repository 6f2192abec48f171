import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStoreOptions } from '../../src/stores/sqlite/sqlite-store.ts';
import type { Store } from '../../src/stores/store.ts';
import type { OpenedStore } from '../store-contract.ts';

export interface OpenedSqlite extends OpenedStore {
  readonly directory: string;
}

/** A SQLite store in a directory of its own. A warning fails the test unless the test listens to it. */
export async function openSqlite(options: Partial<SqliteStoreOptions> = {}): Promise<OpenedSqlite> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-sqlite-'));
  const warn = (message: string, cause: unknown) => {
    throw new Error(message, { cause });
  };
  const open = () => openSqliteStore({ directory, warn, ...options });
  const store = await open();
  let current: Store = store;
  return {
    directory,
    store,
    async reopen() {
      await current.close();
      current = await open();
      return current;
    },
    async dispose() {
      await current.close();
      await rm(directory, { recursive: true });
    },
  };
}
