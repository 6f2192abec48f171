import type { Database, Statement } from './database.ts';

export class SettingTable {
  readonly #find: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#find = database.prepare('SELECT value FROM setting WHERE name = ?');
    this.#insert = database.prepare('INSERT INTO setting (name, value) VALUES (?, ?)');
  }

  find(name: string): Uint8Array | undefined {
    return (this.#find.get(name) as { value: Uint8Array } | undefined)?.value;
  }

  /** The value that is kept: the first one given. */
  keep(name: string, value: Uint8Array): Uint8Array {
    const kept = this.find(name);
    if (kept === undefined) this.#insert.run(name, value);
    return kept ?? value;
  }
}
