import { StoreError } from '../store.ts';

/** Primary result codes (sqlite.org/rescode.html); the lower byte of the extended code that node:sqlite reports. */
const BUSY = 5;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** Failures of the place itself: every other statement would meet them too. */
const FAULTS_OF_THE_PLACE = new Set<number | undefined>([
  BUSY,
  NOMEM,
  READONLY,
  IOERR,
  CORRUPT,
  FULL,
  CANTOPEN,
  NOTADB,
]);

function primaryCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Whether the disk, not the statement, is to blame: trying the items of a group one by one would not help. */
export function isFaultOfThePlace(error: unknown): boolean {
  return FAULTS_OF_THE_PLACE.has(primaryCode(error));
}

/** Whether somebody else has the right to write just now. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

/**
 * @param otherwise what a failure other than a full disk means: `unknown` while committing, `unavailable` before.
 *   A full disk is certain even then, since the frame that makes a commit count is the last one written.
 */
export function asStoreError(error: unknown, otherwise: 'unknown' | 'unavailable'): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(primaryCode(error) === FULL ? 'full' : otherwise, error);
}
