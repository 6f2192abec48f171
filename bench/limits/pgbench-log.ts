import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One transaction of pgbench. */
export interface Transaction {
  /** As `Date.now()` would have told it. */
  readonly endedAtMs: number;
  readonly milliseconds: number;
}

/** What `pgbench --log` has written into a directory that nobody else writes to, one file for each of its threads. */
export function* readTransactions(directory: string): Generator<Transaction> {
  for (const file of readdirSync(directory)) {
    for (const line of readFileSync(join(directory, file), 'latin1').split('\n')) {
      // client_id transaction_no time script_no time_epoch time_us: a time in microseconds, and when it ended
      const [, , micros, , seconds, fraction] = line.split(' ').map(Number);
      if (micros === undefined || seconds === undefined || fraction === undefined) continue;
      yield { endedAtMs: seconds * 1_000 + fraction / 1_000, milliseconds: micros / 1_000 };
    }
  }
}
