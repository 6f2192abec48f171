/** An integrator who has nothing but our OpenAPI document and a signer: a client that a generator made. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startServer, type TestServer } from '../../server.ts';
import { CUSTOMER_BODY, SHIP_TO } from './edits.ts';
import { NO_SUCH_PROFILE, NOBODY } from './sample.ts';
import { tokenOf } from './signing.ts';

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
  const document = await fetch(`${server.baseUrl}/openapi/cybersource.json`);
  await writeFile(join(directory, 'openapi.json'), await document.text());
  const options = ['openapi.json', '-o', 'client.ts', '--args-style', 'grouped', '--error-mode', 'result'];
  const environment = { ...process.env, ...quiet };
  const command = [redocly, 'generate-client', ...options, '--import-ext', 'ts'];
  await run(process.execPath, command, { cwd: directory, env: environment });
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

/** All that an integrator adds: the token. */
const signedFetch: typeof fetch = (url, init = {}) => {
  const { pathname, search } = new URL(String(url));
  const { method = 'GET' } = init;
  const body = (init.body ?? '') as string;
  const token = tokenOf(server.sandbox.cybersource, { method, target: `${pathname}${search}`, body });
  return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...token } });
};

/** The call, which has to be answered with this status. */
async function answered(status: number, operation: string, asked: Asked): Promise<Result> {
  const method = methods.get(operation);
  assert.ok(method, operation);
  const result = await method(asked);
  assert.equal(result.response.status, status, JSON.stringify(result.error));
  return result;
}

async function made(): Promise<{ readonly customerId: string }> {
  const { data } = await answered(201, 'postCustomer', { body: CUSTOMER_BODY });
  return { customerId: data.id };
}

/** What compiles is as much a part of a client as what runs. */
const PROGRAM = `
import { getCustomer, patchCustomer, patchCustomersShippingAddress, type Customer, type CustomerPatch } from './client.ts';
const path = { customerId: 'F2F3ADA770102B51E053A2598D0A9078' };
const { data, error } = await getCustomer({ path });
export const email: string | undefined = data?.buyerInformation?.email;
export const link: string | undefined = data?._links?.shippingAddresses.href;
export const city: string | undefined = data?._embedded?.defaultShippingAddress.shipTo?.locality;
export const said = error && 'errors' in error ? error.errors[0]?.type : error?.response.rmsg;
const body: CustomerPatch = { buyerInformation: { merchantCustomerID: null }, objectInformation: null };
await patchCustomer({ path, headers: { 'if-match': '"1-abcdefgh"' }, body });
await patchCustomer({ path, body: { merchantDefinedInformation: [{ name: 'data1', value: 'V' }] } });
await patchCustomersShippingAddress({ path: { ...path, shippingAddressId: 'F' }, body: { default: true } });
export const least: Customer = {};
// @ts-expect-error There is no such name.
export const wrong: Customer = { merchantDefinedInformation: [{ name: 'data5', value: 'V' }] };
// @ts-expect-error An entry has a value.
export const empty: Customer = { merchantDefinedInformation: [{ name: 'data1' }] };
`;

describe('a client that was generated from the document of the vendor’s face', () => {
  it('has all operations of the vendor’s client, under its names', () => {
    assert.deepEqual([...methods.keys()].sort(), [
      'deleteCustomer',
      'deleteCustomerPaymentInstrument',
      'deleteCustomerShippingAddress',
      'getCustomer',
      'getCustomerPaymentInstrument',
      'getCustomerPaymentInstrumentsList',
      'getCustomerShippingAddress',
      'getCustomerShippingAddressesList',
      'patchCustomer',
      'patchCustomersPaymentInstrument',
      'patchCustomersShippingAddress',
      'postCustomer',
      'postCustomerPaymentInstrument',
      'postCustomerShippingAddress',
    ]);
  });

  it('compiles under strict rules, and knows what may be cleared and which names there are', async () => {
    await writeFile(join(directory, 'program.ts'), PROGRAM);
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit'];
    const modern = ['--target', 'esnext', '--module', 'nodenext', '--lib', 'esnext,dom,dom.iterable'];
    const options = [...strict, ...modern, '--allowImportingTsExtensions', '--types', ''];
    await writeFile(join(directory, 'package.json'), '{"type":"module"}');
    await run(process.execPath, [tsc, ...options, 'program.ts'], { cwd: directory }).catch(({ stdout }) =>
      assert.fail(String(stdout)),
    );
  });

  it('makes a customer, reads him, changes him under his ETag and is told when that is stale', async () => {
    const path = await made();
    const read = await answered(200, 'getCustomer', { path });
    assert.deepEqual(read.data.buyerInformation, CUSTOMER_BODY['buyerInformation']);
    const headers = { 'if-match': read.response.headers.get('etag') };
    const body = { buyerInformation: { merchantCustomerID: null, email: 'new@cybs.com' } };
    const { data } = await answered(200, 'patchCustomer', { path, headers, body });
    assert.deepEqual(data.buyerInformation, { email: 'new@cybs.com' });
    const stale = await answered(412, 'patchCustomer', { path, headers, body });
    assert.equal(stale.error.errors[0].type, 'conflict');
    await answered(204, 'deleteCustomer', { path });
    const gone = await answered(410, 'getCustomer', { path });
    assert.equal(gone.error.errors[0].message, 'Token not available.');
  });

  it('reaches every part of a customer', async () => {
    const path = await made();
    const address = async (shipTo: object) =>
      (await answered(201, 'postCustomerShippingAddress', { path, body: { shipTo } })).data.id;
    const [first, second] = [await address(SHIP_TO), await address({ firstName: 'Jane' })];
    const at = (shippingAddressId: string) => ({ path: { ...path, shippingAddressId } });
    const moved = { ...at(second), body: { default: true, shipTo: { firstName: null } } };
    assert.equal((await answered(200, 'patchCustomersShippingAddress', moved)).data.default, true);
    const page = await answered(200, 'getCustomerShippingAddressesList', { path, query: { offset: 0, limit: 1 } });
    assert.deepEqual([page.data.count, page.response.headers.get('x-total-count')], [1, '2']);
    assert.deepEqual(page.data._embedded.shippingAddresses[0].shipTo, SHIP_TO);
    await answered(204, 'deleteCustomerShippingAddress', at(first));
    await answered(410, 'getCustomerShippingAddress', at(first));
    const { data: instruments } = await answered(200, 'getCustomerPaymentInstrumentsList', { path });
    assert.deepEqual(instruments._embedded.paymentInstruments, []);
    const { error } = await answered(403, 'postCustomerPaymentInstrument', { path, body: {} });
    assert.equal(error.errors[0].type, 'forbidden');
  });

  it('is told what is wrong, each time in the shape that is described', async () => {
    const body = { objectInformation: { title: 'x'.repeat(61) } };
    const { error } = await answered(400, 'postCustomer', { body });
    assert.deepEqual(error.errors[0].details, [{ name: 'objectInformation.title', location: 'body' }]);
    await answered(404, 'getCustomer', { path: { customerId: NOBODY } });
    const headers = { 'profile-id': NO_SUCH_PROFILE };
    const profile = await answered(424, 'getCustomer', { path: { customerId: NOBODY }, headers });
    assert.equal(profile.error.errors[0].message, 'Profile not found');
    const unsigned = await methods.get('getCustomer')?.({
      path: { customerId: NOBODY },
      headers: { signature: 'and a token' },
    });
    assert.deepEqual(
      [unsigned?.response.status, unsigned?.error],
      [401, { response: { rmsg: 'Authentication Failed' } }],
    );
  });
});
