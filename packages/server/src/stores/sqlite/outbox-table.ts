import type { Row } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** Events waiting to be delivered, in the order in which they were committed. */
export class OutboxTable {
  readonly #append: Statement;

  constructor(database: Database) {
    this.#append = database.prepare(
      'INSERT INTO outbox (tenant, customer_id, version, at, sealed) VALUES (?, ?, ?, ?, ?)',
    );
  }

  append({ tenant, id, version }: Row, at: string, sealed: Uint8Array): void {
    this.#append.run(tenant, id, version, at, sealed);
  }
}
