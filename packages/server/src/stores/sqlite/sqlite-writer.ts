import { type Fact, GroupError } from '../group-commit/group-writer.ts';
import type { Attempt, CountedAttempt, CredentialRow, LoadOutcome, TenantRow } from '../store.ts';
import { applyDecided } from './apply-decided.ts';
import { applyLoad } from './apply-load.ts';
import { type Compacted, Compaction, type CompactionSubject } from './compaction.ts';
import type { Database } from './database.ts';
import { type PackedCustomers, unpackCustomers } from './packed-customers.ts';
import { type PackedGroup, unpackGroup } from './packed-group.ts';
import { asStoreError, isFaultOfThePlace } from './sqlite-error.ts';
import type { Tables } from './tables.ts';
import { Transaction } from './transaction.ts';

/**
 * All that writes into the database: each call is one transaction, and is durable when it returns. Throws `GroupError` from
 * `commit`, `StoreError` from the others. Runs on a thread of its own (`writer-thread.ts`).
 */
export class SqliteWriter {
  readonly #database: Database;
  readonly #tables: Tables;
  readonly #transaction: Transaction;
  readonly #compaction: Compaction;

  constructor(database: Database, tables: Tables) {
    this.#database = database;
    this.#tables = tables;
    this.#transaction = new Transaction(database);
    this.#compaction = new Compaction(tables);
  }

  /** @returns what became of each item that was not done, by its place in the group */
  commit(group: PackedGroup): readonly (readonly [item: number, fact: Fact])[] {
    const decided = unpackGroup(group);
    return this.#write((tables) =>
      decided
        .map((each, item) => [item, applyDecided(tables, each)] as const)
        .filter(([, fact]) => fact.type !== 'done'),
    );
  }

  load(customers: PackedCustomers): readonly LoadOutcome[] {
    return this.#write((tables) => applyLoad(tables, unpackCustomers(customers)));
  }

  /** One batch: it may have forgotten nothing though it is not done. */
  compact(what: CompactionSubject, before: string, limit: number): Compacted {
    return this.#write(() => this.#compaction.batch(what, before, limit));
  }

  createTenant(tenant: TenantRow): void {
    this.#write(({ tenants }) => tenants.insert(tenant));
  }

  createCredential(credential: CredentialRow): void {
    this.#write(({ credentials }) => credentials.insert(credential));
  }

  revokeCredential(tenant: string, id: string, at: string): boolean {
    return this.#write(({ credentials }) => credentials.revoke(tenant, id, at));
  }

  /** Keeps the value unless the name is already there. @returns what is kept */
  keepSetting(name: string, value: Uint8Array): Uint8Array {
    return this.#write(({ settings }) => settings.keep(name, value));
  }

  /** Puts a value in the place of another, or of none. @returns whether that one was there */
  replaceSetting(name: string, before: Uint8Array | undefined, value: Uint8Array): boolean {
    return this.#write(({ settings }) => settings.replace(name, before, value));
  }

  /** @returns the end of the window that is full, if one is */
  countAttempt(attempt: Attempt): string | undefined {
    return this.#write(({ attempts }) => attempts.count(attempt));
  }

  takeBackAttempts(counted: readonly CountedAttempt[]): void {
    this.#write(({ attempts }) => attempts.takeBack(counted));
  }

  /** The smallest write that reaches the disk: setting the schema's number, to what it is. */
  probe(): void {
    const { user_version } = this.#database.prepare('PRAGMA user_version').get() as { user_version: number };
    this.#write(() => this.#database.exec(`PRAGMA user_version = ${user_version}`));
  }

  /** Asks for no more than the right to write. */
  takeWriteLock(): void {
    this.#transaction.begin();
    this.#transaction.abandon();
  }

  close(): void {
    this.#transaction.abandon();
    this.#database.close();
  }

  #write<Value>(write: (tables: Tables) => Value): Value {
    let otherwise: 'unknown' | 'unavailable' = 'unavailable';
    let ofOneItem = false;
    try {
      this.#transaction.begin();
      ofOneItem = true;
      const value = write(this.#tables);
      ofOneItem = false;
      otherwise = 'unknown';
      this.#transaction.commit();
      return value;
    } catch (error) {
      this.#transaction.abandon();
      const isOneToBlame = ofOneItem && !isFaultOfThePlace(error);
      throw new GroupError(asStoreError(error, otherwise), isOneToBlame ? 'one by one' : 'give up');
    }
  }
}
