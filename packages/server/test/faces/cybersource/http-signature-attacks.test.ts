import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { duplicatedHeader } from '../../../src/wire/single-headers.ts';
import {
  ACCEPTED,
  BODY,
  CUSTOMER,
  certificate,
  HOST,
  held,
  heldCertificate,
  KEY_ID,
  META_KEY_ID,
  NOW,
  outcome,
  PORTFOLIO,
  repeatOf,
  SECRET,
  sha256,
  signed,
  withHeaders,
  withSignature,
} from './signed-request.ts';

const patch = () => signed('PATCH', `${CUSTOMER}?a=1&b=2`, BODY);
const LIST = ['host', 'date', 'request-target', 'digest', 'v-c-merchant-id'];

describe('a request with an HTTP Signature that was changed on its way', () => {
  it('is refused for its body, also when that is gone or was not there', async () => {
    for (const body of ['', '{}', `${BODY} `, `\ufeff${BODY}`, BODY.replace('jane', 'mary')])
      assert.equal(await outcome({ ...patch(), body: Buffer.from(body) }), 'digest', body);
    assert.equal(await outcome({ ...signed('DELETE', CUSTOMER), body: Buffer.from('{}') }), 'digest');
  });

  it('is refused when the digest was changed together with the body, or added to what was signed without', async () => {
    const body = Buffer.from('{}');
    const digest = `SHA-256=${sha256('{}')}`;
    assert.equal(await outcome(withHeaders({ ...patch(), body }, { digest })), 'invalid');
    const without = signed('PATCH', CUSTOMER, '', { headers: { digest } });
    assert.equal(await outcome({ ...without, body }), 'digest');
    assert.equal(
      await outcome(withSignature({ ...without, body }, 'request-target', 'request-target digest')),
      'invalid',
    );
  });

  it('is refused when its path, query, method, host, merchant or date is another one', async () => {
    const request = patch();
    for (const target of [CUSTOMER, `${CUSTOMER}?b=2&a=1`, `${CUSTOMER}/?a=1&b=2`, `${CUSTOMER}?a=1&b=2&c`, '/'])
      assert.equal(await outcome({ ...request, target }), 'invalid', target);
    for (const method of ['PUT', 'POST', 'DELETE', 'GET'])
      assert.equal(await outcome({ ...request, method }), 'invalid', method);
    for (const [name, value] of [
      ['host', 'api.cybersource.com'],
      ['host', `${HOST}:443`],
      ['v-c-merchant-id', 'othermerchant'],
      ['date', new Date(NOW + 1000).toUTCString()],
    ] as const)
      assert.equal(await outcome(withHeaders(request, { [name]: value })), 'invalid', value);
  });

  it('is refused when its list of fields is another one', async () => {
    for (const list of [
      'date host request-target digest v-c-merchant-id',
      'host date (request-target) digest v-c-merchant-id',
      'host date request-target v-c-merchant-id',
      'host date request-target digest v-c-merchant-id accept',
    ]) {
      const changed = withHeaders(withSignature(patch(), /headers="[^"]*"/, `headers="${list}"`), { accept: 'x' });
      assert.equal(await outcome(changed), 'invalid', list);
    }
  });
});

describe('a list of signed fields', () => {
  it('is refused without host, target, date or merchant, whoever signed it', async () => {
    for (const missing of ['host', 'date', 'request-target', 'v-c-merchant-id']) {
      const list = LIST.filter((name) => name !== missing);
      assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { list })), 'malformed', missing);
    }
  });

  it('is refused without the digest of a body, or with a digest of another kind', async () => {
    const list = LIST.filter((name) => name !== 'digest');
    assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { list })), 'digest');
    for (const digest of [
      sha256(BODY),
      `SHA-512=${hash('sha512', BODY, 'base64')}`,
      `MD5=${hash('md5', BODY, 'base64')}`,
      `SHA-256=${hash('sha256', BODY, 'hex')}`,
      `SHA-256=${sha256(BODY).slice(0, -1)}`,
      `SHA-256=${sha256(BODY)},MD5=x`,
      `SHA-256= ${sha256(BODY)}`,
      'SHA-256=',
      '',
    ])
      assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { headers: { digest } })), 'digest', digest);
  });

  it('is refused when it has a field twice, one that was not sent, or one that no request has', async () => {
    for (const list of [
      [...LIST, 'host'],
      [...LIST, 'request-target'],
      [...LIST, 'if-match'],
      [...LIST, 'constructor'],
      [...LIST, 'toString'],
      [...LIST, '__proto__'],
      [...LIST, 'Accept'],
      [...LIST, ''],
      ['', ...LIST],
    ])
      assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { list })), 'malformed', list.join(' '));
    const cookies = { 'set-cookie': ['a', 'b'] as unknown as string };
    const how = { headers: cookies, list: [...LIST, 'set-cookie'], signs: { 'set-cookie': 'a,b' } };
    assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, how)), 'malformed');
  });

  it('is refused with a date that is none, or with one of two that is too old', async () => {
    for (const date of [
      '',
      'now',
      String(NOW),
      '2026-11-22T02:52:57Z',
      'Sun, 22 Nov 2026 02:52:57',
      'Sun, 22 Nov 2026 02:52:57 +0000',
      'Sun, 22 Nov 2026 04:52:57 CET',
      'Mon, 22 Nov 2026 02:52:57 GMT',
      'Sun, 31 Nov 2026 02:52:57 GMT',
      'Sun, 022 Nov 2026 02:52:57 GMT',
      'sun, 22 nov 2026 02:52:57 gmt',
      'Sun, 22 Nov 2026 02:52:60 GMT',
      'Sun, 22 Nov 26 02:52:57 GMT',
    ])
      assert.equal(await outcome(signed('GET', CUSTOMER, '', { headers: { date } })), 'malformed', date);
    const headers = { 'v-c-date': new Date(NOW - 301_000).toUTCString() };
    const list = [...LIST.filter((name) => name !== 'digest'), 'v-c-date'];
    assert.equal(await outcome(signed('GET', CUSTOMER, '', { headers, list })), 'expired');
  });
});

