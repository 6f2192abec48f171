import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresOptions } from './guardian-order.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

/** All of it takes seconds; this only keeps a test that hangs from hanging for ever. */
const PATIENCE = { timeout: 120_000 };
const POLL_INTERVAL_MS = 10;

describe('a PostgreSQL for tests', { concurrency: true }, () => {
  test('it flushes what it commits, and hears the loopback address only', PATIENCE, async (t) => {
    const postgres = await started(t, { settings: { application_name: "it's \\ here" } });
    const shown = async (name: string) => (await query(postgres.url, `SHOW ${name}`))[0]?.[name];
    assert.equal(await shown('fsync'), 'on');
    assert.equal(await shown('synchronous_commit'), 'on');
    assert.equal(await shown('listen_addresses'), '127.0.0.1');
    assert.equal(await shown('unix_socket_directories'), '');
    assert.equal(await shown('server_encoding'), 'UTF8');
    assert.equal(await shown('application_name'), "it's \\ here");
    assert.equal(Math.floor(Number(await shown('server_version_num')) / 10_000), postgres.major);
  });

  test(
    'what was committed is there after a kill and after a shutdown, and nothing is after a stop',
    PATIENCE,
    async (t) => {
      const postgres = await started(t);
      const { port, pid } = postgres;
      await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS number');
      postgres.kill();
      await until(() => refusesConnections(port));
      await postgres.restart();
      assert.notEqual(postgres.pid, pid);
      assert.deepEqual(await query(postgres.url, 'SELECT number FROM kept'), [{ number: 1 }]);
      await postgres.shutDown();
      assert.ok(await refusesConnections(port));
      await postgres.restart();
      assert.equal(postgres.port, port);
      assert.deepEqual(await query(postgres.url, 'SELECT number FROM kept'), [{ number: 1 }]);
      await postgres.stop();
      assert.ok(await refusesConnections(port));
      assert.ok(!existsSync(dirname(postgres.dataDirectory)));
      await assert.rejects(postgres.restart(), /has been stopped/);
    },
  );

  test('it is gone, with its directory, when the process that started it is killed', PATIENCE, async (t) => {
    const owner = spawn(process.execPath, [join(import.meta.dirname, 'postgres-owner.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => owner.kill('SIGKILL'));
    const [line] = await once(owner.stdout, 'data');
    const { port, dataDirectory } = JSON.parse(String(line)) as Pick<RunningPostgres, 'port' | 'dataDirectory'>;
    assert.ok(!(await refusesConnections(port)));
    assert.ok(existsSync(dataDirectory));
    owner.kill('SIGKILL');
    await until(() => refusesConnections(port));
    await until(() => !existsSync(dirname(dataDirectory)));
  });

  test('an error says what PostgreSQL said when it did not start', PATIENCE, async () => {
    await assert.rejects(startPostgres({ settings: { no_such_setting: '1' } }), /"no_such_setting" in file/);
  });
});

async function started(t: TestContext, options: PostgresOptions = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres(options);
  t.after(() => postgres.stop());
  return postgres;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function refusesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(POLL_INTERVAL_MS);
}
