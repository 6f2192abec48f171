import type { RecordKey, Row, Term, Write } from '../store.ts';

/** What is kept in memory of sealed rows, counted as `ROW_OVERHEAD_BYTES` says: about 20,000 customers of 1.3 kB. */
export const ROW_CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** What a row costs beside its sealed bytes: the object, its id, its handles. Else deleted rows would cost nothing. */
const ROW_OVERHEAD_BYTES = 512;

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
 * Committed rows, those used of late, bounded by bytes. Where one process owns the database they are the truth, as every
 * commit passes through here; elsewhere a guess, which the commit verifies.
 */
export class RowCache {
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

  /** The row a key leads to, of whichever tenant a term is; a row by its id only of this tenant. */
  find(tenant: string, key: RecordKey): Row | undefined {
    const id = 'id' in key ? key.id : this.idOf(termKeyOf(tenant, key));
    const row = id === undefined ? undefined : this.row(id);
    return row?.tenant === tenant ? row : undefined;
  }

  /** Remembers a row that was found by a key. In another version other terms may lead to it: they are forgotten. */
  found(tenant: string, key: RecordKey, row: Row): void {
    if (this.#entries.get(row.id)?.row.version !== row.version) this.forget(row.id);
    this.keep(row);
    if (!('id' in key)) this.link(termKeyOf(tenant, key), row.id);
  }

  /** Remembers what was committed. */
  written({ row, uniques }: Write): void {
    this.keep(row);
    for (const term of uniques.remove) this.unlink(termKeyOf(row.tenant, term), row.id);
    for (const term of uniques.add) this.link(termKeyOf(row.tenant, term), row.id);
  }

  /** Of two versions the later one stays: what was read may be older than what was written since. */
  keep(row: Row): void {
    const entry = this.#entries.get(row.id);
    if (entry === undefined) this.#entries.set(row.id, { row: withOwnBytes(row), used: true, termKeys: new Set() });
    else if (entry.row.version > row.version) return;
    else {
      this.#bytes -= bytesOf(entry.row);
      entry.row = withOwnBytes(row);
      entry.used = true;
    }
    this.#bytes += bytesOf(row);
    this.#makeRoom();
  }

  /** Second chance: the oldest goes, unless it was used; then it becomes the youngest. To use one sets a flag and moves nothing. */
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
    this.#entries.get(this.#idsByTerm.get(termKey) ?? '')?.termKeys.delete(termKey);
    entry.termKeys.add(termKey);
    this.#idsByTerm.set(termKey, id);
  }

  /** Forgets where a term leads, if that is still to this record. */
  unlink(termKey: string, id: string): void {
    if (this.#idsByTerm.get(termKey) !== id) return;
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

  clear(): void {
    this.#entries.clear();
    this.#idsByTerm.clear();
    this.#bytes = 0;
  }
}

/** Small buffers are cut out of a shared block: a row that stays would keep all of the block. */
function withOwnBytes(row: Row): Row {
  const { sealed } = row;
  if (sealed === null || sealed.byteLength === sealed.buffer.byteLength) return row;
  return { ...row, sealed: new Uint8Array(sealed) };
}

function bytesOf({ sealed }: Row): number {
  return ROW_OVERHEAD_BYTES + (sealed?.byteLength ?? 0);
}
