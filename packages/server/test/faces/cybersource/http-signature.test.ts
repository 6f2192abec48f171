import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authenticate } from '../../../src/faces/cybersource/auth.ts';
import { CONFIGS, type RecordedSdk, recordSdk } from './recorded-sdk.ts';
import {
  ACCEPTED,
  BODY,
  bearing,
  CUSTOMER,
  certificate,
  groundOf,
  HOST,
  KEY_ID,
  MERCHANT,
  META_KEY_ID,
  NOW,
  outcome,
  PORTFOLIO,
  received,
  repeatOf,
  sha256,
  signed,
  withSignature,
} from './signed-request.ts';

const DATE = 'Fri, 14 Dec 2018 00:00:00 GMT';
const LISTED = 'host date request-target v-c-merchant-id';
const LISTED_WITH_DIGEST = 'host date request-target digest v-c-merchant-id';

function vector(list: string, signature: string): Record<string, string> {
  const field = `keyid="${KEY_ID}", algorithm="HmacSHA256", headers="${list}", signature="${signature}"`;
  return { date: DATE, 'v-c-merchant-id': MERCHANT, signature: field };
}

describe('the test vectors of the contract', () => {
  const now = Date.parse(DATE);
  const body =
    '{"buyerInformation":{"merchantCustomerID":"Your customer identifier","email":"test@cybs.com"},' +
    '"clientReferenceInformation":{"code":"TC50171_3"},' +
    '"merchantDefinedInformation":[{"name":"data1","value":"Your customer data"}]}';
  const digest = 'SHA-256=WDkVBd3vjjdVlP9CJkJEnYNIGhOYQWj7P2n10A6M3sA=';

  it('are accepted for a creation and for a read', async () => {
    const post = vector(LISTED_WITH_DIGEST, '6oJVf17sKBr5Sbefr4E4XZ8fqZSCJilR/DFmgJmryq4=');
    assert.equal(await outcome(received('POST', '/tms/v2/customers', { ...post, digest }, body), { now }), ACCEPTED);
    const get = vector(LISTED, 'AAxpVspUY8DpsAOENQOIfsumofRVW/gxVQbZ0q/+F5k=');
    assert.equal(await outcome(received('GET', CUSTOMER, get), { now }), ACCEPTED);
    assert.equal(sha256('{}'), 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=');
  });

  it('are what requests made by hand are signed like', () => {
    const made = signed('POST', '/tms/v2/customers', body, { headers: { date: DATE } });
    assert.equal(made.headers['digest'], digest);
    assert.match(made.headers['signature'] ?? '', /6oJVf17sKBr5Sbefr4E4XZ8fqZSCJilR\/DFmgJmryq4=/);
  });
});

describe('requests signed by the vendor’s client', () => {
  let sdk: RecordedSdk;
  before(async () => {
    sdk = await recordSdk(certificate);
  });
  after(() => sdk.close());

  it('are accepted, whatever their method, path, query and body', async () => {
    const requests = await sdk.requestsOf('cybersource-rest-client', CONFIGS.signature);
    assert.deepEqual(
      requests.map(({ method, target }) => `${method} ${target}`),
      [
        'POST /tms/v2/customers',
        `GET ${CUSTOMER}`,
        'GET /tms/v2/customers/a%20b%2Fc%3Fd',
        `PATCH ${CUSTOMER}`,
        `DELETE ${CUSTOMER}`,
        `GET ${CUSTOMER}/shipping-addresses?offset=0&limit=5`,
      ],
    );
    for (const request of requests)
      assert.equal(await outcome(request, { now: Date.now() }), ACCEPTED, `${request.method} ${request.target}`);
  });

  it('are accepted with a MetaKey where the key carries the portfolio, and only there', async () => {
    const config = { ...CONFIGS.signature, ...CONFIGS.metaKey };
    const own = await sdk.requestsOf('cybersource-rest-client', config);
    const meta = await sdk.requestsOf('cybersource-rest-client', { ...config, merchantKeyId: META_KEY_ID });
    assert.equal(own.length, 6);
    for (const request of own) assert.equal(await outcome(request, { now: Date.now() }), 'invalid');
    for (const request of meta) {
      assert.equal(request.headers['v-c-merchant-id'], MERCHANT);
      assert.equal(await outcome(request, { now: Date.now() }), 'cred_5e1b2a3c');
    }
    const plain = await sdk.requestsOf('cybersource-rest-client', { ...CONFIGS.signature, merchantKeyId: META_KEY_ID });
    for (const request of plain) assert.equal(await outcome(request, { now: Date.now() }), 'cred_5e1b2a3c');
  });

  it('are refused when the client signed another body than it sent', async () => {
    const [post] = await sdk.requestsOf('cybersource-rest-client', CONFIGS.signature);
    assert.ok(post);
    const body = Buffer.from(JSON.stringify(Buffer.from(post.body).toString('utf8')));
    assert.equal(await outcome({ ...post, body }, { now: Date.now() }), 'digest');
  });
});

describe('a request signed by hand', () => {
  it('may call its target as older clients do, and its date as newer pages do', async () => {
    const day = new Date(NOW).toUTCString();
    for (const target of ['request-target', '(request-target)']) {
      for (const date of ['date', 'v-c-date']) {
        const headers = { date: undefined, [date]: day };
        const list = ['host', date, target, 'digest', 'v-c-merchant-id'];
        assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { headers, list })), ACCEPTED, list.join(' '));
        assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { headers, list: list.toReversed() })), ACCEPTED);
      }
    }
  });

  it('may sign more fields than it must', async () => {
    const headers = { 'profile-id': '93B32398', 'if-match': '"7"', 'content-type': 'application/json', accept: '' };
    const list = [...LISTED_WITH_DIGEST.split(' '), ...Object.keys(headers)];
    assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { headers, list })), ACCEPTED);
    const both = { headers: { 'v-c-date': new Date(NOW).toUTCString() }, list: ['v-c-date', ...LISTED.split(' ')] };
    assert.equal(await outcome(signed('GET', CUSTOMER, '', both)), ACCEPTED);
  });

  it('may write a day of one digit without a zero', async () => {
    const now = Date.parse('2026-12-01T10:00:00Z');
    for (const date of ['Tue, 1 Dec 2026 10:00:00 GMT', 'Tue, 01 Dec 2026 10:00:00 GMT'])
      assert.equal(await outcome(signed('GET', CUSTOMER, '', { headers: { date } }), { now }), ACCEPTED, date);
  });

  it('may sign the digest of a body that is empty, and name the algorithm in any case', async () => {
    const list = LISTED_WITH_DIGEST.split(' ');
    const headers = { digest: `SHA-256=${sha256('')}` };
    assert.equal(await outcome(signed('DELETE', CUSTOMER, '', { headers, list })), ACCEPTED);
    for (const name of ['sha-256', 'Sha-256'])
      assert.equal(
        await outcome(signed('POST', CUSTOMER, BODY, { headers: { digest: `${name}=${sha256(BODY)}` } })),
        ACCEPTED,
      );
  });

  it('is verified for the Host it came with', async () => {
    for (const host of ['127.0.0.1:18080', 'api.cybersource.com:443', 'API.cybersource.com'])
      assert.equal(await outcome(signed('GET', CUSTOMER, '', { headers: { host } })), ACCEPTED, host);
  });

  it('is verified in the bytes that were sent, not in what they may stand for', async () => {
    const asRead = Buffer.from('Zoë', 'utf8').toString('latin1');
    const list = [...LISTED.split(' '), 'x-name'];
    const how = { headers: { 'x-name': asRead }, signs: { 'x-name': 'Zoë' }, list };
    assert.equal(await outcome(signed('GET', CUSTOMER, '', how)), ACCEPTED);
  });

  it('is accepted until its date is 300 seconds off, either way', async () => {
    const request = signed('POST', '/tms/v2/customers', BODY);
    for (const [offsetMs, expected] of [
      [0, ACCEPTED],
      [300_000, ACCEPTED],
      [-300_000, ACCEPTED],
      [300_001, 'expired'],
      [-300_001, 'expired'],
      [3_600_000, 'expired'],
    ] as const)
      assert.equal(await outcome(request, { now: NOW + offsetMs }), expected, `${offsetMs} ms`);
  });
});

