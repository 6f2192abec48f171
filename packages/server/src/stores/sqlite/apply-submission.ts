import type { IdempotencyKey, Outcome, Row, Submission, Verdict, Write } from '../store.ts';
import { findRow } from './find-row.ts';
import { termKeyOf } from './row-cache.ts';
import type { RowOverlay } from './row-overlay.ts';
import type { Tables } from './tables.ts';

/** A bug of whoever submitted, found before anything was written: only that one submission fails, with the cause. */
export class CallerFault extends Error {
  override readonly name = 'CallerFault';

  constructor(cause: unknown) {
    super('the submission is at fault', { cause });
  }
}

/**
 * One update inside the open transaction: all that it writes, or nothing.
 * All that may refuse it is asked before the first write, so that a refusal needs no rollback of its own. Only the nonce is
 * spent first, and stays spent: a copy of a request that was refused is refused as well.
 *
 * @throws {CallerFault} when `decide` throws, or decides what cannot be
 */
export function applySubmission<Refusal>(
  tables: Tables,
  rows: RowOverlay,
  submission: Submission<Refusal>,
): Outcome<Refusal> {
  const { tenant, key, idempotency, nonce } = submission;
  if (nonce && !tables.nonces.spend(nonce)) return { type: 'nonce-spent' };
  const earlier = idempotency && replay(tables, tenant, idempotency);
  if (earlier) return earlier;
  const before = key && findRow(tables, rows, tenant, key);
  const verdict = askDecide(submission, before);
  if (verdict.type === 'refused') return verdict;
  if (verdict.type === 'unchanged') {
    if (idempotency) tables.idempotency.keep(idempotency, verdict.row);
    return verdict;
  }
  const { write } = verdict;
  const taken = write.uniques.add.find((term) => tables.uniques.isTaken(write.row, term));
  if (taken) return { type: 'taken', kind: taken.kind };
  put(tables, rows, before, write);
  if (idempotency) tables.idempotency.keep(idempotency, write.row);
  return { type: 'written', row: write.row };
}

function replay(tables: Tables, tenant: string, key: IdempotencyKey): Outcome<never> | undefined {
  const used = tables.idempotency.find(tenant, key);
  if (used === undefined) return undefined;
  return used.fingerprint === key.fingerprint ? { type: 'replayed', row: used.row } : { type: 'key-reused' };
}

function askDecide<Refusal>({ tenant, decide }: Submission<Refusal>, before: Row | undefined): Verdict<Refusal> {
  let verdict: Verdict<Refusal>;
  try {
    verdict = decide(before);
  } catch (error) {
    throw new CallerFault(error);
  }
  if (verdict.type !== 'refused') assertFollows(tenant, before, verdict);
  return verdict;
}

/** What is written belongs to the tenant, is the record that was asked for, and is a later version of it. */
function assertFollows(tenant: string, before: Row | undefined, verdict: Exclude<Verdict<never>, { type: 'refused' }>) {
  const row = verdict.type === 'write' ? verdict.write.row : verdict.row;
  const follows =
    row.tenant === tenant &&
    (before === undefined || before.id === row.id) &&
    (verdict.type === 'unchanged' || row.version > (before?.version ?? 0));
  if (!follows)
    throw new CallerFault(new Error(`decided on what does not follow: customer ${row.id} at ${row.version}`));
}

function put(tables: Tables, rows: RowOverlay, before: Row | undefined, write: Write): void {
  const { row, at } = write;
  if (before) tables.customers.update(before, row, at);
  else tables.customers.insert(row, at);
  tables.history.insert(row, at, write.history);
  tables.uniques.move(row, write.uniques);
  tables.terms.move(row, write.terms);
  for (const event of write.events) tables.outbox.append(row, at, event);
  rows.write(row);
  for (const term of write.uniques.remove) rows.moveTerm(termKeyOf(row.tenant, term), null);
  for (const term of write.uniques.add) rows.moveTerm(termKeyOf(row.tenant, term), row.id);
}
