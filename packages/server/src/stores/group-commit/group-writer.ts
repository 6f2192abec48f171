import type { IdempotencyKey, Nonce, RecordKey, Row, StoreError, Write } from '../store.ts';

/**
 * What committing in groups needs of a database. Reading and deciding come before the commit, so a group is written only
 * as far as what it was decided upon is still true.
 */
export interface GroupWriter {
  /** Whether nobody else writes: a row that was read, or written here, stays true until it is written here again. */
  readonly isAlone: boolean;
  /** The rows that keys lead to as they are now, in the order of the keys. Rejects with `StoreError`. */
  find(keys: readonly TenantKey[]): Promise<readonly (Row | undefined)[]>;
  /**
   * Writes what is still true of a group, in one commit, and says of each item what became of it, in their order. Resolves
   * when that is durable. No two items write the same record, move the same term, spend the same nonce or use the same key. Rejects with `GroupError`.
   */
  commit(group: readonly Decided[]): Promise<readonly Fact[]>;
}

export interface TenantKey {
  readonly tenant: string;
  readonly key: RecordKey;
}

/** A submission that was decided: what to write if what it was decided upon is still so. */
export interface Decided {
  readonly tenant: string;
  readonly nonce?: Nonce;
  /** With the row that the key's next use is answered from; none when the decision was a refusal. */
  readonly idempotency?: IdempotencyKey;
  readonly answer?: Row;
  /** What the writes were decided upon; a write without a basis makes a new record. */
  readonly bases: readonly Basis[];
  /** One for each record, at most two; none where only the nonce and the key are wanted. */
  readonly writes: readonly Write[];
}

/** A record as it was taken to be, and what it was found by. */
export interface Basis {
  readonly key: RecordKey;
  readonly id: string;
  readonly version: number;
  readonly isDeleted: boolean;
}

/**
 * `failed`: it was in a part of the group that was committed by itself, and failed as `error` says.
 * `done`: it is written, with its nonce and its key. `stale`: a basis is no longer true, and `busy`: somebody else is
 * writing one of the records; nothing was written. The others: only the nonce was spent, unless it had been.
 */
export type Fact =
  | { readonly type: 'done' }
  | { readonly type: 'stale' }
  | { readonly type: 'busy' }
  | { readonly type: 'nonce-spent' }
  | { readonly type: 'failed'; readonly error: StoreError }
  | { readonly type: 'taken'; readonly kind: string }
  | { readonly type: 'used'; readonly fingerprint: string; readonly row: Row };

export const DONE: Fact = { type: 'done' };

/** A group that failed as a whole: nothing of it was written, unless `error` says that this is unknown. */
export class GroupError extends Error {
  override readonly name = 'GroupError';
  readonly error: StoreError;
  /** `again`: the same may succeed at once (a lost race). `one by one`: one item may be to blame. `give up`: none is. */
  readonly remedy: 'again' | 'one by one' | 'give up';

  constructor(error: StoreError, remedy: GroupError['remedy']) {
    super(error.message, { cause: error.cause });
    this.error = error;
    this.remedy = remedy;
  }
}
