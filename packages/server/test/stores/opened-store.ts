import type { OpenedStore } from '../store-contract.ts';
import { openPostgres } from './opened-postgres.ts';
import { openSqlite } from './opened-sqlite.ts';

/** Which store the tests stand on that are about none: the embedded one, unless the run is told otherwise. */
export const isOnPostgres = process.env['CLIENTELE_TEST_STORE'] === 'postgres';

/** A store of a test's own. */
export function openTestStore(): Promise<OpenedStore> {
  return isOnPostgres ? openPostgres() : openSqlite();
}
