import type { StoreError } from '../store.ts';
import { CallerFault } from './apply-submission.ts';
import type { RowOverlay } from './row-overlay.ts';
import { asStoreError, isFaultOfThePlace } from './sqlite-error.ts';
import type { Transaction } from './transaction.ts';

/** One thing to write, and whom to tell. */
export interface Item {
  /** Writes inside the open transaction. It may be called again: in a transaction of its own after its group failed. */
  run(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A group takes no more items when it has held the event loop for so long; what one item takes is bounded elsewhere. */
const GROUP_MS_MAX = 10;

/** Items that are committed, and wait for the commit to be durable. */
export interface CommittedGroup {
  readonly items: readonly Item[];
  /** Those for which there was no time: they come first in the next group. */
  readonly left: readonly Item[];
  /** Tells each how it went. To be called when the commit is durable, never before. */
  answer(): void;
  /** Whether the last commit succeeded. */
  readonly succeeded: boolean;
}

interface Failure {
  readonly error: StoreError;
  /** Whether a statement failed that one item alone may be to blame for. */
  readonly ofOneItem: boolean;
}

/**
 * Writes all the items in one transaction. When one of them makes it fail, each is tried again alone, so that only the bad
 * one fails. Those that failed are told at once.
 */
export function commitGroup(transaction: Transaction, rows: RowOverlay, items: readonly Item[]): CommittedGroup {
  const attempted = attempt(transaction, rows, items);
  if (Array.isArray(attempted)) {
    const count = attempted.length;
    return { ...groupOf(items.slice(0, count), attempted, true), left: items.slice(count) };
  }
  if (attempted.ofOneItem && items.length > 1) {
    return joined(items.map((item) => commitGroup(transaction, rows, [item])));
  }
  for (const item of items) item.reject(attempted.error);
  return groupOf([], [], attempted.ofOneItem);
}

function groupOf(items: readonly Item[], answers: readonly (() => void)[], succeeded: boolean): CommittedGroup {
  return { items, left: [], answer: () => answers.forEach((answer) => void answer()), succeeded };
}

function joined(groups: readonly CommittedGroup[]): CommittedGroup {
  const answers = groups.map((group) => () => group.answer());
  return groupOf(
    groups.flatMap(({ items }) => items),
    answers,
    groups.at(-1)?.succeeded ?? true,
  );
}

function attempt(transaction: Transaction, rows: RowOverlay, items: readonly Item[]): (() => void)[] | Failure {
  let otherwise: 'unknown' | 'unavailable' = 'unavailable';
  let ofOneItem = false;
  try {
    transaction.begin();
    ofOneItem = true;
    const answers = answersOf(items);
    ofOneItem = false;
    otherwise = 'unknown';
    transaction.commit();
    rows.publish();
    return answers;
  } catch (error) {
    transaction.abandon();
    rows.discard();
    return { error: asStoreError(error, otherwise), ofOneItem: ofOneItem && !isFaultOfThePlace(error) };
  }
}

function answersOf(items: readonly Item[]): (() => void)[] {
  const until = performance.now() + GROUP_MS_MAX;
  const answers: (() => void)[] = [];
  for (const item of items) {
    answers.push(answerOf(item));
    if (performance.now() > until) break;
  }
  return answers;
}

/** What the item is told once the group is durable. */
function answerOf(item: Item): () => void {
  try {
    const value = item.run();
    return () => item.resolve(value);
  } catch (error) {
    if (!(error instanceof CallerFault)) throw error;
    return () => item.reject(error.cause);
  }
}
