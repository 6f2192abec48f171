/** How processes that serve together come and go. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { ask } from '../soak/superuser.ts';
import { type HalfSent, halfSentUpdate } from './half-sent.ts';
import { askAlone, runningProcesses, ServerGroup, until } from './server-group.ts';

const WORKERS = 3;
/** There is no sandbox then, which takes its time to be made. */
const BARE = ['--host', '0.0.0.0'];

interface Stage {
  readonly server: ServerGroup;
  readonly databaseUrl: string;
}

/** A server of its own, which goes with the test whatever becomes of it. */
async function stage(t: TestContext, args: readonly string[] = ['--workers', String(WORKERS)]): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-lifetimes-'));
  const { url, drop } = await scratchDatabase();
  const server = new ServerGroup(directory, args, { DATABASE_URL: url });
  t.after(async () => {
    await server.end('SIGKILL');
    await drop();
    await rm(directory, { recursive: true, force: true });
  });
  return { server, databaseUrl: url };
}

/** Requests in flight, one in each of the workers. */
async function inFlight(server: ServerGroup): Promise<HalfSent[]> {
  const { baseUrl, caibo } = await server.sandbox();
  const updates: HalfSent[] = [];
  for (let count = 0; count < WORKERS; count++) updates.push(await halfSentUpdate(baseUrl, caibo.apiKey));
  // Once another request was answered by each, they have been given what came before it.
  for (let count = 0; count < WORKERS; count++) await askAlone(`${baseUrl}/healthz`, 'GET');
  return updates;
}

describe('a server of several processes', () => {
  test('replaces a process that was killed, and the others finish what they were asked', async (t) => {
    const { server } = await stage(t);
    const baseUrl = await server.untilServing(WORKERS);
    const updates = await inFlight(server);
    const victim = Number(server.children()[0]);
    process.kill(victim, 'SIGKILL');
    await until(() => server.lines().some(({ msg }) => msg === 'worker ended'));
    for (const { finish } of updates) finish();
    const answers = await Promise.all(updates.map(({ answer }) => answer));
    assert.equal(answers.filter((answer) => /^HTTP\/1\.1 200 /.test(answer)).length, WORKERS - 1);
    assert.equal(answers.filter((answer) => answer === '').length, 1);
    await server.untilServing(WORKERS + 1);
    const ended = server.lines().filter(({ msg }) => msg === 'worker ended');
    const numbers = server.serving().map(({ worker }) => worker);
    assert.deepEqual([ended.length, numbers.at(-1)], [1, ended[0]?.worker], 'another has its number');
    for (let count = 0; count < 2 * WORKERS; count++)
      assert.equal((await askAlone(`${baseUrl}/readyz`, 'GET')).status, 200);
  });

  test('closes the connection that was on its way to a process that was killed', async (t) => {
    const { server } = await stage(t, [...BARE, '--workers', String(WORKERS)]);
    const { port } = new URL(await server.untilServing(WORKERS));
    const victim = Number(server.children()[0]);
    process.kill(victim, 'SIGSTOP');
    const sockets = Array.from({ length: WORKERS }, () => connect({ host: '127.0.0.1', port: Number(port) }));
    for (const socket of sockets) socket.resume().on('error', () => {});
    for (const socket of sockets) socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await until(() => sockets.filter((socket) => socket.closed).length === WORKERS - 1);
    process.kill(victim, 'SIGKILL');
    await until(() => sockets.every((socket) => socket.closed));
  });

  test('finishes what is in flight in every process when it is told to stop, and takes nothing new', async (t) => {
    const { server } = await stage(t);
    const baseUrl = await server.untilServing(WORKERS);
    const updates = await inFlight(server);
    const children = server.children();
    assert.equal(children.length, WORKERS);
    server.process.kill('SIGTERM');
    // A terminal sends its signal to all of them.
    for (const child of children) process.kill(child, 'SIGTERM');
    // What comes at this very moment may be answered, but does not wait until they have ended.
    await until(() =>
      askAlone(`${baseUrl}/healthz`, 'GET').then(
        () => false,
        () => true,
      ),
    );
    for (const { finish } of updates) finish();
    for (const { answer } of updates) assert.match(await answer, /^HTTP\/1\.1 200 /);
    if (server.process.exitCode === null) await once(server.process, 'exit');
    assert.equal(server.process.exitCode, 0);
    assert.equal(server.lines().filter(({ msg }) => msg === 'stopped').length, WORKERS + 1);
    const left = runningProcesses().filter(({ pid }) => children.includes(pid));
    assert.deepEqual(left, []);
  });

  test('leaves no process behind when the first one is killed', async (t) => {
    const { server } = await stage(t, [...BARE, '--workers', String(WORKERS)]);
    const baseUrl = (await server.untilServing(WORKERS)).replace('0.0.0.0', '127.0.0.1');
    const children = server.children();
    assert.equal(children.length, WORKERS);
    await server.end('SIGKILL');
    await until(() => runningProcesses().every(({ pid }) => !children.includes(pid)));
    await assert.rejects(askAlone(`${baseUrl}/healthz`, 'GET'), { code: 'ECONNREFUSED' });
  });

  test('stops and says so when a process cannot be started again', async (t) => {
    const { server, databaseUrl } = await stage(t, [...BARE, '--workers', '2']);
    await server.untilServing(2);
    const superuser = new URL(databaseUrl);
    superuser.pathname = '/postgres';
    await ask(superuser.href, `ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} ALLOW_CONNECTIONS false`);
    process.kill(Number(server.children()[0]), 'SIGKILL');
    if (server.process.exitCode === null) await once(server.process, 'exit');
    assert.equal(server.process.exitCode, 1);
    assert.match(server.errors, /^clientele: worker [12] ended 8 times in a row as soon as it was started/m);
    assert.match(server.errors, /not currently accepting connections/, 'the reason is there too');
  });

  test('says which port it cannot have before it starts any other', async (t) => {
    const owner = createServer().listen(0, '127.0.0.1');
    await once(owner, 'listening');
    t.after(() => owner.close());
    const { port } = owner.address() as { port: number };
    const { server } = await stage(t, ['--workers', '2', '--port', String(port)]);
    if (server.process.exitCode === null) await once(server.process, 'exit');
    assert.equal(server.process.exitCode, 1);
    assert.match(server.errors, new RegExp(`--port ${port}: EADDRINUSE`));
  });

  test('is one process alone unless it is told otherwise', async (t) => {
    const { server } = await stage(t, BARE);
    await server.untilServing(1);
    assert.deepEqual([server.children(), server.serving()[0]?.worker], [[], undefined]);
    assert.equal(await server.end(), 0);
  });
});
