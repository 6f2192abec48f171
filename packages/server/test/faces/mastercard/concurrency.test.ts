/** Many at once, the same again, and answers that never arrived: what happens happens once. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, type JsonObject, valueAt } from '@clientele/core';
import { createLog } from '../../../src/log.ts';
import { type Running, start } from '../../../src/main.ts';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { createClient } from '../../client.ts';
import type { Prepared } from '../sent-request.ts';
import { createMastercardClient, type MastercardClient, type Reply } from './client.ts';

const AT_ONCE = 20;
let data: string;
let running: Running;
let sandbox: SandboxFile;
let client: MastercardClient;

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'clientele-at-once-'));
  await begin();
});
after(async () => {
  await running.close();
  await rm(data, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  const config = { host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true } as const;
  running = await start(config, createLog('silent'));
  sandbox = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
  client = createMastercardClient(sandbox);
}

let numbers = 0;
function newClient(): JsonObject {
  return { clientNumber: `ABC_${numbers++}`, clientType: 'PR', clientPersonalData: { firstName: 'Ann' } };
}

interface Known {
  readonly id: string;
  readonly path: string;
  readonly etag: string;
}

/** A client of the test's own. */
async function made(): Promise<Known> {
  const created = await client.ask('POST', '/clients', { body: newClient() });
  assert.equal(created.status, 201, created.text);
  const path = String(created.headers.location);
  return { id: idIn(created), path, etag: String((await client.ask('GET', path)).headers.etag) };
}

function idIn({ body }: Reply): string {
  return String(valueAt(body as Json, '/clientId'));
}

/** The versions that a client has had, by `/v1`. */
async function versionsOf({ id }: Pick<Known, 'id'>): Promise<number[]> {
  const operator = createClient(running.baseUrl, { authorization: `Bearer ${sandbox.clientele.operatorToken}` });
  const { items } = (await operator('GET', `/v1/customers?mastercard=${id}`)).body;
  assert.equal(items.length, 1);
  const history = await operator('GET', `/v1/customers/${items[0].id}/history`);
  return history.body.items.map(({ version }: { version: number }) => version);
}

function countsOf(replies: readonly Reply[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function codeIn({ body }: Reply): string {
  const { Errors } = body as { Errors: { Error: readonly [{ ReasonCode: string; Description: string }] } };
  return `${Errors.Error[0].ReasonCode}: ${Errors.Error[0].Description}`;
}

const REPLAYED = 'AUTHENTICATION_FAILED: Unauthorized - The oauth_nonce has been used already.';

describe('twenty writers with one ETag', () => {
  it('make one new version, and nineteen of them are told that theirs is stale [T16]', async () => {
    const { path, etag, id } = await made();
    const prepared = Array.from({ length: AT_ONCE }, (_, n) =>
      client.prepare('PATCH', path, {
        headers: { 'if-match': etag },
        body: { clientPersonalData: { firstName: `Writer ${n}` } },
      }),
    );
    const replies = await Promise.all(prepared.map((one) => client.send(one)));
    assert.deepEqual(countsOf(replies), { 204: 1, 412: AT_ONCE - 1 });
    assert.deepEqual(await versionsOf({ id }), [2, 1]);
    const winner = replies.findIndex(({ status }) => status === 204);
    const read = await client.ask('GET', path);
    assert.equal(read.headers.etag, replies[winner]?.headers.etag);
    assert.equal(valueAt(read.body as Json, '/clientPersonalData/firstName'), `Writer ${winner}`);
  });

  it('add one address of a type, whoever comes first', async () => {
    const { path, id } = await made();
    const add = () => client.ask('POST', `${path}/addresses`, { body: { addressType: 'PIN' } });
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, add));
    assert.deepEqual(countsOf(replies), { 200: 1, 400: AT_ONCE - 1 });
    assert.deepEqual(await versionsOf({ id }), [2, 1]);
  });

  it('set a tag each, and all of them are kept', async () => {
    const { path } = await made();
    const set = (n: number) =>
      client.ask('POST', `${path}/custom-data`, { body: [{ tagContainer: 'ADD_INFO_01', tagName: `T${n}` }] });
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => set(n)));
    assert.deepEqual(countsOf(replies), { 200: AT_ONCE });
    for (let n = 0; n < AT_ONCE; n++) assert.equal((await client.ask('GET', `${path}/custom-data/T${n}`)).status, 200);
  });

  it('create one client with a number', async () => {
    const body = newClient();
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => client.ask('POST', '/clients', { body })));
    assert.deepEqual(countsOf(replies), { 201: 1, 400: AT_ONCE - 1 });
  });
});

