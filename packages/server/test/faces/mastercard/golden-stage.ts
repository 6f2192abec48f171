import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { diff, isObject, type Json, type JsonObject, valueAt } from '@clientele/core';
import { PREFIX } from '../../../src/faces/mastercard/routes.ts';
import { createClient } from '../../client.ts';
import { startServer } from '../../server.ts';
import { isDescribed } from '../described-answer.ts';
import { fill, filled, holds, kept, type Names, type Shown, textOf } from '../shown.ts';
import { callersOf, type Send } from './callers.ts';
import type { ClientOptions, Reply } from './client.ts';
import type { Caller, Exchange, Golden } from './exchange.ts';
import { FRESH } from './sample.ts';

/** A server with its callers, on which rows are performed. */
export interface Stage {
  perform(golden: Golden): Promise<void>;
  close(): Promise<void>;
}

/** Opens one; with `isEncrypting` the tenant demands encryption of everything. */
export async function openStage(options: ClientOptions = {}): Promise<Stage> {
  const server = await startServer();
  const { baseUrl, sandbox } = server;
  const operator = createClient(baseUrl, { authorization: `Bearer ${sandbox.clientele.operatorToken}` });
  if (options.isEncrypting) {
    const settings = { encryption: { mode: 'required' } };
    assert.equal((await operator('PUT', '/v1/settings/mastercard', { body: settings })).status, 200);
  }
  const callers = callersOf(sandbox, options);
  let rows = 0;
  return {
    async perform({ steps }) {
      const names: Names = { key: `row-${++rows}`, uuid: randomUUID() };
      const before = await made(callers.integrator, names);
      for (const step of steps) await exchange(step, names, before, { callers, isEncrypting: options.isEncrypting });
    },
    close: () => server.close(),
  };
}

/** Makes the row's own client and reads it. */
async function made(integrator: Send, names: Names): Promise<Json> {
  const created = await integrator('POST', '/clients', { body: filled(FRESH, names) });
  assert.equal(created.status, 201, created.text);
  names['id'] = textOf(valueAt(created.body as Json, '/clientId'));
  const read = await integrator('GET', `/clients/${names['id']}`, {});
  assert.equal(read.status, 200, read.text);
  names['etag'] = read.headers.etag ?? '';
  names['tag'] = names['etag'].slice(1, -1);
  return read.body ?? null;
}

interface Ground {
  readonly callers: Readonly<Record<Caller, Send>>;
  readonly isEncrypting: boolean | undefined;
}

async function exchange(step: Exchange, names: Names, before: Json, ground: Ground): Promise<void> {
  const { method, path, as = 'integrator', headers = {}, body, arrives, status } = step;
  const what = `${method} ${fill(path, names)}`;
  const reply = await ground.callers[as](method, fill(path, names), {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, names)])),
    ...(body !== undefined && { body: filled(body, names) }),
    ...(arrives !== undefined && { arrives }),
  });
  assert.equal(reply.status, status, `${what}: ${reply.text}`);
  if (as !== 'operator') {
    isAnswer(method, reply, ground.isEncrypting ?? false, what);
    isDescribed({ face: 'mastercard', method, target: `${PREFIX}${fill(path, names)}` }, reply);
  }
  for (const [name, value] of Object.entries(step.head ?? {}))
    holds(reply.headers[name], value, names, `${what} ${name}`);
  if (step.shows !== undefined) holds(reply.body, step.shows, names, what);
  if (step.members) assert.deepEqual(Object.keys(reply.body as JsonObject), step.members, what);
  if (step.text) assert.match(reply.text, new RegExp(fill(step.text.source, names)), what);
  if (step.differsIn) assert.deepEqual(differences(before, reply.body ?? null), step.differsIn.toSorted(), what);
  if (step.errors) areErrors(reply, step.errors, names, what);
  for (const [name, place] of Object.entries(step.keep ?? {})) names[name] = kept(reply, place);
}

/** Those that were given out already. */
const correlationIds = new Set<string>();

/** What every answer of the face has, whatever was asked. */
function isAnswer(method: string, reply: Reply, isEncrypting: boolean, what: string): void {
  const { headers, status, text } = reply;
  const correlationId = String(headers['x-mc-correlation-id']);
  assert.match(correlationId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, what);
  assert.ok(!correlationIds.has(correlationId), `${what}: ${correlationId} was another answer's`);
  correlationIds.add(correlationId);
  if (method === 'HEAD') {
    assert.equal(text, '', what);
    return;
  }
  if (text === '') assert.equal(headers['content-type'], undefined, what);
  else assert.equal(headers['content-type'], 'application/json;charset=utf-8', what);
  if (status < 400 && text !== '') assert.equal(reply.isEncrypted, isEncrypting, `${what}: ${text}`);
  if (status >= 400) isErrorBody(reply.body, what);
}

const ITEM = { Source: 'string', ReasonCode: 'string', Description: 'string', Recoverable: 'boolean' };

/** The vendor's error wrapper (contract §4), and nothing beside it. */
export function isErrorBody(body: Json | undefined, what: string): void {
  assert.ok(isObject(body), `${what}: ${String(body)}`);
  assert.deepEqual(Object.keys(body), ['Errors'], what);
  const { Error: items } = body['Errors'] as { Error: readonly JsonObject[] };
  assert.ok(Array.isArray(items) && items.length > 0, what);
  for (const item of items) {
    const types = Object.entries(item).map(([name, value]) => [name, typeof value]);
    assert.deepEqual(Object.fromEntries(types), ITEM, what);
    assert.ok(['MASTERCARD PROCESSING', 'Gateway'].includes(String(item['Source'])), what);
    assert.match(String(item['ReasonCode']), /^[A-Z][A-Z_]{1,199}$/, what);
    assert.ok(String(item['Description']).length <= 10_000, what);
  }
}

function areErrors(reply: Reply, errors: NonNullable<Exchange['errors']>, names: Names, what: string): void {
  const items = (reply.body as { Errors: { Error: readonly JsonObject[] } }).Errors.Error;
  const shown = errors.map(({ code, says, source = 'MASTERCARD PROCESSING' }) => ({
    Source: source,
    ReasonCode: code,
    Description: says,
    Recoverable: false,
  }));
  const isFound = (one: Shown) => items.some((item) => tries(() => holds(item, one, names, what)));
  const missing = shown.filter((one) => !isFound(one));
  assert.deepEqual([missing, items.length], [[], errors.length], `${what}: ${reply.text}`);
}

function tries(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Every change moves the time of the last one; of that nothing is said. */
function differences(before: Json, after: Json): string[] {
  return diff(before, after)
    .map(({ path }) => path)
    .filter((path) => path !== '/amendmentDate')
    .sort();
}
