import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Client, createClient, type Reply } from '../client.ts';
import { startServer, type TestServer } from '../server.ts';

let server: TestServer;
let api: Client;
let operator: Client;

before(async () => {
  server = await startServer();
  api = createClient(server.baseUrl, { authorization: `Bearer ${server.sandbox.clientele.integratorToken}` });
  operator = createClient(server.baseUrl, { authorization: `Bearer ${server.sandbox.clientele.operatorToken}` });
});
after(() => server.close());

const MERGE = { 'content-type': 'application/merge-patch+json' };
let numbers = 0;

/** A fresh synthetic customer. */
async function customer(fields: object = {}): Promise<{ path: string; etag: string; id: string }> {
  const created = await api('POST', '/v1/customers', { body: { contact: { email: `kim.${numbers++}@example.com` }, ...fields } });
  assert.equal(created.status, 201, created.text);
  return { path: created.headers.get('location') ?? '', etag: created.headers.get('etag') ?? '', id: created.body.id };
}

function patch(path: string, etag: string | undefined, body: unknown, headers = {}): Promise<Reply> {
  return api('PATCH', path, { body, headers: { ...MERGE, ...(etag !== undefined && { 'if-match': etag }), ...headers } });
}

function assertProblem(reply: Reply, status: number, type: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  assert.equal(reply.body.type, `/problems/${type}`);
  assert.equal(reply.body.status, status);
  assert.equal(reply.body.requestId, reply.headers.get('x-request-id'));
}

describe('creating', () => {
  it('answers 201 with Location, a strong ETag and the record in its shape', async () => {
    const created = await api('POST', '/v1/customers', { body: { name: { first: 'Kim', middle: null }, contact: { email: 'kim@example.com' } } });
    assert.equal(created.status, 201);
    assert.match(created.headers.get('etag') ?? '', /^"1-[A-Za-z0-9_-]{8}"$/);
    assert.equal(created.headers.get('location'), `/v1/customers/${created.body.id}`);
    const { id, createdAt, updatedAt, ...rest } = created.body;
    assert.match(id, /^cus_[0-9A-Za-z]{22}$/);
    assert.equal(createdAt, updatedAt);
    assert.deepEqual(rest, { version: 1, handles: {}, name: { first: 'Kim' }, contact: { email: 'kim@example.com' } });
  });

  it('answers return=minimal without a body', async () => {
    const created = await api('POST', '/v1/customers', { body: {}, headers: { prefer: 'return=minimal' } });
    assert.deepEqual([created.status, created.text, created.headers.get('preference-applied')], [201, '', 'return=minimal']);
  });

  it('refuses what only the server writes, unknown members and broken rules, all at once', async () => {
    const body = { version: 3, nick: 'x', contact: { email: 'nobody' } };
    assertProblem(await api('POST', '/v1/customers', { body }), 422, 'invalid');
    const refused = await api('POST', '/v1/customers', { body: { nick: 'x', contact: { email: 'nobody' } } });
    assert.deepEqual(refused.body.violations.map((one: { pointer: string }) => one.pointer).sort(), ['/contact/email', '/nick']);
  });
});

describe('reading', () => {
  it('shows the same ETag and body again, and 304 while it is current', async () => {
    const { path, etag } = await customer();
    const read = await api('GET', path);
    assert.deepEqual([read.status, read.headers.get('etag'), read.headers.get('cache-control')], [200, etag, 'no-store']);
    for (const condition of [etag, `W/${etag}`, '*', `"x", ${etag}`]) {
      const unchanged = await api('GET', path, { headers: { 'if-none-match': condition } });
      assert.deepEqual([unchanged.status, unchanged.text, unchanged.headers.get('etag')], [304, '', etag]);
    }
    assert.equal((await api('GET', path, { headers: { 'if-none-match': '"1-zzzzzzzz"' } })).status, 200);
    assertProblem(await api('GET', path, { headers: { 'if-none-match': 'nonsense' } }), 400, 'malformed');
  });

  it('answers 404 for what is not there', async () => {
    assertProblem(await api('GET', '/v1/customers/cus_0000000000000000000000'), 404, 'not-found');
    assertProblem(await api('GET', '/v1/customers/%00'), 404, 'not-found');
    assertProblem(await api('GET', '/v1/nowhere'), 404, 'route-not-found');
  });
});

