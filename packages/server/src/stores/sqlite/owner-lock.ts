import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

/** A restarted service meets its dying predecessor: time enough to finish what that one was asked. */
const WAIT_MS = 3_000;
const RETRY_MS = 50;

class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';

  constructor(directory: string, pid: string | undefined) {
    super(
      `${directory} is in use by another process${pid ? ` (pid ${pid})` : ''}; stop it, or choose another directory`,
    );
  }
}

/** The right to a data directory, held until it is released or the process ends, however it ends. */
export interface OwnerLock {
  release(): void;
}

/**
 * Makes the directory this process's own, waiting 3 s for whoever holds it. The lock is SQLite's on a file that is
 * otherwise empty: the kernel lets go of it when the process dies. The pid is written beside it only to be told.
 *
 * @throws {DirectoryInUseError}
 */
export async function takeOwnerLock(directory: string): Promise<OwnerLock> {
  const path = join(directory, 'lock.db');
  createPrivateFile(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    for (let waitedMs = 0; !tryLock(database); waitedMs += RETRY_MS) {
      if (waitedMs >= WAIT_MS) throw new DirectoryInUseError(directory, readPid(directory));
      await setTimeout(RETRY_MS);
    }
    writeFileSync(join(directory, 'owner.pid'), `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => database.close() };
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const SQLITE_BUSY = 5;
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}

function readPid(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, 'owner.pid'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Creates the directory for its owner's eyes only, and makes sure that a power cut does not take it away. */
export function createPrivateDirectory(directory: string): void {
  const path = resolve(directory);
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // Each new directory is an entry of the one above it, down from the first that was missing.
  for (let made = path; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/** Makes sure that a power cut does not take away the names of files that were made or renamed in a directory. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Creates the file for its owner's eyes only, unless it exists; SQLite gives the files beside it the same mode. One that
 * exists is never opened: closing it would let go of the locks this process has on it (POSIX).
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(path, 0o600);
  }
}
