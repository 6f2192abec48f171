import { migrate, migrateDistributed } from '../stores/postgres/migrations.ts';
import type { Arguments } from './arguments.ts';
import { misuse, told } from './failure.ts';
import { placeIn } from './store-place.ts';

/**
 * `clientele migrate`: brings a PostgreSQL database up to date, as its owner. The servers then need no more than membership
 * of the role `clientele_server`. An embedded store is brought up to date by the server that opens it.
 */
export async function migrateCommand(values: Arguments, positionals: readonly string[]): Promise<void> {
  if (positionals.length > 0) throw misuse('migrate takes no file');
  const { databaseUrl } = placeIn(values);
  if (databaseUrl === undefined) throw misuse('name the database, as DATABASE_URL of the account that owns it');
  const { from, to } = await migrate(databaseUrl).catch(told);
  process.stdout.write(
    from === to ? `the database is at schema ${to}\n` : `the database went from schema ${from} to ${to}\n`,
  );
  if (!values.distributed) return;
  await migrateDistributed(databaseUrl).catch(told);
  process.stdout.write('its tables are spread over the machines of the cluster\n');
}
