import type { Basis } from '../group-commit/group-writer.ts';
import type { CustomerDump, Page, Row, Term, UniqueTerm } from '../store.ts';
import type { Database, Statement } from './database.ts';

interface DumpColumns extends Row {
  readonly updatedAt: string;
  /** JSON. */
  readonly uniques: string;
}

/** A customer with its unique terms, in one statement: what is read of it was true at the same time. */
const DUMP_COLUMNS = `id, tenant, version, tag, sealed, updated_at AS updatedAt,
  (SELECT json_group_array(json_object('kind', kind, 'value', value, 'released', released))
   FROM unique_term u WHERE u.customer_id = c.id AND u.tenant = c.tenant) AS uniques`;

/** The records as they stand: one row each, a deleted one without its bytes. */
export class CustomerTable {
  readonly #find: Statement;
  readonly #holder: Statement;
  readonly #list: Statement;
  readonly #search: Statement;
  readonly #dump: Statement;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #setDeleted: Statement;

  constructor(database: Database) {
    this.#find = database.prepare('SELECT id, tenant, version, tag, sealed FROM customer WHERE id = ?');
    // One look: between two, the term may have passed to another record.
    this.#holder = database.prepare(
      `SELECT id, c.tenant, version, tag, sealed FROM unique_term u CROSS JOIN customer c ON c.id = u.customer_id
       WHERE u.tenant = ? AND u.kind = ? AND u.value = ? AND u.released = 0`,
    );
    this.#list = database.prepare(
      `SELECT id, tenant, version, tag, sealed FROM customer
       WHERE tenant = ? AND id > ? AND deleted = 0 ORDER BY id LIMIT ?`,
    );
    // CROSS JOIN keeps the order of the tables: begin at the term, never at the tenant's customers.
    this.#search = database.prepare(
      `SELECT id, c.tenant, version, tag, sealed FROM index_term t CROSS JOIN customer c ON c.id = t.customer_id
       WHERE t.tenant = ? AND t.kind = ? AND t.value = ? AND t.customer_id > ? AND c.deleted = 0
       ORDER BY t.customer_id LIMIT ?`,
    );
    // Two indexes, merged in their order: one holds who is there, the other who was deleted.
    this.#dump = database.prepare(
      `SELECT ${DUMP_COLUMNS} FROM customer c WHERE tenant = ?1 AND id > ?2 AND deleted = 0 UNION ALL
       SELECT ${DUMP_COLUMNS} FROM customer c WHERE tenant = ?1 AND id > ?2 AND deleted = 1 ORDER BY id LIMIT ?3`,
    );
    this.#insert = database.prepare(
      'INSERT INTO customer (id, tenant, version, tag, sealed, deleted, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#update = database.prepare(
      'UPDATE customer SET version = ?, tag = ?, sealed = ?, updated_at = ? WHERE id = ? AND version = ?',
    );
    this.#setDeleted = database.prepare(
      'UPDATE customer SET version = ?, tag = ?, sealed = ?, updated_at = ?, deleted = ? WHERE id = ? AND version = ?',
    );
  }

  find(id: string): Row | undefined {
    const columns = this.#find.get(id) as Row | undefined;
    return columns && rowOf(columns);
  }

  /** The record that holds a unique term now. */
  holder(tenant: string, { kind, value }: Term): Row | undefined {
    const columns = this.#holder.get(tenant, kind, value) as Row | undefined;
    return columns && rowOf(columns);
  }

  list(tenant: string, { after = '', limit }: Page): Row[] {
    return (this.#list.all(tenant, after, limit) as Row[]).map(rowOf);
  }

  search(tenant: string, { kind, value }: Term, { after = '', limit }: Page): Row[] {
    return (this.#search.all(tenant, kind, value, after, limit) as Row[]).map(rowOf);
  }

  /** Deleted ones too. */
  dump(tenant: string, { after = '', limit }: Page): CustomerDump[] {
    return (this.#dump.all(tenant, after, limit) as DumpColumns[]).map(dumpOf);
  }

  insert(row: Row, at: string): void {
    this.#insert.run(row.id, row.tenant, row.version, row.tag, row.sealed, row.sealed === null ? 1 : 0, at);
  }

  /** Replaces the version that was read. @throws when another one is there: what was read was not the truth */
  update(before: Basis, row: Row, at: string): void {
    const { version, tag, sealed } = row;
    const deleted = sealed === null;
    const { changes } =
      deleted === before.isDeleted
        ? this.#update.run(version, tag, sealed, at, row.id, before.version)
        : this.#setDeleted.run(version, tag, sealed, at, deleted ? 1 : 0, row.id, before.version);
    if (changes !== 1) throw new Error(`customer ${row.id} is not at version ${before.version}`);
  }
}

/** A plain object of the shape every other row has: what node:sqlite returns has no prototype. */
function rowOf({ id, tenant, version, tag, sealed }: Row): Row {
  return { id, tenant, version, tag, sealed };
}

function dumpOf({ updatedAt, uniques, ...columns }: DumpColumns): CustomerDump {
  interface Kept extends Term {
    readonly released: 0 | 1;
  }
  const uniqueOf = ({ released, ...term }: Kept): UniqueTerm => ({ ...term, released: released === 1 });
  return { row: rowOf(columns), updatedAt, uniques: (JSON.parse(uniques) as Kept[]).map(uniqueOf) };
}
