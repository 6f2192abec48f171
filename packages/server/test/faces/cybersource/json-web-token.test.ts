import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authenticate } from '../../../src/faces/cybersource/auth.ts';
import type { Request } from '../../../src/faces/face.ts';
import { certified, createKeys } from './certificates.ts';
import { CONFIGS, type RecordedSdk, recordSdk } from './recorded-sdk.ts';
import {
  ACCEPTED,
  ACCEPTED_CERTIFICATE,
  BODY,
  BY_CERTIFICATE,
  CUSTOMER,
  certificate,
  groundOf,
  HOST,
  heldCertificate,
  MERCHANT,
  META_KEY_ID,
  metaCertificate,
  NOW,
  outcome,
  PORTFOLIO,
  sha256,
  tokened,
  withPrivateKey,
} from './signed-request.ts';

describe('tokens made by the vendor’s client', () => {
  let sdk: RecordedSdk;
  before(async () => {
    sdk = await recordSdk(certificate);
  });
  after(() => sdk.close());

  const accepted = async (requests: readonly Request[], owner: string) => {
    assert.equal(requests.length, 6);
    for (const request of requests)
      assert.equal(await outcome(request, { now: Date.now() }), owner, `${request.method} ${request.target}`);
  };

  it('are accepted with a shared secret and with a certificate, whatever they ask for', async () => {
    await accepted(await sdk.requestsOf('cybersource-rest-client', CONFIGS.sharedSecret), ACCEPTED);
    await accepted(await sdk.requestsOf('cybersource-rest-client', CONFIGS.certificate), ACCEPTED_CERTIFICATE);
  });

  it('are accepted from a portfolio as issuer where the key carries it, and only there', async () => {
    const config = { ...CONFIGS.sharedSecret, ...CONFIGS.metaKey };
    const meta = await sdk.requestsOf('cybersource-rest-client', { ...config, merchantKeyId: META_KEY_ID });
    await accepted(meta, 'cred_5e1b2a3c');
    for (const request of await sdk.requestsOf('cybersource-rest-client', config))
      assert.equal(await outcome(request, { now: Date.now() }), 'invalid');
    const byCertificate = await sdk.requestsOf('cybersource-rest-client', {
      ...CONFIGS.certificate,
      ...CONFIGS.metaKey,
    });
    for (const request of byCertificate) assert.equal(await outcome(request, { now: Date.now() }), 'invalid');
    const holders = [heldCertificate(certificate, { portfolioId: PORTFOLIO })];
    for (const request of byCertificate)
      assert.equal(await outcome(request, { now: Date.now(), holders }), ACCEPTED_CERTIFICATE);
  });

  it('are good for one change each, and their host is the one the client was told', async () => {
    const requests = await sdk.requestsOf('cybersource-rest-client', CONFIGS.sharedSecret);
    const ground = groundOf({ now: Date.now(), requestHosts: ['api.cybersource.com', HOST] });
    const results = await Promise.all(requests.map((request) => authenticate(request, ground)));
    const spent = results.map((result) => (result.ok ? result.value.nonce?.value : 'refused'));
    assert.deepEqual(
      spent.map((jti) => /^[0-9a-f-]{36}$/.test(jti ?? '')),
      [true, false, false, true, true, false],
    );
    assert.equal(new Set(spent.filter(Boolean)).size, 3);
    assert.ok(!spent.includes('refused'));
  });
});

