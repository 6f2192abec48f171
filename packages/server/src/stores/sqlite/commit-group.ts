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

interface Failure {
  readonly error: StoreError;
  /** Whether a statement failed that one item alone may be to blame for. */
  readonly ofOneItem: boolean;
}

/**
 * Writes all the items in one transaction and tells each how it went, nobody before the commit is durable. When one of
 * them makes it fail, each is tried again alone, so that only the bad one fails.
 *
 * @returns whether the last commit succeeded
 */
export function commitGroup(transaction: Transaction, rows: RowOverlay, items: readonly Item[]): boolean {
  const failure = attempt(transaction, rows, items);
  if (failure === undefined) return true;
  if (failure.ofOneItem && items.length > 1) {
    return items.map((item) => commitGroup(transaction, rows, [item])).at(-1) ?? true;
  }
  for (const item of items) item.reject(failure.error);
  return failure.ofOneItem;
}

function attempt(transaction: Transaction, rows: RowOverlay, items: readonly Item[]): Failure | undefined {
  let otherwise: 'unknown' | 'unavailable' = 'unavailable';
  let ofOneItem = false;
  try {
    transaction.begin();
    ofOneItem = true;
    const answers = items.map(answerOf);
    ofOneItem = false;
    otherwise = 'unknown';
    transaction.commit();
    rows.publish();
    for (const answer of answers) answer();
    return undefined;
  } catch (error) {
    transaction.abandon();
    rows.discard();
    return { error: asStoreError(error, otherwise), ofOneItem: ofOneItem && !isFaultOfThePlace(error) };
  }
}

/** What the item is told once the group is committed. */
function answerOf(item: Item): () => void {
  try {
    const value = item.run();
    return () => item.resolve(value);
  } catch (error) {
    if (!(error instanceof CallerFault)) throw error;
    return () => item.reject(error.cause);
  }
}
