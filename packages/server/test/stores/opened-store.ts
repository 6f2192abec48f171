import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import type { StorePlace } from '../../src/stores/open-store.ts';
import { migrate } from '../../src/stores/postgres/migrations.ts';
import type { OpenedStore } from '../store-contract.ts';
import { openPostgres } from './opened-postgres.ts';
import { openSqlite } from './opened-sqlite.ts';

/** Which store the tests stand on that are about none: the embedded one, unless the run is told otherwise. */
export const isOnPostgres = process.env['CLIENTELE_TEST_STORE'] === 'postgres';

/** A place for a test's own servers: a data directory and, on PostgreSQL, a database. */
export async function scratchPlace(): Promise<{ readonly place: StorePlace; readonly dispose: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'clientele-test-'));
  const database = isOnPostgres ? await scratchDatabase(migrate) : undefined;
  return {
    place: { data, ...(database && { databaseUrl: database.url }) },
    async dispose() {
      await database?.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A store of a test's own. */
export function openTestStore(): Promise<OpenedStore> {
  return isOnPostgres ? openPostgres() : openSqlite();
}
