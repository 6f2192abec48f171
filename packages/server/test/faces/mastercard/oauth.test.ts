import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Request } from '../../../src/faces/face.ts';
import { authenticate } from '../../../src/faces/mastercard/auth.ts';
import { isSigned, readAuthorization } from '../../../src/faces/mastercard/oauth.ts';
import { signatureBases } from '../../../src/faces/mastercard/signature-base.ts';
import {
  ACCEPTED,
  createSigner,
  encode,
  groundOf,
  handMade,
  heldBy,
  integrator,
  outcome,
  received,
  type SignatureMethod,
  signed,
  withHeaders,
} from './signed-request.ts';

const API = 'https://api.bank.example/global-processing/core';
const asIs = (text: string) => text;
const methods: readonly SignatureMethod[] = ['RSA-SHA256', 'RSA-PSS-SHA256'];
const bodies = [
  ['GET', ''],
  ['POST', '{"clientNumber":"ABC_2","clientType":"PR"}'],
  ['POST', '{"clientPersonalData":{"firstName":"Zoë","lastName":"Łukasz 王 😀"}}'],
  ['PATCH', '{"clientContactData":{"email":null}}'],
  ['PUT', '{"city":"Rome"}'],
  ['HEAD', ''],
] as const;
const targets = [
  '/clients',
  '/clients/40000',
  '/clients/40000/',
  '/clients/40000/card-contracts?statuses=41,05',
  '/clients/40000/card-contracts?statuses=41%2C05&creation_date_from=2026-01-01',
  '/clients/40000/card-contracts?statuses=41,05&creation_date_from=2026%2D01%2D01',
  '/clients/40000/card-contracts?statuses=&limit=10&offset',
  '/clients/40000/classifiers?classifier_codes=a+b,c%20d',
  '/clients/40000/classifiers?classifier_codes=b&classifier_codes=a&classifier_codes=b',
  '/clients/40000/classifiers?x=1&x%5B%5D=2&X=3&&x!=5&x=%zz',
  "/clients/40000/custom-data/it's",
  '/clients/40000/custom-data/wow!',
  '/clients/40000/custom-data/wow!!',
  '/clients/40000/custom-data/(TAG)*_*',
  "/clients/40000/custom-data/a!b'c(d)e*f~g?q='!()**!",
  '/clients/40000/custom-data/caf%C3%A9%20%2F',
  '/clients/40000/custom-data/a{b}|c^d`e',
];

