import type { Database, Statement } from './database.ts';

export class SettingTable {
  readonly #find: Statement;
  readonly #put: Statement;

  constructor(database: Database) {
    this.#find = database.prepare('SELECT value FROM setting WHERE name = ?');
    this.#put = database.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
  }

  find(name: string): Uint8Array | undefined {
    return (this.#find.get(name) as { value: Uint8Array } | undefined)?.value;
  }

  /** The value that is kept: the first one given. */
  keep(name: string, value: Uint8Array): Uint8Array {
    const kept = this.find(name);
    if (kept === undefined) this.put(name, value);
    return kept ?? value;
  }

  put(name: string, value: Uint8Array): void {
    this.#put.run(name, value);
  }
}
