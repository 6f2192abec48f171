/** Whatever comes in: no answer is a mistake of the server's, and every refusal has the vendor's shape. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '@clientele/core';
import fc from 'fast-check';
import { startServer, type TestServer } from '../../server.ts';
import type { Prepared } from '../sent-request.ts';
import { createMastercardClient, type MastercardClient, type Reply } from './client.ts';
import { isErrorBody } from './golden-stage.ts';
import { SAMPLE } from './sample.ts';

const RUNS = 250;
let server: TestServer;
let client: MastercardClient;

before(async () => {
  server = await startServer();
  client = createMastercardClient(server.sandbox);
});
after(() => server.close());

async function isSound(prepared: Prepared): Promise<Reply> {
  const reply = await client.send(prepared);
  const what = `${prepared.method} ${prepared.target}: ${reply.status} ${reply.text}`;
  assert.ok(reply.status >= 200 && reply.status < 500, what);
  assert.match(String(reply.headers['x-mc-correlation-id']), /^[0-9a-f-]{36}$/, what);
  if (reply.status >= 400 && prepared.method !== 'HEAD') {
    assert.equal(reply.headers['content-type'], 'application/json;charset=utf-8', what);
    isErrorBody(reply.body, what);
  }
  return reply;
}

async function check<Value>(values: fc.Arbitrary<Value>, seed: number, ask: (value: Value) => Promise<unknown>) {
  await fc.assert(
    fc.asyncProperty(values, async (value) => void (await ask(value))),
    { numRuns: RUNS, seed },
  );
}

/** What a header may hold on the wire: visible ASCII, blanks inside, and the upper half of Latin-1. */
const character = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
);
const noise = (maxLength: number) =>
  fc.array(character, { maxLength }).map((codes) => String.fromCharCode(...codes).trim());
/** Pieces of what is meant in any order, with noise between them. */
const mixed = (...pieces: readonly string[]) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...pieces) }, noise(6)), { maxLength: 12 })
    .map((parts) => parts.join('').trim());

const authorization = fc.oneof(
  mixed('OAuth ', 'oauth_', 'consumer_key', 'signature', 'nonce', 'timestamp', '="', '",', '"', '%', '%41', 'Bearer '),
  noise(300),
);
const ifMatch = mixed('"', 'W/', '*', ',', ' ', '1-', 'aaaaaaaa', '\\', '""');
const idempotencyKey = fc.oneof(mixed('"', '\\', ';', ',', 'a', '8e03978e-40d5-43dd'), noise(300));
const contentType = fc.oneof(
  mixed('application/', 'json', 'merge-patch+json', ';', 'charset', '=', 'utf-8', '"', ',', 'text/plain', ' '),
  fc.constantFrom('application/json', 'application/merge-patch+json; charset=utf-8'),
);
const CLIENT = '/clients/40000';

