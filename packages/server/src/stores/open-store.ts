import { openPostgresStore } from './postgres/postgres-store.ts';
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
export function openStore(
  { data, databaseUrl }: StorePlace,
  warn: (message: string, error: unknown) => void,
): Promise<Store> {
  return databaseUrl === undefined
    ? openSqliteStore({ directory: data, warn })
    : openPostgresStore({ url: databaseUrl, warn });
}
