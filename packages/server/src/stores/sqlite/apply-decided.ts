import type { Decided, Fact } from '../group-commit/group-writer.ts';
import type { Moves, Term, Write } from '../store.ts';
import type { Tables } from './tables.ts';

/**
 * One decided submission inside the open transaction: all that it writes, or nothing. All that may refuse it is asked
 * before the first write, so that a refusal needs no rollback of its own. Only the nonce is spent first, and stays spent: a
 * copy of a request that was refused is refused as well.
 *
 * @throws when what it was decided upon is not so, or it cannot be written: the transaction is to be rolled back
 */
export function applyDecided(tables: Tables, decided: Decided): Fact {
  const { tenant, nonce, idempotency, writes, answer } = decided;
  if (nonce && !tables.nonces.spend(nonce)) return { type: 'nonce-spent' };
  const used = idempotency && tables.idempotency.find(tenant, idempotency);
  if (used) return { type: 'used', ...used };
  const passed = passedOn(writes);
  const taken = takenTerm(tables, writes, passed);
  if (taken) return { type: 'taken', kind: taken.kind };
  for (const { term, from, to } of passed) tables.uniques.pass(tenant, term, from, to);
  for (const write of writes) put(tables, decided, write, without(write.uniques, passed));
  if (idempotency && answer) tables.idempotency.keep(idempotency, answer);
  return { type: 'done' };
}

/** A term that one of two records gives up and the other gets: it moves over, and leaves no tombstone. */
interface Passed {
  readonly term: Term;
  readonly from: string;
  readonly to: string;
}

const NONE_PASSED: readonly Passed[] = [];

function passedOn([a, b]: readonly Write[]): readonly Passed[] {
  if (a === undefined || b === undefined) return NONE_PASSED;
  const between = (giver: Write, getter: Write) =>
    giver.uniques.remove
      .filter((term) => includes(getter.uniques.add, term))
      .map((term) => ({ term, from: giver.row.id, to: getter.row.id }));
  return [...between(a, b), ...between(b, a)];
}

function takenTerm(tables: Tables, writes: readonly Write[], passed: readonly Passed[]): Term | undefined {
  for (const { row, uniques } of writes) {
    const taken = without(uniques, passed).add.find((term) => tables.uniques.isTaken(row, term));
    if (taken) return taken;
  }
  return undefined;
}

function without(moves: Moves, passed: readonly Passed[]): Moves {
  if (passed.length === 0) return moves;
  const terms = passed.map(({ term }) => term);
  const isLeft = (term: Term) => !includes(terms, term);
  return { add: moves.add.filter(isLeft), remove: moves.remove.filter(isLeft) };
}

function includes(terms: readonly Term[], { kind, value }: Term): boolean {
  return terms.some((term) => term.kind === kind && term.value === value);
}

function put(tables: Tables, { bases }: Decided, { row, at, history, events, terms }: Write, uniques: Moves): void {
  const basis = bases.find(({ id }) => id === row.id);
  if (basis) tables.customers.update(basis, row, at);
  else tables.customers.insert(row, at);
  tables.history.insert(row, at, history);
  tables.uniques.move(row, uniques);
  tables.terms.move(row, terms);
  for (const event of events) tables.outbox.append(row, at, event);
}
