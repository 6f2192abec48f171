import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' };
import { type Client, createClient, type Reply } from './client.ts';
import { sendRaw } from './raw.ts';
import { startServer, type TestServer } from './server.ts';

/** A place in a face where a text can be put and read back, for what must hold in all of them. */
interface Place {
  readonly name: string;
  readonly client: () => Client;
  readonly path: () => string;
  readonly method: 'PATCH' | 'PUT';
  readonly bodyOf: (text: string) => object;
  readonly read: (reply: Reply) => unknown;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

const clientele = {
  client: () =>
    createClient(server.baseUrl, {
      authorization: `Bearer ${server.sandbox.clientele.integratorToken}`,
      'if-match': '*',
    }),
  path: () => `/v1/customers/${server.sandbox.clientele.customerId}`,
  method: 'PATCH',
} as const;
const caibo = {
  client: () => createClient(server.baseUrl, { 'x-api-key': server.sandbox.caibo.apiKey }),
  path: () => '/customers/12345',
  method: 'PUT',
} as const;

const places: Place[] = [
  {
    name: '/v1 name.first',
    ...clientele,
    bodyOf: (text) => ({ name: { first: text } }),
    read: ({ body }) => body.name?.first,
  },
  {
    name: '/v1 merchantDefined',
    ...clientele,
    bodyOf: (text) => ({ custom: { merchantDefined: { data1: text } } }),
    read: ({ body }) => body.custom?.merchantDefined?.data1,
  },
  { name: 'Caibo name', ...caibo, bodyOf: (text) => ({ name: text }), read: ({ body }) => body.name },
  { name: 'Caibo address', ...caibo, bodyOf: (text) => ({ address: text }), read: ({ body }) => body.address },
  { name: 'Caibo memberId', ...caibo, bodyOf: (text) => ({ memberId: text }), read: ({ body }) => body.memberId },
];

for (const place of places) {
  describe(`naughty strings in ${place.name}`, () => {
    it('are stored and read back as they are, or refused with a 4xx', async (t) => {
      const client = place.client();
      let stored = 0;
      for (const text of naughtyStrings as string[]) {
        const reply = await client(place.method, place.path(), { body: place.bodyOf(text) });
        assert.ok(
          reply.status === 200 || (reply.status >= 400 && reply.status < 500),
          `${reply.status} for ${JSON.stringify(text)}`,
        );
        if (reply.status !== 200 || text === '') continue;
        assert.equal(place.read(await client('GET', place.path())), text);
        stored++;
      }
      t.diagnostic(`${stored} of ${naughtyStrings.length} stored`);
      assert.ok(stored > naughtyStrings.length / 3);
    });
  });
}

const vectors = join(import.meta.dirname, '../../../../shared/vectors/json-parsing');
const ownTexts: [string, Buffer][] = [
  '{',
  '[1,]',
  '{"a":}',
  '\u00ff',
  '"',
  '{"a":1 "b":2}',
  '{"a":"\\u000"}',
  'nul',
  '[[[[',
  '{"a":1}x',
].map((text) => [`n_own_${text}`, Buffer.from(text, 'latin1')]);
const texts: [string, Buffer][] = existsSync(vectors)
  ? readdirSync(vectors)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file, readFileSync(join(vectors, file))])
  : ownTexts;

for (const place of [places[0], places[2]] as Place[]) {
  describe(`JSON texts as bodies, ${place.name}`, () => {
    it('malformed ones are 4xx in the words of the face, and none is ever a 5xx', async (t) => {
      const client = place.client();
      for (const [name, bytes] of texts) {
        const reply = await client(place.method, place.path(), { body: new Uint8Array(bytes) });
        if (name.startsWith('n_')) assert.ok(reply.status === 400 || reply.status === 413, name);
        assert.ok(reply.status < 500, `${reply.status} for ${name}`);
        if (reply.status >= 400)
          assert.deepEqual([reply.body.status, typeof reply.body.title], [reply.status, 'string'], name);
      }
      t.diagnostic(`${texts.length} texts${existsSync(vectors) ? '' : ', 318 left out'}`);
      assert.equal(({} as Record<string, unknown>)['a'], undefined);
    });
  });
}

/** A resource of each face, and where the words for a request that is malformed are in its body. */
const resources = [
  ['/v1', '/v1/customers', (body) => body.detail],
  ['Caibo', '/customers/12345', (body) => body.message],
  ['Mastercard', '/global-processing/core/clients/40000', (body) => body.Errors.Error[0].Description],
  ['Cybersource', '/tms/v2/customers/F2F3ADA770102B51E053A2598D0A9078', (body) => body.errors[0].message],
] as const satisfies [face: string, path: string, wordsOf: (body: Reply['body']) => string][];

