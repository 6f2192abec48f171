import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import type { Row } from '../../src/stores/store.ts';
import { assertWhole, type Place, prepareWorkload, runWorkload } from './fault-workload.ts';
import { type FaultKind, Faults, faultyDatabase } from './faulty-database.ts';
import { textOf, update } from './submissions.ts';
import { writerHere } from './writer-here.ts';

const PLACE: Place = { tenant: 'one', idOf: (name) => `cus_${name}` };
const SQLITE_FULL = 13;
const SQLITE_IOERR_FSYNC = 1034;

const kinds: FaultKind[] = [
  { name: 'a call fails' },
  { name: 'two calls in a row fail, the rollback among them', times: 2 },
  { name: 'three calls in a row fail', times: 3 },
  { name: 'a call is carried out and reported as failed', carriedOut: true },
  { name: 'a call finds the disk full', errcode: SQLITE_FULL },
  { name: 'a call fails with an I/O error', errcode: SQLITE_IOERR_FSYNC },
];

for (const kind of kinds) {
  test(`${kind.name}, at every call of a mixed workload`, async (t) => {
    let first = 1;
    const told = new Map<string, number>();
    for (let done = false; !done; first++) {
      const faults = new Faults(first, kind);
      for (const answer of await replay(faults)) told.set(answer, (told.get(answer) ?? 0) + 1);
      done = faults.fired.length === 0;
    }
    t.diagnostic(`${first - 1} calls; ${[...told].map(([answer, count]) => `${answer} ${count}`).join(', ')}`);
    assert.ok(first > 50, `the workload makes more than ${first} calls`);
  });
}

test('opening fails cleanly at every call, and succeeds afterwards', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-faults-'));
  const warn = () => {};
  let first = 1;
  for (let done = false; !done; first++) {
    const faults = new Faults(first, { name: 'a call fails' });
    faults.armed = true;
    const opened = openSqliteStore({
      directory,
      warn,
      openDatabase: faultyDatabase(faults),
      openWriter: writerHere({ openDatabase: faultyDatabase(faults) }),
    });
    done = await opened.then(
      async (store) => {
        await store.close();
        return true;
      },
      () => false,
    );
  }
  assert.ok(first > 4);
  await rm(directory, { recursive: true });
});

/** Runs the workload with its fault, then compares what was answered with what a restart finds. */
async function replay(faults: Faults): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-faults-'));
  const store = await openSqliteStore({
    directory,
    warn: () => {},
    openDatabase: faultyDatabase(faults),
    openWriter: writerHere({ openDatabase: faultyDatabase(faults) }),
  });
  await prepareWorkload(store, PLACE);
  faults.armed = true;
  const answers = await runWorkload(store, PLACE);
  faults.armed = false;
  const context = `call ${faults.calls}: ${faults.fired.join(' | ')}`;
  const readAll = () => Promise.all(['cus_a', 'cus_b', 'cus_c'].map((id) => store.read('one', { id })));
  await readAll();
  const last = await update(store, { id: 'cus_a' }, 'last');
  assert.equal(last.type, 'written', `the store goes on after ${context}, and what was read then was the truth`);
  const read = await readAll();
  await store.close();
  assertKept(join(directory, 'customers.db'), answers, read, context);
  await rm(directory, { recursive: true });
  return [...answers.values()];
}

function assertKept(path: string, answers: Map<string, string>, read: (Row | undefined)[], context: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  const texts = (sql: string) =>
    rows(sql).map(({ text }) => (typeof text === 'string' ? text : textOf(text as Uint8Array)));
  const kept = {
    history: texts('SELECT sealed AS text FROM history'),
    events: texts('SELECT sealed AS text FROM outbox'),
    uniques: texts('SELECT value AS text FROM unique_term'),
    terms: texts('SELECT value AS text FROM index_term'),
    keys: texts('SELECT key AS text FROM idempotency'),
  };
  assertWhole(kept, answers, context);
  assertLatest(rows('SELECT * FROM customer ORDER BY id'), rows, read, context);
  database.close();
}

/** A record's row is what its last entry says, and what the running store took it for. */
function assertLatest(
  customers: Record<string, unknown>[],
  rows: (sql: string) => Record<string, unknown>[],
  read: (Row | undefined)[],
  context: string,
): void {
  for (const row of customers) {
    const entries = rows(`SELECT * FROM history WHERE customer_id = '${row.id}' ORDER BY version`);
    assert.deepEqual(
      entries.map(({ version }) => version),
      entries.map((_, i) => i + 1),
      `no gap after ${context}`,
    );
    const latest = entries.at(-1);
    const text = row.sealed === null ? 'nothing' : textOf(row.sealed as Uint8Array);
    assert.equal(textOf(latest?.sealed as Uint8Array), `history of ${text}`, `the row of ${row.id} after ${context}`);
    assert.equal(row.version, latest?.version);
  }
  const plain = (row: Record<string, unknown> | Row) => [
    row.id,
    row.version,
    row.sealed && textOf(row.sealed as Uint8Array),
  ];
  const seen = read.filter((row) => row !== undefined).map(plain);
  assert.deepEqual(seen, customers.map(plain), `what was read before the restart, after ${context}`);
}
