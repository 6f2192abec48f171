import type { Database } from './database.ts';

/** The one write transaction there can be. */
export class Transaction {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  begin(): void {
    this.#rollback();
    this.#database.exec('BEGIN IMMEDIATE');
  }

  commit(): void {
    this.#database.exec('COMMIT');
  }

  /** Never throws: what could not be rolled back now is rolled back before another is begun. */
  abandon(): void {
    try {
      this.#rollback();
    } catch {}
  }

  #rollback(): void {
    // Some errors, a full disk among them, have already made SQLite roll back by itself.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }
}
