import assert from 'node:assert/strict';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openDatabaseFile } from '../../src/stores/sqlite/database.ts';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import { storeContract } from '../store-contract.ts';
import { openSqlite } from './opened-sqlite.ts';
import { create, keyOf, update } from './submissions.ts';

storeContract('the SQLite store', () => openSqlite());

/** So small that it holds a row or two: whatever is read comes from the database. */
storeContract('the SQLite store without a cache to speak of', () => openSqlite({ cacheBytesMax: 1_500 }));

test('what is read again comes from memory, and a list says the same', async (t) => {
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  const { store } = opened;
  const caibo = { kind: 'caibo', value: '1' };
  const email = { kind: 'email', value: 'anna@example.com' };
  const created = await create(store, 'cus_a', 'Anna', { uniques: [caibo], terms: [email] });
  const row = await store.read('one', { id: 'cus_a' });
  assert.deepEqual(created.type === 'written' && created.row, row);
  assert.equal(await store.read('one', caibo), row);
  assert.deepEqual(await store.list('one', { limit: 1 }), [row]);
  assert.deepEqual(await store.search('one', email, { limit: 1 }), [row]);
  await update(store, caibo, 'Anne');
  assert.notEqual(await store.read('one', caibo), row);
  const reopened = await opened.reopen();
  const first = await reopened.read('one', caibo);
  assert.equal(await reopened.read('one', { id: 'cus_a' }), first);
});

test('directory and files are for their owner alone', async (t) => {
  const opened = await openSqlite();
  const directory = join(opened.directory, 'new', 'data');
  t.after(() => opened.dispose());
  const warn = assert.fail;
  const store = await openSqliteStore({ directory, warn });
  await create(store, 'cus_a', 'Anna');
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  const files = readdirSync(directory).sort();
  assert.deepEqual(files, ['customers.db', 'customers.db-shm', 'customers.db-wal', 'lock.db', 'owner.pid']);
  for (const file of files) assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file);
  await store.close();
  chmodSync(join(directory, 'customers.db'), 0o644);
  const again = await openSqliteStore({ directory, warn });
  assert.equal(statSync(join(directory, 'customers.db')).mode & 0o777, 0o600, 'also when copied back carelessly');
  await again.close();
  await rm(directory, { recursive: true });
});

test('a directory may be given relative to where the process runs', { timeout: 60_000 }, async (t) => {
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  const directory = join(relative('.', opened.directory), 'some', 'where');
  const store = await openSqliteStore({ directory, warn: assert.fail });
  await store.close();
  assert.ok(readdirSync(join(opened.directory, 'some', 'where')).includes('customers.db'));
});

test('no statement looks at more rows than it needs', async (t) => {
  const statements = new Set<string>();
  const opened = await openSqlite({
    openDatabase(path) {
      const database = openDatabaseFile(path);
      const prepare = database.prepare.bind(database);
      database.prepare = (sql) => {
        if (!sql.startsWith('PRAGMA')) statements.add(sql);
        return prepare(sql);
      };
      return database;
    },
  });
  t.after(() => opened.dispose());
  const database = new DatabaseSync(join(opened.directory, 'customers.db'), { readOnly: true });
  for (const sql of statements) {
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    const looked = plan.filter((step) => /SCAN|TEMP B-TREE/.test(step));
    assert.deepEqual(looked, [], sql);
  }
  database.close();
  assert.ok(statements.size > 20);
});

test('expired keys are cleared away, a few at a time', async (t) => {
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  const { store } = opened;
  await create(store, 'cus_a', 'Anna');
  const use = (name: string, count: number, time: { at: string; expiresAt: string }) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        update(store, { id: 'cus_a' }, '', { idempotency: keyOf(`${name} ${i}`, 'print', time) }),
      ),
    );
  await use('long', 64, { at: '2026-11-20T12:00:00.000Z', expiresAt: '2026-11-25T12:00:00.000Z' });
  await use('old', 320, { at: '2026-11-20T12:00:00.000Z', expiresAt: '2026-11-21T12:00:00.000Z' });
  const database = new DatabaseSync(join(opened.directory, 'customers.db'), { readOnly: true });
  const left = (name: string) => {
    const row = database.prepare('SELECT count(*) AS count FROM idempotency WHERE key LIKE ?').get(`${name} %`);
    return Number(row?.count);
  };
  assert.equal(left('old'), 320);
  await use('new', 64, { at: '2026-11-22T12:00:00.000Z', expiresAt: '2026-11-23T12:00:00.000Z' });
  assert.equal(left('old'), 320 - 2 * 64);
  await use('newer', 320, { at: '2026-11-22T12:00:00.000Z', expiresAt: '2026-11-23T12:00:00.000Z' });
  assert.deepEqual([left('long'), left('old'), left('new'), left('newer')], [64, 0, 64, 320]);
  database.close();
});

test('what comes when too much is waiting is refused at once', async (t) => {
  const opened = await openSqlite();
  t.after(() => opened.dispose());
  const { store } = opened;
  const submitted = Array.from({ length: 10_050 }, (_, i) => create(store, `cus_${i}`, ''));
  assert.equal(await store.ready(), false);
  const outcomes = await Promise.allSettled(submitted);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.reason] : []));
  assert.deepEqual(refused, Array(50).fill('unavailable'));
  assert.equal(await store.ready(), true);
});
