import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient, type Reply } from '../client.ts';
import { anybody, api, assertProblem, customer, MERGE, operator, patch, server } from './clientele-api.ts';

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
      email: 'find.me@example.COM',
      phone: '00481234567',
      clientNumber: 'FIND_1',
      merchantCustomerId: 'find me',
      code: 'FM',
      memberId: 'm/1',
      userId: '77',
      documentNumber: 'D1',
      socialNumber: 'S1',
      taxpayerIdentifier: 'T1',
    };
    for (const [kind, value] of Object.entries(searches)) {
      const found = await api('GET', `/v1/customers?${new URLSearchParams({ [kind]: value })}`);
      assert.deepEqual(
        found.body.items.map((item: { id: string }) => item.id),
        [id],
        kind,
      );
    }
    assert.deepEqual(
      (await api('GET', '/v1/customers?caibo=12345')).body.items.map((item: { id: string }) => item.id),
      [server().sandbox.clientele.customerId],
    );
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
    assert.deepEqual(
      body.items.map(({ version, type }: Record<string, unknown>) => [version, type]),
      [
        [2, 'updated'],
        [1, 'created'],
      ],
    );
    const { at, actor, requestId, ...rest } = body.items[0];
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
    assert.equal(actor.kind, 'integrator');
    assert.match(requestId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      version: 2,
      type: 'updated',
      face: 'clientele',
      reason: 'name corrected',
      changes: [{ path: '/name/first', before: 'Kim', after: 'Lee' }],
    });
  });

  it('is paged, and its limit clamped', async () => {
    const { path } = await customer();
    for (let n = 0; n < 4; n++) await patch(path, '*', { references: { memberId: `m${n}` } });
    const first = await api('GET', `${path}/history?limit=3`);
    assert.deepEqual(
      [first.body.items.map((item: { version: number }) => item.version), first.body.next],
      [[5, 4, 3], '3'],
    );
    const second = await api('GET', `${path}/history?limit=3&cursor=${first.body.next}`);
    assert.deepEqual(
      [second.body.items.map((item: { version: number }) => item.version), second.body.next],
      [[2, 1], null],
    );
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
    assertProblem(await api('DELETE', `${path}/handles/caibo`), 428, 'precondition-required');
    assert.equal((await api('DELETE', `${path}/handles/caibo`, { headers: { 'if-match': '*' } })).status, 204);
    assertProblem(await api('DELETE', `${path}/handles/caibo`, { headers: { 'if-match': '*' } }), 404, 'not-found');
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
    assert.deepEqual(
      refused.body.violations.map((one: { pointer: string }) => one.pointer),
      ['/references/clientNumber', '/classification/clientType'],
    );
    assert.equal(
      (await api('POST', `${path}/handles`, { body: { face: 'mastercard', clientNumber: 'ABC_77', clientType: 'PR' } }))
        .status,
      201,
    );
    for (const handle of ['9223372036854775808', '0', '-1', '007', '1e3', '1.0', 'abc']) {
      const { path: other } = await customer();
      assertProblem(await api('POST', `${other}/handles`, { body: { face: 'caibo', handle } }), 422, 'invalid');
    }
    const { path: third } = await customer();
    assertProblem(
      await api('POST', `${third}/handles`, { body: { face: 'mastercard', clientNumber: 'ABC_77', clientType: 'PR' } }),
      409,
      'taken',
    );
  });

  it('takes the record with its last handle', async () => {
    const { path } = await customer();
    await api('POST', `${path}/handles`, { body: { face: 'cybersource' } });
    assert.equal((await api('DELETE', `${path}/handles/cybersource`, { headers: { 'if-match': '*' } })).status, 204);
    assertProblem(await api('GET', path), 404, 'not-found');
  });
});

describe('who asks', () => {
  it('refuses a missing, malformed, foreign or expired token, before anything else', async () => {
    const missing = await anybody()('GET', '/v1/customers/x');
    assertProblem(missing, 401, 'unauthenticated');
    assert.equal(missing.headers.get('www-authenticate'), 'Bearer');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x","iss":"clientele"}').toString('base64url')}.`;
    for (const token of ['Basic eDp5', 'Bearer', 'Bearer a b', 'Bearer abc', `Bearer ${unsigned}`]) {
      assertProblem(
        await anybody()('PATCH', '/v1/customers/x', { headers: { authorization: token }, body: '{' }),
        401,
        'unauthenticated',
      );
    }
    const login = await anybody()('POST', '/auth/login', {
      body: { email: server().sandbox.caibo.email, password: server().sandbox.caibo.password },
    });
    assert.equal(login.status, 200, login.text);
    assertProblem(
      await anybody()('GET', '/v1/customers', { headers: { authorization: `Bearer ${login.body.accessToken}` } }),
      401,
      'unauthenticated',
    );
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
    const revoked = createClient(server().baseUrl, { authorization: `Bearer ${made.body.secret}` });
    assertProblem(await revoked('GET', '/v1/customers'), 401, 'unauthenticated');
  });
});

describe('the gate', () => {
  it('answers in problem details whatever is wrong with the bytes', async () => {
    const { path, etag } = await customer();
    const send = (body: string | Uint8Array, headers = {}) =>
      api('PATCH', path, { body, headers: { ...MERGE, 'if-match': etag, ...headers } });
    for (const body of [
      '',
      '{',
      '{"a":1,"a":2}',
      '{"__proto__":{}}',
      '[1',
      '\ufeff{}',
      '"\\ud800"',
      '"\\u0000"',
      '{"a":1e999}',
      `${'['.repeat(17)}${']'.repeat(17)}`,
    ]) {
      assertProblem(await send(body), 400, 'malformed');
    }
    assertProblem(await send(new Uint8Array([0x22, 0xff, 0x22])), 400, 'malformed');
    assertProblem(await send('[]'), 400, 'malformed');
    assertProblem(await send('{}', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type');
    assertProblem(
      await send('{}', { 'content-type': 'application/json; charset=latin1' }),
      415,
      'unsupported-media-type',
    );
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
