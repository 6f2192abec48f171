import { readDatabaseUrl } from '../config.ts';
import type { StorePlace } from '../stores/open-store.ts';
import type { Arguments } from './arguments.ts';
import { misuse } from './failure.ts';

/** The data directory that is meant. */
export function dataIn({ data }: Pick<Arguments, 'data'>): string {
  return data ?? (process.env['CLIENTELE_DATA'] || './data');
}

/** Where the records are that are meant: what was said at the call counts more than the environment. */
export function placeIn(values: Pick<Arguments, 'data' | 'database-url'>): StorePlace {
  const { 'database-url': url } = values;
  if (url !== undefined && values.data !== undefined)
    throw misuse('--data and --database-url are two places: name one');
  if (url !== undefined) assertNoPassword(url);
  const databaseUrl = values.data === undefined ? (url ?? process.env['DATABASE_URL']) : undefined;
  const data = dataIn(values);
  try {
    const read = readDatabaseUrl(databaseUrl);
    return { data, ...(read !== undefined && { databaseUrl: read }) };
  } catch (error) {
    throw misuse((error as Error).message);
  }
}

/** Arguments are for everybody on the machine to read. */
function assertNoPassword(url: string): void {
  const parsed = URL.parse(url);
  if (parsed?.password || parsed?.searchParams.has('password'))
    throw misuse('--database-url must not hold a password: give such a URL in the environment, as DATABASE_URL');
}
