/** An integrator as the vendor's samples have him: with the classes of its client, and whole customers sent back. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { type Json, valueAt } from '@clientele/core';
import {
  AUTHENTICATIONS,
  createSdkClient,
  type Operation,
  type Reply,
  type SdkClient,
  type SdkOptions,
} from './client.ts';
import { CUSTOMER_BODY, SHIP_TO } from './edits.ts';
import { type Served, serve } from './served.ts';

/** The classes are made of the members that they know, which are set one by one. */
type Model = Record<string, unknown>;
const sdk: Readonly<Record<string, new () => Model>> = createRequire(import.meta.url)('cybersource-rest-client');
const modelOf = (name: string, members: object): Model => Object.assign(new (sdk[name] as new () => Model)(), members);

let served: Served;
before(async () => {
  served = await serve();
});
after(() => served.close());

const client = (options: SdkOptions = {}): SdkClient =>
  createSdkClient(served.sandbox.baseUrl, served.sandbox.cybersource, { directory: served.data, ...options });

async function answered(
  by: SdkClient,
  status: number,
  operation: Operation,
  ...args: readonly unknown[]
): Promise<Reply> {
  const reply = await by(operation, ...args);
  assert.equal(reply.status, status, reply.text);
  return reply;
}

const idIn = ({ body }: Reply) => String(valueAt(body as Json, '/id'));
const modelIn = ({ taken }: Reply) => taken?.model as Model;

describe('the vendor’s own client', () => {
  for (const authentication of AUTHENTICATIONS)
    it(`sends back what it read, by ${authentication}: nothing changes but what was changed`, async () => {
      const by = client({ authentication });
      const created = await answered(by, 201, 'postCustomer', { ...CUSTOMER_BODY, note: authentication });
      const id = idIn(created);
      await answered(by, 201, 'postCustomerShippingAddress', id, { shipTo: SHIP_TO });
      const read = await answered(by, 200, 'getCustomer', id);
      const whole = modelIn(read);
      const ifMatch = read.headers.etag;
      const same = await answered(by, 200, 'patchCustomer', id, whole, { ifMatch });
      assert.deepEqual([same.headers.etag, same.text], [ifMatch, read.text]);
      (whole['buyerInformation'] as Model)['email'] = 'new@cybs.com';
      const changed = await answered(by, 200, 'patchCustomer', id, whole, { ifMatch });
      assert.equal(changed.text, read.text.replace('"email":"test@cybs.com"}', '"email":"new@cybs.com"}'));
      const late = await answered(by, 412, 'patchCustomer', id, { clientReferenceInformation: null }, { ifMatch });
      assert.equal(late.taken?.isError, true);
    });

  it('makes a customer, an address and a change of the classes that its samples use', async () => {
    const by = client();
    const entry = modelOf('Tmsv2tokenizeTokenInformationCustomerMerchantDefinedInformation', {
      name: 'data1',
      value: 'V',
    });
    const request = modelOf('PostCustomerRequest', {
      buyerInformation: modelOf('Tmsv2tokenizeTokenInformationCustomerBuyerInformation', {
        merchantCustomerID: 'Your customer identifier',
        email: 'test@cybs.com',
      }),
      merchantDefinedInformation: [entry],
    });
    const id = idIn(await answered(by, 201, 'postCustomer', request));
    const shipTo = modelOf('DefaultShippingAddressShipTo', SHIP_TO);
    const first = modelOf('PostCustomerShippingAddressRequest', { _default: true, shipTo });
    const one = idIn(await answered(by, 201, 'postCustomerShippingAddress', id, first));
    const two = idIn(await answered(by, 201, 'postCustomerShippingAddress', id, { ...first, shipTo: {} }));
    const customer = modelIn(await answered(by, 200, 'getCustomer', id));
    assert.deepEqual(valueAt(customer as Json, '/defaultShippingAddress/id'), two);
    const change = modelOf('PatchCustomerShippingAddressRequest', { _default: true });
    await answered(by, 200, 'patchCustomersShippingAddress', id, one, change);
    const list = modelIn(await answered(by, 200, 'getCustomerShippingAddressesList', id, { offset: 0, limit: 1 }));
    assert.deepEqual([list['count'], list['total']], [1, 2]);
    const patch = modelOf('PatchCustomerRequest', {
      defaultShippingAddress: modelOf('Tmsv2tokenizeTokenInformationCustomerDefaultShippingAddress', { id: two }),
    });
    const patched = modelIn(await answered(by, 200, 'patchCustomer', id, patch));
    assert.equal(valueAt(patched as Json, '/_embedded/defaultShippingAddress/id'), two);
    await answered(by, 204, 'deleteCustomer', id);
  });

  it('has its own headers and hosts, and is traced by what it calls its request [35]', async () => {
    const defaultHeaders = { 'v-c-correlation-id': 'order-4711' };
    const by = client({ config: { defaultHeaders, runEnvironment: 'api.cybersource.com' } });
    const { customerId } = served.sandbox.cybersource;
    const read = await answered(by, 200, 'getCustomer', customerId);
    assert.equal(read.headers['v-c-correlation-id'], 'order-4711');
    const missing = await answered(by, 404, 'getCustomer', 'AB695DA801DD1BB6E05341588E0A3BDC');
    assert.equal(missing.headers['v-c-correlation-id'], 'order-4711');
    const { headers } = await answered(client(), 200, 'getCustomer', customerId);
    assert.match(String(headers['v-c-correlation-id']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('is refused what it says twice of itself', async () => {
    const by = client({ config: { defaultHeaders: { Authorization: 'Bearer a.b.c' } } });
    await answered(by, 401, 'getCustomer', served.sandbox.cybersource.customerId);
  });
});
