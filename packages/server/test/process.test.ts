import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxFile } from '../src/sandbox/sandbox-file.ts';
import { createClient } from './client.ts';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;
const CLI = new URL('../src/cli/clientele.ts', import.meta.url).pathname;

interface Started {
  readonly process: ChildProcess;
  readonly output: { text: string };
  readonly baseUrl: string;
}

let directory: string;
const children: ChildProcess[] = [];
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-process-'));
});
after(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { process: ChildProcess; output: { text: string } } {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...environment } });
  children.push(child);
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  return { process: child, output };
}

async function start(
  data: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<Started> {
  const started = run(['--port', '0', '--data', data, ...args], environment);
  for (;;) {
    const baseUrl = /"baseUrl":"([^"]+)"/.exec(started.output.text)?.[1];
    if (baseUrl) return { ...started, baseUrl };
    if (started.process.exitCode !== null) throw new Error(`ended: ${started.output.text}`);
    await sleep(20);
  }
}

async function stop(child: ChildProcess): Promise<number | null> {
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function sandboxOf(data: string): Promise<SandboxFile> {
  return JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
}

describe('a wrong option', () => {
  for (const [args, environment, named] of [
    [['--prot', '1'], {}, '--prot'],
    [['--port', '99999'], {}, '--port'],
    [['--port', 'http'], {}, '--port'],
    [[], { CLIENTELE_PORT: '-1' }, 'CLIENTELE_PORT'],
    [['--log-level', 'loud'], {}, '--log-level'],
    [['extra'], {}, 'extra'],
    [['--issuer', 'https://issuer.example'], {}, '--jwks'],
    [['--public-origin', 'https://api.example/path'], {}, '--public-origin'],
    [[], { CLIENTELE_PUBLIC_ORIGIN: 'api.example' }, 'CLIENTELE_PUBLIC_ORIGIN'],
    [['--data', ''], {}, '--data'],
    [['--workers', '0'], {}, '--workers'],
    [[], { CLIENTELE_WORKERS: 'all', DATABASE_URL: 'postgres://x' }, 'CLIENTELE_WORKERS'],
    [['--workers', '2'], { DATABASE_URL: '' }, 'DATABASE_URL'],
    [[], { CLIENTELE_SANDBOX: 'yes' }, 'CLIENTELE_SANDBOX'],
  ] as [string[], NodeJS.ProcessEnv, string][]) {
    it(`stops the start naming it: ${[...args, ...Object.values(environment)].join(' ')}`, async () => {
      const { process: child, output } = run(args, environment);
      const [code] = await once(child, 'exit');
      assert.equal(code, 2);
      assert.ok(output.text.split('\n')[0]?.includes(named), output.text);
    });
  }
});

describe('a process', () => {
  it('makes a private data directory and a sandbox.json in its stable format, and says where it is', async () => {
    const data = join(directory, 'fresh', 'data');
    const started = await start(data);
    assert.equal(statSync(data).mode & 0o777, 0o700);
    assert.equal(statSync(join(data, 'sandbox.json')).mode & 0o777, 0o600);
    const sandbox = await sandboxOf(data);
    assert.deepEqual(Object.keys(sandbox), ['baseUrl', 'tenant', 'caibo', 'clientele', 'mastercard', 'cybersource']);
    assert.deepEqual(Object.keys(sandbox.caibo), ['email', 'password', 'apiKey', 'customerId']);
    assert.deepEqual(Object.keys(sandbox.clientele), ['integratorToken', 'operatorToken', 'customerId']);
    assert.deepEqual([sandbox.baseUrl, sandbox.tenant, sandbox.caibo.customerId], [started.baseUrl, 'sandbox', 12345]);
    assert.match(sandbox.caibo.apiKey, /^caibo_test_sk_[A-Za-z0-9_-]{43}$/);
    assert.ok(started.output.text.includes(`${started.baseUrl}/customers/12345`));
    const api = createClient(sandbox.baseUrl, { authorization: `Bearer ${sandbox.clientele.integratorToken}` });
    const { body } = await api('GET', `/v1/customers/${sandbox.clientele.customerId}`);
    assert.deepEqual(body.handles, {
      mastercard: { clientId: '40000' },
      cybersource: { id: 'F2F3ADA770102B51E053A2598D0A9078' },
      caibo: { id: '12345' },
    });
    assert.equal(await stop(started.process), 0);
  });

  it('keeps credentials and data over a restart and renews address and tokens', async () => {
    const data = join(directory, 'restart');
    const first = await start(data);
    const before = await sandboxOf(data);
    const headers = { 'x-api-key': before.caibo.apiKey };
    await createClient(first.baseUrl, headers)('PUT', '/customers/12345', { body: { phone: '+48111222333' } });
    await stop(first.process);
    const second = await start(data);
    const later = await sandboxOf(data);
    assert.deepEqual(later.caibo, before.caibo);
    assert.notEqual(later.clientele.integratorToken, before.clientele.integratorToken);
    assert.deepEqual([later.baseUrl, later.clientele.customerId], [second.baseUrl, before.clientele.customerId]);
    const read = await createClient(second.baseUrl, headers)('GET', '/customers/12345');
    assert.equal(read.body.phone, '+48111222333');
    const kept = await createClient(second.baseUrl, { authorization: `Bearer ${before.clientele.integratorToken}` })(
      'GET',
      '/v1/customers',
    );
    assert.equal(kept.status, 200, 'a token that has not expired outlives a restart');
    await stop(second.process);
    await writeFile(join(data, 'sandbox.json'), '{ torn');
    const third = await start(data);
    const renewed = await sandboxOf(data);
    assert.notEqual(renewed.caibo.apiKey, before.caibo.apiKey);
    const login = await createClient(third.baseUrl)('POST', '/auth/login', {
      body: { email: renewed.caibo.email, password: renewed.caibo.password },
    });
    assert.equal(login.status, 200, 'credentials are made anew when the file that held them is gone');
    await stop(third.process);
  });

  it('leaves a revoked sandbox credential revoked, and replaces a secret that does not fit', async () => {
    const data = join(directory, 'revoked');
    const first = await start(data);
    const { clientele, caibo } = await sandboxOf(data);
    const operator = createClient(first.baseUrl, { authorization: `Bearer ${clientele.operatorToken}` });
    const { items } = (await operator('GET', '/v1/credentials')).body;
    const key = items.find(({ kind }: { kind: string }) => kind === 'api-key');
    assert.equal((await operator('DELETE', `/v1/credentials/${key.id}`)).status, 204);
    await stop(first.process);
    const wrong = { caibo: { ...caibo, password: 'edited by hand', apiKey: 7 } };
    await writeFile(join(data, 'sandbox.json'), JSON.stringify(wrong));
    const second = await start(data);
    const renewed = await sandboxOf(data);
    assert.equal(renewed.caibo.apiKey, '');
    const { email, password } = renewed.caibo;
    const login = await createClient(second.baseUrl)('POST', '/auth/login', { body: { email, password } });
    assert.equal(login.status, 200);
    const old = await createClient(second.baseUrl, { 'x-api-key': caibo.apiKey })('GET', '/customers/12345');
    assert.equal(old.status, 401);
    await stop(second.process);
  });

  it('is not kept alive by a client who never finishes his request', async () => {
    const started = await start(join(directory, 'slow'));
    const { hostname, port } = new URL(started.baseUrl);
    const sockets = [
      'GET /healthz HTTP/1.1\r\nHost: x\r\nX-',
      'PUT /customers/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
    ].map((text) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
      return socket.on('error', () => {});
    });
    await sleep(300);
    assert.equal(await stop(started.process), 0);
    for (const socket of sockets) socket.destroy();
  });

  it("says which port it cannot have, and leaves the other server's sandbox.json alone", async () => {
    const data = join(directory, 'port');
    const owner = await start(join(directory, 'port-owner'));
    const { port } = new URL(owner.baseUrl);
    const { process: second, output } = run(['--port', port, '--data', data]);
    const [code] = await once(second, 'exit');
    assert.equal(code, 1);
    assert.match(output.text, new RegExp(`--port ${port}: EADDRINUSE`));
    assert.equal(existsSync(join(data, 'sandbox.json')), false);
    await stop(owner.process);
  });

  it('gets its first tenant and operator from the command line where there is no sandbox', async () => {
    const data = join(directory, 'bootstrap');
    const cli = (args: string[]) =>
      spawnSync(process.execPath, [CLI, 'credential', ...args, '--data', data], { encoding: 'utf8' });
    const made = JSON.parse(cli(['add', '--tenant', 'acme']).stdout) as { secret: string };
    const started = await start(data, ['--host', '0.0.0.0']);
    assert.match(cli(['add', '--tenant', 'acme']).stderr, /in use by another process/);
    const url = started.baseUrl.replace('0.0.0.0', '127.0.0.1');
    const operator = createClient(url, { authorization: `Bearer ${made.secret}` });
    assert.equal((await operator('POST', '/v1/customers', { body: {} })).status, 201);
    const environment = { ...process.env, CLIENTELE_TOKEN: made.secret };
    const online = (args: string[]) =>
      spawnSync(process.execPath, [CLI, 'credential', ...args, '--url', url], { encoding: 'utf8', env: environment });
    const key = JSON.parse(online(['add', '--face', 'caibo', '--kind', 'api-key']).stdout) as {
      id: string;
      secret: string;
    };
    assert.equal((await createClient(url, { 'x-api-key': key.secret })('GET', '/customers')).status, 200);
    assert.match(online(['list']).stdout, new RegExp(key.id));
    assert.equal(online(['revoke', key.id]).status, 0);
    assert.match(online(['revoke', 'nobody']).stderr, /^clientele: Not found/);
    await stop(started.process);
  });

  it('makes no sandbox where it can be reached from outside, unless it is told to', async () => {
    const data = join(directory, 'outside');
    const bare = await start(data, ['--host', '0.0.0.0']);
    assert.equal(existsSync(join(data, 'sandbox.json')), false);
    await stop(bare.process);
    const told = await start(data, ['--sandbox'], { CLIENTELE_HOST: '0.0.0.0' });
    assert.equal(existsSync(join(data, 'sandbox.json')), true);
    await stop(told.process);
  });

  it('refuses a data directory that another one has, and says so', async () => {
    const data = join(directory, 'shared');
    const owner = await start(data);
    const { process: second, output } = run(['--port', '0', '--data', data]);
    const [code] = await once(second, 'exit');
    assert.equal(code, 1);
    assert.match(output.text, /in use by another process/);
    await stop(owner.process);
  });

  it('finishes what is in flight when it is told to stop, and takes nothing new', async () => {
    const data = join(directory, 'draining');
    const started = await start(data);
    const { caibo } = await sandboxOf(data);
    const { hostname, port } = new URL(started.baseUrl);
    const body = JSON.stringify({ phone: '+48999888777' });
    const socket = connect({ host: hostname, port: Number(port) });
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    socket.write(
      `PUT /customers/12345 HTTP/1.1\r\nHost: x\r\nX-API-Key: ${caibo.apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await sleep(200);
    started.process.kill('SIGTERM');
    await sleep(200);
    await assert.rejects(fetch(`${started.baseUrl}/healthz`), 'no new connection is taken');
    socket.write(body.slice(5));
    assert.match(await answer, /^HTTP\/1\.1 200 /);
    if (started.process.exitCode === null) await once(started.process, 'exit');
    assert.equal(started.process.exitCode, 0);
  });

  it('writes no personal data and no secret into its log, whatever goes wrong', async () => {
    const data = join(directory, 'log');
    const started = await start(data, ['--log-level', 'trace']);
    const { caibo, clientele, mastercard } = await sandboxOf(data);
    const canary = 'canary.7f3a';
    const api = createClient(started.baseUrl, {
      authorization: `Bearer ${clientele.integratorToken}`,
      'if-match': '*',
      'user-agent': canary,
    });
    const path = `/v1/customers/${clientele.customerId}`;
    await api('PATCH', path, { body: { contact: { email: `${canary}@example.com` }, name: { first: canary } } });
    await api('PATCH', path, { body: { [canary]: canary, contact: { email: canary } } });
    await api('PATCH', path, { body: `{"${canary}": ` });
    await api('GET', `/v1/customers?email=${canary}@example.com`);
    await api('GET', `/v1/customers/${canary}`);
    await api('GET', `/${canary}?${canary}=1`);
    const login = createClient(started.baseUrl);
    await login('POST', '/auth/login', { body: { email: `${canary}@example.com`, password: canary } });
    await login('GET', '/customers/12345', { headers: { 'x-api-key': canary } });
    await stop(started.process);
    assert.ok(started.output.text.includes('"status":401'), 'requests are logged');
    const keys = [mastercard.signingKeyPem, mastercard.decryptionKeyPem].map((pem) => pem.split('\n')[4] ?? '');
    const tokens = [clientele.integratorToken, clientele.operatorToken];
    for (const secret of [canary, caibo.apiKey, caibo.password, ...tokens, ...keys]) {
      assert.equal(started.output.text.includes(secret), false);
    }
  });
});
