/** An integrator who has nothing but our OpenAPI document and the vendor's signer: a client that a generator made. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import OAuth from 'mastercard-oauth1-signer';
import { startServer, type TestServer } from '../../server.ts';
import { ADDRESS, SAMPLE } from './sample.ts';

const run = promisify(execFile);
const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));
const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
/** Keeps the tool from looking for its updates and from reporting its use. */
const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_NOTIFICATIONS: 'true', CI: 'true' };

interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: what a generated client answers has a type only where it was generated
  readonly data?: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly error?: any;
  readonly response: Response;
}
interface Asked {
  readonly path?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly body?: unknown;
}
type Method = ((asked: Asked) => Promise<Result>) & { readonly operationId: string };
interface Generated {
  readonly client: Readonly<Record<string, Method>>;
  readonly configure: (config: { serverUrl: string; fetch: typeof fetch }) => void;
}

let server: TestServer;
let directory: string;
let methods: ReadonlyMap<string, Method>;

before(async () => {
  server = await startServer();
  directory = await mkdtemp(join(tmpdir(), 'clientele-generated-'));
  const document = await fetch(`${server.baseUrl}/openapi/mastercard.json`);
  await writeFile(join(directory, 'openapi.json'), await document.text());
  const options = [
    'generate-client',
    'openapi.json',
    '-o',
    'client.ts',
    '--args-style',
    'grouped',
    '--error-mode',
    'result',
  ];
  const environment = { ...process.env, ...quiet };
  await run(process.execPath, [redocly, ...options, '--import-ext', 'ts'], { cwd: directory, env: environment });
  const { client, configure }: Generated = await import(pathToFileURL(join(directory, 'client.ts')).href);
  configure({ serverUrl: server.baseUrl, fetch: signedFetch });
  methods = new Map(
    Object.values(client).flatMap((method) => (method.operationId ? [[method.operationId, method] as const] : [])),
  );
});
after(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

/** All that an integrator adds: the signature. */
const signedFetch: typeof fetch = (url, init = {}) => {
  const { consumerKey, signingKeyPem } = server.sandbox.mastercard;
  const method = init.method ?? 'GET';
  const body = (init.body ?? '') as string;
  const authorization = OAuth.getAuthorizationHeader(String(url), method, body, consumerKey, signingKeyPem);
  return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization } });
};

function call(operation: string, asked: Asked): Promise<Result> {
  const method = methods.get(operation);
  assert.ok(method, operation);
  return method(asked);
}

/** The call, which has to be answered with this status. */
async function answered(status: number, operation: string, asked: Asked): Promise<Result> {
  const result = await call(operation, asked);
  assert.equal(result.response.status, status, JSON.stringify(result.error));
  return result;
}

let numbers = 0;
async function made(): Promise<{ client_id: number; number: string }> {
  const number = `ABC_GENERATED_${numbers++}`;
  const { data } = await answered(201, 'createClient', { body: { ...SAMPLE, clientNumber: number } });
  return { client_id: data.clientId, number };
}

/** What compiles is as much a part of a client as what runs. */
const PROGRAM = `
import { getClient, updateClient, type ClientCreation, type ClientModification } from './client.ts';
const { data, error } = await getClient({ path: { client_id: 40000 } });
export const city: string | undefined = data?.clientBaseAddressData?.city;
export const code: string | undefined = error?.Errors.Error[0]?.ReasonCode;
const body: ClientModification = { clientPersonalData: { middleName: null }, clientContactData: null };
await updateClient({ path: { client_id: 40000 }, headers: { 'If-Match': '"1-abcdefgh"' }, body });
export const least: ClientCreation = { clientNumber: 'ABC_1', clientType: 'PR' };
// @ts-expect-error A number is given once.
export const renamed: ClientModification = { clientNumber: 'ABC_2' };
// @ts-expect-error The version has to be named.
await updateClient({ path: { client_id: 40000 }, body });
`;

