import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from './client.ts';
import { anybody, api, assertProblem, customer, MERGE, operator, patch, server } from './faces/clientele-api.ts';
import { sendRaw } from './raw.ts';

const JSON_PATCH = 'application/json-patch+json';

/** What was once tried against this server and went wrong. */
describe('a media type that cannot be read', () => {
  for (const type of [';', '/', 'json', ' ', 'a=b', 'application/json, application/json']) {
    it(`"${type}" is a 4xx on every path, with and without a credential`, async () => {
      for (const [method, path] of [
        ['POST', '/v1/customers'],
        ['POST', '/auth/login'],
        ['PUT', '/customers/12345'],
        ['DELETE', '/v1/customers/x'],
        ['POST', '/nowhere'],
      ] as const) {
        for (const client of [anybody(), api]) {
          const reply = await client(method, path, { headers: { 'content-type': type }, body: '{}' });
          assert.ok(reply.status >= 400 && reply.status < 500, `${method} ${path}: ${reply.status}`);
        }
      }
    });
  }
});

describe('a rehearsal', () => {
  it('that is misspelt is refused, and nothing is done', async () => {
    const { path, etag } = await customer();
    for (const query of ['dryRun', 'dryRun=', 'dryRun=1', 'dryRun=TRUE', 'dryRun=yes', 'dryrun=true']) {
      assertProblem(await patch(`${path}?${query}`, etag, { status: 'active' }), 400, 'malformed');
      assertProblem(await api('DELETE', `${path}?${query}`, { headers: { 'if-match': '*' } }), 400, 'malformed');
    }
    assertProblem(await api('POST', `${path}/handles?dryRun=true`, { body: { face: 'caibo' } }), 400, 'malformed');
    assert.equal((await api('GET', path)).headers.get('etag'), etag);
  });

  it('knows what was released and is never given out again', async () => {
    const { path, etag } = await customer({ references: { clientNumber: 'GONE_1' } });
    await api('DELETE', path, { headers: { 'if-match': etag } });
    const body = { references: { clientNumber: 'GONE_1' } };
    assertProblem(await api('POST', '/v1/customers?dryRun=true', { body }), 409, 'taken');
    assertProblem(await api('POST', '/v1/customers', { body }), 409, 'taken');
  });
});

describe('a customer without handles', () => {
  it('is not deleted by taking away a handle it does not have', async () => {
    const { path } = await customer();
    const refused = await api('DELETE', `${path}/handles/caibo`, { headers: { 'if-match': '*' } });
    assertProblem(refused, 404, 'not-found');
    assert.equal((await api('GET', path)).status, 200);
  });
});

describe('a patch that grows while it is applied', () => {
  const members = Object.fromEntries(Array.from({ length: 490 }, (_, n) => [`k${n}`, 1]));
  const bomb = [
    { op: 'add', path: '/custom', value: { m: members } },
    ...Array.from({ length: 165 }, (_, n) => ({ op: 'copy', from: '/custom/m', path: `/custom/n${n}` })),
  ];

  it('is refused, stale or not, and its answer stays small', async () => {
    const { path, etag } = await customer();
    await patch(path, etag, { status: 'active' });
    for (const condition of [etag, '*']) {
      const headers = { 'content-type': 'application/json-patch+json', 'if-match': condition };
      const reply = await api('PATCH', path, { body: bomb, headers });
      assert.ok([412, 422].includes(reply.status), reply.text.slice(0, 200));
      assert.ok(reply.text.length < 50_000, `${reply.text.length} characters`);
      if (reply.status === 412) assert.deepEqual(reply.body.applicable, {});
    }
  });
});

describe('a name that JavaScript could stumble over', () => {
  it('is not stored in any map, however it is written', async () => {
    const { path } = await customer();
    const headers = { 'content-type': 'application/json-patch+json', 'if-match': '*' };
    const maps = {
      'custom/merchantDefined': 'v',
      consents: { granted: true },
      'addresses/byType': { city: 'Rome' },
      'preferences/communications': true,
    };
    for (const [map, value] of Object.entries(maps)) {
      for (const name of ['__proto__', 'constructor', 'prototype']) {
        const body = [
          { op: 'add', path: `/${map.split('/')[0]}`, value: {} },
          ...(map.includes('/') ? [{ op: 'add', path: `/${map}`, value: {} }] : []),
          { op: 'add', path: `/${map}/${name}`, value },
        ];
        assertProblem(await api('PATCH', path, { body, headers }), 422, 'invalid');
      }
    }
  });
});

