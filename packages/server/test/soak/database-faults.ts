import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Fault, Ground } from './nemesis.ts';
import { ask, withClient } from './superuser.ts';

const LOCKED_CUSTOMERS = 5;
/** Until a server's commit waits where the deadlock is laid; nobody may be writing. */
const VICTIM_TIMEOUT_MS = 3_000;
const POLL_INTERVAL_MS = 10;

/** What others do inside the database. */
export const databaseFaults: readonly (readonly [name: string, fault: Fault])[] = [
  [
    'rows locked by a foreign transaction',
    ({ postgres, holdMs }) =>
      withClient(postgres.url, async (client) => {
        await client.query('BEGIN');
        const oldest = 'SELECT bucket, id FROM clientele.customer ORDER BY updated_at DESC LIMIT $1';
        await client.query(`SELECT FROM clientele.customer WHERE (bucket, id) IN (${oldest}) FOR UPDATE`, [
          LOCKED_CUSTOMERS,
        ]);
        await sleep(holdMs());
        await client.query('ROLLBACK');
      }),
  ],
  ['deadlock', deadlock],
  [
    'the database takes no writes',
    async ({ postgres, holdMs }) => {
      await ask(postgres.url, 'ALTER SYSTEM SET default_transaction_read_only = on');
      await ask(postgres.url, 'SELECT pg_reload_conf()');
      await sleep(holdMs());
      await ask(postgres.url, 'ALTER SYSTEM RESET default_transaction_read_only');
      await ask(postgres.url, 'SELECT pg_reload_conf()');
    },
  ],
];

/**
 * Holds a table that commits write last, waits until one of them, with its rows locked, waits for it, and then wants those
 * rows. PostgreSQL ends whoever looks first whether it waits in a circle: we do not look.
 */
async function deadlock({ postgres, seen }: Ground): Promise<void> {
  const before = await deadlocks(postgres.url);
  await withClient(postgres.url, async (client) => {
    await client.query(`SET deadlock_timeout = '10min'`);
    await client.query('BEGIN');
    await client.query('LOCK TABLE clientele.outbox IN SHARE ROW EXCLUSIVE MODE');
    if (await someoneWaits(client)) await client.query('SELECT FROM clientele.customer FOR UPDATE');
    await client.query('ROLLBACK');
  });
  seen.deadlocks += (await deadlocks(postgres.url)) - before;
}

/** Counted anew from 0 after each crash. */
async function deadlocks(url: string): Promise<number> {
  const text = 'SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()';
  return (await ask<{ count: number }>(url, text))[0]?.count ?? 0;
}

async function someoneWaits(client: Client): Promise<boolean> {
  const deadline = performance.now() + VICTIM_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { rows } = await client.query(
      `SELECT FROM pg_locks WHERE relation = 'clientele.outbox'::regclass AND NOT granted`,
    );
    if (rows.length > 0) return true;
    await sleep(POLL_INTERVAL_MS);
  }
  return false;
}
