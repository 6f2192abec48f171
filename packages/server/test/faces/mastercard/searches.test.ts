import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type JsonObject, ok } from '@clientele/core';
import type { Principal } from '../../../src/access/principal.ts';
import { createLog } from '../../../src/log.ts';
import { type Running, start } from '../../../src/main.ts';
import { createRandom, type Random } from '../../../src/random.ts';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { openSqliteStore } from '../../../src/stores/sqlite/sqlite-store.ts';
import { createCustomer } from '../../../src/use-cases/create-customer.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { createMastercardClient, type MastercardClient } from './client.ts';

/** More than a page, so that not all of them are read at once. */
const CLIENTS = 130;
const SOCIAL_NUMBER = '161-ONE-OF-MANY';
const PRINCIPAL: Principal = {
  tenant: { id: 'sandbox', number: '1001', name: 'Sandbox' },
  actor: { id: 'test', kind: 'system' },
  scopes: new Set(),
};

let data: string;
let running: Running;
let client: MastercardClient;
let firstClientId: string | undefined;
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'clientele-searches-'));
  await (await begin()).close();
  firstClientId = await fill();
  running = await begin();
  client = createMastercardClient(JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile);
});
after(async () => {
  await running.close();
  await rm(data, { recursive: true, force: true });
});

function begin(): Promise<Running> {
  return start({ host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true }, createLog('silent'));
}

/** The last id there is: who is listed by it comes last. */
function lastId(): Random {
  const random = createRandom();
  let draws = 0;
  return { bytes: (count) => (draws++ === 0 ? new Uint8Array(count).fill(0xff) : random.bytes(count)) };
}

/**
 * Creates the clients on the store itself, a second after each other: the first of them is the last one by its id, and
 * before it comes a customer who is no client.
 */
async function fill(): Promise<string | undefined> {
  const store = await openSqliteStore({ directory: data, warn: () => {} });
  let time = Date.parse('2026-01-01T00:00:00Z');
  const change = { principal: PRINCIPAL, face: 'test', requestId: 'req_1' };
  const create = async (random: Random, face?: 'mastercard') => {
    const now = time;
    time += 1_000;
    const edit = (record: JsonObject) => ok({ ...record, identification: { socialNumber: SOCIAL_NUMBER } });
    const dependencies = { store, seal: plainSeal, clock: { now: () => now }, random };
    const made = await createCustomer(dependencies, change, edit, face);
    assert.ok(made.ok, JSON.stringify(made));
    return made.value.record;
  };
  try {
    const random = createRandom();
    await create(random);
    const first = await create(lastId(), 'mastercard');
    const others = await Promise.all(Array.from({ length: CLIENTS - 1 }, () => create(random, 'mastercard')));
    assert.ok(others.every(({ id, createdAt }) => id < first.id && createdAt > first.createdAt));
    return first.handles.mastercard?.clientId;
  } finally {
    await store.close();
  }
}

describe('of very many clients with one identifier', () => {
  it('the first one is found, time and again, wherever its id has put it', async () => {
    const body = { clientIdentifier: SOCIAL_NUMBER, clientIdentifierType: 'SOCIAL_NUMBER' };
    for (let round = 0; round < 3; round++) {
      const found = await client.ask('POST', '/clients/searches', { body });
      assert.deepEqual([found.status, found.body], [200, { clientId: Number(firstClientId) }], found.text);
    }
  });

  it('the first one is found also when it was changed last', async () => {
    const path = `/clients/${firstClientId}`;
    const change = { headers: { 'if-match': '*' }, body: { clientPersonalData: { firstName: 'Ann' } } };
    assert.equal((await client.ask('PATCH', path, change)).status, 204);
    const body = { clientIdentifier: SOCIAL_NUMBER, clientIdentifierType: 'SOCIAL_NUMBER' };
    const found = await client.ask('POST', '/clients/searches', { body });
    assert.deepEqual(found.body, { clientId: Number(firstClientId) });
  });
});
