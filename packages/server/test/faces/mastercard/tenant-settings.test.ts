/** What an operator sets for his tenant at `/v1/settings/mastercard` is what the face goes by. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, type JsonObject, valueAt } from '@clientele/core';
import { OPERATION_IDS } from '../../../src/faces/mastercard/settings.ts';
import { createClient } from '../../client.ts';
import { startServer, type TestServer } from '../../server.ts';
import { allFaces } from '../all-faces.ts';
import { createMastercardClient, type MastercardClient, type Reply } from './client.ts';
import { type ExpectedError, field, request } from './exchange.ts';

const CLIENT = '/clients/40000';
/** Settings are remembered so long, and some more for a busy machine. */
const EFFECT_MS = 2_500 + 1_500;

interface Tenant {
  readonly server: TestServer;
  readonly client: MastercardClient;
  readonly encrypting: MastercardClient;
}

/** A server on which nothing was asked before its tenant's settings were made. */
async function opened(settings: JsonObject): Promise<Tenant> {
  const server = await startServer();
  await put(server, settings);
  const client = createMastercardClient(server.sandbox);
  return { server, client, encrypting: createMastercardClient(server.sandbox, { isEncrypting: true }) };
}

async function put({ baseUrl, sandbox }: TestServer, settings: JsonObject): Promise<void> {
  const operator = createClient(baseUrl, { authorization: `Bearer ${sandbox.clientele.operatorToken}` });
  const replaced = await operator('PUT', '/v1/settings/mastercard', { body: settings });
  assert.equal(replaced.status, 200, replaced.text);
  const read = await operator('GET', '/v1/settings/mastercard');
  assert.deepEqual(read.body.settings, replaced.body.settings);
}

function assertRefused(reply: Reply, status: number, ...errors: ExpectedError[]): void {
  assert.equal(reply.status, status, reply.text);
  const items = (valueAt(reply.body ?? null, '/Errors/Error') as JsonObject[]).map(({ ReasonCode, Description }) => ({
    code: ReasonCode,
    says: Description,
  }));
  assert.deepEqual(items, errors);
}

const denied = (operation: string): ExpectedError => ({
  code: 'OPERATION_DENIED',
  says: `Operation ${operation} is disabled in your API configuration.`,
});

const NO_KEY = 'There is no key to encrypt the answer with.';

describe('the operations that an issuer can disable', () => {
  it('are those that are served, in their order', () => {
    const face = allFaces().find(({ name }) => name === 'mastercard');
    assert.deepEqual(
      face?.routes.map(({ operation }) => operation.id),
      [...OPERATION_IDS],
    );
  });
});

