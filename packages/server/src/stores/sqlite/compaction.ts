import type { Tables } from './tables.ts';
import type { Old, TimeTable } from './time-table.ts';

export type CompactionSubject = 'history' | 'events';

/** What one batch did. */
export interface Compacted {
  readonly forgotten: number;
  /** Nothing is left to forget: the next batch begins anew. */
  readonly isDone: boolean;
}

/** Whoever writes meanwhile waits for a batch, so it is over within this, and a row or two. */
const BATCH_MS_MAX = 8;
/** Rows looked at in one go. */
const LOOKED_ROWS = 100;

const BEGINNING = { at: '', row: 0 };

/**
 * Forgets old rows in batches, oldest first. It remembers where it is: the rows that stay (the latest entry of each
 * customer) would otherwise be looked at again by every batch.
 */
export class Compaction {
  readonly #tables: Record<CompactionSubject, TimeTable>;
  readonly #places = new Map<CompactionSubject, { before: string; after: Pick<Old, 'at' | 'row'> }>();

  constructor({ history, outbox }: Pick<Tables, 'history' | 'outbox'>) {
    this.#tables = { history, events: outbox };
  }

  /** One batch, inside the open transaction: at most `limit` rows go, and it takes a few milliseconds. */
  batch(what: CompactionSubject, before: string, limit: number): Compacted {
    const table = this.#tables[what];
    const until = performance.now() + BATCH_MS_MAX;
    const place = this.#places.get(what);
    let after = place?.before === before ? place.after : BEGINNING;
    let forgotten = 0;
    do {
      const looked = table.old(after, before, Math.min(LOOKED_ROWS, limit - forgotten));
      for (const { row, goes } of looked) {
        if (goes === 0) continue;
        table.forget(row);
        forgotten += 1;
      }
      const last = looked.at(-1);
      if (last === undefined) {
        this.#places.delete(what);
        return { forgotten, isDone: true };
      }
      after = last;
    } while (forgotten < limit && performance.now() < until);
    this.#places.set(what, { before, after });
    return { forgotten, isDone: false };
  }
}

/** Batches until one has forgotten something, or nothing is left. @returns how many rows went */
export async function compactSome(batch: () => Compacted | Promise<Compacted>): Promise<number> {
  for (;;) {
    const { forgotten, isDone } = await batch();
    if (forgotten > 0 || isDone) return forgotten;
  }
}
