/** Whatever comes in: no answer is a mistake of the server's, and every refusal has the vendor's shape. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Json } from '@clientele/core';
import fc from 'fast-check';
import { startServer, type TestServer } from '../../server.ts';
import type { Prepared } from '../sent-request.ts';
import { type Ask, createRawClient, type RawClient, type Reply } from './client.ts';
import { SHIP_TO_LIMITS } from './limits.ts';
import { FRESH } from './sample.ts';
import { tokenOf } from './signing.ts';
import { isAnswer } from './sound-answer.ts';

const RUNS = 400;
let server: TestServer;
let signed: RawClient;
let tokened: RawClient;
let customer: string;

before(async () => {
  server = await startServer();
  const { baseUrl, cybersource } = server.sandbox;
  signed = createRawClient(baseUrl, cybersource);
  tokened = createRawClient(baseUrl, cybersource, tokenOf);
  customer = `/customers/${cybersource.customerId}`;
});
after(() => server.close());

async function isSound(prepared: Prepared): Promise<Reply> {
  const reply = await signed.send(prepared);
  const what = `${prepared.method} ${prepared.target}: ${reply.status} ${reply.text}`;
  assert.ok(reply.status >= 200 && reply.status < 500, what);
  isAnswer(prepared, reply, what);
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

const signature = mixed(
  'keyid',
  'algorithm',
  'headers',
  'signature',
  '="',
  '", ',
  '"',
  'HmacSHA256',
  'host',
  ' date',
  '=',
);
const bearer = fc.oneof(
  mixed('Bearer ', 'eyJhbGciOiJub25lIn0', 'e30', '.', '=', '{}', ' '),
  noise(300).map((text) => `Bearer ${text}`),
);
/** A piece of a header in place of another. */
const change = fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 8 }), text: noise(8) });