describe('an idempotency key', () => {
  it('is the same however the path is spelt', async () => {
    const ask = { body: { name: { first: 'Once' } }, headers: { 'idempotency-key': 'spelling-1' } };
    const ids = new Set<string>();
    for (const path of ['/v1/customers', '/v1/customers/', '/v1/%63ustomers']) {
      ids.add((await api('POST', path, ask)).body.id);
    }
    assert.equal(ids.size, 1);
  });

  it('is the same however the media type is spelt, and another body is another request', async () => {
    const { path } = await customer();
    const headers = { 'if-match': '*', 'idempotency-key': 'spelling-2' };
    const types = ['application/merge-patch+json', 'Application/Merge-Patch+JSON; charset="UTF-8"', 'application/json'];
    const etags = new Set<string | null>();
    for (const type of types) {
      const ask = { body: { name: { first: 'Twice' } }, headers: { ...headers, 'content-type': type } };
      const reply = await api('PATCH', path, ask);
      assert.equal(reply.status, 200, reply.text);
      etags.add(reply.headers.get('etag'));
    }
    assert.equal(etags.size, 1);
    const other = {
      body: [{ op: 'remove', path: '/name/first' }],
      headers: { ...headers, 'content-type': JSON_PATCH },
    };
    assertProblem(await api('PATCH', path, other), 422, 'idempotency-key-reused');
  });
});

describe('a connection', () => {
  it('that sends nonsense behind a write gets no answer that could be taken for the one to the write', async () => {
    const { path, etag } = await customer();
    const body = '{"status":"active"}';
    const token = server().sandbox.clientele.integratorToken;
    const write = `PATCH ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nIf-Match: ${etag}\r\nContent-Type: ${MERGE['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const reply = await sendRaw(server().baseUrl, [`${write}GARBAGE\r\n\r\n`]);
    assert.equal(reply.status, 200, reply.head);
    assert.match(reply.head, /^connection: close\r?$/im);
    assert.equal((await api('GET', path)).body.status, 'active');
  });

  it('without a Host is refused in the words of the face', async () => {
    const reply = await sendRaw(server().baseUrl, ['GET /customers/12345 HTTP/1.1\r\n\r\n']);
    assert.equal(reply.status, 400);
    assert.match(reply.head, /x-request-id/);
    assert.ok(JSON.parse(reply.body).traceId);
  });
});

describe('a page', () => {
  it('of a history of large changes ends before it holds up everybody else, and the next goes on', async () => {
    const { path } = await customer();
    const large = (round: number) =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, n) => [
          `T${n}`,
          { line1: `${round}`.padEnd(255, 'x'), line2: 'y'.repeat(200) },
        ]),
      );
    for (let round = 0; round < 60; round++) await patch(path, '*', { addresses: { byType: large(round % 10) } });
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof api>> = await api(
        'GET',
        `${path}/history?limit=1000${cursor && `&cursor=${cursor}`}`,
      );
      assert.ok(page.text.length < 3 * 1024 * 1024, `${page.text.length} characters`);
      seen.push(...page.body.items.map(({ version }: { version: number }) => version));
      cursor = page.body.next;
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 61 }, (_, n) => 61 - n),
    );
  });
});

describe('credentials', () => {
  it('of two kinds in one request are refused', async () => {
    const { clientele, caibo } = server().sandbox;
    const both = createClient(server().baseUrl, {
      authorization: `Bearer ${clientele.integratorToken}`,
      'x-api-key': caibo.apiKey,
    });
    assertProblem(await both('GET', '/v1/customers'), 401, 'unauthenticated');
  });

  it('of an account that exists cannot be made twice, also not at once', async () => {
    const body = { face: 'caibo', kind: 'login', email: 'twice@example.com' };
    const replies = await Promise.all([
      operator('POST', '/v1/credentials', { body }),
      operator('POST', '/v1/credentials', { body }),
    ]);
    assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409]);
  });
});