describe('an issuer with rules of his own', () => {
  let tenant: Tenant;
  before(async () => {
    tenant = await opened({
      clientNumber: { prefix: 'XYZ', lengthMax: 32 },
      clientTypes: ['PR'],
      phones: 'standard',
      dictionaries: {
        title: ['DR'],
        suffix: ['JR'],
        maritalStatus: null,
        language: ['en', 'fr'],
        serviceGroupCode: ['021'],
      },
      addressTypes: ['HOME'],
      embossing: { lineLengthMax: 20, capitalsOnly: false },
      classifiers: { TIER: { name: 'Tier of the client', values: { GOLD: { name: 'Golden' }, IRON: {} } } },
      disabledOperations: ['getCardContractsByClient', 'setClientCustomData'],
    });
  });
  after(() => tenant.server.close());

  const create = (body: JsonObject) => tenant.client.ask('POST', '/clients', { body });
  const patch = (body: JsonObject) => tenant.client.ask('PATCH', CLIENT, { body, headers: { 'if-match': '*' } });
  const inCreation = (name: string, rule: string) => field('clientCreation', name, rule);
  const inPatch = (name: string, rule: string) => field('clientModification', name, rule);

  it('has the operations he disabled refused by their names, and the others not [T28]', async () => {
    const { client } = tenant;
    assertRefused(await client.ask('GET', `${CLIENT}/card-contracts`), 403, denied('getCardContractsByClient'));
    const tags = { body: [{ tagContainer: 'ADD_INFO_01', tagName: 'T' }] };
    assertRefused(await client.ask('POST', `${CLIENT}/custom-data`, tags), 403, denied('setClientCustomData'));
    assert.equal((await client.ask('GET', `${CLIENT}/account-contracts`)).status, 200);
    assert.equal((await client.ask('GET', `${CLIENT}/custom-data/TAG_01`)).status, 200);
  });

  it('has client numbers begin as agreed, and no longer than agreed', async () => {
    assertRefused(
      await create({ clientNumber: 'ABC_1', clientType: 'PR' }),
      400,
      inCreation('clientNumber', 'must begin with XYZ'),
    );
    assertRefused(
      await create({ clientNumber: `XYZ${'1'.repeat(30)}`, clientType: 'PR' }),
      400,
      inCreation('clientNumber', 'size must be between 1 and 32'),
    );
    assert.equal((await create({ clientNumber: `XYZ${'1'.repeat(29)}`, clientType: 'PR' })).status, 201);
  });

  it('has clients of his types only', async () => {
    assertRefused(
      await create({ clientNumber: 'XYZ_2', clientType: 'CR' }),
      400,
      inCreation('clientType', 'must be one of PR'),
    );
  });

  it('has telephone numbers in the standard form', async () => {
    assertRefused(
      await patch({ clientContactData: { phoneNumberWork: '+48123456789', fax: '0048 123456789' } }),
      400,
      inPatch('clientContactData.fax', 'must match "^00[0-9]{8,19}$"'),
      inPatch('clientContactData.phoneNumberWork', 'must match "^00[0-9]{8,19}$"'),
    );
    assert.equal((await patch({ clientContactData: { phoneNumberWork: '0012345678', fax: null } })).status, 204);
  });

  it('has the values of his dictionaries, and of none where he keeps none', async () => {
    assertRefused(
      await patch({
        clientPersonalData: { title: 'MRS', suffix: 'SR', language: 'de' },
        embossedData: { title: 'MRS' },
      }),
      400,
      inPatch('clientPersonalData.title', 'must be one of DR'),
      inPatch('clientPersonalData.suffix', 'must be one of JR'),
      inPatch('clientPersonalData.language', 'must be one of en, fr'),
      inPatch('embossedData.title', 'must be one of DR'),
    );
    const personal = { title: 'DR', suffix: 'JR', language: 'fr', maritalStatus: 'whatever' };
    assert.equal((await patch({ clientPersonalData: personal })).status, 204);
    assertRefused(
      await create({ clientNumber: 'XYZ_3', clientType: 'PR', serviceGroupCode: '022' }),
      400,
      inCreation('serviceGroupCode', 'must be one of 021'),
    );
  });

  it('is not told off for what was there before his rules', async () => {
    const { title, ...personal } = valueAt(
      (await tenant.client.ask('GET', '/clients/40000')).body as Json,
      '/embossedData',
    ) as JsonObject;
    assert.equal(title, 'MR');
    assert.equal((await patch({ embossedData: { title, ...personal, firstName: 'Joan' } })).status, 204);
  });

  it('has his lines on the card as short as he says, in letters of any size', async () => {
    const line = 'the line "companyName" must be at most 20 characters';
    assertRefused(
      await patch({ embossedData: { companyName: 'x'.repeat(21) } }),
      400,
      inPatch('embossedData.companyName', line),
    );
    assert.equal((await patch({ embossedData: { companyName: 'x'.repeat(20) } })).status, 204);
  });

  it('has addresses of his types only', async () => {
    const add = (addressType: string) => tenant.client.ask('POST', `${CLIENT}/addresses`, { body: { addressType } });
    assertRefused(await add('STMT'), 400, field('addressCreation', 'addressType', 'must be one of HOME'));
    assert.equal((await add('HOME')).status, 200);
  });

  it('has his classifiers, with their names, and no others', async () => {
    const set = (code: string, classifierValue: string) =>
      tenant.client.ask('PUT', `${CLIENT}/classifiers/${code}`, { body: { classifierValue } });
    const unknown = { code: 'CLASSIFIER_DOES_NOT_EXIST', says: 'There is no classifier with this code.' };
    assertRefused(await set('OTHER', 'GOLD'), 404, unknown);
    assertRefused(
      await set('TIER', 'LEAD'),
      400,
      field('classifierCreation', 'classifierValue', 'must be one of GOLD, IRON'),
    );
    assert.equal((await set('TIER', 'GOLD')).status, 204);
    const read = await tenant.client.ask('GET', `${CLIENT}/classifiers?classifier_codes=TIER,OTHER`);
    assert.deepEqual(read.body, {
      clientClassifiers: [
        {
          classifierCode: 'TIER',
          classifierName: 'Tier of the client',
          classifierValue: 'GOLD',
          classifierValueName: 'Golden',
          status: 'Active',
        },
      ],
    });
  });

  it('changes his mind, and the face follows within seconds', async () => {
    const { server, client } = tenant;
    assert.equal((await client.ask('GET', `${CLIENT}/card-contracts`)).status, 403);
    await put(server, { disabledOperations: ['updateClient'] });
    const until = Date.now() + EFFECT_MS;
    while ((await client.ask('GET', `${CLIENT}/card-contracts`)).status === 403) {
      assert.ok(Date.now() < until, 'the old settings are still in force');
      await sleep(100);
    }
    assertRefused(await patch({}), 403, denied('updateClient'));
    assert.equal((await create({ clientNumber: 'ABC_9', clientType: 'CNR' })).status, 201);
  });
});

