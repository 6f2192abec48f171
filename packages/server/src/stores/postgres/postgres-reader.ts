import type { Pool } from 'pg';
import type { RowCache } from '../group-commit/row-cache.ts';
import type {
  CredentialRow,
  CustomerDump,
  EventRow,
  HistoryRow,
  Page,
  Reader,
  RecordKey,
  Row,
  TenantRow,
  Term,
  UniqueTerm,
} from '../store.ts';
import { bucketOf } from './bucket.ts';
import { query } from './connection.ts';
import { CREDENTIAL_COLUMNS, type CredentialColumns, credentialOf } from './credential-columns.ts';
import { findRows } from './find-rows.ts';
import { asStoreError } from './postgres-error.ts';
import { ReadBatch } from './read-batch.ts';
import { isStorable } from './storable-text.ts';

/** Reads what is committed, always from the database: another process may have written it. */
export class PostgresReader implements Reader {
  readonly #pool: Pool;
  readonly #cache: RowCache;
  readonly #batch: ReadBatch;

  constructor(pool: Pool, cache: RowCache) {
    this.#pool = pool;
    this.#cache = cache;
    this.#batch = new ReadBatch((keys) => findRows(pool, keys));
  }

  async read(tenant: string, key: RecordKey): Promise<Row | undefined> {
    const row = await this.#batch.read({ tenant, key });
    // Who reads a record often updates it next: that update has its guess.
    if (row) this.#cache.found(tenant, key, row);
    return row;
  }

  list(tenant: string, { after = '', limit }: Page): Promise<readonly Row[]> {
    return this.query<Row>('list_rows', 'SELECT * FROM clientele.list_rows($1, $2, $3)', [tenant, after, limit]);
  }

  async search(tenant: string, { kind, value }: Term, { after = '', limit }: Page): Promise<readonly Row[]> {
    if (!isStorable(value)) return [];
    const text = 'SELECT * FROM clientele.search_rows($1, $2, $3, $4, $5)';
    return this.query<Row>('search_rows', text, [tenant, kind, value, after, limit]);
  }

  async history(
    tenant: string,
    customerId: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<readonly HistoryRow[]> {
    if (!isStorable(customerId)) return [];
    const text = 'SELECT * FROM clientele.read_history($1, $2, $3, $4, $5)';
    return this.query<HistoryRow>('read_history', text, [tenant, bucketOf(customerId), customerId, before, limit]);
  }

  pendingEvents(tenant: string, customerId: string): Promise<readonly EventRow[]> {
    const text = 'SELECT * FROM clientele.pending_events($1, $2, $3)';
    return this.query<EventRow>('pending_events', text, [tenant, bucketOf(customerId), customerId]);
  }

  async isFree(tenant: string, { kind, value }: Term): Promise<boolean> {
    const text = 'SELECT clientele.is_free($1, $2, $3, $4) AS free';
    const values = [tenant, bucketOf(tenant, kind, value), kind, value];
    const [row] = await this.query<{ free: boolean }>('is_free', text, values);
    return row?.free === true;
  }

  async dump(tenant: string, { after = '', limit }: Page): Promise<readonly CustomerDump[]> {
    interface Dumped extends Row {
      readonly updated_at: string;
    }
    interface Held extends UniqueTerm {
      readonly customer_id: string;
    }
    const text = 'SELECT * FROM clientele.dump_rows($1, $2, $3)';
    const rows = await this.query<Dumped>('dump_rows', text, [tenant, after, limit]);
    const ids = rows.map(({ id }) => id);
    const held = await this.query<Held>('unique_terms', 'SELECT * FROM clientele.unique_terms($1, $2)', [tenant, ids]);
    const uniques = Map.groupBy(held, ({ customer_id }) => customer_id);
    return rows.map(({ updated_at: updatedAt, ...row }) => ({
      row,
      updatedAt,
      uniques: (uniques.get(row.id) ?? []).map(({ customer_id: _, ...term }) => term),
    }));
  }

  async tenant(id: string): Promise<TenantRow | undefined> {
    const text = 'SELECT id, number, name FROM clientele.tenant WHERE id = $1';
    return (await this.query<TenantRow>('tenant', text, [id]))[0];
  }

  tenants(): Promise<readonly TenantRow[]> {
    return this.query<TenantRow>('tenants', 'SELECT id, number, name FROM clientele.tenant ORDER BY id', []);
  }

  async credential(face: string, lookup: string): Promise<CredentialRow | undefined> {
    if (!isStorable(lookup)) return undefined;
    const text = `SELECT ${CREDENTIAL_COLUMNS} FROM clientele.credential
      WHERE face = $1 AND lookup = $2 AND revoked_at IS NULL`;
    const [columns] = await this.query<CredentialColumns>('credential', text, [face, lookup]);
    return columns && credentialOf(columns);
  }

  async credentialById(face: string, id: string): Promise<CredentialRow | undefined> {
    const text = `SELECT ${CREDENTIAL_COLUMNS} FROM clientele.credential
      WHERE id = $1 AND face = $2 AND revoked_at IS NULL`;
    const [columns] = await this.query<CredentialColumns>('credential_by_id', text, [id, face]);
    return columns && credentialOf(columns);
  }

  async credentials(tenant: string): Promise<readonly CredentialRow[]> {
    const text = `SELECT ${CREDENTIAL_COLUMNS} FROM clientele.credential WHERE tenant = $1 ORDER BY created_at, id`;
    return (await this.query<CredentialColumns>('credentials', text, [tenant])).map(credentialOf);
  }

  async setting(name: string): Promise<Uint8Array | undefined> {
    const text = 'SELECT value FROM clientele.setting WHERE name = $1';
    return (await this.query<{ value: Uint8Array }>('setting', text, [name]))[0]?.value;
  }

  /** One statement, and its failure as the store's. */
  protected async query<Columns>(name: string, text: string, values: readonly unknown[]): Promise<Columns[]> {
    try {
      return await query<Columns>(this.#pool, { name, text, values });
    } catch (error) {
      throw asStoreError(error);
    }
  }
}
