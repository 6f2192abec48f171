import type { CredentialRow } from '../store.ts';
import type { Database, Statement } from './database.ts';

interface Columns extends Omit<CredentialRow, 'revokedAt'> {
  readonly revokedAt: string | null;
}

const COLUMNS = 'id, tenant, face, kind, role, lookup, sealed, created_at AS createdAt, revoked_at AS revokedAt';

export class CredentialTable {
  readonly #find: Statement;
  readonly #findById: Statement;
  readonly #list: Statement;
  readonly #insert: Statement;
  readonly #revoke: Statement;

  constructor(database: Database) {
    this.#find = database.prepare(
      `SELECT ${COLUMNS} FROM credential WHERE face = ? AND lookup = ? AND revoked_at IS NULL`,
    );
    this.#findById = database.prepare(
      `SELECT ${COLUMNS} FROM credential WHERE id = ? AND face = ? AND revoked_at IS NULL`,
    );
    this.#list = database.prepare(`SELECT ${COLUMNS} FROM credential WHERE tenant = ? ORDER BY created_at, id`);
    this.#insert = database.prepare(
      `INSERT INTO credential (id, tenant, face, kind, role, lookup, sealed, created_at, revoked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#revoke = database.prepare(
      'UPDATE credential SET revoked_at = ? WHERE id = ? AND tenant = ? AND revoked_at IS NULL',
    );
  }

  find(face: string, lookup: string): CredentialRow | undefined {
    const columns = this.#find.get(face, lookup) as Columns | undefined;
    return columns && credentialOf(columns);
  }

  findById(face: string, id: string): CredentialRow | undefined {
    const columns = this.#findById.get(id, face) as Columns | undefined;
    return columns && credentialOf(columns);
  }

  /** Oldest first, revoked ones too. */
  list(tenant: string): CredentialRow[] {
    return (this.#list.all(tenant) as Columns[]).map(credentialOf);
  }

  insert({ id, tenant, face, kind, role, lookup, sealed, createdAt, revokedAt }: CredentialRow): void {
    this.#insert.run(id, tenant, face, kind, role, lookup, sealed, createdAt, revokedAt ?? null);
  }

  revoke(tenant: string, id: string, at: string): boolean {
    return this.#revoke.run(at, id, tenant).changes === 1;
  }
}

function credentialOf({ revokedAt, ...columns }: Columns): CredentialRow {
  return { ...columns, ...(revokedAt !== null && { revokedAt }) };
}
