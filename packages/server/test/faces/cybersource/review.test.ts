/** Requests that are wrong outside their body, that come again changed, and what is left after a deletion. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { isObject, type Json, type JsonObject, valueAt } from '@clientele/core';
import type { Principal } from '../../../src/access/principal.ts';
import { postCustomer } from '../../../src/faces/cybersource/customers.ts';
import type { Ground, Handler } from '../../../src/faces/cybersource/operation.ts';
import { postCustomerShippingAddress } from '../../../src/faces/cybersource/shipping-addresses.ts';
import { createRandom } from '../../../src/random.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { sendRaw } from '../../raw.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { createRawClient, type RawClient, type Reply } from './client.ts';
import { SHIP_TO } from './edits.ts';
import { operatorOf, recordOf, type Served, serve } from './served.ts';
import { signatureOf, tokenOf } from './signing.ts';

let served: Served;
let signed: RawClient;
let tokened: RawClient;
before(async () => {
  served = await serve();
  const { baseUrl, cybersource } = served.sandbox;
  signed = createRawClient(baseUrl, cybersource);
  tokened = createRawClient(baseUrl, cybersource, tokenOf);
});
after(() => served.close());

async function made(): Promise<string> {
  const created = await tokened.ask('POST', '/customers', { body: { buyerInformation: { email: 'ann@cybs.com' } } });
  assert.equal(created.status, 201, created.text);
  return `/customers/${valueAt(created.body as Json, '/id')}`;
}

const errorsOf = ({ body }: Reply) => (body as { readonly errors: readonly JsonObject[] }).errors;
const inHeader = (name: string, message: string) => [
  { type: 'invalidHeaders', message, details: [{ name, location: 'header' }] },
];

describe('a fault', () => {
  it('of a body is told in the words of the contract, and then what it is', async () => {
    const headers = { 'content-type': 'application/json' };
    const bodies: readonly [body: string, name: string, message: RegExp][] = [
      ['{"a":', 'body', /./],
      ['[]', 'body', /^the body must be a JSON object$/],
      ['{"encryptedRequest":"a.b.c.d.e"}', 'encryptedRequest', /^message-level encryption is not served$/],
      ['{"buyerInformation":{"email":1,"email":2}}', 'buyerInformation.email', /twice/],
    ];
    const path = await made();
    for (const [body, name, reason] of bodies) {
      for (const [method, place] of [
        ['POST', '/customers'],
        ['PATCH', path],
        ['POST', `${path}/shipping-addresses`],
      ] as const) {
        const reply = await tokened.ask(method, place, { body, headers });
        assert.equal(reply.status, 400, reply.text);
        const [first, second, ...others] = errorsOf(reply);
        const details = [{ name, location: 'body' }];
        assert.deepEqual(first, { type: 'invalidRequest', message: 'Invalid HTTP Body', details });
        assert.deepEqual([second?.['type'], others], ['invalidRequest', []]);
        assert.match(String(second?.['message']), reason);
      }
    }
  });

  it('of a header is told of that header', async () => {
    const path = await made();
    const told = async (method: string, place: string, headers: Readonly<Record<string, string>>, body?: Json) => {
      const reply = await tokened.ask(method, place, { headers, ...(body !== undefined && { body }) });
      assert.equal(reply.status, 400, reply.text);
      return errorsOf(reply).map(({ message: _, ...error }) => error);
    };
    const at = (name: string) => inHeader(name, '').map(({ message: _, ...error }) => error);
    assert.deepEqual(await told('GET', path, { 'if-none-match': 'a b' }), at('if-none-match'));
    assert.deepEqual(await told('PATCH', path, { 'if-match': 'a b' }, {}), at('if-match'));
    assert.deepEqual(await told('PATCH', path, { 'idempotency-key': '' }, {}), at('idempotency-key'));
    assert.deepEqual(await told('GET', path, { 'profile-id': '' }), at('profile-id'));
    assert.deepEqual(await told('GET', path, { 'profile-id': 'short' }), at('profile-id'));
    assert.deepEqual(await told('GET', path, {}, {}), at('content-length'));
  });

  it('of a header that is missing or given twice is told of that header too', async () => {
    const { baseUrl } = served.sandbox;
    const sent = async (...lines: readonly string[]) => {
      const head = ['GET /tms/v2/customers/1 HTTP/1.1', 'connection: close', ...lines].join('\r\n');
      const { body } = await sendRaw(baseUrl, [`${head}\r\n\r\n`]);
      return JSON.parse(body).errors;
    };
    assert.deepEqual(await sent(), inHeader('host', 'the header host is missing'));
    const twice = await sent('host: a', 'authorization: Bearer a', 'authorization: Bearer b');
    assert.deepEqual(twice, inHeader('authorization', 'the header authorization is given twice'));
  });

  it('of the path or the query is told of the place where it is', async () => {
    const path = await made();
    const long = 'A'.repeat(33);
    const places: readonly [target: string, name: string, location: string][] = [
      [`/customers/${long}`, 'customerId', 'path'],
      [`${path}/shipping-addresses/${long}`, 'shippingAddressId', 'path'],
      [`${path}/shipping-addresses?limit=0`, 'limit', 'query'],
      [`${path}/shipping-addresses?offset=-1`, 'offset', 'query'],
    ];
    for (const [target, name, location] of places) {
      const reply = await tokened.ask('GET', target);
      assert.equal(reply.status, 400, reply.text);
      assert.deepEqual(errorsOf(reply)[0]?.['details'], [{ name, location }]);
      assert.ok(String(errorsOf(reply)[0]?.['message']).startsWith(`${name} must`), reply.text);
    }
  });
});

describe('a signed change that comes again', () => {
  it('under another if-match is refused as stale, whatever key it brings, and changes nothing', async () => {
    const path = await made();
    const prepared = signed.prepare('PATCH', path, { body: { objectInformation: { title: 'Once' } } });
    assert.equal((await signed.send(prepared)).status, 200);
    const { etag = '' } = (await tokened.ask('GET', path)).headers;
    for (const more of [{ 'if-match': etag }, { 'if-match': '*' }, { 'if-match': etag, 'idempotency-key': '"k"' }]) {
      const reply = await signed.send({ ...prepared, headers: { ...prepared.headers, ...more } });
      assert.equal(reply.status, 412, reply.text);
      const message = 'Action cannot be performed as the if-match header value does not match the token etag';
      assert.deepEqual(errorsOf(reply), [{ type: 'conflict', message }]);
    }
    assert.equal((await signed.send(prepared)).status, 200);
    assert.equal((await tokened.ask('GET', path)).headers.etag, etag);
  });

  it('while the first is under way waits for it and is answered with what it did', async () => {
    const path = await made();
    const prepared = signed.prepare('POST', `${path}/shipping-addresses`, { body: { shipTo: SHIP_TO } });
    const replies = await Promise.all(Array.from({ length: 10 }, () => signed.send(prepared)));
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(replies.map(({ text }) => text)).size, 1);
    assert.equal(valueAt((await tokened.ask('GET', `${path}/shipping-addresses`)).body as Json, '/total'), 1);
  });

  it('by a token with a key that was used otherwise is told of the key', async () => {
    const headers = { 'idempotency-key': `"${randomUUID()}"` };
    assert.equal((await tokened.ask('POST', '/customers', { headers, body: {} })).status, 201);
    const other = await tokened.ask('POST', '/customers', { headers, body: { objectInformation: { title: 'x' } } });
    assert.equal(other.status, 422, other.text);
  });
});

describe('a deleted customer', () => {
  it('leaves no shipping address in a record that another API keeps', async () => {
    const path = await made();
    const record = await recordOf(served.sandbox, path.slice('/customers/'.length));
    const added = await tokened.ask('POST', `${path}/shipping-addresses`, { body: { shipTo: SHIP_TO } });
    assert.equal(added.status, 201, added.text);
    const operator = operatorOf(served.sandbox);
    const attached = await operator('POST', `/v1/customers/${record.id}/handles`, { body: { face: 'caibo' } });
    assert.equal(attached.status, 201, attached.text);
    assert.equal((await tokened.ask('DELETE', path)).status, 204);
    const left = (await operator('GET', `/v1/customers/${record.id}`)).body as JsonObject;
    assert.ok(isObject(left['handles']) && left['handles']['caibo']);
    assert.equal(left['addresses'], undefined);
    const address = `${path}/shipping-addresses/${valueAt(added.body as Json, '/id')}`;
    assert.equal((await tokened.ask('GET', address)).status, 410);
  });
});

describe('an Idempotency-Key that is used again after its time', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const tenant = { id: 'one', number: '1', name: 'One' };
  const settings = { profiles: [], requestHosts: null, certificateTokens: 'off', personalData: 'warn' } as const;

  it('adds another address, and its repeat is answered with that one', async () => {
    const opened = await openTestStore();
    await opened.store.createTenant(tenant);
    let now = Date.now();
    const warnings: string[] = [];
    const dependencies = { store: opened.store, seal: plainSeal, clock: { now: () => now }, random: createRandom() };
    const warn = (message: string) => warnings.push(message);
    const ground = { dependencies, warn } as unknown as Ground;
    const perform = async (handler: Handler, path: string, parameters: Record<string, string>, body: JsonObject) => {
      const nonce = { scope: 'cred_one', value: randomUUID(), expiresAt: new Date(now + DAY_MS).toISOString() };
      const actor = { id: 'cred_one', kind: 'integrator' } as const;
      const principal: Principal = { tenant, actor, scopes: new Set(['customers:write']), nonce };
      const headers = { 'idempotency-key': `"${path.length}"` };
      const bytes = Buffer.from(JSON.stringify(body));
      const request = { method: 'POST', id: 'req', headers, parameters, body: bytes, query: new URLSearchParams() };
      const call = { request: { ...request, target: path, remoteAddress: '' }, path, principal, body, mediaType: '' };
      const answer = await handler(ground, call, { ...settings, profiles: [] });
      assert.ok(answer.ok, JSON.stringify(answer));
      return (JSON.parse(String(answer.value.body)) as { readonly id: string }).id;
    };
    try {
      const value = '4111 1111 1111 1111';
      const body = { merchantDefinedInformation: [{ name: 'data2', value }] };
      const customerId = await perform(postCustomer, '/tms/v2/customers', {}, body);
      assert.equal(warnings.length, 1);
      assert.ok(warnings[0]?.startsWith('personal data in /merchantDefinedInformation/0/value of customer cus_'));
      const path = `/tms/v2/customers/${customerId}/shipping-addresses`;
      const add = () => perform(postCustomerShippingAddress, path, { customerId }, { shipTo: SHIP_TO as JsonObject });
      const ids: string[] = [];
      for (let day = 0; day < 4; day++, now += 2 * DAY_MS) {
        const id = await add();
        ids.push(id);
        if (day < 2) assert.equal(await add(), id);
      }
      assert.equal(new Set(ids).size, 4);
    } finally {
      await opened.dispose();
    }
  });
});

describe('two equal changes in one second', () => {
  it('are one, also with another between them', async () => {
    const path = await made();
    const at = Date.now();
    const client = createRawClient(served.sandbox.baseUrl, served.sandbox.cybersource, (signer, request) =>
      signatureOf(signer, request, { at }),
    );
    const change = (title: string) => client.ask('PATCH', path, { body: { objectInformation: { title } } });
    const [first, between, again] = [await change('A'), await change('B'), await change('A')];
    assert.deepEqual([first.status, between.status, again.status], [200, 200, 200]);
    assert.deepEqual([again.text, again.headers.etag], [first.text, first.headers.etag]);
    assert.equal(valueAt((await tokened.ask('GET', path)).body as Json, '/objectInformation/title'), 'B');
  });
});
