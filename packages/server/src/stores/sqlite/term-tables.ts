import type { Moves, Row, Term, UniqueTerm } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** Terms of which a tenant has each only once, with the tombstones of the released ones. */
export class UniqueTermTable {
  readonly #find: Statement;
  readonly #release: Statement;
  readonly #hold: Statement;
  readonly #pass: Statement;
  readonly #load: Statement;

  constructor(database: Database) {
    this.#find = database.prepare(
      'SELECT customer_id, released FROM unique_term WHERE tenant = ? AND kind = ? AND value = ?',
    );
    this.#release = database.prepare(
      'UPDATE unique_term SET released = 1 WHERE tenant = ? AND kind = ? AND value = ? AND customer_id = ?',
    );
    // The conflict is with a record's own term: `isTaken` came before. Released in this very move, it stays.
    this.#hold = database.prepare(
      `INSERT INTO unique_term (tenant, kind, value, customer_id) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET released = 0 WHERE customer_id = excluded.customer_id`,
    );
    this.#pass = database.prepare(
      `UPDATE unique_term SET customer_id = ?
       WHERE tenant = ? AND kind = ? AND value = ? AND customer_id = ? AND released = 0`,
    );
    this.#load = database.prepare(
      'INSERT INTO unique_term (tenant, kind, value, customer_id, released) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /** Whether nobody holds the term and nobody has released it. */
  isFree(tenant: string, term: Term): boolean {
    return this.#row(tenant, term) === undefined;
  }

  /** Whether someone else holds the term, or anyone has released it. */
  isTaken(row: Row, term: Term): boolean {
    const found = this.#row(row.tenant, term);
    return found !== undefined && (found.released === 1 || found.customer_id !== row.id);
  }

  move({ id, tenant }: Row, { add, remove }: Moves): void {
    for (const { kind, value } of remove) this.#release.run(tenant, kind, value, id);
    for (const { kind, value } of add) {
      const { changes } = this.#hold.run(tenant, kind, value, id);
      if (changes !== 1) throw new Error(`the ${kind} of customer ${id} belongs to another`);
    }
  }

  /** From one record to another, without being given up in between. @throws when the one does not hold it */
  pass(tenant: string, { kind, value }: Term, from: string, to: string): void {
    const { changes } = this.#pass.run(to, tenant, kind, value, from);
    if (changes !== 1) throw new Error(`customer ${from} does not hold the ${kind} it passes on`);
  }

  /** A term with its tombstone, as another store had it. @throws when anybody has it here */
  load({ id, tenant }: Row, { kind, value, released }: UniqueTerm): void {
    this.#load.run(tenant, kind, value, id, released ? 1 : 0);
  }

  #row(tenant: string, { kind, value }: Term): { customer_id: string; released: number } | undefined {
    return this.#find.get(tenant, kind, value) as { customer_id: string; released: number } | undefined;
  }
}

/** Terms that records are searched by; many records may carry the same one. */
export class IndexTermTable {
  readonly #remove: Statement;
  readonly #add: Statement;

  constructor(database: Database) {
    this.#remove = database.prepare(
      'DELETE FROM index_term WHERE tenant = ? AND kind = ? AND value = ? AND customer_id = ?',
    );
    this.#add = database.prepare(
      'INSERT INTO index_term (tenant, kind, value, customer_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
  }

  move({ id, tenant }: Row, { add, remove }: Moves): void {
    for (const { kind, value } of remove) this.#remove.run(tenant, kind, value, id);
    for (const { kind, value } of add) this.#add.run(tenant, kind, value, id);
  }
}
