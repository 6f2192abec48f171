/** Keys of several clients of several tenants, as operators make and revoke them at `/v1/credentials`. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, valueAt } from '@clientele/core';
import { addOffline } from '../../../src/cli/add-offline.ts';
import { createLog } from '../../../src/log.ts';
import { type Running, start } from '../../../src/main.ts';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { type Client, createClient } from '../../client.ts';
import { createMastercardClient, type MastercardClient, type Reply } from './client.ts';

const CLIENT = '/clients/40000';
/** A revocation takes effect within that time everywhere. */
const REVOKED_WITHIN_MS = 5_000;

let data: string;
let running: Running;
let sandbox: SandboxFile;
let operator: Client;
let otherOperator: Client;
before(async () => {
  data = await mkdtemp(join(tmpdir(), 'clientele-rotation-'));
  const other = await addOffline({ data }, { tenant: 'acme', face: 'clientele', role: 'operator' });
  assert.ok(other.ok);
  running = await start({ host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true }, createLog('silent'));
  sandbox = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
  operator = operatorWith(sandbox.clientele.operatorToken);
  otherOperator = operatorWith(String(other.value.material.secret));
});
after(async () => {
  await running.close();
  await rm(data, { recursive: true, force: true });
});

function operatorWith(token: string): Client {
  return createClient(running.baseUrl, { authorization: `Bearer ${token}` });
}

type Made = Partial<SandboxFile['mastercard']> & { readonly id: string };

async function made(by: Client, kind: 'signing-key' | 'encryption-key'): Promise<Made> {
  const reply = await by('POST', '/v1/credentials', { body: { face: 'mastercard', kind } });
  assert.equal(reply.status, 201, reply.text);
  return reply.body as Made;
}

/** A client who has these keys, and for the rest those of the sandbox. */
function clientWith(keys: Made, options: { readonly isEncrypting?: boolean } = {}): MastercardClient {
  const mastercard = { ...sandbox.mastercard, ...keys };
  return createMastercardClient({ baseUrl: running.baseUrl, mastercard }, options);
}

function codeIn({ body }: Reply): Json | undefined {
  return valueAt(body ?? null, '/Errors/Error/0/ReasonCode');
}

describe('signing keys of one tenant', () => {
  it('work beside each other, and one that is revoked ends within seconds, and alone', async () => {
    const [first, second] = [await made(operator, 'signing-key'), await made(operator, 'signing-key')];
    assert.notEqual(first.consumerKey, second.consumerKey);
    const [old, young] = [clientWith(first), clientWith(second)];
    const patch = (one: MastercardClient, lastName: string) =>
      one.ask('PATCH', CLIENT, { headers: { 'if-match': '*' }, body: { clientPersonalData: { lastName } } });
    for (const [one, name] of [[old, 'First'] as const, [young, 'Second'] as const]) {
      assert.equal((await patch(one, name)).status, 204);
      assert.equal(valueAt((await one.ask('GET', CLIENT)).body ?? null, '/clientPersonalData/lastName'), name);
    }
    assert.equal((await operator('DELETE', `/v1/credentials/${first.id}`)).status, 204);
    const until = Date.now() + REVOKED_WITHIN_MS;
    let refused = await old.ask('GET', CLIENT);
    while (refused.status === 200 && Date.now() < until) {
      await sleep(100);
      refused = await old.ask('GET', CLIENT);
    }
    assert.deepEqual([refused.status, codeIn(refused)], [401, 'AUTHENTICATION_FAILED']);
    assert.equal((await patch(old, 'Third')).status, 401);
    assert.equal((await patch(young, 'Fourth')).status, 204);
    assert.equal((await clientWith({ id: '', ...sandbox.mastercard }).ask('GET', CLIENT)).status, 200);
  });

  it('do not sign for each other', async () => {
    const [first, second] = [await made(operator, 'signing-key'), await made(operator, 'signing-key')];
    const crossed = clientWith({ ...first, signingKeyPem: second.signingKeyPem ?? '' });
    assert.equal((await crossed.ask('GET', CLIENT)).status, 401);
  });
});

describe('the clients of one tenant', () => {
  it('are not there for another: neither read, nor changed, nor found', async () => {
    const other = clientWith(await made(otherOperator, 'signing-key'));
    const own = clientWith(await made(operator, 'signing-key'));
    const created = await other.ask('POST', '/clients', { body: { clientNumber: 'ACME_1', clientType: 'PR' } });
    assert.equal(created.status, 201, created.text);
    const elsewhere = String(created.headers.location);
    for (const [one, path] of [[other, CLIENT] as const, [own, elsewhere] as const]) {
      const body = { clientPersonalData: { lastName: 'Mine' } };
      const replies = [
        await one.ask('GET', path),
        await one.ask('PATCH', path, { headers: { 'if-match': '*' }, body }),
        await one.ask('GET', `${path}/addresses`),
        await one.ask('POST', `${path}/addresses`, { body: { addressType: 'PIN' } }),
      ];
      for (const reply of replies) assert.deepEqual([reply.status, codeIn(reply)], [404, 'CLIENT_DOES_NOT_EXIST']);
    }
    assert.equal((await other.ask('GET', elsewhere)).status, 200);
    const search = (clientIdentifier: string) => ({
      body: { clientIdentifier, clientIdentifierType: 'CLIENT_NUMBER' },
    });
    assert.equal((await own.ask('POST', '/clients/searches', search('ACME_1'))).status, 404);
    assert.equal((await other.ask('POST', '/clients/searches', search('ACME_1'))).status, 200);
    const twin = await own.ask('POST', '/clients', { body: { clientNumber: 'ACME_1', clientType: 'PR' } });
    assert.equal(twin.status, 201, 'a number is taken in its tenant alone');
  });
});

describe('the encryption key of one tenant', () => {
  it('opens nothing for another', async () => {
    const signing = await made(otherOperator, 'signing-key');
    const encryption = await made(otherOperator, 'encryption-key');
    const body = { clientNumber: 'ACME_2', clientType: 'PR' };
    const create = (keys: Made) => clientWith(keys, { isEncrypting: true }).ask('POST', '/clients', { body });
    const own = { ...signing, ...encryption };
    for (const mixed of [signing, { ...encryption, id: '' }]) {
      const refused = await create(mixed);
      assert.deepEqual([refused.status, refused.isEncrypted], [400, false]);
      assert.equal(
        valueAt(refused.body ?? null, '/Errors/Error/0/Description'),
        'Invalid field encryptedData: cannot be decrypted.',
      );
    }
    const created = await create(own);
    assert.deepEqual([created.status, created.isEncrypted], [201, true]);
  });
});
