import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { migrate, readMigrations } from '../../src/stores/sqlite/migrations.ts';
import { openSqliteStore } from '../../src/stores/sqlite/sqlite-store.ts';
import type { Nonce } from '../../src/stores/store.ts';
import { AT, create, keyOf, textOf, update } from './submissions.ts';

const warn = () => {};

const first = `
    INSERT INTO tenant VALUES ('one', '1001', 'Tenant One');
    INSERT INTO customer VALUES ('cus_a', 'one', 2, 'tag00002', CAST('Anna' AS BLOB), 0, '2026-11-22T12:00:00.000Z');
    INSERT INTO customer VALUES ('cus_b', 'one', 2, 'tag00002', NULL, 1, '2026-11-22T12:00:00.000Z');
    INSERT INTO unique_term VALUES ('one', 'caibo', '1', 'cus_a', 0), ('one', 'caibo', '2', 'cus_b', 1);
    INSERT INTO index_term VALUES ('one', 'email', 'anna@example.com', 'cus_a');
    INSERT INTO history VALUES ('one', 'cus_a', 1, 'tag00001', '2026-11-22T11:00:00.000Z', CAST('made' AS BLOB));
    INSERT INTO history VALUES ('one', 'cus_a', 2, 'tag00002', '2026-11-22T12:00:00.000Z', CAST('changed' AS BLOB));
    INSERT INTO outbox VALUES (41, 'one', 'cus_a', 2, '2026-11-22T12:00:00.000Z', CAST('event' AS BLOB));
    INSERT INTO credential VALUES
      ('crd_1', 'one', 'caibo', 'login', 'operator', 'anna', CAST('hash' AS BLOB), '2026-11-22T10:00:00.000Z', NULL);
    INSERT INTO setting VALUES ('key', CAST('value' AS BLOB));`;

const keyOfADay = `
    INSERT INTO idempotency (tenant, scope, key, fingerprint, at, customer_id, version, tag, sealed) VALUES
      ('one', 'credential PATCH /path', 'k', 'print', '2026-11-22T12:00:00.000Z', 'cus_a', 2, 'tag00002', CAST('Anna' AS BLOB));`;

const nonces = `
    INSERT INTO nonce (scope, value, expires_at) VALUES
      ('crd_1', 'n', '2026-11-22T12:10:00.000Z'), ('crd_1', 'm', '2026-11-22T12:10:00.000Z');`;

const keyWithItsEnd = `
    INSERT INTO idempotency (tenant, scope, key, fingerprint, expires_at, customer_id, version, tag, sealed) VALUES
      ('one', 'credential PATCH /path', 'k', 'print', '2026-11-23T12:00:00.000Z', 'cus_a', 2, 'tag00002', CAST('Anna' AS BLOB));`;

/** A database's content as a server of that schema wrote it. Every migration needs one. Schema 2 kept each end of a nonce. */
const fixtures: Record<number, string> = {
  1: `${first}${keyOfADay}`,
  2: `${first}${keyOfADay}${nonces}
    INSERT INTO nonce (scope, value, expires_at) VALUES
      ('crd_1', 'n', '2026-11-22T12:20:00.000Z'), ('crd_1', 'n', '2026-11-22T12:15:00.000Z');`,
  3: `${first}${keyOfADay}${nonces}`,
  4: `${first}${nonces}${keyWithItsEnd}`,
  5: `${first}${nonces}${keyWithItsEnd}`,
  6: `${first}${nonces}${keyWithItsEnd}
    INSERT INTO attempt VALUES ('hash', 3, '2026-11-22T12:15:00.000Z');`,
};

for (const { number } of readMigrations()) {
  test(`a database of schema ${number} is brought up to date with all that is in it`, async (t) => {
    const directory = await databaseOf(t, number);
    const store = await openSqliteStore({ directory, warn });
    const caibo = { kind: 'caibo', value: '1' };
    assert.equal(textOf((await store.read('one', caibo))?.sealed), 'Anna');
    assert.equal((await create(store, 'cus_c', 'Cleo', { uniques: [{ kind: 'caibo', value: '2' }] })).type, 'taken');
    assert.equal((await store.search('one', { kind: 'email', value: 'anna@example.com' }, { limit: 9 })).length, 1);
    assert.equal((await store.list('one', { limit: 9 })).length, 1);
    assert.equal((await store.history('one', 'cus_a', { limit: 9 })).length, 2);
    assert.equal((await update(store, caibo, 'x', { idempotency: keyOf('k') })).type, 'replayed');
    assert.equal((await update(store, caibo, 'Anne')).type, 'written');
    assert.equal((await store.tenant('one'))?.name, 'Tenant One');
    assert.equal((await store.credential('caibo', 'anna'))?.role, 'operator');
    assert.equal(textOf(await store.setting('key')), 'value');
    await store.close();
  });
}

