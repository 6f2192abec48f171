import type { Pool } from 'pg';
import type { LoadedCustomer, LoadOutcome } from '../store.ts';
import { query } from './connection.ts';
import { loadStatement, withoutRepeats } from './load-statement.ts';
import { asGroupError } from './postgres-error.ts';

interface Line {
  readonly item: number;
  readonly outcome: LoadOutcome['type'];
  readonly kind: string | null;
}

/** Others may take a term in between what is looked at and what is written; hardly ever twice. */
const ATTEMPTS_MAX = 5;

/** See `Store.load`. Throws `StoreError`. */
export async function loadCustomers(pool: Pool, customers: readonly LoadedCustomer[]): Promise<readonly LoadOutcome[]> {
  const outcomes: LoadOutcome[] = [];
  for (const part of withoutRepeats(customers)) outcomes.push(...(await loadPart(pool, part)));
  return outcomes;
}

async function loadPart(pool: Pool, part: readonly LoadedCustomer[]): Promise<readonly LoadOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const outcomes: LoadOutcome[] = part.map(() => ({ type: 'conflict' }));
      for (const line of await query<Line>(pool, loadStatement(part))) outcomes[line.item] = outcomeOf(line);
      return outcomes;
    } catch (error) {
      const { remedy, error: failure } = asGroupError(error);
      if (remedy === 'give up' || attempt === ATTEMPTS_MAX) throw failure;
    }
  }
}

function outcomeOf({ outcome, kind }: Line): LoadOutcome {
  return outcome === 'taken' ? { type: outcome, kind: kind ?? '' } : { type: outcome };
}
