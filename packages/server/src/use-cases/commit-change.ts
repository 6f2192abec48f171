import {
  type Command,
  type Customer,
  decide,
  ok,
  type Problem,
  type Result,
  refuse,
  searchTerms,
  termMoves,
  uniqueTerms,
  type Versioned,
} from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import { timestamp } from '../clock.ts';
import type { IdempotencyKey, Moves, RecordKey, Row, Verdict, Write } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { type Kept, openRow } from './kept.ts';
import { mintTag } from './mint.ts';
import { storeProblem } from './store-problem.ts';

/** What every write has in common. */
export interface Change {
  readonly principal: Principal;
  readonly face: string;
  readonly requestId: string;
  readonly reason?: string;
  readonly idempotency?: IdempotentUse;
  /** Decide, but write nothing. */
  readonly dryRun?: boolean;
}

/** The key under which a change is recognised when it is asked for again. */
export interface IdempotentUse extends Pick<IdempotencyKey, 'scope' | 'key' | 'fingerprint' | 'copiesWait'> {
  /** How long the key counts, from now; a day unless told. */
  readonly windowMs?: number;
}

/** What became of a change. `current` is the record after it; a deleted one has none. */
export type Committed =
  | { readonly type: 'written' | 'unchanged' | 'replayed'; readonly current: Kept }
  | { readonly type: 'deleted' };

/** An idempotency key counts this long: retries of a caller that was down over night still find it. */
const IDEMPOTENCY_WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * The one road of every write: decide inside the store's commit, write the record with its history, its event and its
 * idempotency row together, and answer only when that is durable.
 */
export async function commitChange(
  dependencies: Dependencies,
  change: Change,
  key: RecordKey | undefined,
  commandFor: (current: Versioned | undefined) => Command,
): Promise<Result<Committed, Problem>> {
  const { store, seal, clock } = dependencies;
  const made: Made = new Map();
  const decideRow = (row: Row | undefined) => verdictOn(row, dependencies, change, commandFor, made);
  try {
    if (change.dryRun) return await rehearse(dependencies, change.principal.tenant.id, key, decideRow);
    const now = clock.now();
    const at = new Date(now).toISOString();
    const { nonce } = change.principal;
    const outcome = await store.submit({
      tenant: change.principal.tenant.id,
      ...(key && { key }),
      ...(nonce && { nonce: { ...nonce, at } }),
      ...(change.idempotency && { idempotency: keyFrom(change.idempotency, now) }),
      decide: decideRow,
    });
    switch (outcome.type) {
      case 'taken':
        return refuse({ type: 'taken', kind: outcome.kind });
      case 'nonce-spent':
        return refuse({ type: 'unauthenticated', reason: 'replayed' });
      case 'key-reused':
        return refuse({ type: 'idempotency-key-reused' });
      case 'key-in-flight':
        return refuse({ type: 'idempotency-key-in-flight' });
      default:
        return committed({ seal }, outcome, made);
    }
  } catch (error) {
    const problem = storeProblem(error);
    if (problem) return refuse(problem);
    throw error;
  }
}

function keyFrom({ windowMs = IDEMPOTENCY_WINDOW_MS, ...use }: IdempotentUse, now: number): IdempotencyKey {
  return { ...use, at: new Date(now).toISOString(), expiresAt: new Date(now + windowMs).toISOString() };
}

type Settled =
  | { readonly type: 'written' | 'unchanged' | 'replayed'; readonly row: Row }
  | { readonly type: 'refused'; readonly refusal: Problem };

/** The records in the rows that were made for this change: the answer need not parse what was just written. */
type Made = Map<Row, Customer>;

function committed({ seal }: Pick<Dependencies, 'seal'>, outcome: Settled, made?: Made): Result<Committed, Problem> {
  if (outcome.type === 'refused') return refuse(outcome.refusal);
  const current = openRow(outcome.row, seal, made?.get(outcome.row));
  return ok(current === undefined ? { type: 'deleted' } : { type: outcome.type, current });
}

/** What the commit would say now, without one. */
async function rehearse(
  { store, seal }: Dependencies,
  tenant: string,
  key: RecordKey | undefined,
  decideRow: (row: Row | undefined) => Verdict<Problem>,
): Promise<Result<Committed, Problem>> {
  const verdict = decideRow(key && (await store.read(tenant, key)));
  if (verdict.type !== 'write') return committed({ seal }, verdict);
  for (const term of verdict.write.uniques.add) {
    if (!(await store.isFree(tenant, term))) return refuse({ type: 'taken', kind: term.kind });
  }
  return committed({ seal }, { type: 'written', row: verdict.write.row });
}

function verdictOn(
  row: Row | undefined,
  { seal, clock, random }: Dependencies,
  { principal, face, requestId, reason }: Change,
  commandFor: (current: Versioned | undefined) => Command,
  made: Made,
): Verdict<Problem> {
  const current = openRow(row, seal);
  const now = timestamp(clock);
  const newTag = mintTag(random);
  const context = { now, newTag, actor: principal.actor, face, requestId, ...(reason !== undefined && { reason }) };
  const decided = decide(current, commandFor(current), context);
  if (!decided.ok) return { type: 'refused', refusal: decided.problem };
  const decision = decided.value;
  if (decision.type === 'unchanged') return { type: 'unchanged', row: row as Row };
  const { entry, event } = decision;
  const next = decision.type === 'written' ? decision.next : undefined;
  const nextRow: Row = {
    id: event.customerId,
    tenant: principal.tenant.id,
    version: entry.version,
    tag: newTag,
    sealed: decision.type === 'written' ? seal.seal(decision.text) : null,
  };
  if (next) made.set(nextRow, next.record);
  const write: Write = {
    row: nextRow,
    at: now,
    history: seal.seal(JSON.stringify(entry)),
    events: [seal.seal(JSON.stringify(event))],
    terms: moves(searchTerms, current, next),
    uniques: moves(uniqueTerms, current, next),
  };
  return { type: 'write', write };
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
    a.contact === b.contact &&
    a.references === b.references &&
    a.addresses?.shipping === b.addresses?.shipping &&
    a.identification === b.identification
  );
}