describe('an issuer who demands encryption', () => {
  let tenant: Tenant;
  before(async () => {
    tenant = await opened({ encryption: { mode: 'required' } });
  });
  after(() => tenant.server.close());

  it('has plain bodies refused, and nothing done', async () => {
    const { client } = tenant;
    const before = await client.ask('GET', CLIENT);
    const body = { clientContactData: { email: 'a@b.c' } };
    assertRefused(
      await client.ask('PATCH', CLIENT, { body, headers: { 'if-match': '*' } }),
      400,
      request('The body must be encrypted: an object with encryptedData and nothing else.') as ExpectedError,
    );
    assert.equal((await client.ask('GET', CLIENT)).headers.etag, before.headers.etag);
  });

  it('has answers encrypted for the key of his tenant, also to requests without a body', async () => {
    const { client, encrypting } = tenant;
    const read = await client.ask('GET', CLIENT);
    assert.equal(read.isEncrypted, true);
    assert.match(read.text, /^\{"encryptedData":"[\w-]+(\.[\w-]+){4}"\}$/);
    assert.equal(valueAt(read.body as Json, '/clientId'), 40000);
    const created = await encrypting.ask('POST', '/clients', { body: { clientNumber: 'ABC_1', clientType: 'PR' } });
    assert.deepEqual([created.status, created.isEncrypted], [201, true]);
    assert.match(
      String(created.headers.location),
      new RegExp(`^/clients/${valueAt(created.body as Json, '/clientId')}$`),
    );
  });

  it('has his refusals plain, and his answers without a body as they are', async () => {
    const { encrypting } = tenant;
    const headers = { 'if-match': '*' };
    const patched = await encrypting.ask('PATCH', CLIENT, { headers, body: { clientContactData: { fax: null } } });
    assert.deepEqual([patched.status, patched.text], [204, '']);
    const refused = await encrypting.ask('GET', '/clients/99999');
    assert.deepEqual([refused.status, refused.isEncrypted], [404, false]);
  });
});

describe('an issuer who demands encryption for a key that he does not have', () => {
  let tenant: Tenant;
  before(async () => {
    tenant = await opened({ encryption: { mode: 'required', answerKey: 'cred_nobody' } });
  });
  after(() => tenant.server.close());

  it('has what comes without a body refused with the reason, and what names its key answered', async () => {
    const { client, encrypting } = tenant;
    const refused = await client.ask('GET', CLIENT);
    assertRefused(refused, 403, denied('getClient'));
    assert.equal(valueAt(refused.body ?? null, '/Errors/Error/0/Details'), NO_KEY);
    const created = await encrypting.ask('POST', '/clients', { body: { clientNumber: 'ABC_1', clientType: 'PR' } });
    assert.deepEqual([created.status, created.isEncrypted], [201, true]);
  });
});

describe('an issuer who leaves encryption to the integrator', () => {
  let tenant: Tenant;
  before(async () => {
    tenant = await opened({ encryption: { errors: true } });
  });
  after(() => tenant.server.close());

  it('has what comes encrypted answered encrypted, and what comes plain answered plain [T31]', async () => {
    const { client, encrypting } = tenant;
    const body = (clientNumber: string) => ({ body: { clientNumber, clientType: 'PR' } });
    const sealed = await encrypting.ask('POST', '/clients', body('ABC_1'));
    assert.deepEqual([sealed.status, sealed.isEncrypted], [201, true]);
    assert.deepEqual(Object.keys(sealed.body as JsonObject), ['clientId']);
    const plain = await client.ask('POST', '/clients', body('ABC_2'));
    assert.deepEqual([plain.status, plain.isEncrypted], [201, false]);
    assert.equal((await client.ask('GET', String(sealed.headers.location))).isEncrypted, false);
  });

  it('has refusals encrypted too if he wants them so, for who encrypts', async () => {
    const { client, encrypting } = tenant;
    const body = { clientNumber: 'ABC_3' };
    const refused = field('clientCreation', 'clientType', 'must not be null');
    for (const [one, isEncrypted] of [
      [encrypting, true],
      [client, false],
    ] as const) {
      const reply = await one.ask('POST', '/clients', { body });
      assertRefused(reply, 400, refused);
      assert.equal(reply.isEncrypted, isEncrypted);
    }
  });
});