describe('whatever a merchant sends', () => {
  it('to say who he is, he gets a sound answer', async () => {
    await check(fc.oneof(fc.record({ signature }), fc.record({ authorization: bearer })), 1, async (headers) => {
      const prepared = signed.prepare('GET', customer);
      const { signature: _, ...others } = prepared.headers;
      const reply = await isSound({ ...prepared, headers: { ...others, ...(headers as Record<string, string>) } });
      assert.equal(reply.status, 401);
    });
  });

  it('in place of a part of what was signed, he is refused', async () => {
    const name = fc.constantFrom('signature', 'authorization', 'date', 'host', 'v-c-merchant-id', 'digest');
    await check(fc.tuple(name, change), 2, async ([changed, { at, length, text }]) => {
      const client = changed === 'authorization' ? tokened : signed;
      const prepared = client.prepare('PATCH', customer, { body: { objectInformation: null } });
      const header = prepared.headers[changed] ?? '';
      const from = at % header.length;
      const value = header.slice(0, from) + text + header.slice(from + length);
      const reply = await isSound({ ...prepared, headers: { ...prepared.headers, [changed]: value } });
      if (bare(value) !== bare(header)) assert.ok(reply.status === 401 || reply.status === 400, `${changed}: ${value}`);
    });
  });

  it('in any other header, he gets a sound answer', async () => {
    const headers = fc.record(
      {
        'if-match': mixed('"', 'W/', '*', ',', ' ', '1-', 'aaaaaaaa', '\\', '""'),
        'if-none-match': mixed('"', 'W/', '*', ',', ' ', '1-', 'aaaaaaaa'),
        'idempotency-key': fc.oneof(mixed('"', '\\', ';', ',', 'a', '8e03978e-40d5-43dd'), noise(300)),
        'content-type': fc.oneof(
          mixed('application/', 'json', 'merge-patch+json', ';', 'charset', '=', 'utf-8', '"', ',', ' '),
          fc.constantFrom('application/json', 'application/merge-patch+json; charset=utf-8'),
        ),
        'profile-id': fc.oneof(mixed('93B32398-AD51-4CC2-A682-', 'EA3E93614EB1', '-', ' '), noise(40)),
        'v-c-correlation-id': noise(80),
        accept: mixed('application/', 'json', 'jose', '*/*', ',', ';q=0'),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    const call = fc.constantFrom<readonly [method: string, below: string, ask: Ask]>(
      ['GET', '', {}],
      ['PATCH', '', { body: { clientReferenceInformation: { code: 'F' } } }],
      ['POST', '/shipping-addresses', { body: { shipTo: 7 } }],
      ['DELETE', '/shipping-addresses/F67E19FBC55DF3AAE053AF598E0A2EA6', {}],
      ['GET', '/shipping-addresses', {}],
    );
    await check(fc.tuple(call, headers, fc.boolean()), 3, ([[method, below, ask], sent, isToken]) =>
      isSound(
        (isToken ? tokened : signed).prepare(method, `${customer}${below}`, {
          ...ask,
          headers: sent as Record<string, string>,
        }),
      ),
    );
  });

  it('as a target, he gets a sound answer', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'customers',
        'shipping-addresses',
        'payment-instruments',
        'F67E19FBC55DF3AAE053AF598E0A2EA6',
        '..',
      ),
      fc.constantFrom('%', '%00', '%2F', '%2e%2e', '%C3%A4', '%E0%A4', '*', ':customerId', '__proto__', '', '!'),
      noise(40).map((text) => text.replace(/[^!-~]|[?#]/g, '')),
    );
    const query = fc.oneof(
      fc.constantFrom('', '?', '?offset=1&limit=2', '?limit=1&limit=2', '?offset=%', '?a=%zz&=&&b', "?!'()*"),
      fc
        .tuple(fc.constantFrom('offset', 'limit'), noise(20))
        .map(([name, text]) => `?${name}=${encodeURIComponent(text)}`),
    );
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
    await check(fc.tuple(method, fc.array(piece, { maxLength: 5 }), query), 4, async ([verb, pieces, tail]) => {
      const path = `${pieces.map((one) => `/${one}`).join('')}${tail}`;
      const body = ['POST', 'PUT', 'PATCH'].includes(verb) ? [] : undefined;
      await isSound(signed.prepare(verb, path, body && { body }));
    });
  });

  it('as a body, he gets a sound answer', async () => {
    const names = [
      ...Object.entries(FRESH).flatMap(([name, group]) => [name, ...Object.keys(group)]),
      ...Object.keys(SHIP_TO_LIMITS),
      ...['shipTo', 'default', '_default', 'defaultShippingAddress', 'defaultPaymentInstrument', 'id', 'name', 'value'],
      ...['_links', '_embedded', 'metadata', 'encryptedRequest'],
    ];
    const value = fc.letrec<{ any: Json }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Json[]>(null, '', 'data1', 'sensitive4', 'US', 'true', true, false, 0, -1.5, 1e300),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ) as fc.Arbitrary<Json>,
    })).any;
    const call = fc.constantFrom<readonly [method: string, below: string]>(
      ['POST', ''],
      ['PATCH', '/own'],
      ['POST', '/own/shipping-addresses'],
      ['PATCH', '/own/shipping-addresses/address'],
      ['POST', '/own/payment-instruments'],
    );
    const made = await signed.ask('POST', `${customer}/shipping-addresses`, { body: {} });
    const address = /[0-9A-F]{32}$/.exec(String(made.headers.location))?.[0] ?? '';
    const cutOff = value.map((json) => JSON.stringify(json).slice(0, -1));
    await check(fc.tuple(call, fc.oneof({ weight: 5, arbitrary: value }, cutOff)), 5, ([[method, below], body]) => {
      const path = `/customers${below}`.replace('/customers/own', customer).replace(/address$/, address);
      return isSound(tokened.prepare(method, path, { body }));
    });
    assert.equal((await signed.ask('GET', customer)).status, 200);
  });
});

/** What is read alike: blanks around a value and after a comma, and the case of the scheme's name. */
function bare(header: string): string {
  return header
    .replace(/^bearer/i, 'Bearer')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?, ?/g, ',')
    .trim();
}
