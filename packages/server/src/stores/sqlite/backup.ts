import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openDatabaseFileToRead } from './database.ts';
import { assertUpToDate } from './migrations.ts';
import { createPrivateFile, syncDirectory } from './owner-lock.ts';

/**
 * Writes all that is kept in a directory into one file, as it was when this began; a server may write meanwhile. What was
 * forgotten is not in the file, as it may be in the free pages of the database. The file is there when it is whole.
 *
 * @returns the file's bytes
 * @throws when the file exists, or there is nothing to copy
 */
export function backupSqlite(directory: string, file: string): number {
  const path = join(directory, 'customers.db');
  if (!existsSync(path)) throw new Error(`there are no records in ${directory}`);
  if (existsSync(file)) throw new Error(`${file} is there already`);
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  createPrivateFile(partial);
  try {
    copy(path, partial);
    syncFile(partial);
    renameSync(partial, file);
    syncDirectory(dirname(resolve(file)));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  return statSync(file).size;
}

/** One read transaction: in WAL mode it holds up nobody, and the log only grows until it ends. */
function copy(path: string, to: string): void {
  const database = openDatabaseFileToRead(path);
  try {
    assertUpToDate(database);
    database.prepare('VACUUM INTO ?').run(to);
  } finally {
    database.close();
  }
}

export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
