import type { Attempt, CountedAttempt } from '../store.ts';
import type { Database, Statement } from './database.ts';

/** Twice as many as an attempt is counted under, so that forgetting wins. */
const FORGET_MAX = 4;

/** How often something was tried, in windows that have not ended. */
export class AttemptTable {
  readonly #findFull: Statement;
  readonly #count: Statement;
  readonly #takeBack: Statement;
  readonly #forget: Statement;

  constructor(database: Database) {
    this.#findFull = database.prepare('SELECT until FROM attempt WHERE name = ? AND tries >= ? AND until > ?');
    this.#count = database.prepare(
      `INSERT INTO attempt (name, tries, until) VALUES (?1, 1, ?2) ON CONFLICT (name) DO UPDATE SET
         tries = CASE WHEN attempt.until <= ?3 THEN 1 ELSE attempt.tries + 1 END,
         until = CASE WHEN attempt.until <= ?3 THEN excluded.until ELSE attempt.until END`,
    );
    this.#takeBack = database.prepare('UPDATE attempt SET tries = max(tries - ?, 0) WHERE name = ?');
    this.#forget = database.prepare(
      'DELETE FROM attempt WHERE name IN (SELECT name FROM attempt WHERE until <= ? ORDER BY until LIMIT ?)',
    );
  }

  /** The end of the latest window that is full; without one the attempt is counted, and some old windows go. */
  count({ limits, at, until }: Attempt): string | undefined {
    const full = limits.flatMap(({ name, most }) => this.#findFull.all(name, most, at) as { until: string }[]);
    const ends = full.map((window) => window.until).sort();
    if (ends.length > 0) return ends.at(-1);
    this.#forget.run(at, FORGET_MAX);
    for (const { name } of limits) this.#count.run(name, until, at);
    return undefined;
  }

  takeBack(counted: readonly CountedAttempt[]): void {
    for (const { name, times } of counted) this.#takeBack.run(times, name);
  }
}
