import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

/** Where the records are kept: in a directory of one process, or in a database that many processes share. */
export interface StorePlace {
  /** The data directory. */
  readonly data: string;
  /** `postgres://…`; then the records are there. */
  readonly databaseUrl?: string;
}

/** Opens the store of a place; throws what that store's `open` throws. */
export async function openStore(
  { data, databaseUrl }: StorePlace,
  warn: (message: string, error: unknown) => void,
): Promise<Store> {
  if (databaseUrl === undefined) return openSqliteStore({ directory: data, warn });
  // Who keeps records in a directory need not load what speaks to a database.
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore({ url: databaseUrl, warn });
}
