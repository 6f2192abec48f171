import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from './database.ts';

export interface Migration {
  readonly number: number;
  readonly sql: string;
}

/** Thrown for a database that a later version of this server has written. It is left as it is. */
class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';

  constructor(found: number, known: number) {
    super(`the database is at schema ${found}, this version of the server knows up to ${known}: run the newer server`);
  }
}

const FOLDER = new URL('./migrations/', import.meta.url);

/** The numbered `.sql` files of `migrations/`, in their order. A gap in the numbers is a bug and throws. */
export function readMigrations(): Migration[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name, index) => {
    const number = Number(name.slice(0, 4));
    if (number !== index + 1)
      throw new Error(`migration ${name} should begin with ${String(index + 1).padStart(4, '0')}`);
    return { number, sql: readFileSync(new URL(name, FOLDER), 'utf8') };
  });
}

/**
 * Throws unless the database is of this server's schema: for who may not change it.
 *
 * @throws {NewerDatabaseError}
 */
export function assertUpToDate(database: Database): void {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const known = readMigrations().length;
  if (found > known) throw new NewerDatabaseError(found, known);
  if (found < known)
    throw new Error(
      `the database is at schema ${found} of ${known}: start the server once, which brings it up to date`,
    );
}

/** Applies what is missing, all of it or nothing. @throws {NewerDatabaseError} */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found > migrations.length) throw new NewerDatabaseError(found, migrations.length);
    for (const { number, sql } of migrations.slice(found)) {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${number}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
