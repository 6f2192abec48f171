/** `/v1/settings/{face}` of two tenants on one server. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { addOffline } from '../../src/cli/add-offline.ts';
import { MastercardSettings } from '../../src/faces/mastercard/settings.ts';
import { createLog } from '../../src/log.ts';
import { type Running, start } from '../../src/main.ts';
import type { SandboxFile } from '../../src/sandbox/sandbox-file.ts';
import { settingsRules } from '../../src/use-cases/settings-rules.ts';
import { type Client, createClient } from '../client.ts';
import { assertProblem } from './problem-details.ts';

const PATH = '/v1/settings/mastercard';
const { settings: DEFAULTS } = settingsRules({ face: 'mastercard', schema: MastercardSettings }).inForce({});

let data: string;
let running: Running;
let tokens: { readonly operator: string; readonly integrator: string; readonly other: string };

/** Clients of the server as it runs now, since a restart gives it another port. */
function as(caller: keyof typeof tokens): Client {
  return createClient(running.baseUrl, { authorization: `Bearer ${tokens[caller]}` });
}

async function startAgain(): Promise<void> {
  running = await start({ host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true }, createLog('silent'));
}

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'clientele-settings-'));
  const made = await addOffline({ data }, { tenant: 'acme', face: 'clientele', role: 'operator' });
  assert.ok(made.ok);
  await startAgain();
  const { clientele } = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
  tokens = {
    operator: clientele.operatorToken,
    integrator: clientele.integratorToken,
    other: String(made.value.material.secret),
  };
});
after(async () => {
  await running.close();
  await rm(data, { recursive: true, force: true });
});

