/** Two customers who are one: `/v1/customers/{id}/merge`, and where the id of the other one leads then. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anybody, api, assertProblem, customer, patch } from './clientele-api.ts';
import { etagOf, history, merge, read, SURVIVOR, two } from './clientele-merge.ts';

describe('merging', () => {
  it('keeps what only one has, keeps what was chosen, and ends the other one', async () => {
    const [one, other] = await two(
      { name: { first: 'Kim' } },
      { name: { last: 'Doe' }, references: { memberId: 'M-merge' } },
    );
    const { email } = (await read(other.path)).body.contact;
    const merged = await merge(one, other, {
      choices: { '/contact/email': 'other' },
      headers: { 'change-reason': 'same person' },
    });
    assert.equal(merged.status, 200, merged.text);
    const { name, references, contact, version, mergedFrom } = merged.body;
    assert.deepEqual(
      [name, references, contact, version],
      [{ first: 'Kim', last: 'Doe' }, { memberId: 'M-merge' }, { email }, 2],
    );
    assert.deepEqual([mergedFrom[other.id].version, mergedFrom[other.id].survivorVersion], [1, 2]);
    assert.deepEqual((await read(one.path)).body, merged.body);
    assert.equal(etagOf(await read(one.path)), etagOf(merged));
    const found = await api('GET', '/v1/customers?memberId=M-merge');
    assert.deepEqual(
      found.body.items.map(({ id }: { id: string }) => id),
      [one.id],
    );
    const listed = await api('GET', '/v1/customers?limit=100');
    assert.ok(!listed.text.includes(`"id":"${other.id}"`));
  });

  it('tells both histories who merged whom at which version, and why', async () => {
    const [one, other] = await two();
    await merge(one, other, { choices: SURVIVOR, headers: { 'change-reason': 'same person' } });
    const [ofOne, ofOther] = [(await history(one))[0], (await history(other))[0]];
    const both = { survivor: { id: one.id, version: 1 }, other: { id: other.id, version: 1 } };
    for (const entry of [ofOne, ofOther])
      assert.deepEqual([entry.type, entry.merge, entry.reason, entry.version], ['merged', both, 'same person', 2]);
    assert.ok(
      ofOther.changes.some(
        (change: { path: string; before?: string }) => change.path === '/contact/email' && change.before,
      ),
    );
  });

  it('is refused while a clash is not decided about, and lists all of them with both values', async () => {
    const [one, other] = await two(
      { addresses: { base: { line1: 'Road 1', city: 'Oslo' } } },
      { addresses: { base: { line1: 'Road 2', city: 'Oslo' } } },
    );
    const refused = await merge(one, other, { choices: { '/addresses': 'other' } });
    assertProblem(refused, 409, 'merge-clash');
    const [first, second] = refused.body.clashes;
    assert.deepEqual([first.path, first.fact, first.chosen], ['/contact/email', '/contact/email', undefined]);
    assert.deepEqual(second, {
      path: '/addresses/base/line1',
      fact: '/addresses/base',
      survivor: 'Road 1',
      other: 'Road 2',
      chosen: 'other',
    });
    assert.match(refused.body.detail, /: \/contact\/email\.$/);
    assert.equal((await read(one.path)).body.version, 1);
    assert.equal((await read(other.path)).body.version, 1);
  });

  it('needs the current version of both', async () => {
    const [one, other] = await two();
    assertProblem(await merge({ ...one, etag: '"1-zzzzzzzz"' }, other, { choices: SURVIVOR }), 412, 'stale');
    const target = `${one.path}/merge`;
    const body = { other: other.id, otherEtag: other.etag, choices: SURVIVOR };
    assertProblem(await api('POST', target, { body }), 428, 'precondition-required');
    const without = await api('POST', target, { body: { other: other.id }, headers: { 'if-match': one.etag } });
    assertProblem(without, 422, 'invalid');
    const updated = await patch(other.path, other.etag, { status: 'active' });
    const stale = await merge(one, other, { choices: SURVIVOR });
    assertProblem(stale, 412, 'stale');
    assert.deepEqual(
      [stale.body.pointer, stale.body.currentEtag, stale.headers.get('etag')],
      ['/otherEtag', etagOf(updated), null],
    );
    assert.equal((await merge(one, { ...other, etag: etagOf(updated) }, { choices: SURVIVOR })).status, 200);
  });

  it('refuses itself, choices about nothing, and what cannot be chosen', async () => {
    const clientNumber = (value: string) => ({ references: { clientNumber: value } });
    const [one, other] = await two(clientNumber('MERGE-1'), clientNumber('MERGE-2'));
    const itself = await merge(one, one, { choices: SURVIVOR });
    assertProblem(itself, 422, 'invalid');
    assert.equal(itself.body.violations[0].pointer, '/other');
    const idle = await merge(one, other, { choices: { ...SURVIVOR, '/name': 'other' } });
    assertProblem(idle, 422, 'invalid');
    assert.deepEqual(
      idle.body.violations.map(({ pointer }: { pointer: string }) => pointer),
      ['/name'],
    );
    const fixed = await merge(one, other, { choices: { ...SURVIVOR, '/references/clientNumber': 'other' } });
    assertProblem(fixed, 422, 'invalid');
    assertProblem(await merge(one, other, { body: { choices: { '': 'both' } } }), 422, 'invalid');
    assertProblem(await merge(one, other, { body: { more: 1 } }), 422, 'invalid');
    assert.equal((await merge(one, other, { choices: SURVIVOR })).status, 200);
    const found = await api('GET', '/v1/customers?clientNumber=MERGE-2');
    assert.deepEqual(
      found.body.items.map(({ id }: { id: string }) => id),
      [one.id],
    );
    const third = await customer();
    assertProblem(await patch(third.path, third.etag, clientNumber('MERGE-2')), 409, 'taken');
  });

  it('refuses a customer that is not there, and says which', async () => {
    const [one, other] = await two();
    const absent = {
      path: '/v1/customers/cus_0000000000000000000000',
      id: 'cus_0000000000000000000000',
      etag: '"1-AbCdEfGh"',
    };
    const noOther = await merge(one, absent, { choices: SURVIVOR });
    assertProblem(noOther, 404, 'not-found');
    assert.equal(noOther.body.pointer, '/other');
    const noSurvivor = await merge(absent, other, { choices: SURVIVOR });
    assertProblem(noSurvivor, 404, 'not-found');
    assert.equal(noSurvivor.body.pointer, undefined);
    assertProblem(await anybody()('POST', `${one.path}/merge`, { body: {} }), 401, 'unauthenticated');
  });

  it('answers return=minimal, and a retry with the same key as the first time', async () => {
    const [one, other] = await two();
    const headers = { 'idempotency-key': `merge-${one.id}`, prefer: 'return=minimal' };
    const first = await merge(one, other, { choices: SURVIVOR, headers });
    assert.deepEqual([first.status, first.text], [204, '']);
    const again = await merge(one, other, { choices: SURVIVOR, headers });
    assert.deepEqual([again.status, etagOf(again)], [204, etagOf(first)]);
    assert.equal((await history(one)).length, 2);
  });
});

describe('a preview of a merge', () => {
  it('lists the clashes, then shows the result, and changes nothing', async () => {
    const [one, other] = await two({ name: { first: 'Kim' } }, { name: { last: 'Doe' } });
    const open = await merge(one, other, { query: '?dryRun=true' });
    assert.equal(open.status, 200, open.text);
    assert.deepEqual(
      open.body.clashes.map(({ fact }: { fact: string }) => fact),
      ['/contact/email'],
    );
    assert.deepEqual([open.body.customer, open.headers.get('etag')], [undefined, null]);
    const shown = await merge(one, other, { query: '?dryRun=true', choices: SURVIVOR });
    assert.deepEqual([shown.body.customer.name, shown.body.customer.version], [{ first: 'Kim', last: 'Doe' }, 2]);
    assert.equal(shown.body.clashes[0].chosen, 'survivor');
    for (const each of [one, other]) {
      assert.equal(etagOf(await read(each.path)), each.etag);
      assert.equal((await history(each)).length, 1);
    }
    assertProblem(await merge(one, one, { query: '?dryRun=true' }), 422, 'invalid');
    assertProblem(await merge({ ...one, etag: '"9-AbCdEfGh"' }, other, { query: '?dryRun=true' }), 412, 'stale');
  });
});

describe('the id of a customer that was merged', () => {
  it('leads to the one that is left, whatever is asked of it, and its history stays', async () => {
    const [one, other] = await two();
    await merge(one, other, { choices: SURVIVOR });
    const asked = [
      await read(other.path),
      await patch(other.path, other.etag, { status: 'active' }),
      await api('DELETE', other.path, { headers: { 'if-match': other.etag } }),
      await api('POST', `${other.path}/handles`, { body: { face: 'cybersource' } }),
      await api('DELETE', `${other.path}/handles/caibo`, { headers: { 'if-match': other.etag } }),
      await merge(other, await customer(), { choices: SURVIVOR }),
    ];
    for (const reply of asked) {
      assertProblem(reply, 308, 'merged');
      assert.equal(reply.body.mergedInto, one.id);
      assert.ok(reply.headers.get('location')?.startsWith(one.path));
    }
    assert.equal(asked[3]?.headers.get('location'), `${one.path}/handles`);
    const spelt = await api('GET', other.path.replace('customers', '%63ustomers'));
    assert.equal(spelt.headers.get('location'), one.path);
    assert.equal(
      (await patch(`${other.path}?dryRun=true`, other.etag, {})).headers.get('location'),
      `${one.path}?dryRun=true`,
    );
    assertProblem(await patch(asked[1]?.headers.get('location') ?? '', other.etag, { status: 'active' }), 412, 'stale');
    assert.equal((await history(other)).length, 2);
  });

  it('leads to the last one in one step, however many merges came after', async () => {
    const [a, b] = await two();
    const c = await customer();
    const ofB = await merge(b, a, { choices: SURVIVOR });
    await merge(c, { ...b, etag: etagOf(ofB) }, { choices: SURVIVOR });
    for (const gone of [a, b]) assert.equal((await read(gone.path)).headers.get('location'), c.path);
    assert.equal((await read(c.path)).body.mergedFrom[a.id].through, b.id);
  });

  it('says where it went to whoever would merge it again', async () => {
    const [one, other] = await two();
    const third = await customer();
    await merge(one, other, { choices: SURVIVOR });
    const refused = await merge(third, other, { choices: SURVIVOR });
    assertProblem(refused, 409, 'merged');
    assert.deepEqual(
      [refused.body.mergedInto, refused.body.pointer, refused.headers.get('location')],
      [one.id, '/other', null],
    );
  });

  it('is nobody’s once the one that is left was deleted', async () => {
    const [one, other] = await two();
    const merged = await merge(one, other, { choices: SURVIVOR });
    await api('DELETE', one.path, { headers: { 'if-match': etagOf(merged) } });
    assertProblem(await read(other.path), 404, 'not-found');
  });
});
