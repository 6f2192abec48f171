import type { Row } from '../store.ts';
import type { KnownRows, RowCache } from './row-cache.ts';

/**
 * The rows as an open transaction sees them: what it has written lies over what is committed. Readers meanwhile are
 * given the cache, and see none of it.
 */
export class RowOverlay implements KnownRows {
  readonly #cache: RowCache;
  readonly #rows = new Map<string, Row>();
  readonly #movedTerms = new Map<string, string | null>();
  readonly #touched = new Set<string>();

  constructor(cache: RowCache) {
    this.#cache = cache;
  }

  row(id: string): Row | undefined {
    this.#touched.add(id);
    return this.#rows.get(id) ?? this.#cache.row(id);
  }

  /** Of a term that this transaction moved only the database knows where it leads now. */
  idOf(termKey: string): string | undefined {
    return this.#movedTerms.has(termKey) ? undefined : this.#cache.idOf(termKey);
  }

  /** A row read from the database is a committed one: had this transaction written it, it would have been known. */
  keep(row: Row): void {
    this.#cache.keep(row);
  }

  link(termKey: string, id: string): void {
    if (!this.#movedTerms.has(termKey)) this.#cache.link(termKey, id);
  }

  write(row: Row): void {
    this.#touched.add(row.id);
    this.#rows.set(row.id, row);
  }

  /** @param id the record the term leads to now; `null` when it was released */
  moveTerm(termKey: string, id: string | null): void {
    this.#movedTerms.set(termKey, id);
  }

  /** After the commit: what was written is the truth now. */
  publish(): void {
    for (const row of this.#rows.values()) this.#cache.keep(row);
    for (const [termKey, id] of this.#movedTerms) {
      if (id === null) this.#cache.unlink(termKey);
      else this.#cache.link(termKey, id);
    }
    this.#clear();
  }

  /** After a failure: whatever was touched is to be read anew. */
  discard(): void {
    for (const id of this.#touched) this.#cache.forget(id);
    this.#clear();
  }

  #clear(): void {
    this.#rows.clear();
    this.#movedTerms.clear();
    this.#touched.clear();
  }
}
