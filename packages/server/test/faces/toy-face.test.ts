/** What docs/guides/add-a-face.md promises: a new vendor is a folder, and one line where the faces are made. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Problem } from '@clientele/core';
import type { TSchema } from 'typebox';
import { createCredentialReader, secretHash } from '../../src/access/credentials.ts';
import { createLoginLimit } from '../../src/access/login-limit.ts';
import { createTokenIssuer, createTokenVerifier } from '../../src/access/tokens.ts';
import { createCaiboFace } from '../../src/faces/caibo/face.ts';
import { createClienteleFace } from '../../src/faces/clientele/face.ts';
import { createCybersourceFace } from '../../src/faces/cybersource/face.ts';
import type { Face } from '../../src/faces/face.ts';
import { createMastercardFace } from '../../src/faces/mastercard/face.ts';
import { cybersourceSettings, mastercardSettings, settingsKinds } from '../../src/faces/settings-kinds.ts';
import { createHttpServer } from '../../src/http.ts';
import { createLog } from '../../src/log.ts';
import { pageRoutes } from '../../src/pages/pages.ts';
import { problemTexts } from '../../src/pages/problem-texts.ts';
import { createRandom } from '../../src/random.ts';
import { createCredential } from '../../src/use-cases/create-credential.ts';
import type { SettingsKind } from '../../src/use-cases/settings-rules.ts';
import { createTenantSettings } from '../../src/use-cases/tenant-settings.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { type Client, createClient } from '../client.ts';
import { lint } from '../pages/redocly.ts';
import { openTestStore } from '../stores/opened-store.ts';
import { createToyFace } from './toy-face/face.ts';
import { refuse } from './toy-face/problems.ts';

const TOY_KEY = 'the key of a shop that does not exist';
const closing: (() => Promise<unknown>)[] = [];
let origin = '';
let toyshop: Client;
let clientele: Client;
let caibo: Client;

/** The server as `main.ts` puts it together, with one face more. */
before(async () => {
  const warn = () => {};
  const { store, dispose } = await openTestStore();
  const clock = { now: Date.now };
  const dependencies = { store, seal: plainSeal, clock, random: createRandom() };
  const issuer = await createTokenIssuer(dependencies);
  const credentials = createCredentialReader(store, clock);
  const verifier = createTokenVerifier({ credentials, reader: store, clock, jwks: issuer.jwks });
  const ground = { dependencies, issuer, verifier, credentials };
  const settingsOf = <Schema extends TSchema>(kind: SettingsKind<Schema>) =>
    createTenantSettings({ ...dependencies, warn }, kind);
  const faces: Face[] = [
    createClienteleFace({ ...ground, settingsKinds }),
    createMastercardFace({ ...ground, settings: settingsOf(mastercardSettings) }),
    createCybersourceFace({ ...ground, settings: settingsOf(cybersourceSettings), warn }),
    createCaiboFace({ ...ground, loginLimit: await createLoginLimit(dependencies) }),
    createToyFace(ground),
  ];
  const pages = pageRoutes(faces, { version: '1.2.3', jwks: issuer.jwks });
  const log = createLog('silent');
  const http = createHttpServer({ faces, pages, ready: () => store.ready(), log, newRequestId: randomUUID });
  await http.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => http.close(), dispose);
  origin = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;

  await store.createTenant({ id: 'shop', number: '1001', name: 'Shop' });
  const secretOf = async (face: string) => {
    const made = await createCredential({ ...dependencies, issuer }, { tenant: 'shop', face, role: 'integrator' });
    return made.ok ? String(made.value.material.secret) : '';
  };
  clientele = createClient(origin, { authorization: `Bearer ${await secretOf('clientele')}` });
  caibo = createClient(origin, { 'x-api-key': await secretOf('caibo') });
  toyshop = createClient(origin, { 'x-toy-key': TOY_KEY });
  await store.createCredential({
    ...{ id: 'cred_toyshop', tenant: 'shop', face: 'toyshop', kind: 'api-key', role: 'integrator' },
    lookup: secretHash(TOY_KEY),
    sealed: plainSeal.seal('{}'),
    createdAt: '2026-01-01T00:00:00.000Z',
  });
});
after(async () => {
  for (const close of closing) await close();
});

/** A customer, made through `/v1`, and where the toy has it. */
async function createCustomer(fields: object) {
  const { status, headers, body } = await clientele('POST', '/v1/customers', { body: fields });
  assert.equal(status, 201);
  return { id: String(body.id), path: `/toys/clients/${body.id}`, etag: String(headers.get('etag')) };
}

const JANE = {
  name: { first: 'Jane', last: 'Doe', display: 'Jane Q. Doe' },
  contact: { email: 'jane@example.com', phones: { mobile: '+999 1 000' } },
};

