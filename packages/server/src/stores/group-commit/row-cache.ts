import type { Row, Term } from '../store.ts';

/** What is kept in memory of sealed rows, counted as `ROW_OVERHEAD_BYTES` says: about 20,000 customers of 1.3 kB. */
export const ROW_CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** What a row costs beside its sealed bytes: the object, its id, its handles. Else deleted rows would cost nothing. */
const ROW_OVERHEAD_BYTES = 512;

/** A place that knows some rows, asked before the database is. */
export interface KnownRows {
  row(id: string): Row | undefined;
  /** The record a unique term leads to. */
  idOf(termKey: string): string | undefined;
  /** Remembers a committed row, or that a committed term leads to a row that was just kept. */
  keep(row: Row): void;
  link(termKey: string, id: string): void;
}

/** A term as the key of a map. The value comes last: it alone might hold the separator. */
export function termKeyOf(tenant: string, { kind, value }: Term): string {
  return `${tenant}\0${kind}\0${value}`;
}

interface Entry {
  row: Row;
  /** Read since it was last looked at for removal. */
  used: boolean;
  readonly termKeys: Set<string>;
}

/**
 * Committed rows, those used of late, bounded by bytes. It is the truth and no guess: one process owns the database, and
 * every commit passes through here.
 */
export class RowCache implements KnownRows {
  readonly #bytesMax: number;
  readonly #entries = new Map<string, Entry>();
  readonly #idsByTerm = new Map<string, string>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  row(id: string): Row | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    entry.used = true;
    return entry.row;
  }

  idOf(termKey: string): string | undefined {
    return this.#idsByTerm.get(termKey);
  }

  keep(row: Row): void {
    const entry = this.#entries.get(row.id) ?? { row, used: true, termKeys: new Set() };
    if (this.#entries.delete(row.id)) this.#bytes -= bytesOf(entry.row);
    entry.row = row;
    this.#entries.set(row.id, entry);
    this.#bytes += bytesOf(row);
    this.#makeRoom();
  }

  /** Second chance: the oldest goes, unless it was used; then it becomes the youngest. Reads write nothing but a flag. */
  #makeRoom(): void {
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) break;
      if (!entry.used) this.forget(oldest);
      else {
        entry.used = false;
        this.#entries.delete(oldest);
        this.#entries.set(oldest, entry);
      }
    }
  }

  link(termKey: string, id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.termKeys.add(termKey);
    this.#idsByTerm.set(termKey, id);
  }

  unlink(termKey: string): void {
    const id = this.#idsByTerm.get(termKey);
    if (id === undefined) return;
    this.#entries.get(id)?.termKeys.delete(termKey);
    this.#idsByTerm.delete(termKey);
  }

  forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#bytes -= bytesOf(entry.row);
    for (const termKey of entry.termKeys) this.#idsByTerm.delete(termKey);
  }
}

function bytesOf({ sealed }: Row): number {
  return ROW_OVERHEAD_BYTES + (sealed?.byteLength ?? 0);
}