for (const number of [2, 3, 4]) {
  test(`a nonce spent under schema ${number} is spent, also with another end, until the last of its ends`, async (t) => {
    const directory = await databaseOf(t, number);
    const store = await openSqliteStore({ directory, warn });
    const caibo = { kind: 'caibo', value: '1' };
    const spend = (nonce: Omit<Nonce, 'scope'>) => update(store, caibo, 'x', { nonce: { scope: 'crd_1', ...nonce } });
    for (const value of ['n', 'm'])
      for (const expiresAt of ['2026-11-22T12:10:00.000Z', '2026-11-22T13:00:00.000Z'])
        assert.equal((await spend({ value, expiresAt, at: AT })).type, 'nonce-spent');
    assert.equal((await spend({ value: 'o', expiresAt: '2026-11-22T12:10:00.000Z', at: AT })).type, 'written');
    await store.close();
    const database = new DatabaseSync(join(directory, 'customers.db'), { readOnly: true });
    const kept = database.prepare('SELECT value, expires_at AS ends FROM nonce ORDER BY value').all();
    database.close();
    assert.deepEqual(
      kept.map(({ value, ends }) => [value, ends]),
      [
        ['m', '2026-11-22T12:10:00.000Z'],
        ['n', number === 2 ? '2026-11-22T12:20:00.000Z' : '2026-11-22T12:10:00.000Z'],
        ['o', '2026-11-22T12:10:00.000Z'],
      ],
    );
  });
}

for (const number of [1, 2, 3, 4]) {
  test(`an idempotency key written under schema ${number} counts for a day, to the millisecond`, async (t) => {
    const store = await openSqliteStore({ directory: await databaseOf(t, number), warn });
    const use = (at: string) =>
      update(store, { id: 'cus_a' }, 'x', { idempotency: keyOf('k', 'print', { at, expiresAt: at }) });
    assert.equal((await use('2026-11-23T12:00:00.000Z')).type, 'replayed');
    assert.equal((await use('2026-11-23T12:00:00.001Z')).type, 'written');
    await store.close();
  });
}

test('a database of a later server is refused and left alone', async (t) => {
  const directory = await temporaryDirectory(t);
  const database = new DatabaseSync(join(directory, 'customers.db'));
  database.exec('PRAGMA user_version = 99');
  await assert.rejects(openSqliteStore({ directory, warn }), {
    name: 'NewerDatabaseError',
    message: /is at schema 99, this version of the server knows up to \d+/,
  });
  assert.deepEqual({ ...database.prepare('PRAGMA user_version').get() }, { user_version: 99 });
  assert.deepEqual(database.prepare('SELECT name FROM sqlite_schema').all(), []);
  database.exec('PRAGMA user_version = 0');
  database.close();
  await (await openSqliteStore({ directory, warn })).close();
});

test('migrations that fail half-way leave the database as it was', () => {
  const database = new DatabaseSync(':memory:');
  const broken = { number: readMigrations().length + 1, sql: 'CREATE TABLE new (x) STRICT; nonsense' };
  assert.throws(() => migrate(database, [...readMigrations(), broken]));
  assert.deepEqual({ ...database.prepare('PRAGMA user_version').get() }, { user_version: 0 });
  assert.deepEqual(database.prepare('SELECT name FROM sqlite_schema').all(), []);
  database.close();
});

/** The directory of a database as a server of that schema left it. */
async function databaseOf(t: TestContext, number: number): Promise<string> {
  const directory = await temporaryDirectory(t);
  const database = new DatabaseSync(join(directory, 'customers.db'));
  migrate(database, readMigrations().slice(0, number));
  const fixture = fixtures[number];
  assert.ok(fixture, `write a fixture for schema ${number}`);
  database.exec(fixture);
  database.close();
  return directory;
}

async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-migrations-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}