describe('a request signed by the official signer', () => {
  for (const signatureMethod of methods) {
    for (const [method, body] of bodies) {
      it(`with ${signatureMethod}, ${method} and ${body.length} characters is accepted`, async () => {
        for (const target of targets) {
          const request = signed(method, API + target, body, { ...integrator, signatureMethod });
          assert.equal(await outcome(request), ACCEPTED, target);
        }
      });
    }
  }

  it('is accepted whichever port its URL was written with', async () => {
    for (const origin of [
      'https://api.bank.example:443',
      'http://api.bank.example:80',
      'http://127.0.0.1:8080',
      'https://API.Bank.Example:8443',
      'http://localhost',
    ]) {
      const request = signed('PATCH', `${origin}/global-processing/core/clients/40000`, '{}');
      assert.equal(await outcome(request), ACCEPTED, origin);
      const host = origin.split('//')[1] ?? '';
      assert.equal(await outcome(withHeaders(request, { host })), ACCEPTED, `${origin}, Host: ${host}`);
    }
  });

  it('is accepted behind a proxy that has its own Host, where the public origin is known', async () => {
    const request = withHeaders(signed('GET', `${API}/clients/40000`), { host: 'clientele.internal:8080' });
    assert.equal(await outcome(request), 'invalid');
    for (const publicOrigin of [
      'https://api.bank.example',
      'https://API.bank.example:443/',
      'https://api.bank.example/',
    ])
      assert.equal(await outcome(request, groundOf([heldBy(integrator)], { publicOrigin })), ACCEPTED, publicOrigin);
  });

  it('is accepted whatever its path, query and body are', async () => {
    const piece = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'ab!*\'()~-_.,;:@$+[]{}|^"<>`/%', '%2C', '%21', '%C3%A9'),
        fc.constantFrom('=', '&', 'oaut'),
      ),
      maxLength: 24,
    });
    await fc.assert(
      fc.asyncProperty(
        piece.map((text) => text.replace(/[=&]/g, '')),
        fc.option(piece.map((text) => text.replace(/(^|&)=+/g, '$1'))),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...methods),
        fc.constantFrom('https://api.bank.example', 'http://127.0.0.1:8080'),
        async (path, query, body, signatureMethod, origin) => {
          const url = `${origin}/clients/${path}${query === null ? '' : `?${query}`}`;
          const request = signed('POST', url, body, { ...integrator, signatureMethod });
          assert.equal(await outcome(request), ACCEPTED, request.target);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('costs one RSA operation where the scheme is the usual one', () => {
    for (const [origin, publicOrigin] of [
      ['https://api.bank.example', undefined],
      ['http://localhost:8080', undefined],
      ['https://api.bank.example:8443', 'https://api.bank.example:8443'],
      ['http://api.bank.example', 'http://api.bank.example'],
    ] as const) {
      const request = signed('PATCH', `${origin}/clients/40000?statuses=41,05`, '{}');
      assert.ok(isAmongTheFirst(request, 1, publicOrigin), origin);
    }
  });

  it('is accepted with a key of 4096 bits', async () => {
    const large = createSigner('Large', 4096);
    for (const signatureMethod of methods) {
      const request = signed('POST', `${API}/clients`, '{}', { ...large, signatureMethod });
      assert.equal(await outcome(request, groundOf([heldBy(large)])), heldBy(large).credential.id);
    }
  });
});

describe('a request signed by the letter of RFC 5849', () => {
  it('is accepted: all of its values are encoded before the whole is', async () => {
    for (const [method, body] of bodies) {
      for (const target of targets.filter((text) => !text.includes('%zz')))
        assert.equal(await outcome(handMade(method, API + target, body)), ACCEPTED, target);
    }
  });

  it('may leave its query and what needs no encoding as they are', async () => {
    for (const target of targets) {
      assert.equal(await outcome(handMade('GET', API + target, '', { querySigned: asIs })), ACCEPTED, target);
      const raw = { querySigned: asIs, valueSigned: asIs, valueSent: (text: string) => text.replaceAll('+', '%2B') };
      assert.equal(await outcome(handMade('GET', API + target, '', raw)), ACCEPTED, target);
    }
  });

  it('may carry a realm, which nobody signs, blanks, and no version, token or body hash', async () => {
    const request = handMade('GET', `${API}/clients/40000`, '', {
      parameters: { oauth_body_hash: undefined, oauth_version: undefined, oauth_token: '' },
    });
    const header = request.headers['authorization'] ?? '';
    assert.equal(await outcome(request), ACCEPTED);
    const realm = header.replace('OAuth ', 'oauth \t realm="The bank, & co.",\t').replaceAll(', ', ' ,');
    assert.equal(await outcome(withHeaders(request, { authorization: realm })), ACCEPTED);
  });

  it('may have a nonce of 64 characters, in base64 too', async () => {
    for (const nonce of ['a', 'f'.repeat(64), 'Zm9v/mJhcg+=', '2f1c-41d2.~_']) {
      const request = handMade('POST', `${API}/clients`, '{}', { parameters: { oauth_nonce: nonce } });
      assert.equal(await outcome(request), ACCEPTED, nonce);
    }
  });
});

describe('a request signed as the official signer for C# does it', () => {
  it('is accepted: its values are encoded in the header and signed as they were before', async () => {
    for (const [method, body] of bodies) {
      for (const target of targets.filter((text) => !text.includes('%zz'))) {
        for (const querySigned of [asIs, undefined]) {
          const how = { valueSigned: asIs, valueSent: encode, ...(querySigned && { querySigned }) };
          assert.equal(await outcome(handMade(method, API + target, body, how)), ACCEPTED, target);
        }
      }
    }
  });
});

