import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Request } from '../../../src/faces/face.ts';
import { createKeys } from './certificates.ts';
import {
  ACCEPTED,
  BODY,
  BY_CERTIFICATE,
  base64url,
  bearing,
  CUSTOMER,
  certificate,
  held,
  KEY_ID,
  MERCHANT,
  META_KEY_ID,
  metaCertificate,
  NOW,
  outcome,
  PORTFOLIO,
  SECRET,
  segmentsOf,
  sha256,
  type TokenOptions,
  tokened,
  tokenOf,
  withHeaders,
  withPrivateKey,
  withSecret,
} from './signed-request.ts';

const SHAPES: readonly TokenOptions[] = [{}, BY_CERTIFICATE];
const patch = (how: TokenOptions = {}) => tokened('PATCH', `${CUSTOMER}?a=1&b=2`, BODY, how);
const IAT = NOW / 1000;

describe('a request with a token that was changed on its way', () => {
  it('is refused for its body, also when that is gone or was not there', async () => {
    for (const how of SHAPES) {
      for (const body of ['', '{}', `${BODY} `, `\ufeff${BODY}`])
        assert.equal(await outcome({ ...patch(how), body: Buffer.from(body) }), 'digest', body);
      assert.equal(await outcome({ ...tokened('DELETE', CUSTOMER, '', how), body: Buffer.from('{}') }), 'digest');
    }
  });

  it('is refused when its path, query or method is another one', async () => {
    for (const how of SHAPES) {
      for (const target of [CUSTOMER, `${CUSTOMER}?b=2&a=1`, `${CUSTOMER}/?a=1&b=2`, `${CUSTOMER}?a=1&b=2#`, '/'])
        assert.equal(await outcome({ ...patch(how), target }), 'invalid', target);
      for (const method of ['PUT', 'POST', 'DELETE', 'GET'])
        assert.equal(await outcome({ ...patch(how), method }), 'invalid', method);
    }
    assert.equal(await outcome(tokened('PATCH', CUSTOMER, BODY, { claims: { 'request-method': 'PATCH' } })), 'invalid');
  });

  it('is refused when any part of the token is another one', async () => {
    for (const how of SHAPES) {
      const [header, claims, signature] = segmentsOf(patch(how));
      const [otherHeader, otherClaims, otherSignature] = segmentsOf(tokened('PATCH', CUSTOMER, '{}', how));
      assert.equal(otherHeader, header);
      assert.equal(await outcome(sending(`${header}.${otherClaims}.${signature}`)), 'invalid');
      assert.equal(await outcome(sending(`${header}.${claims}.${otherSignature}`)), 'invalid');
      const renamed = base64url(Buffer.from(header, 'base64url').toString().replace('"JWT"', '"jwt"'));
      assert.equal(await outcome(sending(`${renamed}.${claims}.${signature}`)), 'invalid');
      const short = Buffer.from(signature, 'base64url').subarray(1).toString('base64url');
      assert.equal(await outcome(sending(`${header}.${claims}.${short}`)), 'invalid');
    }
  });
});