describe('a field that a signature relies on', () => {
  it('is never taken from two lines, nor the target from a field of that name', async () => {
    for (const name of ['Host', 'Date', 'v-c-date', 'Digest', 'V-C-Merchant-Id', 'Signature', 'Authorization'])
      assert.equal(duplicatedHeader([name, 'a', 'accept', 'x', name.toLowerCase(), 'a']), name.toLowerCase());
    const line = `patch ${CUSTOMER}?a=1&b=2`;
    const moved = { ...patch(), target: '/tms/v2/customers/1' };
    assert.equal(await outcome(withHeaders(moved, { 'request-target': line, '(request-target)': line })), 'invalid');
  });
});

describe('an HTTP Signature that somebody else made', () => {
  it('is refused when the key is not known, not for signatures or not of this API', async () => {
    const strangers = [
      [],
      [held('shared-secret', KEY_ID, { secret: SECRET, merchantId: 'testrest' }, 'caibo')],
      [held('certificate', KEY_ID, { ...heldCertificateKept(), secret: SECRET })],
      [held('api-key', KEY_ID, { secret: SECRET, merchantId: 'testrest' })],
    ];
    for (const holders of strangers) assert.equal(await outcome(patch(), { holders }), 'invalid');
    const keyId = certificate.serialNumber;
    const secret = Buffer.from(certificate.publicKeyPem).toString('base64');
    assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { keyId, secret })), 'invalid');
  });

  it('is refused with another secret, an empty one, or the secret as its letters', async () => {
    for (const secret of ['', 'AAAA', Buffer.from(SECRET).toString('base64')])
      assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, { secret })), 'invalid');
  });

  it('is refused when it speaks for another merchant than the key does', async () => {
    for (const merchant of ['othermerchant', PORTFOLIO, 'TESTREST', ''])
      for (const keyId of [KEY_ID, META_KEY_ID])
        assert.equal(
          await outcome(signed('PATCH', CUSTOMER, BODY, { keyId, headers: { 'v-c-merchant-id': merchant } })),
          'invalid',
          merchant,
        );
    const how = { keyId: KEY_ID, signs: { 'v-c-merchant-id': PORTFOLIO } };
    assert.equal(await outcome(signed('PATCH', CUSTOMER, BODY, how)), 'invalid');
  });

  it('learns nothing of a body unless it fits', async () => {
    const forged = signed('PATCH', CUSTOMER, BODY, { secret: 'AAAA' });
    assert.equal(await outcome({ ...forged, body: Buffer.from('{}') }), 'invalid');
  });
});