describe('the caller by HTTP Signature', () => {
  it('is the owner of the key, known by the merchant’s name and without a nonce', async () => {
    const result = await authenticate(signed('POST', '/tms/v2/customers', BODY), groundOf());
    assert.ok(result.ok);
    const { tenant, credentialId, merchantId, nonce, scopes } = result.value;
    assert.deepEqual([tenant.id, credentialId, merchantId, nonce], ['shop', ACCEPTED, MERCHANT, undefined]);
    assert.deepEqual([...scopes], ['customers:read', 'customers:write', 'history:read']);
  });

  it('is the merchant also where the portfolio signed', async () => {
    const how = { keyId: META_KEY_ID, signs: { 'v-c-merchant-id': PORTFOLIO } };
    const result = await authenticate(signed('POST', '/tms/v2/customers', BODY, how), groundOf());
    assert.equal(result.ok && result.value.merchantId, MERCHANT);
  });
});

describe('the key of a repeated request', () => {
  it('is the signature, the same for a copy and another one for any other request', async () => {
    const requests = [
      signed('POST', '/tms/v2/customers', BODY),
      signed('POST', '/tms/v2/customers', `${BODY} `),
      signed('PUT', '/tms/v2/customers', BODY),
      signed('POST', '/tms/v2/customers?', BODY),
      signed('POST', '/tms/v2/customers', BODY, { headers: { host: `${HOST}:443` } }),
    ];
    const keys = await Promise.all(requests.map((request) => repeatOf(request)));
    assert.equal(new Set(keys).size, keys.length);
    for (const key of keys) assert.match(key ?? '', /^[A-Za-z0-9+/]{43}=$/);
    assert.equal(await repeatOf(signed('POST', '/tms/v2/customers', BODY)), keys[0]);
  });

  it('does not depend on how the field is spelt, as long as that is accepted', async () => {
    const request = signed('POST', '/tms/v2/customers', BODY);
    for (const [from, to] of [
      [/, /g, ','],
      [/, /g, ' ,\t '],
      [/^(keyid="[^"]*"), (.*)$/, '$2, $1'],
    ] as const) {
      const changed = withSignature(request, from, to);
      assert.equal(await outcome(changed), ACCEPTED);
      assert.equal(await repeatOf(changed), await repeatOf(request));
    }
  });

  it('is nothing where nothing is changed, nothing is signed, or the signature does not fit', async () => {
    for (const method of ['GET', 'HEAD']) {
      assert.equal(await outcome(signed(method, CUSTOMER)), ACCEPTED);
      assert.equal(await repeatOf(signed(method, CUSTOMER)), undefined);
    }
    assert.equal(await repeatOf(received('POST', CUSTOMER, {})), undefined);
    assert.equal(await repeatOf(bearing('POST', CUSTOMER, BODY, 'a.b.c')), undefined);
    const other = signed('POST', CUSTOMER, BODY, { secret: Buffer.alloc(32).toString('base64') });
    assert.equal(await repeatOf(other), undefined);
  });
});