describe('the algorithm of a token', () => {
  it('is the one of the key, whatever the header says', async () => {
    const [header, claims] = segmentsOf(patch());
    for (const alg of ['none', 'None', 'NONE', '', 'HS384', 'HS512', 'RS512', 'PS256', 'ES256', 'hs256', null, 256, {}])
      for (const how of SHAPES) {
        const request = patch({ ...how, header: { ...how.header, alg } });
        assert.equal(await outcome(request), 'malformed', String(alg));
      }
    assert.equal(await outcome(patch({ header: { alg: undefined } })), 'malformed');
    const none = base64url('{"typ":"JWT","alg":"none","kid":"x"}');
    for (const token of [`${none}.${claims}.`, `${none}.${claims}`, `${header}.${claims}.`])
      assert.equal(await outcome(sending(token)), 'malformed');
  });

  it('cannot be swapped: a public key is no secret, and a secret no certificate', async () => {
    const { serialNumber: kid, publicKeyPem, certificatePem, certificateSha256 } = certificate;
    const der = Buffer.from(publicKeyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    for (const secret of [publicKeyPem, publicKeyPem.trim(), der, certificatePem, certificateSha256, '', MERCHANT])
      assert.equal(await outcome(patch({ header: { alg: 'HS256', kid }, signs: macWith(secret) })), 'invalid');
    for (const signs of [withSecret(), withPrivateKey(), macWith(SECRET)])
      assert.equal(await outcome(patch({ header: { alg: 'RS256', kid: KEY_ID }, signs })), 'invalid');
    assert.equal(await outcome(patch({ header: { alg: 'HS256', kid }, signs: withPrivateKey() })), 'invalid');
  });

  it('asks for nothing that must be understood', async () => {
    for (const crit of [[], ['exp'], ['b64'], null, 'exp'])
      assert.equal(await outcome(patch({ header: { crit, b64: true } })), 'malformed');
  });
});

describe('a token that somebody else made', () => {
  it('is refused when its key is not known, of another kind or of another API', async () => {
    const kept = { publicKeyPem: certificate.publicKeyPem, secret: SECRET, merchantId: MERCHANT };
    const { serialNumber } = certificate;
    for (const holders of [
      [],
      [held('shared-secret', KEY_ID, kept, 'mastercard'), held('certificate', serialNumber, kept, 'mastercard')],
      [held('api-key', KEY_ID, kept), held('signing-key', serialNumber, kept)],
      [held('certificate', KEY_ID, kept), held('shared-secret', serialNumber, kept)],
    ])
      for (const how of SHAPES) assert.equal(await outcome(patch(how), { holders }), 'invalid');
    for (const kid of ['', undefined, null, 7, [KEY_ID]])
      assert.equal(await outcome(patch({ header: { kid } })), 'malformed', String(kid));
    for (const kid of [KEY_ID.toUpperCase(), ` ${KEY_ID}`, certificate.certificateSha256, '../../key', "' OR 1=1"])
      assert.equal(await outcome(patch({ header: { kid } })), 'invalid', kid);
  });

  it('is refused with another secret or another private key', async () => {
    for (const signs of [macWith(SECRET), macWith(''), withSecret('AAAA')])
      assert.equal(await outcome(patch({ signs })), 'invalid');
    for (const keys of [createKeys(), metaCertificate])
      assert.equal(await outcome(patch({ ...BY_CERTIFICATE, signs: withPrivateKey(keys) })), 'invalid');
  });

  it('never brings its own key', async () => {
    const keys = createKeys();
    const jwk = { kty: 'oct', k: base64url('secret') };
    for (const more of [{ jwk }, { jku: 'https://attacker.example/keys' }, { x5u: 'https://attacker.example/cert' }]) {
      assert.equal(await outcome(patch({ header: more, signs: macWith('secret') })), 'invalid');
      const how = { header: { ...BY_CERTIFICATE.header, ...more }, signs: withPrivateKey(keys) };
      assert.equal(await outcome(patch(how)), 'invalid');
    }
  });

  it('is refused when it speaks for another merchant or portfolio than the key does', async () => {
    for (const how of SHAPES) {
      for (const claims of [
        { 'v-c-merchant-id': 'othermerchant' },
        { iss: 'othermerchant' },
        { iss: PORTFOLIO },
        { 'v-c-merchant-id': PORTFOLIO, iss: PORTFOLIO },
        { iss: '' },
      ])
        assert.equal(await outcome(patch({ ...how, claims })), 'invalid', JSON.stringify(claims));
    }
    const claims = { 'v-c-merchant-id': PORTFOLIO, iss: PORTFOLIO };
    assert.equal(await outcome(patch({ header: { kid: META_KEY_ID }, claims })), 'invalid');
  });

  it('tells nothing of its body, path or hosts unless it fits', async () => {
    const forged = patch({ signs: macWith('guess') });
    assert.equal(await outcome({ ...forged, body: Buffer.from('{}') }, { requestHosts: [] }), 'invalid');
  });
});

describe('the claims of a token', () => {
  it('are refused when one is missing or not what it must be', async () => {
    const wrong: Readonly<Record<string, readonly unknown[]>> = {
      iat: [undefined, String(IAT), new Date(NOW).toUTCString(), IAT + 0.5, null, -1, true],
      exp: [undefined, String(IAT + 120), IAT + 0.5, null, {}, -1],
      jti: [undefined, '', 'x'.repeat(65), 'a b', 'é', 7, null, '\u0000', 'a\n'],
      iss: [undefined, null, 7, [MERCHANT]],
      'request-method': [undefined, null, ['patch']],
      'request-resource-path': [undefined, null, { a: 1 }],
      'request-host': [null, 7, ['a']],
      'v-c-jwt-version': [undefined, '1', 2, '2.0', null],
      'v-c-merchant-id': [undefined, null, [MERCHANT], 7],
    };
    for (const [name, values] of Object.entries(wrong))
      for (const value of values)
        assert.equal(await outcome(patch({ claims: { [name]: value } })), 'malformed', `${name}: ${value}`);
  });

  it('are refused when their digest is missing, of another kind or of another body', async () => {
    for (const claims of [
      { digest: undefined },
      { digest: undefined, 'digest-algorithm': undefined },
      { 'digest-algorithm': undefined },
      { 'digest-algorithm': 'SHA-512' },
      { 'digest-algorithm': 'sha-256' },
      { digestAlgorithm: 'MD5' },
      { digest: `SHA-256=${sha256(BODY)}` },
      { digest: sha256('{}') },
      { digest: null },
      { digest: [sha256(BODY)] },
      { digest: '' },
    ])
      assert.equal(await outcome(patch({ claims })), 'digest', JSON.stringify(claims));
    assert.equal(await outcome(tokened('POST', CUSTOMER, '', { claims: { digest: null } })), 'digest');
  });

  it('are refused when they last longer than an hour, end before they begin or are of another time', async () => {
    for (const [claims, expected] of [
      [{ exp: IAT + 3_600 }, ACCEPTED],
      [{ exp: IAT + 3_601 }, 'malformed'],
      [{ exp: IAT - 1 }, 'malformed'],
      [{ exp: 9_007_199_254_740_991 }, 'malformed'],
      [{ iat: 9_007_199_254_740_000, exp: 9_007_199_254_740_991 }, 'expired'],
      [{ iat: IAT - 86_400 }, 'malformed'],
      [{ iat: IAT - 1_000, exp: IAT - 301 }, 'expired'],
      [{ iat: IAT + 301, exp: IAT + 400 }, 'expired'],
      [{ iat: NOW, exp: NOW + 120 }, 'expired'],
      [{ iat: 0, exp: 0 }, 'expired'],
    ] as const)
      assert.equal(await outcome(patch({ claims })), expected, JSON.stringify(claims));
    const huge = withRawClaim('exp', '1e400');
    assert.equal(await outcome(huge), 'malformed');
    assert.equal(await outcome(withRawClaim('exp', '18446744073709551616')), 'malformed');
  });

  it('are refused when a name comes twice, however it is spelt', async () => {
    const header = '{"typ":"JWT","alg":"HS256","kid":"08c94330-f618-42a3-b09d-e1e43be5efda"}';
    for (const [from, to] of [
      ['{', '{"alg":"none",'],
      ['{', '{"\\u0061lg":"none",'],
      ['{', '{"__proto__":{},'],
    ] as const)
      assert.equal(await outcome(sending(tokenOf(header.replace(from, to), ordinaryClaims()))), 'malformed', to);
    for (const more of ['"jti":"x"', '"request-resource-path":"/"', '"\\u0065xp":1'])
      assert.equal(await outcome(sending(tokenOf(header, `{${more},${ordinaryClaims().slice(1)}`))), 'malformed', more);
  });
});

describe('the form of a token', () => {
  it('is refused unless it is the one there is', async () => {
    const [header, claims, signature] = segmentsOf(patch());
    const { authorization = '' } = patch().headers;
    for (const token of [
      '',
      '..',
      'a',
      `${header}.${claims}`,
      `${header}.${claims}.${signature}.`,
      `${header}.${claims}.${signature}.x`,
      `.${claims}.${signature}`,
      `${header}..${signature}`,
      `${header}=.${claims}.${signature}`,
      `${header}.${claims}.${signature}=`,
      `${header}.${claims}.${signature.replaceAll('_', '/').replaceAll('-', '+')}~`,
      `${header}.${claims}.${signature.slice(0, -1)}${signature.at(-1) === 'B' ? 'C' : 'B'}`,
      `${base64url('[]')}.${claims}.${signature}`,
      `${header}.${base64url('"x"')}.${signature}`,
      `${header}.${base64url(`\ufeff${ordinaryClaims()}`)}.${signature}`,
      `${header}.${Buffer.from('{"a":"\xff"}', 'latin1').toString('base64url')}.${signature}`,
      `${header}.${base64url(`${'['.repeat(1_000)}`)}.${signature}`,
      `${header}.${claims}.${'A'.repeat(5_000)}`,
    ])
      assert.equal(await outcome(sending(token)), 'malformed', token);
    for (const text of ['', 'Basic eDp5', 'Bearer', `Signature ${authorization}`, authorization.replace(' ', ',')])
      assert.ok(['missing', 'malformed'].includes(await outcome(withHeaders(patch(), { authorization: text }))), text);
  });

  it('may not be accompanied by a signature field, not even an empty one', async () => {
    for (const signature of ['', 'keyid="x"'])
      assert.equal(await outcome(withHeaders(patch(), { signature })), 'conflicting');
  });

  it('is refused whatever nonsense stands in it', async () => {
    const parts = segmentsOf(patch());
    const json = fc.json({ maxDepth: 3 });
    const segment = fc.oneof(
      json.map(base64url),
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.constantFrom(...parts),
    );
    const refused = ['malformed', 'invalid', 'expired', 'missing'];
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 4 }), fc.nat(2), fc.string(), async (segments, at, text) => {
        const spliced = parts.with(at, `${parts[at]?.slice(0, text.length)}${text}`);
        for (const pieces of [segments, spliced, parts.with(at, segments[0] ?? '')]) {
          if (pieces.join('.').trimEnd() === parts.join('.')) continue;
          const result = await outcome(sending(pieces.join('.')));
          assert.ok(refused.includes(result), `${pieces.join('.')}: ${result}`);
        }
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
  });

  it('is refused whatever its members are', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('HS256', 'RS256', KEY_ID, IAT, '2', MERCHANT, []));
    const names = ['alg', 'kid', 'x5c', 'iat', 'exp', 'jti', 'iss', 'digest', 'v-c-jwt-version', 'v-c-merchant-id'];
    const members = fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(members, members, async (header, claims) => {
        const request = patch({ header, claims: { ...claims, 'request-method': 'put' } });
        assert.ok(['malformed', 'invalid', 'expired'].includes(await outcome(request)));
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
  });
});

function sending(token: string): Request {
  return bearing('PATCH', `${CUSTOMER}?a=1&b=2`, BODY, token);
}

function ordinaryClaims(): string {
  return Buffer.from(segmentsOf(patch())[1], 'base64url').toString();
}

/** A request whose claims have a number that JSON can write and nobody can count to. */
function withRawClaim(name: string, digits: string): Request {
  const [header] = segmentsOf(patch());
  const claims = ordinaryClaims().replace(new RegExp(`"${name}":\\d+`), `"${name}":${digits}`);
  return sending(tokenOf(Buffer.from(header, 'base64url').toString(), claims));
}

function macWith(secret: string | Buffer) {
  return (text: string) => createHmac('sha256', secret).update(text).digest();
}
