import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPool, query } from '../../src/stores/postgres/connection.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import type { Store } from '../../src/stores/store.ts';
import { FaultProxy } from '../soak/fault-proxy.ts';
import { openProxied, told } from './proxied-postgres.ts';
import { create, keyOf, update } from './submissions.ts';

/** Everything here is bounded by the server's own timeouts; this only keeps a test that hangs from hanging for ever. */
const PATIENCE = { timeout: 120_000 };
const A = { id: 'cus_a' };
const B = { id: 'cus_b' };

describe('a PostgreSQL store whose network', { concurrency: true }, () => {
  test('refuses connections did nothing, and goes on by itself', PATIENCE, async (t) => {
    const { store, proxy } = await openProxied(t);
    await create(store, 'cus_a', 'anna');
    proxy.mode = { type: 'refuse' };
    proxy.cut();
    await untilUnavailable(store);
    assert.equal(await told(update(store, A, 'refused')), 'unavailable');
    await assert.rejects(store.read('one', A), { reason: 'unavailable' });
    assert.equal(await store.ready(), false);
    proxy.heal();
    assert.equal(await store.ready(), true);
    assert.equal(await told(update(store, A, 'accepted')), 'written');
    assert.equal((await store.read('one', A))?.version, 2);
  });

  for (const [fault, truth] of [
    ['lose request', 'written'],
    ['lose reply', 'replayed'],
  ] as const) {
    const name = fault === 'lose request' ? 'breaks before a commit arrives' : 'breaks before a commit is answered';
    test(`${name} says so to all of the group and to nobody else, and a retry tells the truth`, PATIENCE, async (t) => {
      const { store, proxy } = await openProxied(t);
      for (const id of ['cus_a', 'cus_b', 'cus_c']) await create(store, id, id);
      proxy.atNextCommits(fault);
      const keyed = (key: string) => ({ idempotency: keyOf(key) });
      const group = [update(store, A, 'a', keyed('a')), update(store, B, 'b', keyed('b'))].map(told);
      await new Promise(setImmediate);
      const next = told(update(store, { id: 'cus_c' }, 'c'));
      assert.deepEqual(await Promise.all(group), ['unknown', 'unknown']);
      assert.equal(await next, 'written');
      assert.equal(await told(update(store, A, 'a', keyed('a'))), truth);
      assert.equal(await told(update(store, B, 'b', keyed('b'))), truth);
      for (const key of [A, B]) assert.equal((await store.read('one', key))?.version, 2);
    });
  }

  test('swallows one answer goes on with the others, and says in time that nobody knows', PATIENCE, async (t) => {
    const { store, proxy } = await openProxied(t);
    await create(store, 'cus_a', 'anna');
    await create(store, 'cus_b', 'ben');
    proxy.atNextCommits('swallow reply');
    let isTold = false;
    const swallowed = told(update(store, A, 'a', { idempotency: keyOf('a') })).finally(() => {
      isTold = true;
    });
    await new Promise(setImmediate);
    for (let version = 2; version <= 6; version++) {
      assert.equal(await told(update(store, B, `b${version}`)), 'written');
      assert.equal((await store.read('one', A))?.version, 2, 'what was committed is seen, though nobody was told');
    }
    assert.equal(isTold, false);
    assert.equal(await swallowed, 'unknown');
    assert.equal(await told(update(store, A, 'a', { idempotency: keyOf('a') })), 'replayed');
  });

  test('is a black hole answers everybody, and goes on by itself though nothing was closed', PATIENCE, async (t) => {
    const { store, proxy } = await openProxied(t);
    await create(store, 'cus_a', 'anna');
    await Promise.all(Array.from({ length: 200 }, () => store.read('one', A)));
    proxy.mode = { type: 'swallow' };
    const asked = Array.from({ length: 20 }, (_, number) => told(update(store, A, `${number}`)));
    const read = store.read('one', A);
    assert.equal(await store.ready(), false);
    await assert.rejects(read, { reason: 'unavailable' });
    for (const answer of await Promise.all(asked)) assert.ok(['unknown', 'unavailable'].includes(answer), answer);
    proxy.heal();
    await untilReady(store);
    assert.equal(await told(update(store, A, 'later')), 'written');
    assert.equal((await store.read('one', A))?.version, 2, 'what was swallowed was not written');
  });

  test('is half-open is found out, and goes on by itself', PATIENCE, async (t) => {
    const { store, proxy } = await openProxied(t);
    await create(store, 'cus_a', 'anna');
    proxy.halfOpen();
    await untilReady(store);
    assert.equal(await told(update(store, A, 'later')), 'written');
  });

  test('is slow loses nothing', PATIENCE, async (t) => {
    const { store, proxy } = await openProxied(t);
    await create(store, 'cus_a', 'anna');
    proxy.mode = { type: 'delay', ms: 50 };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, number) => told(update(store, A, `${number}`))));
    assert.deepEqual(new Set(answers), new Set(['written']));
    assert.equal((await store.read('one', A))?.version, 11);
  });

  test('is a black hole can be closed', PATIENCE, async (t) => {
    const { proxy, url } = await openProxied(t);
    const store = await openPostgresStore({ url: proxy.url(url), warn: () => {} });
    await create(store, 'cus_a', 'anna');
    proxy.mode = { type: 'swallow' };
    const last = told(update(store, A, 'last'));
    await store.close();
    assert.ok(['unknown', 'unavailable'].includes(await last));
  });

  test('ends a connection in its first moment fails the statement, and not the process', PATIENCE, async (t) => {
    // All in one packet, so that nothing can happen in between: you are in, I am ready, I shut down.
    const shutdown = 'SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0';
    const welcome = [message('R', '\0\0\0\0'), message('Z', 'I'), message('E', shutdown)];
    const server = createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(Buffer.concat(welcome)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const pool = openPool(`postgres://postgres@127.0.0.1:${(server.address() as AddressInfo).port}/postgres`);
    pool.on('error', () => {});
    await assert.rejects(query(pool, { name: 'one', text: 'SELECT 1', values: [] }));
    await pool.end();
  });

  test('leads to another address after the database moved is looked up anew', PATIENCE, async (t) => {
    const { store: direct, url, proxy } = await openProxied(t);
    await create(direct, 'cus_a', 'anna');
    const { port } = new URL(url);
    const other = await FaultProxy.open(Number(port), { host: '127.0.0.2', port: proxy.port }).catch(() => undefined);
    if (!other) return t.skip('127.0.0.2 is no address of this machine');
    const addresses = new Map([['database.example', '127.0.0.1']]);
    const lookup = lookupIn(addresses);
    const named = new URL(proxy.url(url));
    named.hostname = 'database.example';
    const store = await openPostgresStore({ url: named.href, warn: () => {} });
    t.after(async () => {
      await store.close();
      await other.close();
      lookup.restore();
    });
    assert.equal(await told(update(store, A, 'here')), 'written');
    addresses.set('database.example', '127.0.0.2');
    await proxy.close();
    await untilReady(store);
    assert.equal(await told(update(store, A, 'there')), 'written');
    assert.equal(other.connections.size > 0, true);
    await direct.close();
  });
});

/** PostgreSQL's protocol 3.0: type, length of what follows, and that. */
function message(type: string, content: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(content, 'latin1')]);
}

async function untilReady(store: Store): Promise<void> {
  while (!(await store.ready())) await sleep(10);
}

/** What was cut is noticed a moment later. */
async function untilUnavailable(store: Store): Promise<void> {
  while (await store.ready()) await sleep(10);
}

/** A name server for one process: connections ask it as they ask the system's. */
function lookupIn(addresses: ReadonlyMap<string, string>): { restore(): void } {
  const original = dns.lookup;
  return mock.method(dns, 'lookup', (name: string, options: dns.LookupAllOptions, done: LookupDone) => {
    const address = addresses.get(name);
    if (address === undefined) return original(name, options, done);
    if (options.all) return done(null, [{ address, family: 4 }]);
    return (done as unknown as (error: null, address: string, family: number) => void)(null, address, 4);
  }).mock;
}

type LookupDone = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void;