describe('a request that reads', () => {
  const bodies = {
    'as long as it says': 'Content-Length: 2\r\n\r\n{}',
    'in chunks': 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    'of no chunk': 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'that is another request': 'Content-Length: 34\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  };
  for (const [face, path, wordsOf] of resources) {
    it(`${face}: is refused with a body, which nobody would look at`, async () => {
      for (const [what, rest] of Object.entries(bodies)) {
        const ask = (method: string) =>
          sendRaw(server.baseUrl, [`${method} ${path} HTTP/1.1\r\nHost: x\r\n${rest}`], 200);
        const [get, head] = await Promise.all([ask('GET'), ask('HEAD')]);
        assert.deepEqual([get.status, head.status, head.body], [400, 400, ''], what);
        assert.match(wordsOf(JSON.parse(get.body)), /\ba GET request has no body\b/i, what);
        assert.match(head.head, /^content-length: [1-9]\d*\r?$/im, what);
      }
    });

    it(`${face}: is asked for its credential when its body is empty, or not there`, async () => {
      for (const rest of ['Content-Length: 0\r\n\r\n', '\r\n']) {
        const reply = await sendRaw(server.baseUrl, [`GET ${path} HTTP/1.1\r\nHost: x\r\n${rest}`], 200);
        assert.equal(reply.status, 401, rest);
      }
    });

    it(`${face}: is answered without a body when it is a HEAD that cannot be parsed`, async () => {
      const bad = 'HTTP/1.1\r\nHost: x\r\nAccept : x\r\n\r\n';
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) => sendRaw(server.baseUrl, [`${method} ${path} ${bad}`])),
      );
      assert.deepEqual([get?.status, head?.status, head?.body], [400, 400, '']);
      assert.equal(wordsOf(JSON.parse(get?.body ?? '')).length > 0, true);
      assert.match(head?.head ?? '', /^content-length: [1-9]\d*\r?$/im);
    });
  }
});

describe('the bounds of a connection', () => {
  for (const [face, path] of [
    ['/v1', '/v1/customers'],
    ['Caibo', '/customers/12345'],
  ] as const) {
    it(`${face}: an absolute-form target, a repeated security header and nonsense are refused`, async () => {
      const host = 'Host: x\r\n';
      const requests = {
        'absolute form': `GET http://evil.example${path} HTTP/1.1\r\n${host}\r\n`,
        'two authorizations': `GET ${path} HTTP/1.1\r\n${host}Authorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n`,
        'two hosts': `GET ${path} HTTP/1.1\r\n${host}Host: y\r\n\r\n`,
        'two conditions': `GET ${path} HTTP/1.1\r\n${host}If-Match: "a"\r\nIf-Match: "b"\r\n\r\n`,
        'two lengths': `PUT ${path} HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
        'length and chunks': `PUT ${path} HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
        'a space before the colon': `GET ${path} HTTP/1.1\r\n${host}Accept : x\r\n\r\n`,
        'no HTTP at all': `${path}\r\n\r\n`,
      };
      for (const [name, bytes] of Object.entries(requests)) {
        const reply = await sendRaw(server.baseUrl, [bytes]);
        assert.equal(reply.status, 400, `${name}: ${reply.head}`);
        assert.match(reply.head, /^x-request-id: [0-9a-f-]{36}\r?$/im, name);
        assert.equal(JSON.parse(reply.body).status, 400, name);
      }
    });

    it(`${face}: headers beyond 16 KiB are 431, also far beyond`, async () => {
      for (const size of [16_500, 70_000]) {
        const reply = await sendRaw(server.baseUrl, [
          `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(size)}\r\n\r\n`,
        ]);
        assert.equal(reply.status, 431, String(size));
        assert.equal(JSON.parse(reply.body).status, 431);
      }
    });

    it(`${face}: a body beyond 64 KiB is 413 before anybody is authenticated, with and without its length`, async () => {
      const head = `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
      const big = 'x'.repeat(65_537);
      const sized = await sendRaw(server.baseUrl, [`${head}Content-Length: ${big.length}\r\n\r\n${big}`]);
      const chunked = await sendRaw(server.baseUrl, [
        `${head}Transfer-Encoding: chunked\r\n\r\n${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`,
      ]);
      assert.deepEqual([sized.status, chunked.status], [413, 413]);
      assert.equal(JSON.parse(sized.body).status, 413);
    });
  }

  it('cuts off who does not finish his request, and goes on serving the others', async () => {
    const started = Date.now();
    const slowHead = sendRaw(server.baseUrl, ['GET /v1/customers HTTP/1.1\r\nHost: x\r\nX-Slow: '], 60_000);
    const slowBody = sendRaw(
      server.baseUrl,
      ['PUT /customers/12345 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{'],
      60_000,
    );
    assert.equal((await createClient(server.baseUrl)('GET', '/healthz')).status, 200);
    const replies = await Promise.all([slowHead, slowBody]);
    assert.deepEqual(
      replies.map(({ status }) => status),
      [408, 408],
    );
    assert.ok(Date.now() - started < 30_000, 'long before the minute this test would wait');
  });
});