describe('a token made by hand', () => {
  const shapes = [
    { how: {}, owner: ACCEPTED },
    { how: BY_CERTIFICATE, owner: ACCEPTED_CERTIFICATE },
  ] as const;

  it('is accepted with either name of the digest’s algorithm, and with both', async () => {
    for (const { how, owner } of shapes) {
      for (const names of [['digest-algorithm'], ['digestAlgorithm'], ['digest-algorithm', 'digestAlgorithm']]) {
        const claims = { 'digest-algorithm': undefined, ...Object.fromEntries(names.map((name) => [name, 'SHA-256'])) };
        assert.equal(await outcome(tokened('PATCH', CUSTOMER, BODY, { ...how, claims })), owner, names.join(' '));
      }
    }
  });

  it('is for the target as it stands on the request line', async () => {
    for (const target of [CUSTOMER, `${CUSTOMER}/`, `${CUSTOMER}?`, `${CUSTOMER}?a=%20&b=+&a`, '/tms/v2/a%2Fb//c', '/'])
      assert.equal(await outcome(tokened('GET', target)), ACCEPTED, target);
    assert.equal(await outcome(tokened('HEAD', CUSTOMER)), ACCEPTED);
  });

  it('may leave out what is only compared if it is there', async () => {
    const claims = { 'request-host': undefined };
    assert.equal(await outcome(tokened('GET', CUSTOMER, '', { claims })), ACCEPTED);
    assert.equal(await outcome(tokened('GET', CUSTOMER, '', { header: { typ: undefined } })), ACCEPTED);
    const more = { 'v-c-response-mle-kid': 'x', sub: 'y', aud: ['z'] };
    assert.equal(await outcome(tokened('GET', CUSTOMER, '', { claims: more })), ACCEPTED);
    const digest = { digest: sha256(''), digestAlgorithm: 'SHA-256' };
    assert.equal(await outcome(tokened('POST', CUSTOMER, '', { claims: digest })), ACCEPTED);
  });

  it('is compared with the hosts of the tenant where there are some', async () => {
    const requestHosts = [HOST, 'api.bank.example'];
    for (const [host, expected] of [
      [HOST, ACCEPTED],
      ['api.bank.example', ACCEPTED],
      ['api.cybersource.com', 'invalid'],
      [undefined, 'invalid'],
    ] as const) {
      const request = tokened('GET', CUSTOMER, '', { claims: { 'request-host': host } });
      assert.equal(await outcome(request, { requestHosts }), expected, `${host}`);
      assert.equal(await outcome(request), ACCEPTED);
      assert.equal(await outcome(request, { requestHosts: [] }), 'invalid');
    }
  });

  it('is timely from its iat to its exp, and 300 seconds more at both ends', async () => {
    const request = tokened('GET', CUSTOMER);
    for (const [offsetS, expected] of [
      [-300, ACCEPTED],
      [-300.001, 'expired'],
      [120, ACCEPTED],
      [420, ACCEPTED],
      [420.001, 'expired'],
      [86_400, 'expired'],
    ] as const)
      assert.equal(await outcome(request, { now: NOW + offsetS * 1000 }), expected, `${offsetS} s`);
  });

  it('is accepted with a key of 4096 bits', async () => {
    const large = certified({ serialNumber: '4096', keys: createKeys(4096) });
    const how = { header: { alg: 'RS256', kid: '4096' }, signs: withPrivateKey(large) };
    const stage = { holders: [heldCertificate(large)] };
    assert.equal(await outcome(tokened('PATCH', CUSTOMER, BODY, how), stage), 'cred_4096');
  });

  it('is another one’s as soon as its key is registered anew', async () => {
    const successor = certified({ serialNumber: certificate.serialNumber });
    const holders = [heldCertificate(certificate)];
    assert.equal(await outcome(tokened('GET', CUSTOMER, '', BY_CERTIFICATE), { holders }), ACCEPTED_CERTIFICATE);
    holders[0] = heldCertificate(successor);
    assert.equal(await outcome(tokened('GET', CUSTOMER, '', BY_CERTIFICATE), { holders }), 'invalid');
    const how = { ...BY_CERTIFICATE, signs: withPrivateKey(successor) };
    assert.equal(await outcome(tokened('GET', CUSTOMER, '', how), { holders }), ACCEPTED_CERTIFICATE);
  });
});

describe('the caller by token', () => {
  it('is the owner of the key, who may ask for a change once and read as often as he likes', async () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']) {
      const request = tokened(method, CUSTOMER, '', { claims: { jti: 'once' } });
      const result = await authenticate(request, groundOf());
      assert.ok(result.ok);
      const { tenant, credentialId, merchantId, nonce, repeat } = result.value;
      assert.deepEqual([tenant.id, credentialId, merchantId], ['shop', ACCEPTED, MERCHANT]);
      const expiresAt = new Date(NOW + 720_000).toISOString();
      const spent = { scope: ACCEPTED, value: 'once', expiresAt };
      assert.deepEqual(nonce, ['GET', 'HEAD'].includes(method) ? undefined : spent, method);
      const copy = await authenticate(request, groundOf({ now: NOW + 60_000 }));
      assert.deepEqual(copy.ok && copy.value.nonce, nonce);
      assert.equal(repeat, undefined);
    }
  });

  it('is the merchant also where his portfolio is the issuer', async () => {
    const header = { alg: 'RS256', kid: metaCertificate.serialNumber };
    const how = { header, claims: { iss: PORTFOLIO }, signs: withPrivateKey(metaCertificate) };
    const result = await authenticate(tokened('POST', CUSTOMER, BODY, how), groundOf());
    assert.equal(result.ok && result.value.merchantId, MERCHANT);
  });
});
