/** Several processes on one port: what one of them knows, the others know. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ScratchDatabase, scratchDatabase } from '../../../../test/postgres/scratch-database.ts';
import { oauthHeader } from '../../src/cli/tour/mastercard.ts';
import type { SandboxFile } from '../../src/sandbox/sandbox-file.ts';
import { ask as execute } from '../soak/superuser.ts';
import { type Ask, askAlone, type Reply, ServerGroup, until } from './server-group.ts';

const WORKERS = 3;
/** Connections are dealt out in turn: of so many each worker gets some. */
const COPIES = 3 * WORKERS;

let directory: string;
let database: ScratchDatabase;
let server: ServerGroup;
let sandbox: SandboxFile;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-workers-'));
  database = await scratchDatabase();
  server = new ServerGroup(directory, ['--workers', String(WORKERS)], { DATABASE_URL: database.url });
  await server.untilServing(WORKERS);
  sandbox = await server.sandbox();
});
after(async () => {
  await server.end();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const ask = (method: string, path: string, asked?: Ask) => askAlone(`${sandbox.baseUrl}${path}`, method, asked);
const operator = () => ({
  authorization: `Bearer ${sandbox.clientele.operatorToken}`,
  'content-type': 'application/json',
});

/** The same request again and again, one after the other. */
async function copies(count: number, method: string, path: string, asked: Ask): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let copy = 0; copy < count; copy++) replies.push(await ask(method, path, asked));
  return replies;
}

const statuses = (replies: readonly Reply[]) => replies.map(({ status }) => status);

describe('workers on one port', () => {
  test('take turns, and each line of the log says whose it is', async () => {
    const replies = await copies(COPIES, 'GET', '/v1/customers', { headers: operator() });
    assert.deepEqual(new Set(statuses(replies)), new Set([200]));
    assert.deepEqual([...(await server.workersOf(replies))].sort(), [1, 2, 3]);
    assert.equal(new Set(replies.map(({ requestId }) => requestId)).size, COPIES);
    assert.deepEqual(new Set(server.serving().map(({ baseUrl }) => baseUrl)), new Set([sandbox.baseUrl]));
    for (const path of ['/healthz', '/readyz'])
      assert.deepEqual(new Set(statuses(await copies(COPIES, 'GET', path, {}))), new Set([200]));
  });

  test('refuse a signed request that another one has carried out', async () => {
    const { mastercard } = sandbox;
    const path = `${mastercard.basePath}/clients/${mastercard.clientId}`;
    const url = `${sandbox.baseUrl}${path}`;
    const body = { clientContactData: { email: 'once@example.com' } };
    const headers = {
      authorization: oauthHeader(mastercard, 'PATCH', url, body),
      'content-type': 'application/merge-patch+json;charset=utf-8',
      'if-match': '*',
    };
    const sent = await copies(COPIES, 'PATCH', path, { headers, body: JSON.stringify(body) });
    const [first, ...others] = sent as [Reply, ...Reply[]];
    assert.equal(first.status, 204, first.text);
    assert.deepEqual(new Set(statuses(others)), new Set([401]));
    assert.equal((await server.workersOf(others)).size, WORKERS);
  });

  test('answer a request that is repeated with what another one has made of it', async () => {
    const headers = { ...operator(), 'idempotency-key': `"${randomUUID()}"` };
    const body = JSON.stringify({ name: { first: 'Once' } });
    const replies = await copies(COPIES, 'POST', '/v1/customers', { headers, body });
    assert.deepEqual(new Set(statuses(replies)), new Set([201]));
    assert.equal(new Set(replies.map(({ text }) => JSON.parse(text).id)).size, 1);
    assert.equal((await server.workersOf(replies)).size, WORKERS);
  });

  test('all refuse a credential that was revoked through one of them', async () => {
    const body = JSON.stringify({ face: 'caibo', kind: 'api-key' });
    const made = JSON.parse((await ask('POST', '/v1/credentials', { headers: operator(), body })).text);
    const asked = { headers: { 'x-api-key': String(made.secret) } };
    const taken = await copies(COPIES, 'GET', '/customers', asked);
    assert.deepEqual(new Set(statuses(taken)), new Set([200]));
    assert.equal((await server.workersOf(taken)).size, WORKERS);
    assert.equal((await ask('DELETE', `/v1/credentials/${made.id}`, { headers: operator() })).status, 204);
    // How long that takes at most is shown with a clock of its own, in test/access/many-processes.test.ts.
    await until(async () =>
      statuses(await copies(COPIES, 'GET', '/customers', asked)).every((status) => status === 401),
    );
  });

  test('count together how often a password is tried', async () => {
    const body = JSON.stringify({ email: 'guessed@example.com', password: 'wrong' });
    const asked = { headers: { 'content-type': 'application/json' }, body };
    const tries = await copies(10, 'POST', '/auth/login', asked);
    assert.deepEqual(new Set(statuses(tries)), new Set([401]));
    assert.equal((await server.workersOf(tries)).size, WORKERS);
    const refused = await copies(COPIES, 'POST', '/auth/login', asked);
    assert.deepEqual(new Set(statuses(refused)), new Set([429]));
    assert.equal((await server.workersOf(refused)).size, WORKERS);
  });

  test('let nobody try a password while tries cannot be counted, and do everything else', async () => {
    const { email, password, apiKey } = sandbox.caibo;
    const asked = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) };
    const renamed = (from: string, to: string) =>
      execute(database.url, `ALTER TABLE clientele.${from} RENAME TO ${to}`);
    await renamed('attempt', 'elsewhere');
    assert.equal((await ask('POST', '/auth/login', asked)).status, 503);
    assert.equal((await ask('GET', '/customers', { headers: { 'x-api-key': apiKey } })).status, 200);
    await renamed('elsewhere', 'attempt');
    assert.equal((await ask('POST', '/auth/login', asked)).status, 200);
  });
});
