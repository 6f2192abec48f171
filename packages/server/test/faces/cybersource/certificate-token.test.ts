import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { authenticate } from '../../../src/faces/cybersource/auth.ts';
import { certified, createKeys } from './certificates.ts';
import { CONFIGS, type RecordedSdk, recordSdk } from './recorded-sdk.ts';
import {
  ACCEPTED_CERTIFICATE,
  BODY,
  bearing,
  CUSTOMER,
  carrying,
  certificate,
  groundOf,
  held,
  heldCertificate,
  KEY_ID,
  MERCHANT,
  metaCertificate,
  NOW,
  outcome,
  PORTFOLIO,
  repeatOf,
  SECRET,
  segmentsOf,
  sha256,
  type TokenOptions,
  withPrivateKey,
  withSecret,
} from './signed-request.ts';

const patch = (how: TokenOptions = {}) => carrying('PATCH', CUSTOMER, BODY, how);
const { serialNumber } = certificate;

describe('tokens of clients before 0.0.77', () => {
  let sdk: RecordedSdk;
  before(async () => {
    sdk = await recordSdk(certificate);
  });
  after(() => sdk.close());

  it('are accepted where the tenant asked for them, and nowhere else', async () => {
    for (const config of [CONFIGS.certificate, { ...CONFIGS.certificate, ...CONFIGS.metaKey }]) {
      const requests = await sdk.requestsOf('cybersource-rest-client-0.0.74', config);
      assert.equal(requests.length, 6);
      for (const request of requests) {
        const now = Date.now();
        assert.equal(await outcome(request, { now }), ACCEPTED_CERTIFICATE, `${request.method} ${request.target}`);
        assert.equal(await outcome(request, { now, certificateTokens: 'off' }), 'invalid');
        assert.equal(await outcome(request, { now: now + 302_000 }), 'expired');
      }
    }
  });
});

describe('a token with a certificate', () => {
  it('is accepted with either name of the digest’s algorithm and with more certificates behind its own', async () => {
    for (const claims of [{}, { digestAlgorithm: undefined, 'digest-algorithm': 'SHA-256' }])
      assert.equal(await outcome(patch({ claims })), ACCEPTED_CERTIFICATE);
    const x5c = [certificate.certificate, metaCertificate.certificate];
    assert.equal(await outcome(patch({ header: { x5c } })), ACCEPTED_CERTIFICATE);
    assert.equal(await outcome(patch({ header: { kid: KEY_ID } })), ACCEPTED_CERTIFICATE);
    assert.equal(await outcome(carrying('GET', CUSTOMER)), ACCEPTED_CERTIFICATE);
  });

  it('is accepted until its date is 300 seconds off', async () => {
    for (const [offsetMs, expected] of [
      [300_000, ACCEPTED_CERTIFICATE],
      [-300_000, ACCEPTED_CERTIFICATE],
      [300_001, 'expired'],
      [-300_001, 'expired'],
    ] as const)
      assert.equal(await outcome(patch(), { now: NOW + offsetMs }), expected, `${offsetMs} ms`);
  });

  it('makes its owner the caller, known by the merchant’s name and without a nonce', async () => {
    const result = await authenticate(patch(), groundOf());
    assert.ok(result.ok);
    const { credentialId, merchantId, nonce } = result.value;
    assert.deepEqual([credentialId, merchantId, nonce], [ACCEPTED_CERTIFICATE, MERCHANT, undefined]);
  });

  it('makes a copy known by its signature, which has one spelling', async () => {
    const request = patch();
    const [header, claims, signature] = segmentsOf(request);
    assert.equal(await repeatOf(request), signature);
    assert.notEqual(await repeatOf(carrying('PATCH', CUSTOMER, `${BODY} `)), signature);
    assert.equal(await repeatOf(carrying('GET', CUSTOMER)), undefined);
    const other = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1);
    for (const token of [`${header}.${claims}.${other}`, `${header}.${claims}.${signature}==`]) {
      const respelt = bearing('PATCH', CUSTOMER, BODY, token);
      assert.equal(await outcome(respelt), 'malformed');
    }
  });
});