describe('updating', () => {
  it('merges, moves the version by one and leaves the rest', async () => {
    const { path, etag } = await customer({ name: { first: 'Kim', last: 'Doe' } });
    const updated = await patch(path, etag, { name: { last: null, middle: 'X' } });
    assert.equal(updated.status, 200);
    assert.deepEqual([updated.body.version, updated.body.name], [2, { first: 'Kim', middle: 'X' }]);
    assert.equal((await api('GET', path)).headers.get('etag'), updated.headers.get('etag'));
  });

  it('answers 204 with the new ETag for return=minimal', async () => {
    const { path, etag } = await customer();
    const updated = await patch(path, etag, { status: 'active' }, { prefer: 'return=minimal' });
    assert.deepEqual([updated.status, updated.text], [204, '']);
    assert.match(updated.headers.get('etag') ?? '', /^"2-/);
  });

  it('makes no version when nothing changes', async () => {
    const { path, etag } = await customer({ status: 'active' });
    const updated = await patch(path, etag, { status: 'active', name: { first: null } });
    assert.deepEqual([updated.status, updated.headers.get('etag')], [200, etag]);
    assert.equal((await api('GET', `${path}/history`)).body.items.length, 1);
  });

  it('demands If-Match, in its proper form', async () => {
    const { path, etag } = await customer();
    assertProblem(await patch(path, undefined, { status: 'active' }), 428, 'precondition-required');
    for (const wrong of ['', etag.slice(1, -1), '"a', '"a" "b"']) assertProblem(await patch(path, wrong, { status: 'active' }), wrong === '' ? 400 : 400, 'malformed');
    assertProblem(await patch(path, `W/${etag}`, { status: 'active' }), 412, 'stale');
    assert.equal((await patch(path, `"other", ${etag}`, { status: 'active' })).status, 200);
    assert.equal((await patch(path, '*', { status: 'inactive' })).status, 200);
  });

  it('applies a JSON Patch, and says where it cannot', async () => {
    const { path, etag } = await customer({ name: { first: 'Kim' } });
    const headers = { 'content-type': 'application/json-patch+json', 'if-match': etag };
    const wrong = [{ op: 'test', path: '/name/first', value: 'Lee' }];
    assertProblem(await api('PATCH', path, { body: wrong, headers }), 422, 'patch-failed');
    assertProblem(await api('PATCH', path, { body: [{ op: 'grow' }], headers }), 400, 'malformed');
    const right = [{ op: 'test', path: '/name/first', value: 'Kim' }, { op: 'move', from: '/name/first', path: '/name/last' }];
    const moved = await api('PATCH', path, { body: right, headers });
    assert.deepEqual([moved.status, moved.body.name], [200, { last: 'Kim' }]);
    for (const target of ['/version', '/constructor/prototype/version', '/__proto__/version', '/handles']) {
      const hostile = [{ op: 'add', path: target, value: 7 }];
      const refused = await api('PATCH', path, { body: hostile, headers: { ...headers, 'if-match': moved.headers.get('etag') ?? '' } });
      assert.equal(refused.status, 422, target);
    }
    assert.equal((await api('GET', path)).body.version, 2);
  });

  it('explains a stale write: what moved, who moved it, and what still applies', async () => {
    const { path, etag } = await customer({ name: { first: 'Kim' }, preferences: { language: 'en' } });
    const first = await patch(path, etag, { contact: { email: 'one@example.com' }, preferences: { language: 'fr' } });
    const stale = await patch(path, etag, { contact: { email: 'two@example.com' }, name: { first: 'Kimberly' } });
    assertProblem(stale, 412, 'stale');
    assert.equal(stale.body.currentVersion, 2);
    assert.equal(stale.body.currentEtag, first.headers.get('etag'));
    assert.equal(stale.headers.get('etag'), first.headers.get('etag'));
    const rows = stale.body.changes.map(({ path: at, current, wanted, conflict }: Record<string, unknown>) => [at, current, wanted, conflict]);
    assert.deepEqual(rows, [
      ['/contact/email', 'one@example.com', 'two@example.com', true],
      ['/preferences/language', 'fr', undefined, false],
    ]);
    assert.ok(stale.body.changes.every((change: Record<string, string>) => change['face'] === 'clientele' && change['changedBy']?.startsWith('cred_')));
    const again = await patch(path, stale.body.currentEtag, stale.body.applicable);
    assert.deepEqual([again.status, again.body.name.first, again.body.contact.email], [200, 'Kimberly', 'one@example.com']);
  });

  it('lets exactly one of a hundred writers with the same ETag win', async () => {
    const { path, etag } = await customer();
    const replies = await Promise.all(Array.from({ length: 100 }, (_, n) => patch(path, etag, { references: { memberId: `m${n}` } })));
    assert.deepEqual(replies.map(({ status }) => status).sort().slice(0, 2), [200, 412]);
    assert.equal((await api('GET', `${path}/history`)).body.items.length, 2);
  });

  it('shows what would happen with dryRun, and changes nothing', async () => {
    const { path, etag } = await customer();
    const shown = await patch(`${path}?dryRun=true`, etag, { status: 'active' });
    assert.deepEqual([shown.status, shown.body.status, shown.body.version, shown.headers.get('etag')], [200, 'active', 2, null]);
    assertProblem(await patch(`${path}?dryRun=true`, etag, { status: 'odd' }), 422, 'invalid');
    assert.equal((await api('GET', path)).headers.get('etag'), etag);
    const taken = { references: { clientNumber: 'ABC_5698521931' } };
    assertProblem(await patch(`${path}?dryRun=true`, etag, taken), 409, 'taken');
    assertProblem(await patch(path, etag, taken), 409, 'taken');
    const total = (await api('GET', '/v1/customers?limit=100')).body.items.length;
    assert.equal((await api('POST', '/v1/customers?dryRun=true', { body: {} })).status, 200);
    assert.equal((await api('GET', '/v1/customers?limit=100')).body.items.length, total);
  });
});

describe('Idempotency-Key', () => {
  it('gives a retry the first outcome and no second effect', async () => {
    const { path, etag } = await customer();
    const headers = { 'idempotency-key': '"retry-1"' };
    const first = await patch(path, etag, { status: 'active' }, headers);
    const other = await patch(path, first.headers.get('etag') ?? '', { status: 'inactive' });
    const again = await patch(path, etag, { status: 'active' }, headers);
    assert.deepEqual([again.status, again.text, again.headers.get('etag')], [first.status, first.text, first.headers.get('etag')]);
    assert.equal((await api('GET', path)).headers.get('etag'), other.headers.get('etag'));
  });

  it('creates once', async () => {
    const ask = { body: { name: { first: 'Once' } }, headers: { 'idempotency-key': 'create-1' } };
    const [first, again] = [await api('POST', '/v1/customers', ask), await api('POST', '/v1/customers', ask)];
    assert.deepEqual([again.status, again.body.id], [201, first.body.id]);
  });

  it('refuses another request under the same key', async () => {
    const { path, etag } = await customer();
    const headers = { 'idempotency-key': 'reuse-1' };
    const first = await patch(path, etag, { status: 'active' }, headers);
    assertProblem(await patch(path, first.headers.get('etag') ?? '', { status: 'inactive' }, headers), 422, 'idempotency-key-reused');
  });

  it('answers 409 while the first request is in flight, or its outcome: never a second effect', async () => {
    const { path, etag } = await customer();
    const headers = { 'idempotency-key': 'flight-1' };
    const replies = await Promise.all(Array.from({ length: 20 }, () => patch(path, etag, { status: 'active' }, headers)));
    assert.ok(replies.every(({ status }) => status === 200 || status === 409), replies.map(({ status }) => status).join());
    assert.equal((await api('GET', `${path}/history`)).body.items.length, 2);
  });

  it('keeps nothing of a refused request, so that the mended one may use the key', async () => {
    const { path, etag } = await customer();
    const headers = { 'idempotency-key': 'mend-1' };
    assertProblem(await patch(path, '"9-aaaaaaaa"', { status: 'active' }, headers), 412, 'stale');
    assert.equal((await patch(path, etag, { status: 'active' }, headers)).status, 200);
  });

  it('refuses a malformed key', async () => {
    for (const key of ['""', '"open', 'a b', 'x'.repeat(256)]) {
      assertProblem(await api('POST', '/v1/customers', { body: {}, headers: { 'idempotency-key': key } }), 400, 'malformed');
    }
  });
});

describe('listing and searching', () => {
  it('pages through everything once, whatever the limit', async () => {
    for (let n = 0; n < 5; n++) await customer();
    const all: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Reply = await api('GET', `/v1/customers?limit=3${cursor && `&cursor=${cursor}`}`);
      assert.equal(page.status, 200);
      assert.ok(page.body.items.length <= 3);
      all.push(...page.body.items.map(({ id }: { id: string }) => id));
      cursor = page.body.next;
    }
    assert.deepEqual(all, [...new Set(all)].sort());
    assert.ok(all.length >= 6);
    assert.equal((await api('GET', '/v1/customers?limit=100000')).status, 200);
  });

  it('finds by e-mail, phone and every reference, in any spelling', async () => {
    const { id } = await customer({
      contact: { email: 'Find.Me@Example.com', phones: { mobile: '+48 12-345.67' } },
      references: { clientNumber: 'FIND_1', merchantCustomerId: 'find me', code: 'FM', memberId: 'm/1', userId: '77' },
      identification: { documentNumber: 'D1', socialNumber: 'S1', taxpayerIdentifier: 'T1' },
    });
    const searches = {
      email: 'find.me@example.COM', phone: '00481234567', clientNumber: 'FIND_1', merchantCustomerId: 'find me', code: 'FM',
      memberId: 'm/1', userId: '77', documentNumber: 'D1', socialNumber: 'S1', taxpayerIdentifier: 'T1',
    };
    for (const [kind, value] of Object.entries(searches)) {
      const found = await api('GET', `/v1/customers?${new URLSearchParams({ [kind]: value })}`);
      assert.deepEqual(found.body.items.map((item: { id: string }) => item.id), [id], kind);
    }
    assert.deepEqual((await api('GET', '/v1/customers?caibo=12345')).body.items.map((item: { id: string }) => item.id), [server.sandbox.clientele.customerId]);
  });

  it('forgets what a record no longer says', async () => {
    const { path, etag } = await customer({ contact: { email: 'before@example.com' } });
    await patch(path, etag, { contact: { email: 'after@example.com' } });
    assert.deepEqual((await api('GET', '/v1/customers?email=before@example.com')).body, { items: [], next: null });
    assert.equal((await api('GET', '/v1/customers?email=after@example.com')).body.items.length, 1);
  });

  it('refuses filters it does not know', async () => {
    for (const query of ['emial=x', 'limit=0', 'limit=ten', 'limit=-1', 'email=a&phone=b', 'email=a&email=b']) {
      assertProblem(await api('GET', `/v1/customers?${query}`), 400, 'malformed');
    }
  });
});

