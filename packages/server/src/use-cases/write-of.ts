import { type Customer, type Decision, searchTerms, termMoves, uniqueTerms, type Versioned } from '@clientele/core';
import type { Moves, Row, Write } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/** The records in the rows that were made for a change: the answer need not parse what was just written. */
export type Made = Map<Row, Customer>;

/** A decision that changes something. */
type Change = Exclude<Decision, { type: 'unchanged' }>;

interface Ground {
  readonly seal: Seal;
  readonly tenant: string;
  readonly made: Made;
}

/** All that a store writes of a decision: the record, its history entry, its event and its terms. */
export function writeOf({ seal, tenant, made }: Ground, current: Versioned | undefined, decision: Change): Write {
  const { entry, event } = decision;
  const next = decision.type === 'written' ? decision.next : undefined;
  const row: Row = {
    id: event.customerId,
    tenant,
    version: entry.version,
    tag: decision.type === 'written' ? decision.next.tag : decision.last.tag,
    sealed: decision.type === 'written' ? seal.seal(decision.text) : null,
  };
  if (next) made.set(row, next.record);
  return {
    row,
    at: entry.at,
    history: seal.seal(JSON.stringify(entry)),
    events: [seal.seal(JSON.stringify(event))],
    terms: moves(searchTerms, current, next),
    uniques: moves(uniqueTerms, current, next),
  };
}

const NO_MOVES: Moves = { add: [], remove: [] };

function moves(termsOf: typeof searchTerms, current: Versioned | undefined, next: Versioned | undefined): Moves {
  if (current && next && sameTermSource(current, next)) return NO_MOVES;
  return termMoves(current ? termsOf(current.record) : [], next ? termsOf(next.record) : []);
}

/** Groups a merge patch did not touch are the same objects as before, and so are their terms. */
function sameTermSource({ record: a }: Versioned, { record: b }: Versioned): boolean {
  return (
    a.handles === b.handles &&
    a.mergedFrom === b.mergedFrom &&
    a.contact === b.contact &&
    a.references === b.references &&
    a.addresses?.shipping === b.addresses?.shipping &&
    a.identification === b.identification
  );
}
