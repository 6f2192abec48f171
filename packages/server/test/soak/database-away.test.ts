import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../test/postgres/free-port.ts';
import { type RunningPostgres, startPostgres } from '../../../../test/postgres/start-postgres.ts';
import { type Access, ask, bearer, createCustomer, type SoakCustomer } from './customer-api.ts';
import { FaultProxy, PASS } from './fault-proxy.ts';
import { ServerProcess } from './server-process.ts';
import { ask as askDatabase } from './superuser.ts';

/** Only keeps a test that hangs from hanging for ever. */
const PATIENCE = { timeout: 180_000 };

/** Takes the database away, and returns what brings it back. */
type Absence = (postgres: RunningPostgres, proxy: FaultProxy) => Promise<() => unknown>;

const absences: readonly (readonly [name: string, absence: Absence])[] = [
  [
    'was killed',
    async (postgres) => {
      postgres.kill();
      return () => postgres.restart();
    },
  ],
  [
    'moves to another address',
    async (postgres, proxy) => {
      await postgres.shutDown();
      return async () => {
        await postgres.restart(await freePort());
        proxy.moveTo(postgres.port);
      };
    },
  ],
  [
    'cannot be reached',
    async (_, proxy) => {
      proxy.mode = { type: 'swallow' };
      return () => {
        proxy.mode = PASS;
      };
    },
  ],
  [
    'is stopped and its connections are cut',
    async ({ pid }, proxy) => {
      process.kill(pid, 'SIGSTOP');
      proxy.cut();
      return () => process.kill(pid, 'SIGCONT');
    },
  ],
];

describe('a server whose database', () => {
  let data: string;
  let postgres: RunningPostgres;
  let proxy: FaultProxy;
  let server: ServerProcess;
  let access: Access;
  let customer: SoakCustomer;

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'clientele-away-'));
    postgres = await startPostgres();
    proxy = await FaultProxy.open(postgres.port);
    server = new ServerProcess(join(data, 'one'), { DATABASE_URL: proxy.url(postgres.url) });
    await server.start();
    access = { token: server.sandbox?.clientele.integratorToken ?? '', apiKey: '' };
    customer = await createCustomer(server.baseUrl, access, 1);
  }, PATIENCE);

  after(async () => {
    await server.end('SIGKILL');
    await proxy.close();
    await postgres.stop();
    await rm(data, { recursive: true });
  });

  for (const [name, absence] of absences) {
    test(`${name} is alive and not ready, and comes back by itself`, PATIENCE, async () => {
      const { disturbances } = server;
      const bringBack = await absence(postgres, proxy);
      try {
        await until(async () => (await ask(server.baseUrl, '/readyz')).status === 503);
        assert.equal((await ask(server.baseUrl, '/healthz')).status, 200);
        const { status, body } = await write(`lost, ${name}`);
        assert.equal(status, 503);
        assert.equal((body as { type: string }).type, '/problems/unavailable');
        assert.equal((await ask(server.baseUrl, '/healthz')).status, 200);
      } finally {
        await bringBack();
      }
      await until(async () => (await ask(server.baseUrl, '/readyz')).status === 200);
      assert.equal((await write(`back, ${name}`)).status, 200);
      assert.ok(server.isRunning && server.disturbances === disturbances, 'it is the same process');
    });
  }

  test('is new may share its setting up with others', PATIENCE, async (t) => {
    await askDatabase(postgres.url, 'CREATE DATABASE fresh');
    const environment = { DATABASE_URL: postgres.url.replace(/postgres$/, 'fresh') };
    const servers = ['two', 'three'].map((place) => new ServerProcess(join(data, place), environment));
    t.after(() => Promise.all(servers.map((each) => each.end('SIGKILL'))));
    await Promise.all(servers.map((each) => each.start()));
    for (const { baseUrl } of servers) assert.equal((await ask(baseUrl, '/readyz')).status, 200);
  });

  test('is there no more ends when it is told to', PATIENCE, async () => {
    const asked = write('answered or not').catch(() => undefined);
    proxy.mode = { type: 'swallow' };
    proxy.halfOpen();
    assert.equal(await server.end('SIGTERM'), 0);
    await asked;
  });

  function write(value: string) {
    const headers = { ...bearer(access), 'if-match': '*', 'idempotency-key': value.replaceAll(/[ ,]/g, '-') };
    const body = { references: { memberId: value } };
    return ask(server.baseUrl, `/v1/customers/${customer.id}`, { method: 'PATCH', headers, body });
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}