describe('history', () => {
  it('tells who changed what, when, through which face and why, newest first', async () => {
    const { path, etag } = await customer({ name: { first: 'Kim' } });
    await patch(path, etag, { name: { first: 'Lee' } }, { 'change-reason': 'name corrected' });
    const { body } = await api('GET', `${path}/history`);
    assert.deepEqual(body.items.map(({ version, type }: Record<string, unknown>) => [version, type]), [[2, 'updated'], [1, 'created']]);
    const { at, actor, requestId, ...rest } = body.items[0];
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
    assert.equal(actor.kind, 'integrator');
    assert.match(requestId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, { version: 2, type: 'updated', face: 'clientele', reason: 'name corrected', changes: [{ path: '/name/first', before: 'Kim', after: 'Lee' }] });
  });

  it('is paged, and its limit clamped', async () => {
    const { path } = await customer();
    for (let n = 0; n < 4; n++) await patch(path, '*', { references: { memberId: `m${n}` } });
    const first = await api('GET', `${path}/history?limit=3`);
    assert.deepEqual([first.body.items.map((item: { version: number }) => item.version), first.body.next], [[5, 4, 3], '3']);
    const second = await api('GET', `${path}/history?limit=3&cursor=${first.body.next}`);
    assert.deepEqual([second.body.items.map((item: { version: number }) => item.version), second.body.next], [[2, 1], null]);
    assert.equal((await api('GET', `${path}/history?limit=99999`)).status, 200);
  });

  it('outlives the record', async () => {
    const { path, etag } = await customer();
    assertProblem(await api('DELETE', path), 428, 'precondition-required');
    assert.equal((await api('DELETE', path, { headers: { 'if-match': etag } })).status, 204);
    assertProblem(await api('GET', path), 404, 'not-found');
    assertProblem(await patch(path, etag, {}), 404, 'not-found');
    assert.equal((await api('GET', `${path}/history`)).body.items[0].type, 'deleted');
  });
});

