import type { Version } from '@clientele/core';

/**
 * The port to where records are kept, shaped by the use cases. A store keeps sealed bytes beside plain operational
 * columns and index terms: it never looks inside what is sealed.
 *
 * Reading and writing are different types: whoever holds a `Reader` cannot write.
 */
export interface Reader {
  /**
   * The row a key leads to; a deleted record is a row whose `sealed` is `null`. Another tenant's record is absent, and a
   * unique term leads nowhere once it is released.
   */
  read(tenant: string, key: RecordKey): Promise<Row | undefined>;
  /** Rows in the order of their id, beginning after the cursor; deleted ones are left out. */
  list(tenant: string, page: Page): Promise<readonly Row[]>;
  /** Rows that carry the term, in the order of their id, beginning after the cursor; deleted ones are left out. */
  search(tenant: string, term: Term, page: Page): Promise<readonly Row[]>;
  /** A record's history, newest first; also of a deleted record. `before` excludes that version and all after it. */
  history(
    tenant: string,
    customerId: string,
    page: { readonly before?: number; readonly limit: number },
  ): Promise<readonly HistoryRow[]>;
  /** Whether a unique term could be given out: nobody has it, and nobody ever had. */
  isFree(tenant: string, term: Term): Promise<boolean>;
  tenant(id: string): Promise<TenantRow | undefined>;
  /** All tenants, in the order of their ids. */
  tenants(): Promise<readonly TenantRow[]>;
  /** What is kept of a tenant's customers, deleted ones too, in the order of their id. */
  dump(tenant: string, page: Page): Promise<readonly CustomerDump[]>;
  /** The events of a customer that wait to be delivered, oldest first. */
  pendingEvents(tenant: string, customerId: string): Promise<readonly EventRow[]>;
  /** A credential that has not been revoked, by what the caller presents (a hash, a key id, an account name). */
  credential(face: string, lookup: string): Promise<CredentialRow | undefined>;
  /** The same by its id, for the tokens that name it. */
  credentialById(face: string, id: string): Promise<CredentialRow | undefined>;
  /** All credentials of a tenant, revoked ones too, oldest first. */
  credentials(tenant: string): Promise<readonly CredentialRow[]>;
  /** A value that is no record, sealed: what the server keeps for itself (its issuer's key), a tenant's settings. */
  setting(name: string): Promise<Uint8Array | undefined>;
}

export interface Store extends Reader {
  /**
   * Commits one update, together with whatever else is waiting: reads the row, lets `decide` say what to write, and writes
   * record, history, terms, outbox and idempotency row in one transaction if the row is still what was decided upon. Resolves after the commit is durable.
   * Rejects with `StoreError` when the outcome is a failure of the store; nothing is acknowledged then.
   */
  submit<Refusal>(submission: Submission<Refusal>): Promise<Outcome<Refusal>>;
  /** Rejects with `StoreError` when there is a tenant of that id. */
  createTenant(tenant: TenantRow): Promise<void>;
  /** Rejects with `StoreError` when there is a credential of that id, or one that is looked up by the same. */
  createCredential(credential: CredentialRow): Promise<void>;
  /** Whether there was such a credential, not yet revoked. */
  revokeCredential(tenant: string, id: string, at: string): Promise<boolean>;
  /** Keeps the value unless the name is already there; returns what is kept. */
  keepSetting(name: string, value: Uint8Array): Promise<Uint8Array>;
  /**
   * Replaces a value by what `decide` makes of it, or leaves it; resolves with its answer after the commit is durable.
   * `decide` is pure and is called once or (after a lost race) again.
   */
  changeSetting<Answer>(
    name: string,
    decide: (kept: Uint8Array | undefined) => SettingVerdict<Answer>,
  ): Promise<Answer>;
  /**
   * Counts an attempt under all that bounds it; or, where one of those is used up in its window, under none, and resolves
   * with the time until which one has to wait. A window begins with the first attempt that is counted in it.
   */
  countAttempt(attempt: Attempt): Promise<string | undefined>;
  /** Takes back attempts that are not to count, as far as they are still counted. */
  takeBackAttempts(counted: readonly CountedAttempt[]): Promise<void>;
  /**
   * Writes customers that another store kept, as they were, in one commit: their ids, versions, tags, terms and history.
   * Doing it again changes nothing, and adds what was missing of a history, each entry with the events of its version (they
   * may have been delivered since, so they never come without it). Rejects with `StoreError` as `submit` does.
   */
  load(customers: readonly LoadedCustomer[]): Promise<readonly LoadOutcome[]>;
  /**
   * Forgets the oldest history entries or waiting events from before `before`, at most `limit` of them, beside the writers.
   * The latest entry of each customer stays. Resolves with how many went; 0 when nothing is left to forget.
   */
  compact(what: 'history' | 'events', before: string, limit: number): Promise<number>;
  /** Whether the store can take a write now; for `/readyz`. */
  ready(): Promise<boolean>;
  /** Finishes what was submitted, then lets go of the data. */
  close(): Promise<void>;
}

