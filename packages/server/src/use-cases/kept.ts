import type { Customer, HistoryEntry, Versioned } from '@clientele/core';
import type { HistoryRow, Row } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/** Rows that were opened already: the same row object is the same version, so this never has to be invalidated. */
const opened = new WeakMap<Row, Versioned>();

/** The record in a row, or `undefined` when it was deleted. */
export function openRow(row: Row | undefined, seal: Seal): Versioned | undefined {
  if (row === undefined || row.sealed === null) return undefined;
  const known = opened.get(row);
  if (known) return known;
  const record = JSON.parse(seal.open(row.sealed)) as Customer;
  const versioned = { version: row.version, tag: row.tag, record };
  opened.set(row, versioned);
  return versioned;
}

/** Remembers what a row that was just made holds, so that it need not be opened. */
export function rememberRow(row: Row, versioned: Versioned): Row {
  opened.set(row, versioned);
  return row;
}

/** The history entry in a row. */
export function openEntry(row: HistoryRow, seal: Seal): HistoryEntry {
  return JSON.parse(seal.open(row.sealed)) as HistoryEntry;
}
