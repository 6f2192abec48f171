import type { Pool } from 'pg';
import { type Decided, DONE, type Fact, type GroupWriter, type TenantKey } from '../group-commit/group-writer.ts';
import type { Row } from '../store.ts';
import { query } from './connection.ts';
import { groupStatement } from './group-statement.ts';
import { asGroupError } from './postgres-error.ts';
import { isPlainUpdate, updatesStatement } from './updates-statement.ts';

/** One line that the statement returns: which item was not done, and why; the rest only where it was `taken` or `used`. */
interface NotDone extends Row {
  readonly item: number;
  readonly fact: Exclude<Fact['type'], 'done' | 'failed'>;
  readonly kind: string;
  readonly fingerprint: string;
}

/** Writes groups into a database that other processes write too. */
export class PostgresWriter implements GroupWriter {
  readonly isAlone = false;
  readonly find: (keys: readonly TenantKey[]) => Promise<readonly (Row | undefined)[]>;
  readonly #pool: Pool;

  constructor(pool: Pool, find: PostgresWriter['find']) {
    this.#pool = pool;
    this.find = find;
  }

  async commit(group: readonly Decided[]): Promise<readonly Fact[]> {
    const facts: Fact[] = group.map(() => DONE);
    try {
      const statement = group.every(isPlainUpdate) ? updatesStatement(group) : groupStatement(group);
      const notDone = await query<NotDone>(this.#pool, statement);
      for (const line of notDone) facts[line.item] = factOf(line);
      return facts;
    } catch (error) {
      throw asGroupError(error);
    }
  }
}

function factOf({ fact, kind, fingerprint, id, tenant, version, tag, sealed }: NotDone): Fact {
  switch (fact) {
    case 'taken':
      return { type: 'taken', kind };
    case 'used':
      return { type: 'used', fingerprint, row: { id, tenant, version, tag, sealed } };
    default:
      return { type: fact };
  }
}