describe('one face more', () => {
  test('is on the pages, and its document passes every rule of the lint', async () => {
    const { text: start } = await createClient(origin)('GET', '/');
    for (const name of ['clientele', 'mastercard', 'cybersource', 'caibo', 'toyshop'])
      assert.ok(start.includes(`/docs/${name}`), name);
    const { body: document } = await createClient(origin)('GET', '/openapi/toyshop.json');
    assert.deepEqual(Object.keys(document.paths), ['/toys/clients/{id}']);
    assert.deepEqual((await lint(document)).problems, []);
  });

  test('shows what the others have written, and they show what it writes, in the same version', async () => {
    const { id, path, etag } = await createCustomer(JANE);
    const attached = await clientele('POST', `/v1/customers/${id}/handles`, { body: { face: 'caibo' } });
    const caiboId = attached.body.handles.caibo.id;
    const read = await toyshop('GET', path);
    assert.deepEqual(read.body, {
      name: { given: 'Jane', family: 'Doe' },
      mail: 'jane@example.com',
      tel: '+999 1 000',
    });
    assert.notEqual(read.headers.get('etag'), etag);

    const body = { mail: 'jane@toys.example', name: { family: 'Roe' }, tel: null };
    const ifMatch = { 'if-match': String(read.headers.get('etag')) };
    const changed = await toyshop('PATCH', path, { headers: ifMatch, body });
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.body, { name: { given: 'Jane', family: 'Roe' }, mail: 'jane@toys.example' });

    const seen = await clientele('GET', `/v1/customers/${id}`);
    assert.deepEqual(seen.body.contact, { email: 'jane@toys.example' });
    assert.equal(seen.headers.get('etag'), changed.headers.get('etag'));
    const client = (await caibo('GET', `/customers/${caiboId}`)).body;
    assert.deepEqual([client.name, client.email, client.phone], ['Jane Roe', 'jane@toys.example', null]);
    const { items } = (await clientele('GET', `/v1/customers/${id}/history`)).body;
    assert.deepEqual([items[0].face, items[0].actor.id], ['toyshop', 'cred_toyshop']);
  });

  test('refuses a stale write in its own words, and changes nothing', async () => {
    const { id, path, etag } = await createCustomer(JANE);
    const merge = { 'content-type': 'application/merge-patch+json', 'if-match': etag };
    const body = { contact: { email: 'first@example.com' } };
    const first = await clientele('PATCH', `/v1/customers/${id}`, { headers: merge, body });
    const second = await toyshop('PATCH', path, { headers: { 'if-match': etag }, body: { mail: 'late@example.com' } });
    assert.equal(second.status, 412);
    assert.equal(second.body.trouble, 'client-moved-on');
    assert.equal(second.headers.get('etag'), first.headers.get('etag'));
    assert.equal((await toyshop('GET', path)).body.mail, 'first@example.com');
  });

  test('refuses whatever else is wrong in its own words too', async () => {
    const { path } = await createCustomer(JANE);
    const text = { 'content-type': 'text/plain' };
    const refusals: [status: number, trouble: string, reply: ReturnType<Client>][] = [
      [400, 'unreadable', toyshop('PATCH', path, { body: '{"mail":"a@a.example","mail":"b@b.example"}' })],
      [400, 'unreadable', toyshop('PATCH', path, { body: [] })],
      [400, 'unreadable', toyshop('PATCH', path, { headers: { 'if-match': 'bare' }, body: {} })],
      [400, 'not-a-client', toyshop('PATCH', path, { body: { mail: 'nobody' } })],
      [401, 'no-key', createClient(origin)('GET', path)],
      [401, 'no-key', createClient(origin, { 'x-toy-key': 'another' })('GET', path)],
      [404, 'no-client', toyshop('GET', '/toys/clients/cus_0000000000000000000000')],
      [404, 'no-client', toyshop('PATCH', '/toys/clients/1', { body: { tel: '110' } })],
      [404, 'no-shelf', toyshop('GET', '/toys/trains')],
      [405, 'not-like-this', toyshop('DELETE', path)],
      [415, 'not-json', toyshop('PATCH', path, { headers: text, body: 'mail' })],
    ];
    for (const [status, trouble, asked] of refusals) {
      const { status: answered, body } = await asked;
      assert.deepEqual([answered, body.trouble, typeof body.words], [status, trouble, 'string']);
    }
  });

  test('names the members to blame as its callers know them, whoever found the fault', async () => {
    const { path } = await createCustomer(JANE);
    const body = { name: { given: '', nick: 'J' }, mail: 7, email: 'jane@example.com', tel: 'call me' };
    const { where } = (await toyshop('PATCH', path, { body })).body;
    assert.deepEqual(where.sort(), ['/email', '/mail', '/name/given', '/name/nick', '/tel']);
    const violation = { pointer: '/contact/phones/mobile', rule: 'format', message: '' };
    const { body: found } = refuse({ type: 'invalid', violations: [violation] });
    assert.deepEqual(JSON.parse(String(found)).where, ['/tel']);
  });

  test('has an answer to every refusal there is', () => {
    const facts = { message: '', violations: [], supported: [], allow: [], current: { version: 1, tag: 'abcdefgh' } };
    for (const type of Object.keys(problemTexts)) {
      const { status, body } = refuse({ type, ...facts } as unknown as Problem);
      assert.ok(status >= 400 && status < 600, type);
      assert.deepEqual(Object.keys(JSON.parse(String(body))).slice(0, 2), ['trouble', 'words'], type);
    }
  });
});
