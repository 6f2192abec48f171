import type { Customer, HistoryEntry, Versioned } from '@clientele/core';
import type { HistoryRow, Row } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/**
 * A record as it is kept. Its text is JSON; it is parsed when somebody looks inside. Nobody holds on to the result:
 * parsing costs microseconds, and thousands of parsed records cost every garbage collection far more.
 */
export interface Kept extends Versioned {
  readonly text: string;
}

/** The record in a row, or `undefined` when it was deleted. Whoever has it parsed already hands it over. */
export function openRow(row: Row | undefined, seal: Seal, record?: Customer): Kept | undefined {
  return row === undefined || row.sealed === null ? undefined : new OpenedRow(row, row.sealed, seal, record);
}

/** The history entry in a row. */
export function openEntry(row: HistoryRow, seal: Seal): HistoryEntry {
  return JSON.parse(seal.open(row.sealed)) as HistoryEntry;
}

class OpenedRow implements Kept {
  readonly version: number;
  readonly tag: string;
  readonly #sealed: Uint8Array;
  readonly #seal: Seal;
  #text: string | undefined;
  #record: Customer | undefined;

  constructor({ version, tag }: Row, sealed: Uint8Array, seal: Seal, record?: Customer) {
    this.version = version;
    this.tag = tag;
    this.#sealed = sealed;
    this.#seal = seal;
    this.#record = record;
  }

  get text(): string {
    this.#text ??= this.#seal.open(this.#sealed);
    return this.#text;
  }

  get record(): Customer {
    this.#record ??= JSON.parse(this.text) as Customer;
    return this.#record;
  }
}
