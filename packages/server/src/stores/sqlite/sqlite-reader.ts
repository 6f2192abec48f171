import type { CredentialRow, HistoryRow, Page, Reader, RecordKey, Row, TenantRow, Term } from '../store.ts';
import type { DurableLog } from './durable-log.ts';
import { findRow } from './find-row.ts';
import type { RowCache } from './row-cache.ts';
import { asStoreError } from './sqlite-error.ts';
import type { Tables } from './tables.ts';
import type { Transaction } from './transaction.ts';

export interface ReaderDeps {
  readonly tables: Tables;
  readonly cache: RowCache;
  readonly transaction: Transaction;
  readonly log: DurableLog;
}

/** Reads at once, on the connection that writes, and answers when what it has read is durable. */
export class SqliteReader implements Reader {
  readonly #deps: ReaderDeps;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  read(tenant: string, key: RecordKey): Promise<Row | undefined> {
    return this.#read(({ tables, cache }) => findRow(tables, cache, tenant, key));
  }

  list(tenant: string, page: Page): Promise<readonly Row[]> {
    return this.#read(({ tables }) => tables.customers.list(tenant, page));
  }

  search(tenant: string, term: Term, page: Page): Promise<readonly Row[]> {
    return this.#read(({ tables }) => tables.customers.search(tenant, term, page));
  }

  history(
    tenant: string,
    customerId: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<readonly HistoryRow[]> {
    return this.#read(({ tables }) => tables.history.list(tenant, customerId, before, limit));
  }

  isFree(tenant: string, term: Term): Promise<boolean> {
    return this.#read(({ tables }) => tables.uniques.isFree(tenant, term));
  }

  tenant(id: string): Promise<TenantRow | undefined> {
    return this.#read(({ tables }) => tables.tenants.find(id));
  }

  credential(face: string, lookup: string): Promise<CredentialRow | undefined> {
    return this.#read(({ tables }) => tables.credentials.find(face, lookup));
  }

  credentialById(face: string, id: string): Promise<CredentialRow | undefined> {
    return this.#read(({ tables }) => tables.credentials.findById(face, id));
  }

  credentials(tenant: string): Promise<readonly CredentialRow[]> {
    return this.#read(({ tables }) => tables.credentials.list(tenant));
  }

  setting(name: string): Promise<Uint8Array | undefined> {
    return this.#read(({ tables }) => tables.settings.find(name));
  }

  async #read<Value>(read: (deps: ReaderDeps) => Value): Promise<Value> {
    try {
      this.#deps.transaction.assertIdle();
      const value = read(this.#deps);
      const durable = this.#deps.log.durable();
      if (durable) await durable;
      return value;
    } catch (error) {
      throw asStoreError(error, 'unavailable');
    }
  }
}
