import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { type Ask, type Client, createClient, type Reply } from '../client.ts';
import { startServer, type TestServer } from '../server.ts';

export { assertProblem } from './problem-details.ts';

/** `/v1` of a fresh sandbox, for one test file: its server starts before the first test and stops after the last. */
let running: TestServer | undefined;

before(async () => {
  running = await startServer();
});
after(() => running?.close());

export function server(): TestServer {
  assert.ok(running);
  return running;
}

/** A client without credentials. */
export function anybody(): Client {
  return createClient(server().baseUrl);
}

export function api(method: string, path: string, ask?: Ask): Promise<Reply> {
  const { baseUrl, sandbox } = server();
  return createClient(baseUrl, { authorization: `Bearer ${sandbox.clientele.integratorToken}` })(method, path, ask);
}

export function operator(method: string, path: string, ask?: Ask): Promise<Reply> {
  const { baseUrl, sandbox } = server();
  return createClient(baseUrl, { authorization: `Bearer ${sandbox.clientele.operatorToken}` })(method, path, ask);
}

export const MERGE = { 'content-type': 'application/merge-patch+json' };
let numbers = 0;

/** A fresh synthetic customer. */
export async function customer(fields: object = {}): Promise<{ path: string; etag: string; id: string }> {
  const created = await api('POST', '/v1/customers', {
    body: { contact: { email: `kim.${numbers++}@example.com` }, ...fields },
  });
  assert.equal(created.status, 201, created.text);
  return { path: created.headers.get('location') ?? '', etag: created.headers.get('etag') ?? '', id: created.body.id };
}

export function patch(path: string, etag: string | undefined, body: unknown, headers = {}): Promise<Reply> {
  return api('PATCH', path, {
    body,
    headers: { ...MERGE, ...(etag !== undefined && { 'if-match': etag }), ...headers },
  });
}
