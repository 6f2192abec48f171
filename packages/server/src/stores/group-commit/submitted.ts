import type { Outcome, RecordKey, Row, Submission, Verdict, Write } from '../store.ts';
import type { Basis, Decided } from './group-writer.ts';

/** What is looked at to decide: the record and, where a second one was named, its companion. */
export interface Seen {
  readonly rows: readonly (Row | undefined)[];
  /** Read since the submission came, or the truth anyway. */
  readonly isFresh: boolean;
}

/** A bug of whoever submitted: only that one submission fails, with the cause. */
export class CallerFault extends Error {
  override readonly name = 'CallerFault';

  constructor(cause: unknown) {
    super('the submission is at fault', { cause });
  }
}

/** One submission on its way to be committed, and whom to tell. */
export class Submitted {
  readonly submission: Submission<unknown>;
  readonly keys: readonly RecordKey[];
  readonly resolve: (outcome: Outcome<unknown>) => void;
  readonly reject: (error: unknown) => void;
  place = 0;
  /** How often it was decided in vain. */
  attempts = 0;
  seen: Seen | undefined;
  verdict: Verdict<unknown> | undefined;
  /** What the verdict has written. */
  writes: readonly Write[] = [];

  constructor(
    submission: Submission<unknown>,
    resolve: (outcome: Outcome<unknown>) => void,
    reject: (error: unknown) => void,
  ) {
    this.submission = submission;
    const { key, companion } = submission;
    this.keys = [key, companion].filter((each) => each !== undefined);
    this.resolve = resolve;
    this.reject = reject;
  }

  /**
   * Asks `decide` what to make of what was seen.
   *
   * @throws {CallerFault} when it throws, or decides what cannot be
   */
  decide({ rows }: Seen): Verdict<unknown> {
    const { tenant } = this.submission;
    const [row, beside] = rows;
    try {
      if (row && beside && row.id === beside.id) throw new Error(`customer ${row.id} is no companion of itself`);
      this.verdict = this.submission.decide(row, beside);
    } catch (error) {
      throw new CallerFault(error);
    }
    assertFollows(tenant, row, beside, this.verdict);
    this.writes = writesOf(this.verdict);
    return this.verdict;
  }

  /** What has to be written, and upon what that was decided. */
  toDecided({ rows }: Seen): Decided {
    const { tenant, nonce, idempotency } = this.submission;
    const { verdict, writes } = this;
    const bases = rows.flatMap((row, index): Basis[] => {
      if (row === undefined || !writes.some((write) => write.row.id === row.id)) return [];
      return [{ key: this.keys[index] as RecordKey, id: row.id, version: row.version, isDeleted: row.sealed === null }];
    });
    const answer =
      verdict?.type === 'write' ? verdict.write.row : verdict?.type === 'unchanged' ? verdict.row : undefined;
    return {
      tenant,
      bases,
      writes,
      ...(nonce && { nonce }),
      ...(idempotency && { idempotency }),
      ...(answer && { answer }),
    };
  }

  /** Tells what was decided, once it is durable or needs nothing to be. */
  settle(): void {
    const verdict = this.verdict as Verdict<unknown>;
    this.resolve(verdict.type === 'write' ? { type: 'written', row: verdict.write.row } : verdict);
  }
}

function writesOf(verdict: Verdict<unknown>): readonly Write[] {
  if (verdict.type !== 'write') return [];
  return verdict.companion ? [verdict.write, verdict.companion] : [verdict.write];
}

/** What is written belongs to the tenant, is the record that was asked for, and is a later version of it. */
function assertFollows(tenant: string, row: Row | undefined, beside: Row | undefined, verdict: Verdict<unknown>): void {
  if (verdict.type === 'refused') return;
  const next = verdict.type === 'write' ? verdict.write.row : verdict.row;
  const follows = (before: Row | undefined, after: Row) =>
    after.tenant === tenant &&
    (before === undefined || before.id === after.id) &&
    (verdict.type === 'unchanged' || after.version > (before?.version ?? 0));
  const companion = verdict.type === 'write' ? verdict.companion?.row : undefined;
  const isSound =
    follows(row, next) && (companion === undefined || (beside !== undefined && follows(beside, companion)));
  if (!isSound)
    throw new CallerFault(new Error(`decided on what does not follow: customer ${next.id} at ${next.version}`));
}
