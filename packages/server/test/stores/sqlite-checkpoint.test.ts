import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Checkpointer } from '../../src/stores/sqlite/checkpoint.ts';
import { type OpenedSqlite, openSqlite } from './opened-sqlite.ts';
import { create, NO_MOVES, next, submit } from './submissions.ts';

const LIMITS = { passBytes: 64 * 1024, pauseBytes: 512 * 1024 };
/** What one group may add before it is looked at: 64 updates of a few pages each. */
const GROUP_BYTES_MAX = 2 * 1024 * 1024;
const SEALED = new Uint8Array(1_300);
const CUSTOMERS = 500;
/** Only keeps a test that hangs from hanging for ever. */
const PATIENCE = { timeout: 60_000 };

test('the write-ahead log stays bounded under load', PATIENCE, async (t) => {
  const opened = await openSqlite({ walLimits: LIMITS });
  t.after(() => opened.dispose());
  await createCustomers(opened);
  const sizes = await load(opened, 4_000);
  t.diagnostic(`the log grew to ${Math.max(...sizes)} bytes at most`);
  assert.ok(Math.max(...sizes) < LIMITS.pauseBytes + GROUP_BYTES_MAX);
  await opened.store.close();
  assert.ok(!existsSync(join(opened.directory, 'customers.db-wal')), 'nothing is left of it after closing');
  const again = await opened.reopen();
  assert.equal((await again.list('one', { limit: CUSTOMERS + 1 })).length, CUSTOMERS);
});

test('whoever reads for long makes the log grow, not the writers stop; it is cut back later', PATIENCE, async (t) => {
  const warnings: string[] = [];
  const opened = await openSqlite({ walLimits: LIMITS, warn: (message) => warnings.push(message) });
  t.after(() => opened.dispose());
  await createCustomers(opened);
  const reader = new DatabaseSync(join(opened.directory, 'customers.db'), { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM customer').get();
  const most = Math.max(...(await load(opened, 1_500)));
  assert.ok(most > LIMITS.pauseBytes + GROUP_BYTES_MAX, 'the reader keeps the log from beginning anew');
  t.diagnostic(`${warnings.length} warnings, the last: ${warnings.at(-1)}`);
  assert.match(warnings[0] ?? '', /the write-ahead log grows, as another reads: \d+ B/);
  assert.ok(warnings.length <= most / LIMITS.passBytes, 'no more than one for each pass that was due');
  reader.close();
  const after = await load(opened, 1_500);
  assert.ok((after.at(-1) ?? Infinity) < LIMITS.pauseBytes + GROUP_BYTES_MAX);
});

async function createCustomers({ store }: OpenedSqlite): Promise<void> {
  await Promise.all(Array.from({ length: CUSTOMERS }, (_, i) => create(store, `cus_${i}`, '', { sealed: SEALED })));
}

/** Updates by 32 writers. @returns the log's size in bytes after each update */
async function load({ store, directory }: OpenedSqlite, updates: number): Promise<number[]> {
  const sizes: number[] = [];
  let left = updates;
  const write = async () => {
    while (left-- > 0) {
      const id = `cus_${(left * 7919) % CUSTOMERS}`;
      const outcome = await submit(store, { id }, (row) =>
        row ? next(row, '', { sealed: SEALED, terms: NO_MOVES }) : { type: 'refused', refusal: 'absent' },
      );
      assert.equal(outcome.type, 'written');
      sizes.push(statSync(join(directory, 'customers.db-wal')).size);
    }
  };
  await Promise.all(Array.from({ length: 32 }, write));
  return sizes;
}

const brokenWorkers: [name: string, start: () => Worker, moves: boolean][] = [
  [
    'cannot be started',
    () => {
      throw new Error('no threads left');
    },
    true,
  ],
  ['ends instead of answering', () => evaluated('parentPort.on("message", () => process.exit(3))'), true],
  ['throws', () => evaluated('throw new Error("out of order")'), true],
  [
    'reports an error',
    () => evaluated('parentPort.on("message", () => parentPort.postMessage({ error: new Error("full") }))'),
    false,
  ],
];

for (const [name, startWorker, moves] of brokenWorkers) {
  test(`a worker that ${name} is told, and writing goes on`, PATIENCE, async (t) => {
    const { directory, dispose } = await openSqlite();
    t.after(dispose);
    const path = join(directory, 'other.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x)');
    const warnings: string[] = [];
    const resumed = Promise.withResolvers<void>();
    const checkpointer = new Checkpointer({
      path,
      database,
      limits: { passBytes: 1, pauseBytes: 1 },
      warn: (message, error) => warnings.push(`${message}: ${(error as Error).message}`),
      onResume: resumed.resolve,
      startWorker,
    });
    checkpointer.committed();
    await resumed.promise;
    assert.equal(checkpointer.isPaused, false);
    assert.ok(warnings.length >= 1);
    t.diagnostic(warnings.join('; '));
    const { log, checkpointed } = database.prepare('PRAGMA wal_checkpoint(NOOP)').get() as Record<string, number>;
    assert.equal(checkpointed === log, moves);
    await checkpointer.close();
    database.close();
  });
}

function evaluated(script: string): Worker {
  return new Worker(`const { parentPort } = require('node:worker_threads'); ${script}`, { eval: true });
}
