import type { TestContext } from 'node:test';
import { scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { openPostgresStore, type PostgresStoreOptions } from '../../src/stores/postgres/postgres-store.ts';
import { type Outcome, type Store, StoreError } from '../../src/stores/store.ts';
import { FaultProxy } from '../soak/fault-proxy.ts';

export interface ProxiedPostgres {
  readonly store: Store;
  readonly proxy: FaultProxy;
  /** Of the database itself, past the proxy, as the superuser. */
  readonly url: string;
  /** Another server's store over the same database. */
  openAnother(): Promise<Store>;
}

/** A store whose connections go through a proxy, in a database of its own; both are closed when the test ends. */
export async function openProxied(
  t: TestContext,
  options: Partial<PostgresStoreOptions> = {},
): Promise<ProxiedPostgres> {
  const { url, drop } = await scratchDatabase();
  const proxy = await FaultProxy.open(Number(new URL(url).port));
  const stores: Store[] = [];
  const open = async () => {
    const store = await openPostgresStore({ url: proxy.url(url), warn: () => {}, ...options });
    stores.push(store);
    return store;
  };
  t.after(async () => {
    proxy.heal();
    await Promise.all(stores.map((store) => store.close()));
    await proxy.close();
    await drop();
  });
  return { store: await open(), proxy, url, openAnother: open };
}

/** What somebody was told: the type of the outcome, or why there is none. Any other failure is the test's. */
export function told(outcome: Promise<Outcome<string>>): Promise<string> {
  return outcome.then(
    ({ type }) => type,
    (error: unknown) => {
      if (error instanceof StoreError) return error.reason;
      throw error;
    },
  );
}
