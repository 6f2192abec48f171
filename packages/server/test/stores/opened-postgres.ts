import { scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { migrate } from '../../src/stores/postgres/migrations.ts';
import { openPostgresStore, type PostgresStoreOptions } from '../../src/stores/postgres/postgres-store.ts';
import type { Store } from '../../src/stores/store.ts';
import type { OpenedStore } from '../store-contract.ts';

export interface OpenedPostgres extends OpenedStore {
  readonly url: string;
}

/** A PostgreSQL store in a database of its own. A warning fails the test unless the test listens to it. */
export async function openPostgres(options: Partial<PostgresStoreOptions> = {}): Promise<OpenedPostgres> {
  const { url, drop } = await scratchDatabase(migrate);
  const warn = (message: string, cause: unknown) => {
    throw new Error(message, { cause });
  };
  const open = () => openPostgresStore({ url, warn, ...options });
  const store = await open();
  let current: Store = store;
  return {
    url,
    store,
    async reopen() {
      await current.close();
      current = await open();
      return current;
    },
    async dispose() {
      await current.close();
      await drop();
    },
  };
}
