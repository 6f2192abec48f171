import { readDatabaseUrl } from '../config.ts';
import { migrate } from '../stores/postgres/migrations.ts';
import { Failure } from './failure.ts';

/**
 * `clientele migrate`: brings the database that DATABASE_URL names up to date, as its owner. The server itself then needs no
 * more than membership of the role `clientele_server`.
 */
export async function migrateDatabase(environment: NodeJS.ProcessEnv): Promise<string> {
  const url = readDatabaseUrl(environment['DATABASE_URL']);
  if (url === undefined) throw new Failure('DATABASE_URL must name the database, as an account that owns it');
  try {
    const { from, to } = await migrate(url);
    return from === to ? `the database is at schema ${to}\n` : `the database went from schema ${from} to ${to}\n`;
  } catch (error) {
    throw new Failure(`the database was not changed: ${(error as Error).message}`);
  }
}