/** A record by its own id, or by a unique term: a face's handle. */
export type RecordKey = { readonly id: string } | Term;

/** An index term: what is looked for (`caibo`, `email` …) and its normalised, possibly blinded value. */
export interface Term {
  readonly kind: string;
  readonly value: string;
}

export interface Page {
  /** The id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

/** One record as it is kept. */
export interface Row extends Version {
  readonly id: string;
  readonly tenant: string;
  /** `null` once the record is deleted. */
  readonly sealed: Uint8Array | null;
}

export interface HistoryRow extends Version {
  /** RFC 3339; operational, as in `Write`. */
  readonly at: string;
  readonly sealed: Uint8Array;
}

/** An event that was not delivered yet. */
export interface EventRow {
  readonly version: number;
  /** RFC 3339. */
  readonly at: string;
  readonly sealed: Uint8Array;
}

/** What is kept of a customer beside its history, its events and its index terms, which follow from the record. */
export interface CustomerDump {
  readonly row: Row;
  /** RFC 3339; of the last write. */
  readonly updatedAt: string;
  readonly uniques: readonly UniqueTerm[];
}

export interface UniqueTerm extends Term {
  /** Given up once, and never given out again. */
  readonly released: boolean;
}

export interface LoadedCustomer extends CustomerDump {
  readonly terms: readonly Term[];
  /** Any part of it: what is missing may be loaded later. */
  readonly history: readonly HistoryRow[];
  readonly events: readonly EventRow[];
}

/**
 * `loaded`: it was not there. `present`: it was, at this version. `conflict`: it is there at another version, or in another
 * tenant; `taken`: someone else has a unique term of it. Nothing of it was written in the last two cases.
 */
export type LoadOutcome =
  | { readonly type: 'loaded' | 'present' | 'conflict' }
  | { readonly type: 'taken'; readonly kind: string };

export interface TenantRow {
  readonly id: string;
  /** The number a vendor's face shows as the owner's; a string of digits. */
  readonly number: string;
  readonly name: string;
}

export interface CredentialRow {
  readonly id: string;
  readonly tenant: string;
  readonly face: string;
  /** `token`, `login`, `api-key` …: the face's own word. */
  readonly kind: string;
  readonly role: 'integrator' | 'operator';
  /** What a request is looked up by; unique per face among those not revoked. */
  readonly lookup: string;
  /** What is needed to verify it, sealed. */
  readonly sealed: Uint8Array;
  readonly createdAt: string;
  readonly revokedAt?: string;
}

/** One update to commit. `decide` is pure and is called before the commit, once or (after a lost race) again. */
export interface Submission<Refusal> {
  readonly tenant: string;
  /** The record to update; absent when one is created. */
  readonly key?: RecordKey;
  /** A second record of the same tenant, that `decide` looks at too and may write in the same commit. */
  readonly companion?: RecordKey;
  readonly idempotency?: IdempotencyKey;
  /** Spent with the commit, whatever `decide` says. */
  readonly nonce?: Nonce;
  readonly decide: (row: Row | undefined, companion: Row | undefined) => Verdict<Refusal>;
}

export interface IdempotencyKey {
  /** Who and what the key belongs to: credential, method, path. */
  readonly scope: string;
  readonly key: string;
  /** Hash of the request's content: the same key with another one is refused. */
  readonly fingerprint: string;
  /** RFC 3339. Until then, and at that instant, what is written counts; afterwards the store may clear it away. */
  readonly expiresAt: string;
  /** RFC 3339; when it is used: an earlier use that has expired by then does not count. */
  readonly at: string;
  /**
   * Copies submitted at the same time wait for the first and replay what it wrote; without it they are told
   * `key-in-flight`.
   */
  readonly copiesWait?: true;
}

/**
 * What makes a signed request good for one time only. Whose it is and its value follow from what was signed: a copy of the
 * request has the same ones, and nothing else of that owner's may.
 */
export interface Nonce {
  /** Whose it is: the credential. */
  readonly scope: string;
  readonly value: string;
  /** RFC 3339. From then on the request is too old to be accepted anyway, and the store may forget it. */
  readonly expiresAt: string;
  /** RFC 3339; when it is spent. */
  readonly at: string;
}

/** What `decide` says: write this, leave it as it is, or refuse. */
export type Verdict<Refusal> =
  | {
      readonly type: 'write';
      readonly write: Write;
      /** What is written of the companion. A unique term that one of the two gives up and the other gets moves over. */
      readonly companion?: Write;
    }
  | { readonly type: 'unchanged'; readonly row: Row }
  | { readonly type: 'refused'; readonly refusal: Refusal };

/** All that one accepted update writes. */
export interface Write {
  /** The new row, of a later version, and of the same id where one was read; `sealed: null` deletes the record. */
  readonly row: Row;
  /** RFC 3339; operational, for compaction by age. */
  readonly at: string;
  readonly history: Uint8Array;
  readonly events: readonly Uint8Array[];
  readonly terms: Moves;
  /** Terms only one record of the tenant may hold: handles, client numbers. A released one is never given out again. */
  readonly uniques: Moves;
}

/** Terms that a record gets and loses; one in both stays. */
export interface Moves {
  readonly add: readonly Term[];
  readonly remove: readonly Term[];
}

export interface SettingVerdict<Answer> {
  readonly value?: Uint8Array;
  readonly answer: Answer;
}

/** Something that may be tried so often only, by whoever it is tried by and upon whom. */
export interface Attempt {
  /** Under what it is counted, and how often within a window. No names that tell whom they belong to: they are kept. */
  readonly limits: readonly { readonly name: string; readonly most: number }[];
  /** RFC 3339; when it is made. */
  readonly at: string;
  /** RFC 3339; the end of a window that it begins. From then on the store may forget it. */
  readonly until: string;
}

export interface CountedAttempt {
  readonly name: string;
  readonly times: number;
}

export type Outcome<Refusal> =
  | { readonly type: 'written'; readonly row: Row }
  | { readonly type: 'unchanged'; readonly row: Row }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  /** The idempotency key was used before for the same request: what that one wrote. */
  | { readonly type: 'replayed'; readonly row: Row }
  | { readonly type: 'taken'; readonly kind: string }
  /** The nonce was spent before, whatever `decide` said. */
  | { readonly type: 'nonce-spent' }
  | { readonly type: 'key-reused' }
  | { readonly type: 'key-in-flight' };

/** The store could not do it. `full`: no room left. `unknown`: the commit may have happened. `unavailable`: it did not. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly reason: 'full' | 'unknown' | 'unavailable';

  constructor(reason: 'full' | 'unknown' | 'unavailable', cause: unknown) {
    super(`store ${reason}`, { cause });
    this.reason = reason;
  }
}