describe('handles', () => {
  it('mints one, refuses a second, and gives a detached one to nobody', async () => {
    const { path, id } = await customer();
    const attached = await api('POST', `${path}/handles`, { body: { face: 'caibo' } });
    assert.equal(attached.status, 201, attached.text);
    assert.match(attached.body.handles.caibo.id, /^[1-9]\d{14}$/);
    assertProblem(await api('POST', `${path}/handles`, { body: { face: 'caibo' } }), 409, 'taken');
    await api('POST', `${path}/handles`, { body: { face: 'cybersource' } });
    assert.equal((await api('DELETE', `${path}/handles/caibo`)).status, 204);
    const { body } = await api('GET', path);
    assert.deepEqual([body.id, Object.keys(body.handles)], [id, ['cybersource']]);
    const other = await customer();
    const reuse = { face: 'caibo', handle: attached.body.handles.caibo.id };
    assertProblem(await api('POST', `${other.path}/handles`, { body: reuse }), 409, 'taken');
  });

  it('keeps a given id exactly, also above 2^53', async () => {
    const { path, id } = await customer();
    const attached = await api('POST', `${path}/handles`, { body: { face: 'caibo', handle: '16772748432912191' } });
    assert.equal(attached.body.handles.caibo.id, '16772748432912191');
    assert.equal((await api('GET', '/v1/customers?caibo=16772748432912191')).body.items[0].id, id);
    assert.deepEqual((await api('GET', '/v1/customers?caibo=16772748432912192')).body.items, []);
  });

  it('asks for what the face requires, and refuses what is no id there', async () => {
    const bare = await api('POST', '/v1/customers', { body: {} });
    const path = bare.headers.get('location') ?? '';
    const refused = await api('POST', `${path}/handles`, { body: { face: 'mastercard' } });
    assert.deepEqual(refused.body.violations.map((one: { pointer: string }) => one.pointer), ['/references/clientNumber', '/classification/clientType']);
    assert.equal((await api('POST', `${path}/handles`, { body: { face: 'mastercard', clientNumber: 'ABC_77', clientType: 'PR' } })).status, 201);
    for (const handle of ['9223372036854775808', '0', '-1', '007', '1e3', '1.0', 'abc']) {
      const { path: other } = await customer();
      assertProblem(await api('POST', `${other}/handles`, { body: { face: 'caibo', handle } }), 422, 'invalid');
    }
    const { path: third } = await customer();
    assertProblem(await api('POST', `${third}/handles`, { body: { face: 'mastercard', clientNumber: 'ABC_77', clientType: 'PR' } }), 409, 'taken');
  });

  it('takes the record with its last handle', async () => {
    const { path } = await customer();
    await api('POST', `${path}/handles`, { body: { face: 'cybersource' } });
    assert.equal((await api('DELETE', `${path}/handles/cybersource`)).status, 204);
    assertProblem(await api('GET', path), 404, 'not-found');
  });
});

