import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { Client } from 'pg';
import { scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { migrate, readMigrations } from '../../src/stores/postgres/migrations.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { create, textOf, update } from './submissions.ts';

const warn = assert.fail;
const LAST = readMigrations().length;

async function emptyDatabase(t: TestContext): Promise<string> {
  const { url, drop } = await scratchDatabase();
  t.after(drop);
  return url;
}

async function execute(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The same database, as an account of its own that may log in and nothing else; the account goes with the test. */
async function asAccount(t: TestContext, url: string, grant?: string): Promise<string> {
  const name = `account_${randomBytes(8).toString('hex')}`;
  await execute(url, `CREATE ROLE ${name} LOGIN`);
  if (grant) await execute(url, `GRANT ${grant} TO ${name}`);
  const server = new URL(url);
  server.pathname = '/postgres';
  t.after(() => execute(server.href, `DROP ROLE ${name}`));
  const account = new URL(url);
  account.username = name;
  return account.href;
}

test('ten processes that start at once on an empty database make one schema', async (t) => {
  const url = await emptyDatabase(t);
  const results = await Promise.all(Array.from({ length: 10 }, () => migrate(url)));
  assert.equal(results.filter(({ from }) => from === 0).length, 1);
  assert.ok(results.every(({ to }) => to === LAST));
  assert.deepEqual(await execute(url, 'SELECT number FROM clientele.schema_version'), [{ number: LAST }]);
});

test('stores that open at once on an empty database all work', async (t) => {
  const url = await emptyDatabase(t);
  const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url, warn })));
  await Promise.all(stores.map((store, i) => create(store, `cus_${i}`, `text ${i}`)));
  for (const store of stores) {
    assert.equal((await store.list('one', { limit: 9 })).length, 4);
    await store.close();
  }
});

for (let number = 1; number < LAST; number++) {
  test(`a database at schema ${number} with data in it is brought to ${LAST}`, async (t) => {
    const url = await emptyDatabase(t);
    await migrate(url, readMigrations().slice(0, number));
    await execute(
      url,
      `INSERT INTO clientele.tenant VALUES ('one', '7', 'Tenant One');
       INSERT INTO clientele.customer VALUES (34, 'cus_a', 'one', 2, 'tag00002', 'Anna', false, now());
       INSERT INTO clientele.unique_term VALUES (2, 'one', 'caibo', '1', 34, 'cus_a');
       INSERT INTO clientele.index_term VALUES (34, 'one', 'email', 'anna@example.com', 'cus_a');
       INSERT INTO clientele.history VALUES (34, 'cus_a', 1, 'one', 'tag00001', now(), 'first'),
         (34, 'cus_a', 2, 'one', 'tag00002', now(), 'second');`,
    );
    const store = await openPostgresStore({ url, warn });
    for (const key of [{ id: 'cus_a' }, { kind: 'caibo', value: '1' }]) {
      assert.equal(textOf((await store.read('one', key))?.sealed), 'Anna', 'buckets are what they were');
    }
    assert.equal((await store.search('one', { kind: 'email', value: 'anna@example.com' }, { limit: 9 })).length, 1);
    assert.equal((await update(store, { id: 'cus_a' }, 'Anne')).type, 'written');
    const history = await store.history('one', 'cus_a', { limit: 9 });
    assert.deepEqual(
      history.map(({ version }) => version),
      [3, 2, 1],
    );
    await store.close();
  });
}

test('a migration that fails leaves the database as it was', async (t) => {
  const url = await emptyDatabase(t);
  const broken = { number: 2, name: '0002_broken.sql', sql: 'CREATE TABLE clientele.new (x int); nonsense' };
  await assert.rejects(migrate(url, [...readMigrations().slice(0, 1), broken]), /syntax error/);
  assert.deepEqual(await execute(url, `SELECT FROM pg_namespace WHERE nspname = 'clientele'`), []);
});

test('a PostgreSQL database of a later server is refused and left alone', async (t) => {
  const url = await emptyDatabase(t);
  await migrate(url);
  await execute(url, 'UPDATE clientele.schema_version SET number = 99');
  const expected = { name: 'SchemaError', message: /is at schema 99, this version of the server knows up to \d+/ };
  await assert.rejects(openPostgresStore({ url, warn }), expected);
  await assert.rejects(migrate(url), expected);
});

test("an account that is only a member of the server's role serves, and is told who has to migrate", async (t) => {
  const url = await emptyDatabase(t);
  await migrate(url, readMigrations().slice(0, 1));
  const account = await asAccount(t, url, 'clientele_server');
  await execute(
    url,
    'GRANT USAGE ON SCHEMA clientele TO clientele_server; GRANT SELECT ON clientele.schema_version TO clientele_server',
  );
  await assert.rejects(openPostgresStore({ url: account, warn }), {
    name: 'SchemaError',
    message: `the database is at schema 1, this server needs ${LAST}: run \`clientele migrate\` as its owner`,
  });
  await migrate(url);
  const store = await openPostgresStore({ url: account, warn });
  assert.equal((await create(store, 'cus_a', 'Anna')).type, 'written');
  await store.close();
});
