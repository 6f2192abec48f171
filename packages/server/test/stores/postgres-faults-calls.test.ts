import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { type ScratchDatabase, scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { openPool } from '../../src/stores/postgres/connection.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import type { Row } from '../../src/stores/store.ts';

import { assertWhole, type KeptTexts, type Place, prepareWorkload, runWorkload } from './fault-workload.ts';
import { faultyPool, type PoolFault, PoolFaults } from './faulty-pool.ts';
import { textOf, update } from './submissions.ts';

/** So small that most is read before it is written: that may fail too. */
const CACHE_BYTES_MAX = 600;

/** Of the sort that makes the fewest: commits. */
const CALLS_MIN = 3;

interface Kind extends PoolFault {
  /** All that anybody is told. */
  readonly told: readonly string[];
}

const NOBODY_KNOWS = ['written', 'unavailable', 'unknown'];

const kinds: readonly Kind[] = [
  { name: 'a call fails', told: NOBODY_KNOWS },
  { name: 'two calls in a row fail', times: 2, told: NOBODY_KNOWS },
  { name: 'four calls in a row fail', times: 4, told: NOBODY_KNOWS },
  { name: 'a call is carried out and reported as failed', carriedOut: true, told: NOBODY_KNOWS },
  { name: 'a serialization failure', code: '40001', only: 'commit_group', told: ['written'] },
  { name: 'three deadlocks in a row', code: '40P01', only: 'commit_group', times: 3, told: ['written'] },
  { name: "another's commit in between", code: '23505', only: 'commit_group', told: ['written'] },
  { name: 'a full disk', code: '53100', told: ['written', 'full'] },
  { name: 'a database that takes no writes', code: '25006', told: ['written', 'unavailable'] },
  { name: 'a statement that takes too long', code: '57014', told: ['written', 'unavailable'] },
  { name: 'a commit under which the database shuts down', code: '57P01', carriedOut: true, told: NOBODY_KNOWS },
];

describe('every call of a mixed workload, in turn, meets', () => {
  let database: ScratchDatabase;
  let client: Client;
  before(async () => {
    database = await scratchDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await openPostgresStore({ url: database.url, warn: () => {} }).then((store) => store.close());
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  for (const [number, kind] of kinds.entries()) {
    test(kind.name, async (t) => {
      const told = new Map<string, number>();
      let first = 1;
      for (let done = false; !done; first++) {
        const faults = new PoolFaults(first, kind);
        for (const answer of await replay(client, faults, `t${number}-${first}`)) {
          told.set(answer, (told.get(answer) ?? 0) + 1);
        }
        done = faults.fired.length === 0;
      }
      t.diagnostic(`${first - 1} calls; ${[...told].map(([answer, count]) => `${answer} ${count}`).join(', ')}`);
      assert.ok(first > CALLS_MIN, `the workload makes more than ${first} calls`);
      for (const answer of told.keys()) assert.ok(kind.told.includes(answer), answer);
    });
  }
});

/** Runs the workload with its fault, then compares what was answered with what the database has. */
async function replay(client: Client, faults: PoolFaults, tenant: string): Promise<string[]> {
  const place: Place = { tenant, idOf: (name) => `cus_${tenant}_${name}` };
  const openFaulty = (at: string) => faultyPool(openPool(at), faults);
  const store = await openPostgresStore({
    url: urlOf(client),
    warn: () => {},
    openPool: openFaulty,
    cacheBytesMax: CACHE_BYTES_MAX,
  });
  await prepareWorkload(store, place);
  faults.armed = true;
  const answers = await runWorkload(store, place);
  faults.armed = false;
  const context = `call ${faults.calls}: ${faults.fired.join(' | ')}`;
  const last = await update(store, { id: place.idOf('a') }, 'last', { tenant });
  assert.equal(last.type, 'written', `the store goes on after ${context}`);
  const names = ['a', 'b', 'c'] as const;
  const read = await Promise.all(names.map((name) => store.read(tenant, { id: place.idOf(name) })));
  await store.close();
  assertWhole(await keptTexts(client, tenant), answers, context);
  await assertLatest(client, tenant, read, context);
  return [...answers.values()];
}

function urlOf({ user, host, port, database }: Client): string {
  return `postgres://${user}@${host}:${port}/${database}`;
}

async function keptTexts(client: Client, tenant: string): Promise<KeptTexts> {
  const texts = async (column: string, table: string) => {
    const query = `SELECT ${column} AS text FROM clientele.${table} WHERE tenant = '${tenant}'`;
    return (await client.query<{ text: string | Buffer }>(query)).rows.map(({ text }) =>
      typeof text === 'string' ? text : textOf(text),
    );
  };
  return {
    history: await texts('sealed', 'history'),
    events: await texts('sealed', 'outbox'),
    uniques: await texts('value', 'unique_term'),
    terms: await texts('value', 'index_term'),
    keys: await texts('key', 'idempotency'),
  };
}

/** A record's row is what its last entry says, its history has no gap, and that is what the store reads. */
async function assertLatest(client: Client, tenant: string, read: (Row | undefined)[], context: string): Promise<void> {
  const { rows: entries } = await client.query<{ id: string; version: string; count: string; sealed: Buffer }>(
    `SELECT DISTINCT ON (customer_id) customer_id AS id, version, sealed,
       count(*) OVER (PARTITION BY customer_id) AS count
     FROM clientele.history WHERE tenant = '${tenant}' ORDER BY customer_id, version DESC`,
  );
  const seen = read.filter((row) => row !== undefined);
  assert.deepEqual(
    seen.map(({ id, version, sealed }) => [id, version, `history of ${sealed ? textOf(sealed) : 'nothing'}`]),
    entries.map(({ id, version, sealed }) => [id, Number(version), textOf(sealed)]),
    `what is read, after ${context}`,
  );
  for (const { id, version, count } of entries) assert.equal(count, version, `no gap in ${id} after ${context}`);
}