describe('settings of a face', () => {
  it('are its defaults while nothing was ever set', async () => {
    const read = await as('operator')('GET', PATH);
    assert.deepEqual([read.status, read.headers.get('etag')], [200, '"0-defaults"']);
    assert.deepEqual(read.body, { version: 0, settings: DEFAULTS });
  });

  it('are read and changed by operators only', async () => {
    for (const method of ['GET', 'PUT']) {
      const refused = await as('integrator')(method, PATH, method === 'PUT' ? { body: {} } : {});
      assertProblem(refused, 403, 'forbidden');
      assert.match(refused.headers.get('www-authenticate') ?? '', /scope="settings:write"/);
      assertProblem(await createClient(running.baseUrl)(method, PATH), 401, 'unauthenticated');
    }
  });

  it('are replaced as a whole: what is left out has its default again', async () => {
    const operator = as('operator');
    const first = await operator('PUT', PATH, { body: { clientNumber: { prefix: 'ABC_' }, phones: 'standard' } });
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(first.body.settings, {
      ...DEFAULTS,
      clientNumber: { prefix: 'ABC_', lengthMax: 64 },
      phones: 'standard',
    });
    assert.match(first.body.changedBy, /^cred_sandbox_operator_/);
    assert.match(first.body.changedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const read = await operator('GET', PATH);
    assert.deepEqual([read.body, read.headers.get('etag')], [first.body, first.headers.get('etag')]);
    const second = await operator('PUT', PATH, { body: { clientTypes: null } });
    assert.deepEqual(second.body.settings, { ...DEFAULTS, clientTypes: null });
    assert.equal(second.body.version, first.body.version + 1);
    assert.match(second.headers.get('etag') ?? '', new RegExp(`^"${second.body.version}-[A-Za-z0-9_-]{8}"$`));
  });

  it('stay as they are when what was read is put back', async () => {
    const operator = as('operator');
    const read = await operator('GET', PATH);
    const put = await operator('PUT', PATH, { body: read.body.settings });
    assert.deepEqual(put.body.settings, read.body.settings);
    const again = await operator('PUT', PATH, { body: read.body.settings });
    assert.equal(again.headers.get('etag'), put.headers.get('etag'), 'nothing was changed');
  });

  it('belong to one tenant', async () => {
    const operator = as('operator');
    await operator('PUT', PATH, { body: { phones: 'standard' } });
    assert.deepEqual((await as('other')('GET', PATH)).body, { version: 0, settings: DEFAULTS });
    await as('other')('PUT', PATH, { body: { disabledOperations: ['createClient'] } });
    assert.deepEqual((await operator('GET', PATH)).body.settings, { ...DEFAULTS, phones: 'standard' });
  });

  it('are refused with a pointer to every broken rule, and then nothing changes', async () => {
    const operator = as('operator');
    const before = await operator('GET', PATH);
    const body = {
      embosing: {},
      clientNumber: { prefx: 'A', lengthMax: '32' },
      addressTypes: ['PIN', ''],
      encryption: { mode: 'never' },
      dictionaries: null,
    };
    const refused = await operator('PUT', PATH, { body });
    assertProblem(refused, 422, 'invalid');
    const told = refused.body.violations.map(
      ({ pointer, rule }: { pointer: string; rule: string }) => `${pointer} ${rule}`,
    );
    assert.deepEqual(told.sort(), [
      '/addressTypes/1 minLength',
      '/clientNumber/lengthMax type',
      '/clientNumber/prefx unknown',
      '/dictionaries type',
      '/embosing unknown',
      '/encryption/mode enum',
    ]);
    assert.match(refused.body.detail, /did you mean embossing/);
    for (const other of [[], null, 7, '"x"'])
      assertProblem(await operator('PUT', PATH, { body: other }), 422, 'invalid');
    assertProblem(await operator('PUT', PATH, { body: '{"phones":"any","phones":"any"}' }), 400, 'malformed');
    assertProblem(
      await operator('PUT', PATH, { body: '{}', headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported-media-type',
    );
    assert.deepEqual((await operator('GET', PATH)).body, before.body);
  });

  it('disable operations that there are, and no others', async () => {
    const operator = as('operator');
    const before = await operator('GET', PATH);
    const refused = await operator('PUT', PATH, { body: { disabledOperations: ['updateClientt'] } });
    assertProblem(refused, 422, 'invalid');
    assert.deepEqual(
      refused.body.violations.map(({ pointer, rule }: { pointer: string; rule: string }) => [pointer, rule]),
      [['/disabledOperations/0', 'enum']],
    );
    assert.deepEqual((await operator('GET', PATH)).body, before.body);
    const disabled = await operator('PUT', PATH, { body: { disabledOperations: ['updateClient'] } });
    assert.deepEqual(disabled.body.settings, { ...DEFAULTS, disabledOperations: ['updateClient'] });
  });

  it('are kept from a writer who has not seen the latest version', async () => {
    const operator = as('operator');
    const put = (etag: string, body: object) => operator('PUT', PATH, { body, headers: { 'if-match': etag } });
    const etag = (await operator('GET', PATH)).headers.get('etag') ?? '';
    const first = await put(etag, { embossing: { lineLengthMax: 20 } });
    assert.equal(first.status, 200, first.text);
    const late = await put(etag, { embossing: { lineLengthMax: 21 } });
    assertProblem(late, 412, 'stale');
    assert.deepEqual([late.headers.get('etag'), late.body.currentEtag], Array(2).fill(first.headers.get('etag')));
    assertProblem(await put(etag, { unknown: 1 }), 412, 'stale');
    assertProblem(await put(`W/${first.headers.get('etag')}`, {}), 412, 'stale');
    assertProblem(await put('nonsense', {}), 400, 'malformed');
    assert.equal((await operator('GET', PATH)).body.settings.embossing.lineLengthMax, 20);
    assert.equal((await put('*', {})).status, 200);
  });

  it('are there after a restart', async () => {
    const set = await as('operator')('PUT', PATH, { body: { clientNumber: { prefix: 'XYZ_' } } });
    await running.close();
    await startAgain();
    const read = await as('operator')('GET', PATH);
    assert.deepEqual([read.body, read.headers.get('etag')], [set.body, set.headers.get('etag')]);
  });

  it('exist of the faces that have some', async () => {
    assertProblem(await as('operator')('GET', '/v1/settings/caibo'), 404, 'route-not-found');
    assertProblem(await as('operator')('GET', `${PATH}?tenant=acme`), 400, 'malformed');
    const refused = await as('operator')('DELETE', PATH);
    assertProblem(refused, 405, 'method-not-allowed');
    assert.equal(refused.headers.get('allow'), 'GET, PUT');
  });

  it('have a published schema in which every member may be left out', async () => {
    const { body } = await createClient(running.baseUrl)('GET', '/openapi/clientele.json');
    const { MastercardSettings: published } = body.components.schemas;
    assert.deepEqual(Object.keys(published.properties), Object.keys(MastercardSettings.properties));
    assert.equal(JSON.stringify(published).includes('"required":'), false);
    assert.deepEqual(Object.keys(body.paths[PATH]), ['get', 'put']);
  });
});
