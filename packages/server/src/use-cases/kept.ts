import type { Customer, HistoryEntry, Versioned } from '@clientele/core';
import type { HistoryRow, Row } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/** A record as it is kept. Its text is JSON; it is parsed when somebody looks inside, and then only once. */
export interface Kept extends Versioned {
  readonly text: string;
}

/** Rows that were opened already: the same row object is the same version, so this never has to be invalidated. */
const opened = new WeakMap<Row, Kept>();

/** The record in a row, or `undefined` when it was deleted. */
export function openRow(row: Row | undefined, seal: Seal): Kept | undefined {
  if (row === undefined || row.sealed === null) return undefined;
  return opened.get(row) ?? remember(row, new OpenedRow(row, row.sealed, seal));
}

/** Remembers what a row that was just made holds, so that it need not be parsed. */
export function rememberRow(row: Row, sealed: Uint8Array, seal: Seal, record: Customer): void {
  remember(row, new OpenedRow(row, sealed, seal, record));
}

/** The history entry in a row. */
export function openEntry(row: HistoryRow, seal: Seal): HistoryEntry {
  return JSON.parse(seal.open(row.sealed)) as HistoryEntry;
}

function remember(row: Row, kept: Kept): Kept {
  opened.set(row, kept);
  return kept;
}

class OpenedRow implements Kept {
  readonly version: number;
  readonly tag: string;
  readonly #sealed: Uint8Array;
  readonly #seal: Seal;
  #record: Customer | undefined;

  constructor({ version, tag }: Row, sealed: Uint8Array, seal: Seal, record?: Customer) {
    this.version = version;
    this.tag = tag;
    this.#sealed = sealed;
    this.#seal = seal;
    this.#record = record;
  }

  get text(): string {
    return this.#seal.open(this.#sealed);
  }

  get record(): Customer {
    this.#record ??= JSON.parse(this.text) as Customer;
    return this.#record;
  }
}
