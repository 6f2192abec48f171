import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Store } from '../../src/stores/store.ts';
import { ask } from '../soak/superuser.ts';
import { openProxied, told } from './proxied-postgres.ts';
import { create, keyOf, update } from './submissions.ts';

/** Everything here is bounded by timeouts of server and database; this only keeps a test that hangs from hanging for ever. */
const PATIENCE = { timeout: 120_000 };
const A = { id: 'cus_a' };
const B = { id: 'cus_b' };

describe('a PostgreSQL store whose database', { concurrency: true }, () => {
  test('stops in a commit holds up nobody else, and the truth is told when it goes on', PATIENCE, async (t) => {
    const { store, url, openAnother } = await openProxied(t);
    await createBoth(store);
    const another = await openAnother();
    const stranger = await connected(t, url);
    await stranger.query('BEGIN; LOCK TABLE clientele.outbox IN SHARE ROW EXCLUSIVE MODE');
    const stopped = told(update(store, A, 'stopped', { idempotency: keyOf('stopped') }));
    const pid = await waiting(stranger);
    if (!isOurs(pid)) return t.skip('the database runs elsewhere');
    process.kill(pid, 'SIGSTOP');
    try {
      await stranger.query('ROLLBACK');
      assert.equal(await told(update(store, B, 'beside')), 'written');
      assert.equal(await told(update(another, B, 'beside again')), 'written');
      assert.equal(await told(update(another, A, 'in its way')), 'unavailable');
      assert.equal((await another.read('one', A))?.version, 1);
      assert.equal(await stopped, 'unknown');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const truth = await told(update(another, A, 'stopped', { idempotency: keyOf('stopped') }));
    assert.ok(['written', 'replayed'].includes(truth), truth);
    assert.equal((await another.read('one', A))?.version, 2, 'once, whoever wrote it');
    assert.equal(await told(update(store, A, 'later')), 'written');
  });

  test('makes a commit wait too long did nothing of it', PATIENCE, async (t) => {
    const { store, url } = await openProxied(t);
    await createBoth(store);
    const stranger = await connected(t, url);
    await stranger.query('BEGIN; LOCK TABLE clientele.outbox IN SHARE ROW EXCLUSIVE MODE');
    assert.equal(await told(update(store, A, 'waits for a lock')), 'unavailable');
    await stranger.query('ROLLBACK');
    await stranger.query(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$`);
    await stranger.query('CREATE TRIGGER slow BEFORE INSERT ON clientele.outbox EXECUTE FUNCTION dawdle()');
    assert.equal(await told(update(store, A, 'takes too long')), 'unavailable');
    await stranger.query('DROP TRIGGER slow ON clientele.outbox');
    assert.equal(await told(update(store, A, 'does not')), 'written');
    assert.equal((await store.read('one', A))?.version, 2);
  });

  test('has a row locked by others answers in time, and serves everybody else', PATIENCE, async (t) => {
    const { store, url } = await openProxied(t);
    await createBoth(store);
    const stranger = await connected(t, url);
    await stranger.query(`BEGIN; SELECT FROM clientele.customer WHERE id = 'cus_a' FOR UPDATE`);
    const locked = told(update(store, A, 'locked'));
    for (let version = 2; version <= 11; version++) assert.equal(await told(update(store, B, `${version}`)), 'written');
    assert.equal(await locked, 'unavailable');
    const patient = told(update(store, A, 'waits'));
    await new Promise(setImmediate);
    await stranger.query('ROLLBACK');
    assert.equal(await patient, 'written');
    assert.equal((await store.read('one', A))?.version, 2);
  });

  test('ends a commit because of a deadlock is asked again, unseen', PATIENCE, async (t) => {
    const { store, url } = await openProxied(t);
    await createBoth(store);
    const stranger = await connected(t, url);
    // Whoever looks first whether he waits in a circle is ended; the stranger does not look.
    await stranger.query(`SET deadlock_timeout = '10min'`);
    await stranger.query('BEGIN; LOCK TABLE clientele.outbox IN SHARE ROW EXCLUSIVE MODE');
    const victim = told(update(store, A, 'victim'));
    await waiting(stranger);
    await stranger.query('SELECT FROM clientele.customer FOR UPDATE');
    await stranger.query('ROLLBACK');
    assert.equal(await victim, 'written');
    assert.equal((await store.read('one', A))?.version, 2);
  });

  test('cannot put two commits in a row is asked again, unseen', PATIENCE, async (t) => {
    const { store, url, openAnother } = await openProxied(t);
    await createBoth(store);
    await store.close();
    const name = new URL(url).pathname.slice(1);
    await ask(url, `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    const stores = await Promise.all([openAnother(), openAnother()]);
    const answers: string[] = [];
    for (let round = 0; round < 20; round++) {
      const writes = stores.flatMap((each) => [A, B].map((key) => told(update(each, key, `${round}`))));
      answers.push(...(await Promise.all(writes)));
    }
    assert.deepEqual(new Set(answers), new Set(['written']));
    for (const key of [A, B]) assert.equal((await stores[0]?.read('one', key))?.version, 41);
  });

  test('refuses one item of a group keeps the others', PATIENCE, async (t) => {
    const { store } = await openProxied(t);
    await createBoth(store);
    const terms = { add: [{ kind: 'email', value: 'no text has a \0 in PostgreSQL' }], remove: [] };
    const group = [
      update(store, A, 'good'),
      update(store, { id: 'cus_c' }, 'bad', { terms }),
      update(store, B, 'good'),
    ];
    assert.deepEqual(await Promise.all(group.map(told)), ['written', 'unavailable', 'written']);
    assert.equal((await store.read('one', { id: 'cus_c' }))?.version, 1);
  });

  test('cannot be asked for something finds nothing there, and the others what they asked for', PATIENCE, async (t) => {
    const { store } = await openProxied(t);
    await createBoth(store);
    const asked = [A, { id: 'cus_a\0' }, { kind: 'caibo', value: '\0' }, B].map((key) => store.read('one', key));
    assert.deepEqual(
      (await Promise.all(asked)).map((row) => row?.id),
      ['cus_a', undefined, undefined, 'cus_b'],
    );
    assert.deepEqual(await store.search('one', { kind: 'email', value: '\0' }, { limit: 1 }), []);
    assert.deepEqual(await store.history('one', '\0', { limit: 1 }), []);
    assert.equal(await store.credential('caibo', '\0'), undefined);
  });

  test('takes no writes is not ready, and takes them again without a restart', PATIENCE, async (t) => {
    const { store, url } = await openProxied(t);
    await createBoth(store);
    const name = new URL(url).pathname.slice(1);
    await ask(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await endConnections(url);
    await until(async () => !(await store.ready()));
    assert.equal(await told(update(store, A, 'refused')), 'unavailable');
    assert.equal((await store.read('one', A))?.version, 1, 'reading goes on');
    await ask(url, `ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await until(() => store.ready());
    assert.equal(await told(update(store, A, 'taken')), 'written');
  });

  test('ends all connections is connected to again', PATIENCE, async (t) => {
    const { store, url } = await openProxied(t);
    await createBoth(store);
    await endConnections(url);
    await until(() => store.ready());
    assert.equal(await told(update(store, A, 'again')), 'written');
  });
});

async function createBoth(store: Store): Promise<void> {
  for (const id of ['cus_a', 'cus_b', 'cus_c']) await create(store, id, id);
}

async function connected(t: TestContext, url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // Its database is dropped before it ends.
  client.on('error', () => {});
  await client.connect();
  t.after(() => client.end());
  return client;
}

/** The backend that waits for a lock of the stranger's. */
async function waiting(stranger: Client): Promise<number> {
  for (;;) {
    const { rows } = await stranger.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE relation = 'clientele.outbox'::regclass AND NOT granted`,
    );
    if (rows[0]) return rows[0].pid;
    await sleep(10);
  }
}

function isOurs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function endConnections(url: string): Promise<void> {
  await ask(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'clientele'`,
  );
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
