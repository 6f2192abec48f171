import {
  type Command,
  type Context,
  decide,
  ok,
  type Problem,
  type Result,
  refuse,
  type Versioned,
} from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import { timestamp } from '../clock.ts';
import type { IdempotencyKey, RecordKey, Row, Submission, Term, Verdict } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { type Kept, openRow } from './kept.ts';
import { mintTag } from './mint.ts';
import { storeProblem } from './store-problem.ts';
import { type Made, writeOf } from './write-of.ts';

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

/** Changes one record, or makes one: what a command makes of it is decided inside the commit. */
export function commitChange(
  dependencies: Dependencies,
  change: Change,
  key: RecordKey | undefined,
  commandFor: (current: Versioned | undefined) => Command,
): Promise<Result<Committed, Problem>> {
  const made: Made = new Map();
  const decideRow = (row: Row | undefined) => verdictOn(row, dependencies, change, commandFor, made);
  return commitVerdict(dependencies, change, { ...(key && { key }), decide: decideRow }, made);
}

/** What there is to decide about, and how. */
export type Wanted = Pick<Submission<Problem>, 'key' | 'companion' | 'decide'>;

/**
 * The one road of every write: decide inside the store's commit, write the records with their history, their events and
 * the idempotency row together, and answer only when that is durable.
 */
export async function commitVerdict(
  dependencies: Dependencies,
  change: Change,
  wanted: Wanted,
  made: Made,
): Promise<Result<Committed, Problem>> {
  const { store, seal, clock } = dependencies;
  const tenant = change.principal.tenant.id;
  try {
    if (change.dryRun) return await rehearse(dependencies, tenant, wanted);
    const { nonce } = change.principal;
    const outcome = await store.submit({
      tenant,
      ...wanted,
      ...(nonce && { nonce: { ...nonce, at: timestamp(clock) } }),
      ...(change.idempotency && { idempotency: keyFrom(change.idempotency, clock.now()) }),
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

/** What a decision made now depends on beside the record and the command; the version it may make has a tag of its own. */
export function contextOf(
  { clock, random }: Pick<Dependencies, 'clock' | 'random'>,
  { principal, face, requestId, reason }: Change,
): Context {
  const newTag = mintTag(random);
  const now = timestamp(clock);
  return { now, newTag, actor: principal.actor, face, requestId, ...(reason !== undefined && { reason }) };
}

function keyFrom({ windowMs = IDEMPOTENCY_WINDOW_MS, ...use }: IdempotentUse, now: number): IdempotencyKey {
  return { ...use, at: new Date(now).toISOString(), expiresAt: new Date(now + windowMs).toISOString() };
}

type Settled =
  | { readonly type: 'written' | 'unchanged' | 'replayed'; readonly row: Row }
  | { readonly type: 'refused'; readonly refusal: Problem };

function committed({ seal }: Pick<Dependencies, 'seal'>, outcome: Settled, made?: Made): Result<Committed, Problem> {
  if (outcome.type === 'refused') return refuse(outcome.refusal);
  const current = openRow(outcome.row, seal, made?.get(outcome.row));
  return ok(current === undefined ? { type: 'deleted' } : { type: outcome.type, current });
}

/** What the commit would say now, without one. */
async function rehearse(
  { store, seal }: Dependencies,
  tenant: string,
  { key, companion, decide: decideRows }: Wanted,
): Promise<Result<Committed, Problem>> {
  const [row, beside] = await Promise.all([key, companion].map((each) => each && store.read(tenant, each)));
  const verdict = decideRows(row, beside);
  if (verdict.type !== 'write') return committed({ seal }, verdict);
  for (const term of newTerms(verdict)) {
    if (!(await store.isFree(tenant, term))) return refuse({ type: 'taken', kind: term.kind });
  }
  return committed({ seal }, { type: 'written', row: verdict.write.row });
}

/** The unique terms that neither of the records had. */
function newTerms({ write, companion }: Verdict<Problem> & { type: 'write' }): Term[] {
  const passedOn = (term: Term, { uniques } = write) =>
    uniques.remove.some(({ kind, value }) => kind === term.kind && value === term.value);
  return [
    ...write.uniques.add.filter((term) => !companion || !passedOn(term, companion)),
    ...(companion?.uniques.add.filter((term) => !passedOn(term)) ?? []),
  ];
}

function verdictOn(
  row: Row | undefined,
  dependencies: Dependencies,
  change: Change,
  commandFor: (current: Versioned | undefined) => Command,
  made: Made,
): Verdict<Problem> {
  const { seal } = dependencies;
  const current = openRow(row, seal);
  const decided = decide(current, commandFor(current), contextOf(dependencies, change));
  if (!decided.ok) return { type: 'refused', refusal: decided.problem };
  if (decided.value.type === 'unchanged') return { type: 'unchanged', row: row as Row };
  const tenant = change.principal.tenant.id;
  return { type: 'write', write: writeOf({ seal, tenant, made }, current, decided.value) };
}
