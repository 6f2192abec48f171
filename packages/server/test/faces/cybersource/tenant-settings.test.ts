/** What an operator sets for his merchant at `/v1/settings/cybersource` is what the face goes by. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, type JsonObject, valueAt } from '@clientele/core';
import { createSdkClient, type Reply, type SdkClient, type SdkOptions } from './client.ts';
import { NO_SUCH_PROFILE, PROFILE } from './sample.ts';
import { nameOf, operatorOf, type Served, serve, settle } from './served.ts';

/** Settings are remembered so long, and some more for a busy machine. */
const EFFECT_MS = 2_500 + 1_500;
/** Nobody's: it is in every list of numbers to try card forms with. */
const CARD = '4111 1111 1111 1111';

let served: Served;
let customer: string;

/** A server on which nothing was asked before its merchant had settled with the vendor. */
async function open(settings: JsonObject): Promise<void> {
  served = await serve();
  await settle(served.sandbox, settings);
  customer = served.sandbox.cybersource.customerId;
}

function client(options: SdkOptions = {}): SdkClient {
  return createSdkClient(served.sandbox.baseUrl, served.sandbox.cybersource, { directory: served.data, ...options });
}

const withData = (...values: readonly string[]) => ({
  merchantDefinedInformation: values.map((value, index) => ({ name: `data${index + 1}`, value })),
});

async function soon(ask: () => Promise<Reply>, status: number): Promise<Reply> {
  for (const until = Date.now() + EFFECT_MS; ; await sleep(100)) {
    const reply = await ask();
    if (reply.status === status) return reply;
    assert.ok(Date.now() < until, `still ${reply.status}: the old settings are in force`);
  }
}

describe('a merchant with rules of his own', () => {
  before(() =>
    open({
      profiles: [PROFILE],
      requestHosts: ['apitest.cybersource.com'],
      personalData: 'refuse',
      certificateTokens: 'off',
    }),
  );
  after(() => served.close());

  it('has cards and mailboxes in merchant-defined data refused by their places, and never told', async () => {
    const sdk = client();
    for (const [body, places] of [
      [withData('fine', CARD), [1]],
      [withData('fine', 'ask jane.roe@example.com'), [1]],
      [withData('x 5500-0000-0000-0004.', 'jane@example.com', '1234567890123456'), [0, 1]],
    ] as const) {
      for (const reply of [await sdk('postCustomer', body), await sdk('patchCustomer', customer, body)]) {
        assert.equal(reply.status, 400, reply.text);
        const names = places.map((index) => `merchantDefinedInformation[${index}].value`);
        const details = names.map((name) => ({ name, location: 'body' }));
        assert.deepEqual(valueAt(reply.body as Json, '/errors/0/details'), details);
        assert.match(nameOf(reply.body), /^invalidFields: .* must not hold (a card number|an e-mail address)/);
        for (const index of places)
          assert.ok(!reply.text.includes(body.merchantDefinedInformation[index]?.value ?? ''));
      }
    }
    assert.equal((await sdk('patchCustomer', customer, withData('1234567890123456'))).status, 200);
  });

  it('is not told off for what was there before his rules', async () => {
    const sdk = client();
    const record = valueAt(
      (await operatorOf(served.sandbox)('GET', `/v1/customers?cybersource=${customer}`)).body,
      '/items/0/id',
    );
    const body = { custom: { merchantDefined: { data1: CARD } } };
    const headers = { 'if-match': '*' };
    assert.equal((await operatorOf(served.sandbox)('PATCH', `/v1/customers/${record}`, { body, headers })).status, 200);
    assert.equal((await sdk('patchCustomer', customer, withData(CARD, 'beside it'))).status, 200);
    assert.equal((await sdk('patchCustomer', customer, { clientReferenceInformation: { code: 'AGAIN' } })).status, 200);
    assert.equal((await sdk('patchCustomer', customer, withData('fine', CARD))).status, 400);
  });

  it('has his profiles, and no others', async () => {
    const sdk = client();
    assert.equal((await sdk('getCustomer', customer, { profileId: PROFILE })).status, 200);
    assert.equal((await sdk('getCustomer', customer, { profileId: NO_SUCH_PROFILE })).status, 424);
  });

  it('has tokens made for his hosts only; signatures name the host they were sent to', async () => {
    const elsewhere = { config: { runEnvironment: 'api.cybersource.com' } };
    for (const authentication of ['HS256 token', 'RS256 token'] as const) {
      assert.equal((await client({ authentication })('getCustomer', customer)).status, 200);
      assert.equal((await client({ authentication, ...elsewhere })('getCustomer', customer)).status, 401);
    }
    assert.equal((await client(elsewhere)('getCustomer', customer)).status, 200);
  });

  it('has tokens that carry their certificate refused, until he wants them, and within seconds', async () => {
    const former = client({ authentication: 'x5c token' });
    const refused = await former('getCustomer', customer);
    assert.deepEqual([refused.status, refused.body], [401, { response: { rmsg: 'Authentication Failed' } }]);
    assert.equal((await former('patchCustomer', customer, { clientReferenceInformation: { code: 'NO' } })).status, 401);
    await settle(served.sandbox, { certificateTokens: 'on', profiles: [NO_SUCH_PROFILE] });
    await soon(() => former('getCustomer', customer), 200);
    await soon(() => client()('getCustomer', customer, { profileId: PROFILE }), 424);
    assert.equal((await client()('getCustomer', customer, { profileId: NO_SUCH_PROFILE })).status, 200);
    assert.equal((await client()('patchCustomer', customer, withData(`now ${CARD}`))).status, 200);
  });
});

describe('a merchant who settled nothing', () => {
  before(() => open({}));
  after(() => served.close());

  it('has no profiles, tokens of the present kind for any host, and those of the former kind refused', async () => {
    const config = { runEnvironment: 'any.host.example' };
    for (const authentication of ['HS256 token', 'RS256 token', 'HTTP Signature'] as const)
      assert.equal((await client({ authentication, config })('getCustomer', customer)).status, 200, authentication);
    assert.equal((await client({ authentication: 'x5c token' })('getCustomer', customer)).status, 401);
    assert.equal((await client()('getCustomer', customer, { profileId: PROFILE })).status, 424);
  });

  it('is only warned of personal data', async () => {
    const reply = await client()('patchCustomer', customer, withData(CARD, 'jane.roe@example.com'));
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(valueAt(reply.body as Json, '/merchantDefinedInformation/0/value'), CARD);
    const [warning = '', ...others] = served.warnings.filter((message) => message.includes('personal data'));
    assert.match(
      warning,
      /merchantDefinedInformation\/0\/value.*merchantDefinedInformation\/1\/value.* of customer cus_/,
    );
    assert.deepEqual([others, warning.includes(CARD), warning.includes('jane.roe')], [[], false, false]);
  });
});