describe('who asks', () => {
  it('refuses a missing, malformed, foreign or expired token, before anything else', async () => {
    const anybody = createClient(server.baseUrl);
    const missing = await anybody('GET', '/v1/customers/x');
    assertProblem(missing, 401, 'unauthenticated');
    assert.equal(missing.headers.get('www-authenticate'), 'Bearer');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x","iss":"clientele"}').toString('base64url')}.`;
    for (const token of ['Basic eDp5', 'Bearer', 'Bearer a b', 'Bearer abc', `Bearer ${unsigned}`]) {
      assertProblem(await anybody('PATCH', '/v1/customers/x', { headers: { authorization: token }, body: '{' }), 401, 'unauthenticated');
    }
    const login = await anybody('POST', '/auth/login', { body: { email: server.sandbox.caibo.email, password: server.sandbox.caibo.password } });
    assert.equal(login.status, 200, login.text);
    assertProblem(await anybody('GET', '/v1/customers', { headers: { authorization: `Bearer ${login.body.accessToken}` } }), 401, 'unauthenticated');
  });

  it('lets only an operator manage credentials, and a revoked one no longer in', async () => {
    assertProblem(await api('POST', '/v1/credentials', { body: { face: 'clientele' } }), 403, 'forbidden');
    const made = await operator('POST', '/v1/credentials', { body: { face: 'clientele', role: 'integrator' } });
    assert.equal(made.status, 201, made.text);
    const listed = await operator('GET', '/v1/credentials');
    assert.ok(listed.body.items.some((item: { id: string }) => item.id === made.body.id));
    assert.ok(listed.body.items.every((item: object) => !('secret' in item)));
    assert.equal((await operator('DELETE', `/v1/credentials/${made.body.id}`)).status, 204);
    assertProblem(await operator('DELETE', `/v1/credentials/${made.body.id}`), 404, 'not-found');
    const revoked = createClient(server.baseUrl, { authorization: `Bearer ${made.body.secret}` });
    assertProblem(await revoked('GET', '/v1/customers'), 401, 'unauthenticated');
  });
});

