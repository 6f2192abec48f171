import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reply } from '../client.ts';
import { api, assertProblem, customer, patch } from './clientele-api.ts';

describe('creating', () => {
  it('answers 201 with Location, a strong ETag and the record in its shape', async () => {
    const created = await api('POST', '/v1/customers', {
      body: { name: { first: 'Kim', middle: null }, contact: { email: 'kim@example.com' } },
    });
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
    assert.deepEqual(
      [created.status, created.text, created.headers.get('preference-applied')],
      [201, '', 'return=minimal'],
    );
  });

  it('refuses what only the server writes, unknown members and broken rules, all at once', async () => {
    const body = { version: 3, nick: 'x', contact: { email: 'nobody' } };
    assertProblem(await api('POST', '/v1/customers', { body }), 422, 'invalid');
    const refused = await api('POST', '/v1/customers', { body: { nick: 'x', contact: { email: 'nobody' } } });
    assert.deepEqual(refused.body.violations.map((one: { pointer: string }) => one.pointer).sort(), [
      '/contact/email',
      '/nick',
    ]);
  });
});

describe('the value of a tag', () => {
  it('has neither of the marks that tags are written with, and may be empty', async () => {
    const { path, etag } = await customer();
    const tagged = (value: string) => ({ custom: { tags: { ADD_INFO_01: { TAG_01: value } } } });
    for (const value of ['a=b', 'a;b', '=', ';']) {
      const pointers = ({ body }: Reply) => body.violations.map(({ pointer }: { pointer: string }) => pointer);
      const created = await api('POST', '/v1/customers', { body: tagged(value) });
      assertProblem(created, 422, 'invalid');
      assert.deepEqual(pointers(created), ['/custom/tags/ADD_INFO_01/TAG_01']);
      const patched = await patch(path, etag, tagged(value));
      assertProblem(patched, 422, 'invalid');
      assert.deepEqual(pointers(patched), ['/custom/tags/ADD_INFO_01/TAG_01']);
    }
    assert.equal((await patch(path, etag, tagged('a:b, c'))).status, 200);
    assert.equal((await patch(path, '*', tagged(''))).body.custom.tags.ADD_INFO_01.TAG_01, '');
  });
});

describe('reading', () => {
  it('shows the same ETag and body again, and 304 while it is current', async () => {
    const { path, etag } = await customer();
    const read = await api('GET', path);
    assert.deepEqual(
      [read.status, read.headers.get('etag'), read.headers.get('cache-control')],
      [200, etag, 'no-store'],
    );
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
    for (const wrong of ['', etag.slice(1, -1), '"a', '"a" "b"'])
      assertProblem(await patch(path, wrong, { status: 'active' }), wrong === '' ? 400 : 400, 'malformed');
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
    const right = [
      { op: 'test', path: '/name/first', value: 'Kim' },
      { op: 'move', from: '/name/first', path: '/name/last' },
    ];
    const moved = await api('PATCH', path, { body: right, headers });
    assert.deepEqual([moved.status, moved.body.name], [200, { last: 'Kim' }]);
    for (const target of ['/version', '/constructor/prototype/version', '/__proto__/version', '/handles']) {
      const hostile = [{ op: 'add', path: target, value: 7 }];
      const refused = await api('PATCH', path, {
        body: hostile,
        headers: { ...headers, 'if-match': moved.headers.get('etag') ?? '' },
      });
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
    const rows = stale.body.changes.map(({ path: at, current, wanted, conflict }: Record<string, unknown>) => [
      at,
      current,
      wanted,
      conflict,
    ]);
    assert.deepEqual(rows, [
      ['/contact/email', 'one@example.com', 'two@example.com', true],
      ['/preferences/language', 'fr', undefined, false],
    ]);
    assert.ok(
      stale.body.changes.every(
        (change: Record<string, string>) => change['face'] === 'clientele' && change['changedBy']?.startsWith('cred_'),
      ),
    );
    const again = await patch(path, stale.body.currentEtag, stale.body.applicable);
    assert.deepEqual(
      [again.status, again.body.name.first, again.body.contact.email],
      [200, 'Kimberly', 'one@example.com'],
    );
  });

  it('lets exactly one of a hundred writers with the same ETag win', async () => {
    const { path, etag } = await customer();
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, n) => patch(path, etag, { references: { memberId: `m${n}` } })),
    );
    assert.deepEqual(
      replies
        .map(({ status }) => status)
        .sort()
        .slice(0, 2),
      [200, 412],
    );
    assert.equal((await api('GET', `${path}/history`)).body.items.length, 2);
  });

  it('shows what would happen with dryRun, and changes nothing', async () => {
    const { path, etag } = await customer();
    const shown = await patch(`${path}?dryRun=true`, etag, { status: 'active' });
    assert.deepEqual(
      [shown.status, shown.body.status, shown.body.version, shown.headers.get('etag')],
      [200, 'active', 2, null],
    );
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
    assert.deepEqual(
      [again.status, again.text, again.headers.get('etag')],
      [first.status, first.text, first.headers.get('etag')],
    );
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
    assertProblem(
      await patch(path, first.headers.get('etag') ?? '', { status: 'inactive' }, headers),
      422,
      'idempotency-key-reused',
    );
  });

  it('answers 409 while the first request is in flight, or its outcome: never a second effect', async () => {
    const { path, etag } = await customer();
    const headers = { 'idempotency-key': 'flight-1' };
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => patch(path, etag, { status: 'active' }, headers)),
    );
    assert.ok(
      replies.every(({ status }) => status === 200 || status === 409),
      replies.map(({ status }) => status).join(),
    );
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
      assertProblem(
        await api('POST', '/v1/customers', { body: {}, headers: { 'idempotency-key': key } }),
        400,
        'malformed',
      );
    }
  });
});