describe('a token whose certificate is not the registered one', () => {
  it('is refused: another of the same key, another of the same name, or somebody’s own chain', async () => {
    const renewed = certified({ serialNumber, keys: certificate, to: new Date('2050-01-01T00:00:00Z') });
    const forged = certified({ serialNumber });
    for (const [x5c, signs] of [
      [[renewed.certificate], withPrivateKey()],
      [[forged.certificate], withPrivateKey(forged)],
      [[forged.certificate, certificate.certificate], withPrivateKey(forged)],
      [[certificate.certificate, forged.certificate], withPrivateKey(forged)],
      [[certificate.certificate], withPrivateKey(forged)],
      [[certificate.certificate], withSecret()],
      [[metaCertificate.certificate], withPrivateKey()],
    ] as const)
      assert.equal(await outcome(patch({ header: { x5c }, signs })), 'invalid');
  });

  it('is refused when nobody or another kind of key is registered by its name', async () => {
    const { publicKeyPem, certificateSha256 } = certificate;
    const kept = { publicKeyPem, certificateSha256, secret: SECRET, merchantId: MERCHANT };
    for (const holders of [
      [],
      [held('shared-secret', serialNumber, kept)],
      [held('certificate', serialNumber, kept, 'mastercard')],
      [heldCertificate(certificate, { certificateSha256: metaCertificate.certificateSha256 })],
      [heldCertificate(certificate, { publicKeyPem: metaCertificate.publicKeyPem })],
    ])
      assert.equal(await outcome(patch(), { holders }), 'invalid');
  });

  it('is refused when it cannot be read, is in another form or has no number in its name', async () => {
    const der = Buffer.from(certificate.certificate, 'base64');
    for (const leaf of [
      '',
      'AAAA',
      '****',
      certificate.certificatePem,
      der.toString('base64url').replace(/=*$/, '-'),
      der.subarray(0, 400).toString('base64'),
      Buffer.from(certificate.publicKeyPem).toString('base64'),
      7,
      null,
      [],
    ])
      assert.equal(await outcome(patch({ header: { x5c: [leaf] } })), 'malformed', String(leaf));
    for (const x5c of [[], 'AAAA', null, { 0: certificate.certificate }, [certificate.certificate, 7]])
      assert.equal(await outcome(patch({ header: { x5c } })), 'malformed');
    const pem = Buffer.from(certificate.certificatePem).toString('base64');
    const trailing = Buffer.concat([der, Buffer.from('x')]).toString('base64');
    for (const x5c of [[pem], [trailing]]) assert.equal(await outcome(patch({ header: { x5c } })), 'invalid');
    const nameless = certified({ serialNumber: '' });
    const how = { header: { x5c: [nameless.certificate] }, signs: withPrivateKey(nameless) };
    assert.equal(await outcome(patch(how)), 'malformed');
  });

  it('is refused before and after the certificate’s own time', async () => {
    const keys = createKeys();
    const hour = 3_600_000;
    for (const [from, to, expected] of [
      [NOW - hour, NOW + hour, 'cred_50'],
      [NOW + hour, NOW + 2 * hour, 'expired'],
      [NOW - 2 * hour, NOW - hour, 'expired'],
    ] as const) {
      const brief = certified({ serialNumber: '50', keys, from: new Date(from), to: new Date(to) });
      const how = { header: { x5c: [brief.certificate] }, signs: withPrivateKey(brief) };
      assert.equal(await outcome(patch(how), { holders: [heldCertificate(brief)] }), expected);
    }
  });
});

describe('a request with a certificate’s token that was changed', () => {
  it('is refused for its body or its digest', async () => {
    for (const body of ['', '{}', `${BODY} `])
      assert.equal(await outcome({ ...patch(), body: Buffer.from(body) }), 'digest', body);
    assert.equal(await outcome({ ...carrying('DELETE', CUSTOMER), body: Buffer.from('{}') }), 'digest');
    for (const claims of [
      { digest: undefined },
      { digestAlgorithm: undefined },
      { digestAlgorithm: 'SHA-1' },
      { digest: sha256('{}') },
      { digest: `SHA-256=${sha256(BODY)}` },
    ])
      assert.equal(await outcome(patch({ claims })), 'digest', JSON.stringify(claims));
  });

  it('is refused with another algorithm, date or merchant', async () => {
    for (const alg of ['none', 'HS256', 'RS512', 'PS256', undefined, null])
      for (const signs of [withPrivateKey(), withSecret(), withSecret(certificate.certificate)])
        assert.equal(await outcome(patch({ header: { alg }, signs })), 'malformed', String(alg));
    for (const iat of [undefined, NOW / 1000, '', 'now', '2026-11-22T02:52:57Z', 'Mon, 22 Nov 2026 02:52:57 GMT', null])
      assert.equal(await outcome(patch({ claims: { iat } })), 'malformed', String(iat));
    for (const merchant of ['othermerchant', PORTFOLIO, ''])
      assert.equal(await outcome(patch({ header: { 'v-c-merchant-id': merchant } })), 'invalid', merchant);
    for (const merchant of [undefined, null, [MERCHANT]])
      assert.equal(await outcome(patch({ header: { 'v-c-merchant-id': merchant } })), 'malformed');
    assert.equal(await outcome(patch({ header: { crit: ['x5c'] } })), 'malformed');
  });

  it('is refused when one part of the token comes from another', async () => {
    const [header, claims, signature] = segmentsOf(patch());
    const [, otherClaims, otherSignature] = segmentsOf(carrying('PATCH', CUSTOMER, '{}'));
    for (const token of [`${header}.${otherClaims}.${signature}`, `${header}.${claims}.${otherSignature}`])
      assert.equal(await outcome(bearing('PATCH', CUSTOMER, BODY, token)), 'invalid');
  });

  it('is refused whatever bytes its certificate is made of', async () => {
    const der = Buffer.from(certificate.certificate, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(der.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (at, bytes) => {
        const changed = Buffer.concat([der.subarray(0, at), bytes, der.subarray(at + bytes.length)]);
        if (changed.equals(der)) return;
        for (const leaf of [changed, Buffer.from(bytes)]) {
          const x5c = [leaf.toString('base64')];
          assert.ok(['malformed', 'invalid'].includes(await outcome(patch({ header: { x5c } }))));
        }
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
  });
});