describe('the candidates for what was signed', () => {
  it('are twelve at most, and each of them once', () => {
    const request = handMade('GET', 'https://api.bank.example/a!?b=c,d+%7e&b=c,d', '');
    const plain = signed('GET', 'https://api.bank.example/a!?b=c,d+%7e&b=c,d', '');
    for (const [text, publicOrigin] of [
      [request, 'https://other.example'],
      [plain, 'https://other.example'],
      [request, undefined],
    ] as const) {
      const bases = basesOf(text, publicOrigin);
      assert.ok(bases.length <= 12, `${bases.length}`);
      assert.equal(new Set(bases).size, bases.length);
    }
  });

  it('are the RFC’s own example, as far as it needs no form in the body', () => {
    const request = received('GET', 'http://EXAMPLE.COM:80/r%20v/X?id=123&b5=%3D%253D&a3=a&c%40=&a2=r%20b', undefined);
    const [base] = [...signatureBases(request, [['oauth_nonce', '7d8f3e4a']], undefined)].filter((text) =>
      text.includes('&http%3A'),
    );
    assert.equal(
      base,
      'GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&' +
        'a2%3Dr%2520b%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26id%3D123%26oauth_nonce%3D7d8f3e4a',
    );
  });

  it('are none where neither the Host nor a public origin says where the server is', () => {
    for (const host of [undefined, '', 'a b', 'a/b', 'user@host', 'host:', 'host:x', 'h&x', '[', 'é.example'])
      assert.deepEqual(basesOf(withHeaders(signed('GET', `${API}/clients`), { host }), undefined), [], `${host}`);
  });
});

describe('who signed', () => {
  const ground = groundOf([heldBy(integrator)]);

  it('is the owner of the consumer key, with the rights of the credential', async () => {
    const result = await authenticate(signed('GET', `${API}/clients/40000`), ground);
    assert.ok(result.ok);
    const { tenant, credentialId, scopes } = result.value;
    assert.deepEqual([tenant.id, credentialId], ['bank', ACCEPTED]);
    assert.deepEqual([...scopes], ['customers:read', 'customers:write', 'history:read']);
  });

  it('may ask for a change one time only, and read again as often as he likes', async () => {
    for (const [method, body] of bodies) {
      const request = handMade(method, `${API}/clients`, body, { parameters: { oauth_nonce: 'once' } });
      const result = await authenticate(request, ground);
      assert.ok(result.ok);
      const timestamp = /oauth_timestamp="(\d+)"/.exec(request.headers['authorization'] ?? '')?.[1];
      const expiresAt = new Date(Number(timestamp) * 1000 + 600_000).toISOString();
      const spent = { scope: ACCEPTED, value: `${timestamp} once`, expiresAt };
      assert.deepEqual(result.value.nonce, ['GET', 'HEAD'].includes(method) ? undefined : spent, method);
      const later = await authenticate(request, { ...ground, clock: { now: () => Date.now() + 60_000 } });
      assert.deepEqual(later.ok && later.value.nonce, result.value.nonce);
    }
  });

  it('is another one as soon as the key is registered anew', async () => {
    const held = heldBy(integrator);
    const successor = { ...createSigner('Successor'), consumerKey: integrator.consumerKey };
    const list = [held];
    const changing = groundOf(list);
    assert.equal(await outcome(signed('GET', `${API}/clients/1`), changing), ACCEPTED);
    list[0] = heldBy(successor);
    assert.equal(await outcome(signed('GET', `${API}/clients/1`), changing), 'invalid');
    assert.equal(await outcome(signed('GET', `${API}/clients/1`, '', successor), changing), ACCEPTED);
  });
});

function basesOf(request: Request, publicOrigin: string | undefined): string[] {
  const read = readAuthorization(request.headers['authorization']);
  assert.ok(read.ok);
  return [...signatureBases(request, read.value.signed, publicOrigin)];
}

function isAmongTheFirst(request: Request, count: number, publicOrigin: string | undefined): boolean {
  const read = readAuthorization(request.headers['authorization']);
  const first = basesOf(request, publicOrigin).slice(0, count);
  return read.ok && isSigned(read.value, first, createPublicKey(integrator.publicKeyPem));
}
