import { openStore, type StorePlace } from './open-store.ts';
import { hasDatabase, openCompactorBeside, openReaderBeside } from './sqlite/beside.ts';
import type { Reader, Store } from './store.ts';

/** What may be had of a place while a server serves it: nothing here makes a directory one's own. */

export interface OpenedReader {
  readonly reader: Reader;
  close(): Promise<void>;
}

/** Whether there is a store yet. A database is made ready when it is opened. */
export function hasRecords({ data, databaseUrl }: StorePlace): boolean {
  return databaseUrl !== undefined || hasDatabase(data);
}

type Warn = (message: string, error: unknown) => void;

export async function openReader(place: StorePlace, warn: Warn): Promise<OpenedReader> {
  if (place.databaseUrl === undefined) {
    const { reader, close } = openReaderBeside(place.data);
    return { reader, close: async () => close() };
  }
  const store = await openStore(place, warn);
  return { reader: store, close: () => store.close() };
}

export type Compactor = Pick<Store, 'compact' | 'close'>;

export async function openCompactor(place: StorePlace, warn: Warn): Promise<Compactor> {
  if (place.databaseUrl !== undefined) return openStore(place, warn);
  const { compact, close } = openCompactorBeside(place.data);
  return { compact, close: async () => close() };
}
