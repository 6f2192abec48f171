import type { Pool } from 'pg';
import { type Decided, DONE, type Fact, type GroupError, type GroupWriter } from '../group-commit/group-writer.ts';
import { bucketOf } from './bucket.ts';
import { query } from './connection.ts';
import { groupStatement } from './group-statement.ts';
import { asGroupError } from './postgres-error.ts';
import type { PostgresWriter } from './postgres-writer.ts';
import { isPlainUpdate } from './updates-statement.ts';

const TEXT = 'SELECT * FROM clientele.commit_bucket($1, $2, $3, $4, $5, $6)';

interface Part {
  /** Where its items are in the group. */
  readonly places: readonly number[];
  readonly commit: (items: readonly Decided[]) => Promise<readonly Fact[]>;
}

/**
 * Writes groups where the tables are spread over several machines: what touches one bucket only goes to the machine that
 * has it, all of a bucket in one commit; the rest goes through the coordinator. So a group is several commits, each of
 * which stands or falls by itself.
 */
export class DistributedWriter implements GroupWriter {
  readonly isAlone = false;
  readonly find: GroupWriter['find'];
  readonly #pool: Pool;
  readonly #coordinator: PostgresWriter;

  constructor(pool: Pool, coordinator: PostgresWriter) {
    this.find = coordinator.find;
    this.#pool = pool;
    this.#coordinator = coordinator;
  }

  async commit(group: readonly Decided[]): Promise<readonly Fact[]> {
    const facts: Fact[] = group.map(() => DONE);
    const commits = this.#partsOf(group).map(async ({ places, commit }) => {
      const items = places.map((place) => group[place] as Decided);
      const told = await commit(items).catch((error: GroupError) => items.map(() => factOf(error)));
      for (const [index, place] of places.entries()) facts[place] = told[index] as Fact;
    });
    await Promise.all(commits);
    return facts;
  }

  /** One for each bucket, and one for each item that touches more: it alone is to fail. */
  #partsOf(group: readonly Decided[]): Part[] {
    const byBucket = Map.groupBy(group.keys(), (place) => bucketAlone(group[place] as Decided));
    return [...byBucket].flatMap(([bucket, places]): Part[] =>
      bucket === undefined
        ? places.map((place) => ({ places: [place], commit: (items) => this.#coordinator.commit(items) }))
        : [{ places, commit: (items) => this.#commitBucket(bucket, items) }],
    );
  }

  async #commitBucket(bucket: number, items: readonly Decided[]): Promise<readonly Fact[]> {
    const facts: Fact[] = items.map(() => DONE);
    const [, bases, writes, events, terms, , , , blobs] = groupStatement(items).values;
    const values = [bucket, bases, writes, events ?? '[]', terms ?? '[]', blobs];
    try {
      for (const { item, fact } of await query<NotDone>(this.#pool, { name: 'commit_bucket', text: TEXT, values })) {
        facts[item] = { type: fact };
      }
    } catch (error) {
      throw asGroupError(error);
    }
    return facts;
  }
}

interface NotDone {
  readonly item: number;
  readonly fact: 'busy' | 'stale';
}

/** The bucket of an update that touches nothing beyond its customer's rows. */
function bucketAlone(decided: Decided): number | undefined {
  const [write] = decided.writes;
  return write && isPlainUpdate(decided) ? bucketOf(write.row.id) : undefined;
}

/** A lost race is run again a little later; anything else is told. */
function factOf({ error, remedy }: GroupError): Fact {
  return remedy === 'again' ? { type: 'busy' } : { type: 'failed', error };
}