describe('a signed request that is sent again', () => {
  it('has one effect, also when all copies come at once, and also after a restart', async () => {
    const { path, id } = await made();
    const ask = { headers: { 'if-match': '*' }, body: { clientPersonalData: { firstName: 'Once' } } };
    const prepared = client.prepare('PATCH', path, ask);
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => client.send(prepared)));
    assert.deepEqual(countsOf(replies), { 204: 1, 401: AT_ONCE - 1 });
    assert.deepEqual(await versionsOf({ id }), [2, 1]);
    const again = await client.send(prepared);
    assert.deepEqual([again.status, codeIn(again)], [401, REPLAYED]);

    const { host } = new URL(running.baseUrl);
    await running.close();
    await begin();
    const back = { firstName: 'Ann' };
    const headers = { 'if-match': '*' };
    assert.equal((await client.ask('PATCH', path, { headers, body: { clientPersonalData: back } })).status, 204);
    const later = await client.send({ ...prepared, headers: { ...prepared.headers, host } });
    assert.deepEqual([later.status, codeIn(later)], [401, REPLAYED]);
    assert.deepEqual(await versionsOf({ id }), [3, 2, 1]);
  });

  it('is good as often as anybody likes when it only reads', async () => {
    const { path, etag } = await made();
    const prepared = client.prepare('GET', path);
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => client.send(prepared)));
    assert.deepEqual(countsOf(replies), { 200: AT_ONCE });
    for (const { headers } of replies) assert.equal(headers.etag, etag);
  });

  it('is used up also when it was refused for what it wanted', async () => {
    const { path, etag, id } = await made();
    const ask = { headers: { 'if-match': etag }, body: { clientPersonalData: { gender: 'X' } } };
    const prepared = client.prepare('PATCH', path, ask);
    assert.equal((await client.send(prepared)).status, 400);
    assert.equal(codeIn(await client.send(prepared)), REPLAYED);
    assert.deepEqual(await versionsOf({ id }), [1]);
  });

  it('is used up also when it was refused for a header that nobody signed: no other one makes it good', async () => {
    const { path, etag, id } = await made();
    const readable = { 'content-type': 'application/merge-patch+json', 'if-match': '*' };
    const refusals: readonly (readonly [status: number, headers: Readonly<Record<string, string>>])[] = [
      [400, {}],
      [400, { 'if-match': '"open' }],
      [400, { ...readable, 'idempotency-key': 'two words' }],
      [412, { 'if-match': '"1-stale000"' }],
      [415, { ...readable, 'content-type': 'text/plain' }],
      [415, { ...readable, 'content-encoding': 'gzip' }],
    ];
    for (const [status, headers] of refusals) {
      const prepared = client.prepare('PATCH', path, { headers, body: { clientPersonalData: { firstName: 'Eve' } } });
      assert.equal((await client.send(prepared)).status, status);
      const again = (await client.send(prepared)).status;
      // What is refused before it comes to a commit is refused for that again; its nonce is asked for in the commit.
      assert.equal(again, status === 412 ? 401 : status);
      const { authorization = '' } = prepared.headers;
      const mended = await client.send({ ...prepared, headers: { authorization, ...readable } });
      assert.deepEqual([mended.status, codeIn(mended)], [401, REPLAYED], `${status} ${JSON.stringify(headers)}`);
    }
    assert.equal((await client.ask('GET', path)).headers.etag, etag);
    assert.deepEqual(await versionsOf({ id }), [1]);
  });

  it('makes one client also with an idempotency key, whose answer is for retries that are signed anew', async () => {
    const ask = { headers: { 'idempotency-key': randomUUID() }, body: newClient() };
    const prepared = client.prepare('POST', '/clients', ask);
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => client.send(prepared)));
    const { 201: created, 401: replayed = 0, 409: early = 0 } = countsOf(replies);
    assert.deepEqual([created, replayed + early], [1, AT_ONCE - 1]);
    const first = replies.find(({ status }) => status === 201) as Reply;
    assert.deepEqual(await versionsOf({ id: idIn(first) }), [1]);
    const retried = await client.ask('POST', '/clients', ask);
    assert.deepEqual([retried.status, idIn(retried)], [201, idIn(first)]);
  });
});

