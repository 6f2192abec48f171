import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ACCEPTED,
  clock,
  encode,
  groundOf,
  type HandMade,
  handMade,
  heldBy,
  integrator,
  outcome,
  received,
  signed,
  stranger,
  withAuthorization,
  withHeaders,
  withTarget,
} from './signed-request.ts';

const API = 'https://api.bank.example/global-processing/core';
const BODY = '{"clientContactData":{"email":"jane.roe@example.com"}}';
const patch = () => signed('PATCH', `${API}/clients/40000?a=1&b=2`, BODY);
/** The same by a signer that encodes all it sends, and by one that signs it as it was before. */
const encoding = (how: HandMade = {}) => handMade('PATCH', `${API}/clients/40000?a=1&b=2`, BODY, how);
const asIs = (text: string) => text;

describe('a signed request that was changed on its way', () => {
  it('is refused for its body alone when the signature fits', async () => {
    for (const request of [patch(), encoding(), encoding({ valueSigned: asIs })]) {
      for (const at of [0, 10, request.body.length - 1]) {
        const body = Buffer.from(request.body);
        body[at] = (body[at] ?? 0) ^ 1;
        assert.equal(await outcome({ ...request, body }), 'digest');
      }
      for (const body of ['', `${BODY} `, `\ufeff${BODY}`, BODY.slice(1)])
        assert.equal(await outcome({ ...request, body: Buffer.from(body) }), 'digest', body);
    }
  });

  it('would be refused for the body of a GET as well, which the server lets nobody send', async () => {
    const get = signed('GET', `${API}/clients/40000`);
    assert.equal(await outcome({ ...get, body: Buffer.from('{}') }), 'digest');
  });

  it('is refused for its signature when the body was changed together with its hash', async () => {
    const body = Buffer.from(BODY.replace('jane', 'mary'));
    const changed = { ...patch(), body };
    const hashes = /oauth_body_hash="[^"]*"/;
    for (const value of [hash('sha256', body, 'base64'), encode(hash('sha256', body, 'base64'))])
      assert.equal(await outcome(withAuthorization(changed, hashes, `oauth_body_hash="${value}"`)), 'invalid');
    assert.equal(await outcome(withAuthorization(changed, /oauth_body_hash="[^"]*",/, '')), 'invalid');
  });

  it('is refused when its path, query, method or host is another one', async () => {
    const request = patch();
    const [path, query] = request.target.split('?');
    for (const target of [
      path,
      `${path}?`,
      `${path}/?${query}`,
      `${path}1?${query}`,
      `/${path}?${query}`,
      `${path}?${query}&c=3`,
      `${path}?a=2&b=1`,
      `${path}?a=1&b=2&b=3`,
      `${path}?a=1`,
      `${path}?A=1&b=2`,
      `${path}?a=1%26b=2`,
      `${path}%3F${query}`,
      `${path?.replace('clients', '%63lients')}?${query}`,
      `${path?.toUpperCase()}?${query}`,
    ])
      assert.equal(await outcome(withTarget(request, String(target))), 'invalid', String(target));
    for (const method of ['PUT', 'POST', 'GET', 'DELETE', 'patch'])
      assert.equal(await outcome({ ...request, method }), 'invalid', method);
    for (const host of ['bank.example', 'api.bank.example.attacker.example', 'api.bank.example:8443', '', undefined])
      assert.equal(await outcome(withHeaders(request, { host })), 'invalid', `${host}`);
  });

  it('is accepted when only the order of what is sorted anyway was changed', async () => {
    const request = patch();
    const [path] = request.target.split('?');
    assert.equal(await outcome(withTarget(request, `${path}?b=2&a=1`)), ACCEPTED);
    const list = (request.headers['authorization'] ?? '').slice('OAuth '.length).split(',');
    const turned = { authorization: `OAuth ${list.reverse().join(',')}` };
    assert.equal(await outcome(withHeaders(request, turned)), ACCEPTED);
  });

  it('never becomes one for another resource, whatever was signed', async () => {
    const unit = fc.constantFrom(..."ab!*'()~=&,+;?", '%2C', '%21', '%26', '%3D', '%3F');
    const piece = fc.string({ unit, maxLength: 6 });
    const signers = [
      (url: string) => signed('PUT', url, BODY),
      (url: string) => handMade('PUT', url, BODY),
      (url: string) => handMade('PUT', url, BODY, { valueSigned: asIs, querySigned: asIs }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...signers), piece, piece, piece, piece, async (sign, ...pieces) => {
        const [before, from, to, after] = pieces;
        const one = `/${before}${from}${after}`;
        const other = `/${before}${to}${after}`;
        const request = sign(`https://api.bank.example${one}`);
        const expected = meaning(one) === meaning(other) ? [ACCEPTED, 'invalid'] : ['invalid'];
        assert.ok(expected.includes(await outcome(withTarget(request, other))), `${one} became ${other}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a request that somebody else made', () => {
  it('is refused when its consumer key is not registered, or not as one that signs', async () => {
    assert.equal(await outcome(signed('POST', `${API}/clients`, BODY, stranger)), 'invalid');
    for (const kind of ['encryption-key', 'api-key', 'login']) {
      const ground = groundOf([heldBy(integrator, kind)]);
      assert.equal(await outcome(patch(), ground), 'invalid', kind);
    }
    const caibo = heldBy(integrator);
    const ground = groundOf([{ ...caibo, credential: { ...caibo.credential, face: 'caibo' } }]);
    assert.equal(await outcome(patch(), ground), 'invalid');
  });

  it('is refused when another key signed under the name of a registered one', async () => {
    const forged = { ...stranger, consumerKey: integrator.consumerKey };
    for (const signatureMethod of ['RSA-SHA256', 'RSA-PSS-SHA256'] as const)
      assert.equal(await outcome(signed('POST', `${API}/clients`, BODY, { ...forged, signatureMethod })), 'invalid');
    const both = groundOf([heldBy(integrator), heldBy(stranger)]);
    assert.equal(await outcome(signed('POST', `${API}/clients`, BODY, forged), both), 'invalid');
  });

  it('learns of a changed body only with a signature that fits', async () => {
    for (const signer of [stranger, { ...stranger, consumerKey: integrator.consumerKey }]) {
      const request = signed('POST', `${API}/clients`, BODY, signer);
      assert.equal(await outcome({ ...request, body: Buffer.from('{}') }), 'invalid');
    }
  });
});

describe('a query with very many members', () => {
  it('is refused before any of it is sorted', async () => {
    for (const [members, expected] of [
      ['a=1&'.repeat(63), ACCEPTED],
      ['a=1&'.repeat(64), 'malformed'],
      ['&'.repeat(10_000), 'malformed'],
    ] as const)
      assert.equal(await outcome(signed('GET', `${API}/clients/1?${members}`)), expected, `${members.length}`);
  });
});

describe('a body that nobody signed', () => {
  it('is refused unless it is empty', async () => {
    const parameters = { oauth_body_hash: undefined };
    assert.equal(await outcome(handMade('POST', `${API}/clients`, BODY, { parameters })), 'digest');
    assert.equal(await outcome(handMade('GET', `${API}/clients/1`, '', { parameters })), ACCEPTED);
  });

  it('is refused with a hash of another kind', async () => {
    for (const algorithm of ['sha1', 'sha512', 'md5']) {
      const parameters = { oauth_body_hash: hash(algorithm, BODY, 'base64') };
      assert.equal(await outcome(handMade('POST', `${API}/clients`, BODY, { parameters })), 'digest', algorithm);
    }
  });
});

describe('a request from another time', () => {
  it('is refused beyond five minutes, before and behind', async () => {
    const request = patch();
    const at = Number(/oauth_timestamp="(\d+)"/.exec(request.headers['authorization'] ?? '')?.[1]) * 1000;
    for (const [offsetMs, expected] of [
      [0, ACCEPTED],
      [300_000, ACCEPTED],
      [-300_000, ACCEPTED],
      [300_001, 'expired'],
      [-300_001, 'expired'],
      [86_400_000, 'expired'],
      [-86_400_000, 'expired'],
    ] as const) {
      const ground = groundOf([heldBy(integrator)], { clock: { now: () => at + offsetMs } });
      assert.equal(await outcome(request, ground), expected, `${offsetMs} ms`);
    }
  });

  it('is refused in milliseconds as well', async () => {
    const request = handMade('POST', `${API}/clients`, BODY, { parameters: { oauth_timestamp: String(clock.now()) } });
    assert.equal(await outcome(request), 'malformed');
    const later = handMade('POST', `${API}/clients`, BODY, { parameters: { oauth_timestamp: '999999999999' } });
    assert.equal(await outcome(later), 'expired');
  });
});

describe('credentials in the wrong place', () => {
  it('are refused beside another scheme', async () => {
    assert.equal(await outcome(withHeaders(patch(), { 'x-api-key': 'caibo_test_sk_0123456789abcdef' })), 'conflicting');
    assert.equal(await outcome(withHeaders(patch(), { 'x-api-key': '' })), 'conflicting');
  });

  it('are refused in the URL, with and without a header', async () => {
    const header = patch().headers['authorization'] ?? '';
    const query = header.replace('OAuth ', '').replaceAll('"', '').replaceAll(',', '&');
    assert.equal(await outcome(received('GET', `${API}/clients/40000?${query}`, undefined)), 'missing');
    for (const name of ['oauth_nonce', 'oauth_token', 'OAUTH_x', '%6Fauth_nonce', 'oauth%5Fbody_hash', 'oauth_']) {
      const url = `${API}/clients/40000?${name}=1`;
      assert.equal(await outcome(signed('GET', url)), 'malformed', name);
      assert.equal(await outcome(handMade('GET', url)), 'malformed', name);
    }
  });

  it('are missing where there is no header', async () => {
    for (const authorization of [undefined, ''])
      assert.equal(await outcome(received('GET', `${API}/clients/1`, authorization)), 'missing');
    const apiKey = withHeaders(received('GET', `${API}/clients/1`, undefined), { 'x-api-key': 'x' });
    assert.equal(await outcome(apiKey), 'missing');
  });
});

/** What a server reads in a target: the path, and which members the query has; one that is altogether empty is none. */
function meaning(target: string): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const members = [...new URLSearchParams(query)].filter((pair) => pair.some(Boolean)).map((pair) => pair.join('\0'));
  return [path.replaceAll("'", '%27'), ...new Set(members.sort())].join(' ');
}
