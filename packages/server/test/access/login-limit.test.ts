import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { createLoginLimit } from '../../src/access/login-limit.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import type { Store } from '../../src/stores/store.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { ask } from '../soak/superuser.ts';
import { openPostgres } from '../stores/opened-postgres.ts';
import { openSqlite } from '../stores/opened-sqlite.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const QUARTER_MS = 15 * 60 * 1000;

function groundOf(store: Store, time: { now: number }) {
  return { store, seal: plainSeal, clock: { now: () => time.now }, random: { bytes: randomBytes } };
}

describe('the limit of logins', () => {
  test('lets an account be tried ten times in a quarter of an hour, and says how long to wait', async (t) => {
    const { store, dispose } = await openSqlite();
    t.after(dispose);
    const time = { now: START };
    const limit = await createLoginLimit(groundOf(store, time));
    for (let address = 0; address < 10; address++) assert.equal(await limit.take('anna', `10.0.0.${address}`), 0);
    time.now += 60_000;
    assert.equal(await limit.take('anna', '10.0.0.99'), 14 * 60);
    assert.equal(await limit.take('ben', '10.0.0.99'), 0);
    time.now = START + QUARTER_MS - 1;
    assert.equal(await limit.take('anna', '10.0.0.99'), 1);
    time.now = START + QUARTER_MS;
    assert.equal(await limit.take('anna', '10.0.0.99'), 0);
  });

  test('lets an address try fifty accounts, and more where passwords are right', async (t) => {
    const { store, dispose } = await openSqlite();
    t.after(dispose);
    const limit = await createLoginLimit(groundOf(store, { now: START }));
    for (let account = 0; account < 60; account++) {
      assert.equal(await limit.take(`right-${account}`, 'office'), 0);
      await limit.succeeded(`right-${account}`, 'office');
    }
    for (let account = 0; account < 50; account++) assert.equal(await limit.take(`wrong-${account}`, 'office'), 0);
    assert.ok((await limit.take('one-more', 'office')) > 0);
    assert.equal(await limit.take('one-more', 'elsewhere'), 0);
  });

  test('a right password makes the account as good as untried', async (t) => {
    const { store, dispose } = await openSqlite();
    t.after(dispose);
    const limit = await createLoginLimit(groundOf(store, { now: START }));
    for (let tries = 0; tries < 10; tries++) assert.equal(await limit.take('anna', 'home'), 0);
    await limit.succeeded('anna', 'home');
    for (let tries = 0; tries < 10; tries++) assert.equal(await limit.take('anna', 'home'), 0);
    assert.ok((await limit.take('anna', 'home')) > 0);
  });

  test('counts together with other processes, and keeps neither account nor address', async (t) => {
    const opened = await openPostgres();
    const other = await openPostgresStore({ url: opened.url, warn: assert.fail });
    t.after(() => other.close().then(opened.dispose));
    const time = { now: START };
    const limits = await Promise.all([opened.store, other].map((store) => createLoginLimit(groundOf(store, time))));
    const tries = Array.from({ length: 24 }, (_, index) => limits[index % 2]?.take('anna@example.com', '10.1.2.3'));
    const waits = await Promise.all(tries);
    assert.equal(waits.filter((wait) => wait === 0).length, 10);
    const rows = await ask<{ name: string }>(opened.url, 'SELECT * FROM clientele.attempt');
    assert.equal(rows.length, 2);
    for (const { name } of rows) assert.match(name, /^[\w-]{43}$/);
    assert.doesNotMatch(JSON.stringify(rows), /anna|10\.1\.2/);
  });

  test('windows that have ended are forgotten, a few with each new one', async (t) => {
    const opened = await openPostgres();
    t.after(opened.dispose);
    const time = { now: START };
    const limit = await createLoginLimit(groundOf(opened.store, time));
    for (let account = 0; account < 20; account++) await limit.take(`a-${account}`, `10.0.0.${account}`);
    time.now += QUARTER_MS;
    for (let account = 0; account < 10; account++) await limit.take(`b-${account}`, `10.0.1.${account}`);
    const [row] = await ask<{ count: string }>(opened.url, 'SELECT count(*) FROM clientele.attempt');
    assert.equal(Number(row?.count), 20);
  });

  test('nothing may be tried where it cannot be counted', async (t) => {
    const { store, dispose } = await openSqlite();
    t.after(dispose);
    const limit = await createLoginLimit(groundOf(store, { now: START }));
    await store.close();
    await assert.rejects(limit.take('anna', 'home'), { name: 'StoreError', reason: 'unavailable' });
    await limit.succeeded('anna', 'home');
  });
});
