import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type OpenLogFile, openLogFile } from '../../src/stores/sqlite/log-file.ts';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import type { Row } from '../../src/stores/store.ts';
import { openSqlite } from './opened-sqlite.ts';
import { create, next, submit, textOf, update } from './submissions.ts';

const A = { id: 'cus_a' };

/** The real log, whose syncs wait until they are let through. */
function heldLog(): { readonly openLog: OpenLogFile; readonly held: ((error?: Error) => void)[]; holds: boolean } {
  const log = { holds: false, held: [] as ((error?: Error) => void)[], openLog };
  function openLog(path: string) {
    const file = openLogFile(path);
    return {
      close: () => file.close(),
      async sync() {
        await file.sync();
        if (!log.holds) return;
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        log.held.push((error) => (error ? reject(error) : resolve()));
        await promise;
      },
    };
  }
  return log;
}

/** Long enough for everything that waits for nothing but the event loop and a small sync. */
async function turns(): Promise<void> {
  for (let i = 0; i < 2_000; i++) await setImmediate();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

test('nobody is answered, and nobody is shown a write, before the log is on the disk', async (t) => {
  const log = heldLog();
  const opened = await openSqlite({ openLog: log.openLog });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  log.holds = true;
  const told: string[] = [];
  const written = update(store, A, 'Anne').then(({ type }) => told.push(type));
  await until(() => log.held.length === 1);
  const read = store.read('one', A).then((row) => told.push(`read ${textOf(row?.sealed)}`));
  const listed = store.list('one', { limit: 1 }).then(([row]) => told.push(`listed ${textOf(row?.sealed)}`));
  const next = update(store, A, 'Annie').then(({ type }) => told.push(type));
  await turns();
  assert.equal(told.length, 0);
  const later = store.read('one', A).then((row) => told.push(`read ${textOf(row?.sealed)}`));
  await turns();
  assert.equal(told.length, 0);
  assert.equal(log.held.length, 1, 'the next group waits for this one');
  log.holds = false;
  log.held[0]?.();
  await Promise.all([written, read, listed, next, later]);
  assert.deepEqual(told.sort(), ['listed Anne', 'read Anne', 'read Annie', 'written', 'written']);
});

test('after a failed sync the write is unknown, and nothing more is answered until the next start', async (t) => {
  const log = heldLog();
  const opened = await openSqlite({ openLog: log.openLog, warn: () => {} });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  log.holds = true;
  const written = update(store, A, 'Anne');
  await until(() => log.held.length === 1);
  const read = store.read('one', A);
  const waiting = update(store, A, 'Annie');
  await turns();
  log.holds = false;
  log.held[0]?.(new Error('EIO'));
  await assert.rejects(written, { name: 'StoreError', reason: 'unknown' });
  await assert.rejects(read, { name: 'StoreError', reason: 'unavailable' });
  await assert.rejects(waiting, { name: 'StoreError', reason: 'unknown' }, 'it was committed behind the first');
  await assert.rejects(update(store, A, 'Ann'), { name: 'StoreError', reason: 'unavailable' });
  await assert.rejects(store.read('one', A), { name: 'StoreError', reason: 'unavailable' });
  assert.equal(await store.ready(), false);
  const again = await opened.reopen();
  const row = await again.read('one', A);
  assert.equal(row?.version, 3, 'the disk of this test loses nothing');
  assert.equal((await update(again, A, 'Ann')).type, 'written');
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

test('a group whose decisions take long is committed in parts, in the order it came', async (t) => {
  let syncs = 0;
  const opened = await openSqlite({
    openLog(path) {
      const file = openLogFile(path);
      return {
        close: () => file.close(),
        sync() {
          syncs += 1;
          return file.sync();
        },
      };
    },
  });
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  syncs = 0;
  const slowly = (text: string) =>
    submit(store, A, (row) => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      return next(row as Row, text);
    });
  const texts = ['one', 'two', 'three', 'four'];
  const outcomes = await Promise.all(texts.map(slowly));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.type === 'written' && textOf(outcome.row.sealed)),
    texts,
  );
  assert.equal(syncs, texts.length);
});