describe('whatever an integrator sends', () => {
  it('in his Authorization header, he gets a sound answer', async () => {
    await check(authorization, 1, async (value) => {
      const prepared = client.prepare('GET', CLIENT);
      const reply = await isSound({ ...prepared, headers: { authorization: value } });
      assert.equal(reply.status, 401);
    });
  });

  it('in place of a part of a signed Authorization header, he is refused', async () => {
    const place = fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 8 }), text: noise(8) });
    await check(place, 2, async ({ at, length, text }) => {
      const prepared = client.prepare('GET', CLIENT);
      const { authorization: header = '' } = prepared.headers;
      const from = at % header.length;
      const changed = header.slice(0, from) + text + header.slice(from + length);
      const reply = await isSound({ ...prepared, headers: { authorization: changed } });
      if (withoutCase(changed) !== withoutCase(header)) assert.equal(reply.status, 401, changed);
    });
  });

  it('in If-Match, Idempotency-Key, Content-Type and Correlation-Id, he gets a sound answer', async () => {
    const headers = fc.record(
      {
        'if-match': ifMatch,
        'idempotency-key': idempotencyKey,
        'content-type': contentType,
        'correlation-id': noise(80),
      },
      { requiredKeys: ['if-match'], noNullPrototype: true },
    );
    const call = fc.constantFrom<readonly [method: string, path: string, body: Json]>(
      ['PATCH', CLIENT, { clientContactData: { fax: '001' } }],
      ['POST', `${CLIENT}/custom-data`, [{ tagContainer: 'ADD_INFO_01', tagName: 'T' }]],
      ['PUT', `${CLIENT}/addresses/STMT`, {}],
      ['POST', '/clients/searches', { clientIdentifier: 'x', clientIdentifierType: 'CLIENT_NUMBER' }],
    );
    await check(fc.tuple(call, headers), 3, ([[method, path, body], sent]) =>
      isSound(client.prepare(method, path, { body, headers: sent as Record<string, string> })),
    );
  });

  it('as a target, he gets a sound answer', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'clients',
        'searches',
        'addresses',
        'custom-data',
        'classifiers',
        'card-contracts',
        '40000',
        '..',
      ),
      fc.constantFrom('%', '%00', '%2F', '%2e%2e', '%C3%A4', '%E0%A4', '*', ':client_id', '__proto__', '', '!'),
      noise(12).map((text) => text.replace(/[^!-~]|[?#]/g, '')),
      fc.bigInt({ min: -9n, max: 10n ** 20n }).map(String),
    );
    const query = fc.constantFrom(
      '',
      '?',
      '?limit=1',
      '?limit=1&limit=2',
      '?classifier_codes=%',
      '?a=%zz&=&&b',
      "?!'()*",
    );
    const target = fc.tuple(fc.array(piece, { maxLength: 5 }), query);
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
    await check(fc.tuple(method, target), 4, async ([verb, [pieces, tail]]) => {
      const path = `${pieces.map((one) => `/${one}`).join('')}${tail}`;
      const body = ['POST', 'PUT', 'PATCH'].includes(verb) ? {} : undefined;
      await isSound(client.prepare(verb, path, body && { body }));
    });
  });

  it('as a body, he gets a sound answer', async () => {
    const names = [
      ...Object.keys(SAMPLE),
      ...Object.keys(SAMPLE.clientPersonalData),
      'tagName',
      'tagContainer',
      'enabled',
    ];
    const value = fc.letrec<{ any: Json }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<Json[]>(null, '', 'M', 'USA', 'ADD_INFO_01', 'STMT', '2029-06-25', true, 0, -1.5, 1e300),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ) as fc.Arbitrary<Json>,
    })).any;
    const call = fc.constantFrom<readonly [method: string, path: string]>(
      ['POST', '/clients'],
      ['PATCH', CLIENT],
      ['POST', '/clients/searches'],
      ['POST', `${CLIENT}/custom-data`],
      ['POST', `${CLIENT}/addresses`],
      ['PUT', `${CLIENT}/addresses/STMT`],
      ['PUT', `${CLIENT}/classifiers/CODE`],
      ['PUT', `${CLIENT}/online-pin-attempts-counter`],
    );
    const headers = { 'if-match': '*' };
    await check(
      fc.tuple(
        call,
        fc.oneof(
          value,
          value.map((json) => JSON.stringify(json).slice(0, -1)),
        ),
      ),
      5,
      ([[method, path], body]) => isSound(client.prepare(method, path, { body, headers })),
    );
    assert.equal((await client.ask('GET', CLIENT)).status, 200);
  });

  it('encrypted, he gets a sound answer', async () => {
    const part = fc.oneof(fc.base64String({ maxLength: 80 }), noise(20));
    const token = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
      fc.constant('....'),
    );
    await check(token, 6, async (encryptedData) => {
      const reply = await isSound(
        client.prepare('PATCH', CLIENT, { body: { encryptedData }, headers: { 'if-match': '*' } }),
      );
      assert.equal(reply.status, 400);
    });
  });
});

/** The name of the scheme has no case; nothing else of the header is free to vary. */
function withoutCase(header: string): string {
  return header.replace(/^oauth/i, 'OAuth').trim();
}
