import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { authenticate } from '../../../src/faces/mastercard/auth.ts';
import {
  clock,
  encode,
  groundOf,
  type HandMade,
  handMade,
  heldBy,
  integrator,
  outcome,
  received,
  type SignatureMethod,
  signed,
  stranger,
  withAuthorization,
  withHeaders,
} from './signed-request.ts';

const API = 'https://api.bank.example/global-processing/core';
const BODY = '{"clientContactData":{"email":"jane.roe@example.com"}}';
const patch = () => signed('PATCH', `${API}/clients/40000?a=1&b=2`, BODY);
/** The same by a signer that encodes all it sends, and by one that signs it as it was before. */
const encoding = (how: HandMade = {}) => handMade('PATCH', `${API}/clients/40000?a=1&b=2`, BODY, how);
const asIs = (text: string) => text;

describe('an Authorization header that was changed', () => {
  it('is refused when any of its values is another one', async () => {
    for (const request of [patch(), encoding(), encoding({ valueSigned: asIs })]) {
      for (const [name, value] of [
        ['oauth_nonce', 'another'],
        ['oauth_timestamp', String(Math.floor(clock.now() / 1000) - 1)],
        ['oauth_body_hash', hash('sha256', '', 'base64')],
        ['oauth_signature_method', 'RSA-PSS'],
        ['oauth_signature', 'AAAA'],
        ['oauth_signature', Buffer.alloc(256, 0xff).toString('base64')],
        ['oauth_consumer_key', stranger.consumerKey],
      ] as const) {
        const changed = withAuthorization(request, new RegExp(`${name}="[^"]*"`), `${name}="${value}"`);
        assert.equal(await outcome(changed), 'invalid', name);
      }
      assert.equal(await outcome(withAuthorization(request, /,\s*oauth_version="1.0"/, '')), 'invalid');
      assert.equal(await outcome(withAuthorization(request, /$/, ',oauth_token=""')), 'invalid');
    }
  });

  it('is refused when its signature was made for the other method', async () => {
    const swaps: readonly (readonly [SignatureMethod, string, string])[] = [
      ['RSA-SHA256', 'RSA-SHA256', 'RSA-PSS'],
      ['RSA-PSS-SHA256', 'RSA-PSS', 'RSA-SHA256'],
    ];
    for (const [signatureMethod, from, to] of swaps) {
      const request = signed('POST', `${API}/clients`, BODY, { ...integrator, signatureMethod });
      assert.equal(await outcome(withAuthorization(request, `"${from}"`, `"${to}"`)), 'invalid', to);
    }
    const mislabelled = handMade('POST', `${API}/clients`, BODY, { parameters: { oauth_signature_method: 'RSA-PSS' } });
    assert.equal(await outcome(mislabelled), 'invalid');
  });

  it('is refused when it names a method that is not taken', async () => {
    for (const method of [
      'HMAC-SHA1',
      'HMAC-SHA256',
      'PLAINTEXT',
      'RSA-SHA1',
      'none',
      '',
      'rsa-sha256',
      'RSA-PSS-SHA256',
    ]) {
      const request = handMade('POST', `${API}/clients`, BODY, { parameters: { oauth_signature_method: method } });
      assert.equal(await outcome(request), 'malformed', method);
    }
    const plaintext = `OAuth oauth_consumer_key="${integrator.consumerKey}",oauth_signature_method="PLAINTEXT",oauth_signature="%26"`;
    assert.equal(await outcome(received('GET', `${API}/clients/1`, plaintext)), 'malformed');
  });

  it('is refused when a parameter is missing, twice there or not known', async () => {
    const header = patch().headers['authorization'] ?? '';
    const names = [...header.matchAll(/(oauth_\w+)=/g)].map(([, name]) => String(name));
    assert.equal(names.length, 7);
    const needed = names.filter((name) => !['oauth_version', 'oauth_body_hash'].includes(name));
    for (const name of needed) {
      const without = handMadeWithout(name, header);
      assert.equal(await outcome(withHeaders(patch(), { authorization: without })), 'malformed', name);
    }
    for (const name of names) {
      const twice = withAuthorization(patch(), new RegExp(`(${name}="[^"]*")`), '$1,$1');
      assert.equal(await outcome(twice), 'malformed', name);
      assert.equal(await outcome(withAuthorization(patch(), /$/, `,${name}=""`)), 'malformed', name);
    }
    for (const name of ['oauth_callback', 'constructor', '__proto__', 'to_string', 'x', 'OAUTH_NONCE', 'oauth%5Fnonce'])
      assert.equal(await outcome(withAuthorization(patch(), /$/, `,${name}="1"`)), 'malformed', name);
  });

  it('is refused when a value cannot be read or is not what it should be', async () => {
    const values = {
      oauth_timestamp: ['', '0', '-1', '1.5', '1e9', '0x5f', ' 1', '+1', '01', '1'.repeat(13), 'now', '١٢'],
      oauth_nonce: ['', 'a b', 'a&b', 'a%b', 'é', 'x'.repeat(65), 'a,b', '<script>', 'a\u0000', 'a"b'],
      oauth_version: ['', '1', '1.1', '2.0', '1.0 ', '1.0.0'],
      oauth_token: ['x', ' '],
      oauth_consumer_key: ['', 'a b', 'a%26b', 'é', 'k'.repeat(256), "a' OR 1=1"],
      oauth_body_hash: ['', '=', 'A'.repeat(87), 'a b'],
    };
    for (const [name, texts] of Object.entries(values)) {
      for (const text of texts) {
        for (const valueSent of [encode, asIs]) {
          const request = encoding({ parameters: { [name]: text }, valueSent });
          assert.equal(await outcome(request), 'malformed', `${name}: ${text}`);
        }
      }
    }
    for (const text of ['', '=', 'A', 'AAAAA', 'AAA=A', '****', 'AAA%', 'AAA%zz', '%ff']) {
      const request = withAuthorization(patch(), /oauth_signature="[^"]*"/, `oauth_signature="${text}"`);
      assert.equal(await outcome(request), 'malformed', text);
    }
    for (const text of ['%', '%4', '%zz', '%ff', '%C3', '%ED%A0%80']) {
      const request = withAuthorization(patch(), /oauth_nonce="[^"]*"/, `oauth_nonce="${text}"`);
      assert.equal(await outcome(request), 'malformed', text);
    }
  });

  it('is not good for a second nonce, however its values are spelt', async () => {
    const spellings: readonly ((nonce: string) => string)[] = [
      asIs,
      encode,
      (nonce) => encode(encode(nonce)),
      (nonce) => nonce.replace(/./g, (found) => `%${found.charCodeAt(0).toString(16)}`),
      (nonce) => nonce.replace('a', '%61'),
      (nonce) => `${nonce}%00`,
    ];
    for (const nonce of ['a+b=', 'abc', 'a/~']) {
      for (const how of [{}, { valueSigned: asIs }, { valueSigned: asIs, valueSent: asIs }]) {
        const request = encoding({ parameters: { oauth_nonce: nonce }, ...how });
        const first = await spent(request);
        assert.ok(first?.endsWith(` ${nonce}`));
        for (const spell of spellings) {
          const changed = withAuthorization(request, /oauth_nonce="[^"]*"/, `oauth_nonce="${spell(nonce)}"`);
          assert.ok([undefined, first].includes(await spent(changed)), `${nonce} as ${spell(nonce)}`);
        }
      }
    }
  });
});

