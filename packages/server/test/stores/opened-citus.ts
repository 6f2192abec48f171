import { Client } from 'pg';
import { migrate, migrateDistributed } from '../../src/stores/postgres/migrations.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import type { Store } from '../../src/stores/store.ts';
import type { OpenedStore } from '../store-contract.ts';

const TABLES =
  'customer, unique_term, index_term, history, outbox, idempotency, nonce, attempt, tenant, credential, setting'
    .split(', ')
    .map((name) => `clientele.${name}`);

/** A store in a database of a Citus cluster, which is emptied for each test: to make one takes many seconds there. */
export async function openCitus(url: string): Promise<OpenedStore> {
  await migrate(url);
  await migrateDistributed(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`TRUNCATE ${TABLES.join(', ')}`);
  await client.end();
  const warn = (message: string, cause: unknown) => {
    throw new Error(message, { cause });
  };
  const store = await openPostgresStore({ url, warn });
  let current: Store = store;
  return {
    store,
    async reopen() {
      await current.close();
      current = await openPostgresStore({ url, warn });
      return current;
    },
    dispose: () => current.close(),
  };
}