describe('a signature field', () => {
  it('is refused when a parameter is missing, twice there, unknown or not what it must be', async () => {
    const field = patch().headers['signature'] ?? '';
    for (const name of ['keyid', 'algorithm', 'headers', 'signature']) {
      const parameter = new RegExp(`(${name}="[^"]*")(, )?`);
      for (const to of ['', '$1, $1, ', `${name}="", `, `${name}=x, `, `${name.toUpperCase()}="x", `])
        assert.equal(await outcome(withSignature(patch(), parameter, to)), 'malformed', `${name}: ${to}`);
    }
    for (const extra of [', created="1"', ', x="1"', ', constructor="x"', ',', ';', '\n', ' ,', 'x'])
      assert.equal(await outcome(withHeaders(patch(), { signature: field + extra })), 'malformed', extra);
    for (const algorithm of ['hmac-sha256', 'HmacSHA1', 'none', '', 'rsa-sha256', 'HmacSHA512'])
      assert.equal(await outcome(withSignature(patch(), 'HmacSHA256', algorithm)), 'malformed', algorithm);
    for (const text of ['', 'Signature ', 'x', '"', '=', field.replaceAll('"', "'"), `Signature ${field}`])
      assert.equal(await outcome(withHeaders(patch(), { signature: text })), 'malformed', text);
  });

  it('is refused with the signature in any other spelling: a copy cannot be made to look like another request', async () => {
    const request = patch();
    const key = (await repeatOf(request)) ?? '';
    assert.notEqual(key, '');
    const spellings = [
      key.slice(0, -1),
      `${key}=`,
      key.replace('=', '=='),
      ` ${key}`,
      key.replace('=', '%3D'),
      Buffer.from(key, 'base64').toString('base64url'),
      Buffer.from(key, 'base64').toString('hex'),
      // The same bytes: of the last character before the padding two bits do not count.
      ...[1, 2, 3].map((more) => `${key.slice(0, -2)}${nextCharacter(key.at(-2) ?? '', more)}=`),
    ];
    for (const spelling of spellings) {
      const changed = withSignature(request, /signature="[^"]*"/, `signature="${spelling}"`);
      assert.equal(await outcome(changed), 'malformed', spelling);
    }
  });

  it('is refused beside a token, and missed where neither is', async () => {
    assert.equal(await outcome(withHeaders(patch(), { authorization: 'Bearer x' })), 'conflicting');
    assert.equal(await outcome(withHeaders(patch(), { authorization: '' })), 'conflicting');
    assert.equal(await outcome(withHeaders(patch(), { signature: undefined })), 'missing');
  });

  it('is refused whatever nonsense it is made of', async () => {
    const field = patch().headers['signature'] ?? '';
    const unit = fc.oneof(
      fc.constantFrom(...' ,="()%\\\t\0', 'keyid="', 'headers="', 'signature="', 'host', 'HmacSHA256'),
      fc.string({ unit: 'binary' }),
    );
    const garbage = fc.array(unit, { maxLength: 30 }).map((pieces) => pieces.join(''));
    const isRefused = async (signature: string) =>
      assert.ok(
        ['malformed', 'invalid', 'expired'].includes(await outcome(withHeaders(patch(), { signature }))),
        signature,
      );
    await fc.assert(
      fc.asyncProperty(garbage, fc.nat(field.length), fc.nat(20), async (text, at, length) => {
        await isRefused(text);
        const mixed = field.slice(0, at) + text + field.slice(at + length);
        if (mixed.replace(/[ \t]/g, '') === field.replace(/[ \t]/g, '')) return;
        const result = await outcome(withHeaders(patch(), { signature: mixed }));
        assert.notEqual(result, ACCEPTED, mixed);
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
    await isRefused(`${field}${' '.repeat(20_000)}`);
    await isRefused(`keyid="${'a",keyid="'.repeat(2_000)}`);
  });
});

function heldCertificateKept(): object {
  return JSON.parse(Buffer.from(heldCertificate(certificate).credential.sealed).toString()) as object;
}

/** The character whose value in base64 is greater by that much, in a group of four. */
function nextCharacter(character: string, more: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const value = letters.indexOf(character);
  return letters[(value & ~3) | ((value + more) & 3)] ?? '';
}