describe('a header full of nonsense', () => {
  const refused = ['malformed', 'missing', 'invalid', 'expired'];
  const isRefused = async (authorization: string) =>
    assert.ok(refused.includes(await outcome(withHeaders(patch(), { authorization }))), authorization);

  it('is refused and nothing else happens', async () => {
    const own = [
      'OAuth',
      'OAuth ',
      'OAuth ,',
      'OAuth a',
      'OAuth ="",',
      'OAuth a=b',
      'Bearer x',
      'Basic eDp5',
      'OAuth2 x',
    ];
    for (const text of [
      ...own,
      `OAuth ${'a="b",'.repeat(10_000)}`,
      `OAuth ${' '.repeat(20_000)}`,
      'OAuth '.repeat(3000),
    ])
      await isRefused(text);
    const header = patch().headers['authorization'] ?? '';
    for (const text of [
      `${header},`,
      `,${header}`,
      `${header}\n`,
      header.slice(0, -1),
      header.replaceAll('"', "'"),
      `${header};`,
    ])
      await isRefused(text);
    await isRefused(header.replace('OAuth ', `OAuth realm="${'x'.repeat(4096)}",`));
  });

  it('is refused whatever it is made of', async () => {
    const header = patch().headers['authorization'] ?? '';
    const unit = fc.oneof(
      fc.constantFrom(...' ,="%\\\t\0', 'OAuth ', 'oauth_nonce="', 'realm="', '%'),
      fc.string({ unit: 'binary' }),
    );
    const garbage = fc.array(unit, { maxLength: 40 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(garbage, fc.nat(header.length), fc.nat(20), async (text, at, length) => {
        await isRefused(text);
        await isRefused(`OAuth ${text}`);
        const mixed = header.slice(0, at) + text + header.slice(at + length);
        const result = await outcome(withHeaders(patch(), { authorization: mixed }));
        assert.ok(refused.includes(result) || spellsTheSame(mixed, header), `${mixed}: ${result}`);
      }),
      { numRuns: 200 },
    );
  });
});

async function spent(request: Parameters<typeof authenticate>[0]): Promise<string | undefined> {
  const result = await authenticate(request, groundOf([heldBy(integrator)]));
  return result.ok ? result.value.nonce?.value : undefined;
}

function handMadeWithout(name: string, header: string): string {
  return header.replace(new RegExp(`,?${name}="[^"]*"`), '').replace('OAuth ,', 'OAuth ');
}

/** Whether nothing but blanks between the parameters is different. */
function spellsTheSame(one: string, other: string): boolean {
  const bare = (text: string) =>
    text
      .replace(/^oauth/i, 'OAuth')
      .replace(/[ \t]+/g, '')
      .replace(/realm="[^"]*",?/, '');
  return bare(one) === bare(other);
}