describe('the gate', () => {
  it('answers in problem details whatever is wrong with the bytes', async () => {
    const { path, etag } = await customer();
    const send = (body: string | Uint8Array, headers = {}) => api('PATCH', path, { body, headers: { ...MERGE, 'if-match': etag, ...headers } });
    for (const body of ['', '{', '{"a":1,"a":2}', '{"__proto__":{}}', '[1', '\ufeff{}', '"\\ud800"', '"\\u0000"', '{"a":1e999}', `${'['.repeat(17)}${']'.repeat(17)}`]) {
      assertProblem(await send(body), 400, 'malformed');
    }
    assertProblem(await send(new Uint8Array([0x22, 0xff, 0x22])), 400, 'malformed');
    assertProblem(await send('[]'), 400, 'malformed');
    assertProblem(await send('{}', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type');
    assertProblem(await send('{}', { 'content-type': 'application/json; charset=latin1' }), 415, 'unsupported-media-type');
    assertProblem(await send('{}', { 'content-encoding': 'gzip' }), 415, 'unsupported-media-type');
    assertProblem(await send(`{"a":"${'x'.repeat(65_536)}"}`), 413, 'body-too-large');
    assertProblem(await send('{}', { 'x-long': 'x'.repeat(16_400) }), 431, 'headers-too-large');
    assert.equal((await api('GET', path)).headers.get('etag'), etag);
  });

  it('names the methods a path has', async () => {
    const { path } = await customer();
    const refused = await api('PUT', path, { body: {} });
    assertProblem(refused, 405, 'method-not-allowed');
    assert.equal(refused.headers.get('allow'), 'GET, PATCH, DELETE');
  });
});
