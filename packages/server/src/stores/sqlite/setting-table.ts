import type { Database, Statement } from './database.ts';

export class SettingTable {
  readonly #find: Statement;
  readonly #put: Statement;
  readonly #replace: Statement;

  constructor(database: Database) {
    this.#find = database.prepare('SELECT value FROM setting WHERE name = ?');
    this.#put = database.prepare('INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)');
    this.#replace = database.prepare('UPDATE setting SET value = ? WHERE name = ? AND value = ?');
  }

  find(name: string): Uint8Array | undefined {
    return (this.#find.get(name) as { value: Uint8Array } | undefined)?.value;
  }

  /** The value that is kept: the first one given. */
  keep(name: string, value: Uint8Array): Uint8Array {
    this.#put.run(name, value);
    return this.find(name) ?? value;
  }

  /** Puts a value in the place of another, or of none. @returns whether that one was there */
  replace(name: string, before: Uint8Array | undefined, value: Uint8Array): boolean {
    const { changes } = before === undefined ? this.#put.run(name, value) : this.#replace.run(value, name, before);
    return changes === 1;
  }
}