describe('an idempotency key of the face', () => {
  const keyed = (key: string, body: JsonObject, by: MastercardClient = client) =>
    by.prepare('POST', '/clients', { headers: { 'idempotency-key': key }, body });

  it('gives the same id again, and refuses another body [T27]', async () => {
    const key = randomUUID();
    const body = newClient();
    const [first, second] = [await client.send(keyed(key, body)), await client.send(keyed(key, body))];
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.deepEqual([second.body, second.headers.location], [first.body, first.headers.location]);
    const other = await client.send(keyed(key, { ...body, clientType: 'CR' }));
    assert.deepEqual(
      [other.status, codeIn(other)],
      [422, 'IDEMPOTENCY_KEY_ALREADY_USED: Idempotency Key MUST not be reused across different payloads.'],
    );
  });

  it('makes one client of many requests at once; who comes too early is told so', async () => {
    const key = randomUUID();
    const body = newClient();
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => client.send(keyed(key, body))));
    const early = replies.filter(({ status }) => status === 409);
    for (const reply of early)
      assert.equal(
        codeIn(reply),
        'IDEMPOTENCY_KEY_ALREADY_IN_PROGRESS: Original request with the same Idempotency Key is still being processed.',
      );
    const answered = replies.filter(({ status }) => status === 201);
    assert.ok(answered.length > 0);
    assert.equal(answered.length + early.length, AT_ONCE);
    const ids = new Set(answered.map(idIn));
    assert.equal(ids.size, 1);
    assert.deepEqual(await versionsOf({ id: [...ids].join() }), [1]);
  });

  it('is for the payload, however often that is encrypted anew', async () => {
    const encrypting = createMastercardClient(sandbox, { isEncrypting: true });
    const key = randomUUID();
    const body = newClient();
    const sent = [keyed(key, body, encrypting), keyed(key, body, encrypting), keyed(key, body)];
    assert.equal(new Set(sent.map((prepared) => prepared.body)).size, 3);
    const replies: Reply[] = [];
    for (const [index, prepared] of sent.entries()) {
      const reply = await (index < 2 ? encrypting : client).send(prepared);
      assert.equal(reply.status, 201, reply.text);
      replies.push(reply);
    }
    assert.deepEqual(
      replies.map(({ isEncrypted }) => isEncrypted),
      [true, true, false],
    );
    assert.equal(new Set(replies.map(idIn)).size, 1);
  });

  it('makes good an answer that was lost: the retry, signed anew, gets it, and there is one client', async () => {
    for (const waits of [true, false]) {
      const key = randomUUID();
      const body = newClient();
      await sendAndHangUp(keyed(key, body));
      const search = { clientIdentifier: String(body['clientNumber']), clientIdentifierType: 'CLIENT_NUMBER' };
      const find = () => client.ask('POST', '/clients/searches', { body: search });
      if (waits) for (let tries = 0; tries < 100 && (await find()).status !== 200; tries++) await sleep(10);
      let retried = await client.send(keyed(key, body));
      while (retried.status === 409) retried = await client.send(keyed(key, body));
      assert.equal(retried.status, 201, retried.text);
      assert.equal(idIn(await find()), idIn(retried));
      assert.deepEqual(await versionsOf({ id: idIn(retried) }), [1]);
    }
  });

  it('is forgotten with a request that was refused', async () => {
    const key = randomUUID();
    const body = newClient();
    assert.equal((await client.send(keyed(key, { ...body, clientType: 'XX' }))).status, 400);
    assert.equal((await client.send(keyed(key, body))).status, 201);
  });
});

/** Writes the whole request, and is gone before the answer comes. */
function sendAndHangUp({ method, target, headers, body }: Prepared): Promise<void> {
  const { hostname, port, host } = new URL(running.baseUrl);
  const lines = Object.entries({ ...headers, host, 'content-length': String(Buffer.byteLength(body)) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`, () => socket.destroy()),
    );
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}