describe('a client generated from the document of the face', () => {
  it('has every operation of the contract', () => {
    assert.deepEqual([...methods.keys()].sort(), [
      'addClientAddress',
      'clearOnlinePinAttemptsForClient',
      'createClient',
      'getAccountContractsByClient',
      'getCardContractsByClient',
      'getClient',
      'getClientAddresses',
      'getClientClassifiers',
      'getClientCustomData',
      'getClientId',
      'setClientClassifier',
      'setClientCustomData',
      'updateClient',
      'updateClientAddress',
    ]);
  });

  it('compiles under strict rules, and knows what may be cleared and what must be given', async () => {
    await writeFile(join(directory, 'program.ts'), PROGRAM);
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit'];
    const modern = ['--target', 'esnext', '--module', 'nodenext', '--lib', 'esnext,dom,dom.iterable'];
    const options = [...strict, ...modern, '--allowImportingTsExtensions', '--types', ''];
    await writeFile(join(directory, 'package.json'), '{"type":"module"}');
    await run(process.execPath, [tsc, ...options, 'program.ts'], { cwd: directory }).catch(({ stdout }) =>
      assert.fail(String(stdout)),
    );
  });

  it('creates a client, reads it, changes it under its ETag and is told when that is stale', async () => {
    const { number, ...path } = await made();
    const read = await answered(200, 'getClient', { path });
    assert.equal(read.data.clientNumber, number);
    assert.equal(read.data.clientBaseAddressData.city, 'Boston');
    const headers = { 'If-Match': read.response.headers.get('etag') };
    const body = { clientPersonalData: { middleName: null }, clientContactData: { email: 'a@b.c' } };
    await answered(204, 'updateClient', { path, headers, body });
    const { data } = await answered(200, 'getClient', { path });
    assert.equal(data.clientContactData.email, 'a@b.c');
    assert.ok(!Object.hasOwn(data.clientPersonalData, 'middleName'));
    const stale = await answered(412, 'updateClient', { path, headers, body });
    assert.equal(stale.error.Errors.Error[0].ReasonCode, 'INVALID_ETAG');
  });

  it('reaches every part of a client', async () => {
    const { number, ...path } = await made();
    const tag = { tagContainer: 'ADD_INFO_02', tagName: "it's(1)*!", tagValue: 'V' };
    await answered(200, 'setClientCustomData', { path, body: [tag] });
    const tags = await answered(200, 'getClientCustomData', { path: { ...path, tag_name: tag.tagName } });
    assert.deepEqual(tags.data, { clientCustomDataTagValues: [tag] });
    await answered(200, 'addClientAddress', { path, body: ADDRESS });
    await answered(204, 'updateClientAddress', { path: { ...path, address_type: 'STMT' }, body: { city: 'Rome' } });
    const { data: listed } = await answered(200, 'getClientAddresses', { path });
    assert.deepEqual(listed.clientAddresses, [{ addressType: 'STMT', city: 'Rome', enabled: true }]);
    const classifier = { ...path, classifier_code: 'TEST_CLASSIFIER_01' };
    await answered(204, 'setClientClassifier', { path: classifier, body: { classifierValue: 'A' } });
    const query = { classifier_codes: 'TEST_CLASSIFIER_01,TEST_CLASSIFIER_02' };
    const { data: classifiers } = await answered(200, 'getClientClassifiers', { path, query });
    assert.equal(classifiers.clientClassifiers.length, 1);
    const search = { clientIdentifier: number, clientIdentifierType: 'CLIENT_NUMBER' };
    const { data: found } = await answered(200, 'getClientId', { body: search });
    assert.deepEqual(found, { clientId: path.client_id });
    const paged = { path, query: { limit: 5, statuses: '41,05', creation_date_from: '2021-01-01' } };
    const { data: page } = await answered(200, 'getCardContractsByClient', paged);
    assert.deepEqual([page.limit, page.total, page.clientCardContracts], [5, 0, []]);
    await answered(200, 'getAccountContractsByClient', { path });
    await answered(403, 'clearOnlinePinAttemptsForClient', { path, body: { clearAttemptsOnClientCards: true } });
  });

  it('is told what is wrong in a shape that it knows', async () => {
    const { error } = await answered(400, 'createClient', { body: { clientType: 'PR' } });
    assert.equal(
      error.Errors.Error[0].Description,
      'Invalid field clientNumber value in object clientCreation. Validation error: must not be null',
    );
    const missing = await answered(404, 'getClient', { path: { client_id: 99999 } });
    assert.equal(missing.error.Errors.Error[0].Recoverable, false);
  });
});
