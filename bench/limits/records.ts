import { DatabaseSync } from 'node:sqlite';
import { storedCustomer } from './stored-customer.ts';

export interface Kept {
  readonly version: number;
  /** The customer as JSON text. */
  readonly body: string;
}

type Members = Record<string, unknown>;

/** The minimal server's records, in one SQLite file. */
export class Records {
  readonly #database: DatabaseSync;
  readonly #select;
  readonly #update;
  readonly #audit;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS customer (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS audit (
        number INTEGER PRIMARY KEY, customer_id TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, patch TEXT NOT NULL
      );`);
    this.#select = this.#database.prepare('SELECT version, body FROM customer WHERE id = ?');
    this.#update = this.#database.prepare('UPDATE customer SET version = ?, body = ? WHERE id = ?');
    this.#audit = this.#database.prepare('INSERT INTO audit (customer_id, version, at, patch) VALUES (?, ?, ?, ?)');
  }

  /** Makes the customers, unless they are there from an earlier start. */
  fill(count: number): void {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO customer (id, version, body) VALUES (?, 1, ?)');
    if (this.read(storedCustomer(count - 1).id)) return;
    this.#database.exec('BEGIN');
    for (let n = 0; n < count; n += 1) {
      const customer = storedCustomer(n);
      insert.run(customer.id, JSON.stringify(customer));
    }
    this.#database.exec('COMMIT');
  }

  read(id: string): Kept | undefined {
    return this.#select.get(id) as Kept | undefined;
  }

  /** One update, one transaction, one commit to the disk. */
  update(id: string, etag: string, patch: Members): Kept | 'missing' | 'stale' {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const kept = this.read(id);
      if (kept === undefined) return 'missing';
      if (etag !== `"${kept.version}"`) return 'stale';
      const next = this.#write(id, kept, patch);
      this.#database.exec('COMMIT');
      return next;
    } finally {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    }
  }

  #write(id: string, kept: Kept, patch: Members): Kept {
    const version = kept.version + 1;
    const at = new Date().toISOString();
    const body = JSON.stringify({ ...merge(JSON.parse(kept.body), patch), version, updatedAt: at });
    this.#update.run(version, body, id);
    this.#audit.run(id, version, at, JSON.stringify(patch));
    return { version, body };
  }
}

/** JSON Merge Patch (RFC 7396), trusting its input. */
function merge(target: Members, patch: Members): Members {
  const merged = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isMembers(value) ? merge(isMembers(merged[name]) ? merged[name] : {}, value) : value;
  }
  return merged;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
