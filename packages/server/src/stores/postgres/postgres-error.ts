import { GroupError } from '../group-commit/group-writer.ts';
import { StoreError } from '../store.ts';
import { NotConnectedError, sqlStateOf } from './connection.ts';

/** SQLSTATEs (postgresql.org/docs/current/errcodes-appendix.html). */
const UNIQUE_VIOLATION = '23505';
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const DISK_FULL = '53100';

/**
 * What a failed read or single write means. A statement that PostgreSQL itself says has failed was not carried out;
 * without a word from it, it may have been.
 */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof NotConnectedError) return new StoreError('unavailable', error.cause);
  const code = sqlStateOf(error);
  if (code === DISK_FULL) return new StoreError('full', error);
  // Class 57P: the server is going down. Whether it had committed by then it does not say.
  return new StoreError(code === undefined || /^(08|57P)/.test(code) ? 'unknown' : 'unavailable', error);
}

/** A read that failed has done nothing, whatever became of it. */
export function asReadError(error: unknown): StoreError {
  const failed = asStoreError(error);
  return failed.reason === 'unknown' ? new StoreError('unavailable', failed.cause) : failed;
}

export function asGroupError(error: unknown): GroupError {
  return new GroupError(asStoreError(error), remedyFor(error));
}

function remedyFor(error: unknown): GroupError['remedy'] {
  const code = sqlStateOf(error);
  if (code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED) return 'again';
  // Data and constraints (classes 22 and 23): one of the items brought it. Classes 53 and on: the database is in trouble.
  if (code === UNIQUE_VIOLATION || (code !== undefined && /^(22|23|54)/.test(code))) return 'one by one';
  return 'give up';
}
