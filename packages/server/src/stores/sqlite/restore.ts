import { closeSync, copyFileSync, existsSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFile } from './backup.ts';
import { type Database, openDatabaseFileToRead } from './database.ts';
import { readMigrations } from './migrations.ts';
import { createPrivateDirectory, createPrivateFile, syncDirectory, takeOwnerLock } from './owner-lock.ts';

/** Whatever a database of ours may lie in. */
const DATABASE_FILES = ['customers.db', 'customers.db-wal', 'customers.db-shm'];

/**
 * Puts a backup into a directory that has no records: all of it or nothing. The copy is checked, not the file, since it is
 * the copy that will be served.
 *
 * @throws when the directory has records or an owner, or the file is no sound backup that this server can read
 */
export async function restoreSqlite(file: string, directory: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  createPrivateDirectory(directory);
  const lock = await takeOwnerLock(directory);
  const copy = join(directory, 'customers.db.restoring');
  try {
    const found = DATABASE_FILES.find((name) => existsSync(join(directory, name)));
    if (found) throw new Error(`${directory} has records already (${found}); choose another directory`);
    rmSync(copy, { force: true });
    copyFileSync(file, copy);
    createPrivateFile(copy);
    assertBackup(copy, file);
    syncFile(copy);
    renameSync(copy, join(directory, 'customers.db'));
    syncDirectory(directory);
  } finally {
    rmSync(copy, { force: true });
    lock.release();
  }
}

function assertBackup(copy: string, file: string): void {
  let database: Database | undefined;
  try {
    // The main file of a database in use: what is in its log would be lost without a word.
    if (isInWalMode(copy)) throw new Error('it is a copy of a database in use, not made by `clientele backup`');
    database = openDatabaseFileToRead(copy);
    const broken = brokenRule(database);
    if (broken) throw new Error(broken);
  } catch (error) {
    throw new Error(`${file} cannot be restored: ${(error as Error).message}`);
  } finally {
    database?.close();
  }
}

function brokenRule(database: Database): string | undefined {
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0] as unknown;
  const [found, known] = [Number(pragma('user_version')), readMigrations().length];
  if (found > known) return `a later version of this server has written it (schema ${found}, here ${known})`;
  const isOurs = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'customer'").get() !== undefined;
  if (found < 1 || !isOurs) return 'it is no backup of this server';
  const check = pragma('integrity_check');
  return check === 'ok' ? undefined : 'its integrity check fails';
}

/** By the file's header (sqlite.org/fileformat2.html#file_format_version_numbers); opening it would make files beside it. */
function isInWalMode(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const versions = Buffer.alloc(2);
    readSync(descriptor, versions, 0, 2, 18);
    return versions.includes(2);
  } finally {
    closeSync(descriptor);
  }
}
