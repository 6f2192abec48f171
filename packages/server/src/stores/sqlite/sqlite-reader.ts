import type { Claims } from '../group-commit/claims.ts';
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
} from '../store.ts';
import { findRow } from './find-row.ts';
import { asStoreError } from './sqlite-error.ts';
import type { Tables } from './tables.ts';

export interface ReaderDeps {
  readonly tables: Tables;
  readonly cache: RowCache;
  readonly claims: Claims;
}

/** Reads at once, on a connection of its own: it sees what is committed and durable, and nothing else. */
export class SqliteReader implements Reader {
  readonly #deps: ReaderDeps;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  read(tenant: string, key: RecordKey): Promise<Row | undefined> {
    return this.#read(({ tables, cache, claims }) => {
      const known = cache.find(tenant, key);
      if (known !== undefined && !isClaimed(claims, tenant, key, known)) return known;
      const row = findRow(tables, tenant, key);
      if (row !== undefined) cache.found(tenant, key, row);
      return row;
    });
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

  tenants(): Promise<readonly TenantRow[]> {
    return this.#read(({ tables }) => tables.tenants.list());
  }

  dump(tenant: string, page: Page): Promise<readonly CustomerDump[]> {
    return this.#read(({ tables }) => tables.customers.dump(tenant, page));
  }

  pendingEvents(tenant: string, customerId: string): Promise<readonly EventRow[]> {
    return this.#read(({ tables }) => tables.outbox.list(tenant, customerId));
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
      return read(this.#deps);
    } catch (error) {
      throw asStoreError(error, 'unavailable');
    }
  }
}

/** A row in memory may be older than the one in the database for as long as its commit is under way. */
function isClaimed(claims: Claims, tenant: string, key: RecordKey, { id }: Row): boolean {
  return claims.hasRecord(id) || (!('id' in key) && claims.hasTerm(tenant, key));
}
