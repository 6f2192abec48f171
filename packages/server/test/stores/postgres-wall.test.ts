import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Client } from 'pg';
import { openPostgres } from './opened-postgres.ts';
import { create, keyOf, update } from './submissions.ts';

const TABLES = ['customer', 'unique_term', 'index_term', 'history', 'outbox', 'idempotency'];

/** A database with a customer of each of two tenants, and a connection with the server's rights and nothing of its code. */
async function asServer(t: TestContext): Promise<Client> {
  const opened = await openPostgres();
  for (const tenant of ['one', 'two']) {
    const term = { kind: 'email', value: `anna@${tenant}.example` };
    await create(opened.store, `cus_${tenant}`, tenant, { tenant, terms: [term], uniques: [term] });
    await update(opened.store, { id: `cus_${tenant}` }, 'again', { tenant, idempotency: keyOf('k') });
  }
  const client = new Client({ connectionString: opened.url, options: '-c role=clientele_server' });
  await client.connect();
  t.after(async () => {
    await client.end();
    await opened.dispose();
  });
  return client;
}

async function count(client: Client, table: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS count FROM clientele.${table}`);
  return rows[0].count;
}

test('a statement that forgot to name its tenant sees nothing, and one that named one sees nothing of another', async (t) => {
  const client = await asServer(t);
  for (const table of TABLES) assert.equal(await count(client, table), 0, table);
  await client.query(`SELECT set_config('clientele.tenants', 'one', false)`);
  for (const table of TABLES) {
    const { rows } = await client.query(`SELECT DISTINCT tenant FROM clientele.${table}`);
    assert.deepEqual(rows, [{ tenant: 'one' }], table);
  }
  await client.query(`SELECT set_config('clientele.tenants', 'one,two', false)`);
  assert.equal(await count(client, 'customer'), 2);
});

test('what is written for one tenant cannot be put into another', async (t) => {
  const client = await asServer(t);
  await client.query(`SELECT set_config('clientele.tenants', 'one', false)`);
  const { rowCount } = await client.query(`UPDATE clientele.customer SET tag = 'stolen' WHERE id = 'cus_two'`);
  assert.equal(rowCount, 0);
  await assert.rejects(
    client.query(`UPDATE clientele.customer SET tenant = 'two' WHERE id = 'cus_one'`),
    /row-level security/,
  );
  await assert.rejects(
    client.query(`INSERT INTO clientele.index_term VALUES (1, 'two', 'email', 'x', 'cus_one')`),
    /row-level security/,
  );
});

const FORBIDDEN: readonly [what: string, statement: string][] = [
  ['change the history', `UPDATE clientele.history SET tag = 'x'`],
  ['delete from the history', 'DELETE FROM clientele.history'],
  ['empty the history', 'TRUNCATE clientele.history'],
  ['delete a customer', 'DELETE FROM clientele.customer'],
  ['forget that a term was released', 'DELETE FROM clientele.unique_term'],
  ['drop a table', 'DROP TABLE clientele.history'],
  ['add a column', 'ALTER TABLE clientele.customer ADD COLUMN x int'],
  ['turn the wall off', 'ALTER TABLE clientele.customer DISABLE ROW LEVEL SECURITY'],
  ['make a policy', 'CREATE POLICY all_of_it ON clientele.customer USING (true)'],
  ['make a table', 'CREATE TABLE clientele.x (x int)'],
  ['replace a function', 'CREATE OR REPLACE FUNCTION clientele.x() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
  ['say that the schema is another', 'UPDATE clientele.schema_version SET number = 99'],
];

for (const [what, statement] of FORBIDDEN) {
  test(`the server's role may not ${what}`, async (t) => {
    const client = await asServer(t);
    await client.query(`SELECT set_config('clientele.tenants', 'one,two', false)`);
    await assert.rejects(client.query(statement), /permission denied|must be owner/);
  });
}
