import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { GroupError } from '../../src/stores/group-commit/group-writer.ts';
import { type Database, openDatabaseFile } from '../../src/stores/sqlite/database.ts';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { type Row, StoreError } from '../../src/stores/store.ts';
import { openSqlite } from './opened-sqlite.ts';
import { create, next, submit, textOf, update } from './submissions.ts';
import { writerHere } from './writer-here.ts';

const A = { id: 'cus_a' };

/** Holds up what comes through it, once told to, until it is let go or made to fail. */
class Gate {
  closed = false;
  readonly held: ((error?: Error) => void)[] = [];

  readonly pass = async (): Promise<void> => {
    if (!this.closed) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.held.push((error) => (error ? reject(error) : resolve()));
    await promise;
  };

  open(error?: Error): void {
    this.closed = false;
    for (const letGo of this.held.splice(0)) letGo(error);
  }
}

/** Long enough for everything that waits for nothing but the event loop. */
async function turns(): Promise<void> {
  for (let i = 0; i < 2_000; i++) await setImmediate();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

test('nobody is answered, and nobody is shown a write, before it is committed', async (t) => {
  const gate = new Gate();
  const opened = await openSqlite({ openWriter: writerHere({ before: gate.pass }) });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  gate.closed = true;
  const told: string[] = [];
  const written = update(store, A, 'Anne').then(({ type }) => told.push(type));
  await until(() => gate.held.length === 1);
  assert.equal(textOf((await store.read('one', A))?.sealed), 'Anna');
  assert.deepEqual(
    (await store.list('one', { limit: 1 })).map(({ version }) => version),
    [1],
  );
  const later = update(store, A, 'Annie').then(({ type }) => told.push(type));
  await turns();
  assert.deepEqual([told, gate.held.length], [[], 1], 'a second update of the record waits for the first');
  gate.open();
  await Promise.all([written, later]);
  assert.deepEqual(told, ['written', 'written']);
  assert.equal(textOf((await store.read('one', A))?.sealed), 'Annie');
});

test('what is committed is not forgotten again by whoever has seen it, though its writer was not told yet', async (t) => {
  const gate = new Gate();
  const opened = await openSqlite({ openWriter: writerHere({ after: gate.pass }) });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  assert.equal((await store.read('one', A))?.version, 1, 'it is in memory');
  gate.closed = true;
  const written = update(store, A, 'Anne');
  await until(() => gate.held.length === 1);
  assert.deepEqual(
    (await store.list('one', { limit: 1 })).map(({ version }) => version),
    [2],
  );
  assert.equal((await store.read('one', A))?.version, 2, 'memory is not asked while the record is being written');
  gate.open();
  assert.equal((await written).type, 'written');
});

test('a commit syncs the log before anybody can see it', async (t) => {
  const databases: Database[] = [];
  const openDatabase = (path: string) => {
    const database = openDatabaseFile(path);
    databases.push(database);
    return database;
  };
  const opened = await openSqlite({ openWriter: writerHere({ openDatabase }) });
  t.after(() => opened.dispose());
  const FULL = 2;
  assert.deepEqual({ ...(databases[0]?.prepare('PRAGMA synchronous').get() as object) }, { synchronous: FULL });
});

test('a commit of which nobody knows is told as unknown, and the truth is read afterwards', async (t) => {
  const gate = new Gate();
  const opened = await openSqlite({ openWriter: writerHere({ after: gate.pass }) });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  gate.closed = true;
  const written = update(store, A, 'Anne');
  await until(() => gate.held.length === 1);
  const waiting = update(store, A, 'Annie');
  gate.open(new GroupError(new StoreError('unknown', new Error('the thread died')), 'give up'));
  await assert.rejects(written, { name: 'StoreError', reason: 'unknown' });
  assert.equal((await waiting).type, 'written');
  assert.deepEqual(
    (await store.history('one', 'cus_a', { limit: 9 })).map(({ version }) => version),
    [3, 2, 1],
    'it had been committed, and what came after stands on it',
  );
});

test('what a killed process left in the log is in the database once the store is open', async (t) => {
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  await create(opened.store, 'cus_a', 'Anna');
  const copy = join(opened.directory, 'as-if-killed');
  mkdirSync(copy);
  for (const file of ['customers.db', 'customers.db-wal']) copyFileSync(join(opened.directory, file), join(copy, file));
  assert.ok(statSync(join(copy, 'customers.db-wal')).size > 0);
  const store = await openSqliteStore({ directory: copy, warn: assert.fail });
  assert.equal(statSync(join(copy, 'customers.db-wal')).size, 0);
  assert.equal(textOf((await store.read('one', A))?.sealed), 'Anna');
  await store.close();
});

test('decisions that take long are committed in parts, in the order they came', async (t) => {
  let commits = 0;
  const before = (name: string) => {
    if (name === 'commit') commits += 1;
  };
  const opened = await openSqlite({ openWriter: writerHere({ before }) });
  t.after(() => opened.dispose());
  const { store } = opened;
  const ids = ['cus_a', 'cus_b', 'cus_c', 'cus_d'];
  for (const id of ids) await create(store, id, '');
  commits = 0;
  const order: string[] = [];
  const slowly = (id: string) =>
    submit(store, { id }, (row) => {
      const end = performance.now() + 20;
      while (performance.now() < end);
      return next(row as Row, 'slow');
    }).then(() => order.push(id));
  await Promise.all(ids.map(slowly));
  assert.deepEqual([order, commits], [ids, ids.length]);
});
