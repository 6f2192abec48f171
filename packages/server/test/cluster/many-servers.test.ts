/** Servers that share a database and nothing else, or a data directory too. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { oauthHeader } from '../../src/cli/tour/mastercard.ts';
import type { SandboxFile } from '../../src/sandbox/sandbox-file.ts';
import { createClient } from '../client.ts';
import { ask } from '../soak/superuser.ts';
import { ServerGroup } from './server-group.ts';

const SERVERS = 10;

interface Stage {
  readonly databaseUrl: string;
  readonly directory: string;
  /** Starts servers at the same moment, each on its data directory. */
  start(directories: readonly string[]): Promise<ServerGroup[]>;
}

async function stage(t: TestContext): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'clientele-servers-'));
  const { url, drop } = await scratchDatabase();
  const servers: ServerGroup[] = [];
  t.after(async () => {
    await Promise.all(servers.map((server) => server.end('SIGKILL')));
    await drop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    databaseUrl: url,
    directory,
    async start(directories) {
      const started = directories.map((name) => new ServerGroup(join(directory, name), [], { DATABASE_URL: url }));
      servers.push(...started);
      await Promise.all(started.map((server) => server.untilServing(1)));
      return started;
    },
  };
}

/** That all a file says lets its reader in, at a server. */
async function letsIn({ caibo, clientele, mastercard }: SandboxFile, baseUrl: string): Promise<void> {
  const statusOf = async (path: string, headers: Record<string, string>) =>
    (await createClient(baseUrl, headers)('GET', path)).status;
  const client = `${mastercard.basePath}/clients/${mastercard.clientId}`;
  const authorization = oauthHeader(mastercard, 'GET', `${baseUrl}${client}`, undefined);
  const { email, password } = caibo;
  const login = await createClient(baseUrl)('POST', '/auth/login', { body: { email, password } });
  const statuses = [
    login.status,
    await statusOf(`/customers/${caibo.customerId}`, { 'x-api-key': caibo.apiKey }),
    await statusOf(client, { authorization }),
    await statusOf(`/v1/customers/${clientele.customerId}`, { authorization: `Bearer ${clientele.operatorToken}` }),
  ];
  assert.deepEqual(statuses, [200, 200, 200, 200]);
}

describe('servers on one database', () => {
  test('make one sandbox when ten start at the same moment, with credentials for each directory', async (t) => {
    const { databaseUrl, start } = await stage(t);
    const names = Array.from({ length: SERVERS }, (_, index) => `data-${index}`);
    const servers = await start(names);
    const files = await Promise.all(servers.map((server) => server.sandbox()));
    for (const [index, file] of files.entries()) {
      await letsIn(file, file.baseUrl);
      await letsIn(file, String(files[(index + 1) % SERVERS]?.baseUrl));
      assert.deepEqual([file.mastercard.clientId, file.caibo.customerId], [40000, 12345]);
      assert.equal(file.cybersource.customerId, 'F2F3ADA770102B51E053A2598D0A9078');
    }
    const members = [
      (file: SandboxFile) => file.caibo.email,
      (file: SandboxFile) => file.caibo.apiKey,
      (file: SandboxFile) => file.mastercard.consumerKey,
      (file: SandboxFile) => file.cybersource.keyId,
    ];
    for (const member of members) assert.equal(new Set(files.map(member)).size, SERVERS, 'each has its own');
    assert.equal(new Set(files.map((file) => file.clientele.customerId)).size, 1);
    const counted = async (what: string) =>
      (await ask<{ count: string }>(databaseUrl, `SELECT count(*) FROM ${what}`))[0];
    assert.equal((await counted('clientele.tenant'))?.count, '1');
    assert.equal((await counted('clientele.customer'))?.count, '1');
    assert.equal(
      (await counted("clientele.unique_term WHERE kind IN ('mastercard', 'cybersource', 'caibo')"))?.count,
      '3',
    );
    const keys = await Promise.all(
      files.map(async ({ baseUrl }) => (await fetch(`${baseUrl}/.well-known/jwks.json`)).text()),
    );
    assert.equal(new Set(keys).size, 1);

    // Another start in a directory changes nothing for it, and nothing for the others.
    await servers[0]?.end();
    const [again] = await start(['data-0']);
    const file = await again?.sandbox();
    assert.deepEqual([file?.caibo, file?.mastercard], [files[0]?.caibo, files[0]?.mastercard]);
    await letsIn(files[1] as SandboxFile, String(file?.baseUrl));
  });

  test('that share a directory leave a whole file in it, and what it says lets its reader in', async (t) => {
    const { directory, start } = await stage(t);
    const servers = await start(['shared', 'shared', 'shared', 'shared']);
    const file = await (servers[0] as ServerGroup).sandbox();
    for (const server of servers) await letsIn(file, String(server.serving()[0]?.baseUrl));
    assert.deepEqual((await readdir(join(directory, 'shared'))).sort(), ['sandbox.id', 'sandbox.json']);
  });
});
