/** A merge undone: `/v1/customers/{id}/unmerge`; and merges at the same time as something else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { api, assertProblem, customer, patch } from './clientele-api.ts';
import { etagOf, history, type Made, merge, read, SURVIVOR, two, unmerge } from './clientele-merge.ts';

describe('undoing a merge', () => {
  it('brings both back as they were, with new versions, and may be done and undone again', async () => {
    const [one, other] = await two(
      { name: { first: 'Kim' } },
      { name: { last: 'Doe' }, references: { clientNumber: 'UNDO-1' } },
    );
    const [before, beforeOther] = [(await read(one.path)).body, (await read(other.path)).body];
    let current: [Made, Made] = [one, other];
    for (const version of [3, 5]) {
      const merged = await merge(...current, { choices: { '': 'other' } });
      assert.equal(merged.status, 200, merged.text);
      const undone = await unmerge(one, other, etagOf(merged));
      assert.equal(undone.status, 200, undone.text);
      const { customer: left, restored, kept, notRestored } = undone.body;
      assert.deepEqual([left, kept, notRestored], [{ ...before, version, updatedAt: left.updatedAt }, [], []]);
      const back = await read(other.path);
      assert.deepEqual(back.body, { ...beforeOther, version, updatedAt: back.body.updatedAt });
      assert.deepEqual(restored, { id: other.id, version, etag: etagOf(back) });
      current = [
        { ...one, etag: etagOf(undone) },
        { ...other, etag: restored.etag },
      ];
    }
    const [ofOne, ofOther] = [await history(one), await history(other)];
    assert.deepEqual(
      ofOne.map(({ type }) => type),
      ['unmerged', 'merged', 'unmerged', 'merged', 'created'],
    );
    assert.deepEqual(
      ofOther.map(({ type }) => type),
      ['unmerged', 'merged', 'unmerged', 'merged', 'created'],
    );
  });

  it('keeps what was changed since, and says so', async () => {
    const [one, other] = await two({}, { preferences: { language: 'fr' }, status: 'active' });
    const merged = await merge(one, other, { choices: SURVIVOR });
    const updated = await patch(one.path, etagOf(merged), { preferences: { language: 'de' } });
    const rehearsed = await unmerge(one, other, etagOf(updated), { query: '?dryRun=true' });
    assert.deepEqual(
      [rehearsed.status, rehearsed.body.kept, rehearsed.headers.get('etag')],
      [200, ['/preferences/language'], null],
    );
    assert.equal((await read(other.path)).status, 308);
    const undone = await unmerge(one, other, etagOf(updated), { headers: { 'idempotency-key': `undo-${one.id}` } });
    assert.deepEqual(undone.body.kept, ['/preferences/language']);
    const { preferences, status } = (await read(one.path)).body;
    assert.deepEqual([preferences, status], [{ language: 'de' }, undefined]);
    assert.deepEqual((await read(other.path)).body.preferences, { language: 'fr' });
    await patch(one.path, '*', { status: 'inactive' });
    const again = await unmerge(one, other, etagOf(updated), { headers: { 'idempotency-key': `undo-${one.id}` } });
    assert.deepEqual([again.status, again.text, etagOf(again)], [200, undone.text, etagOf(undone)]);
  });

  it('is done in the reverse order of the merges', async () => {
    const [one, other] = await two();
    const third = await customer();
    const first = await merge(one, other, { choices: SURVIVOR });
    const second = await merge({ ...one, etag: etagOf(first) }, third, { choices: SURVIVOR });
    const refused = await unmerge(one, other, etagOf(second));
    assertProblem(refused, 409, 'not-undoable');
    assert.deepEqual([refused.body.reason, refused.body.first], ['later-merge', third.id]);
    const undone = await unmerge(one, third, etagOf(second));
    assert.equal((await unmerge(one, other, etagOf(undone))).status, 200);
  });

  it('begins with the merge that another one came with, however many versions that customer had', async () => {
    const [one, other] = await two();
    for (const comment of ['a', 'b', 'c', 'd']) await patch(other.path, '*', { labels: { comment } });
    const third = await customer();
    const first = await merge({ ...other, etag: etagOf(await read(other.path)) }, third, { choices: SURVIVOR });
    const second = await merge(one, { ...other, etag: etagOf(first) }, { choices: SURVIVOR });
    const refused = await unmerge(one, third, etagOf(second));
    assertProblem(refused, 409, 'not-undoable');
    assert.deepEqual([refused.body.reason, refused.body.first], ['later-merge', other.id]);
    assert.equal((await unmerge(one, other, etagOf(second))).status, 200);
    assert.equal((await unmerge(other, third, '*')).status, 200);
  });

  it('is refused for what was never merged, for a stale version, and without one', async () => {
    const [one, other] = await two();
    const never = await unmerge(one, other, one.etag);
    assertProblem(never, 404, 'not-found');
    assert.equal(never.body.pointer, '/other');
    const merged = await merge(one, other, { choices: SURVIVOR });
    assertProblem(await unmerge(one, other, one.etag), 412, 'stale');
    const target = `${one.path}/unmerge`;
    assertProblem(await api('POST', target, { body: { other: other.id } }), 428, 'precondition-required');
    const wrong = await api('POST', target, { body: { other: 'me' }, headers: { 'if-match': etagOf(merged) } });
    assertProblem(wrong, 422, 'invalid');
    assert.equal((await unmerge(one, other, '*')).status, 200);
  });
});

describe('at the same time', () => {
  it('two merges of one customer into two others: one wins, and the other one is told', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, another] = await two();
      const other = await customer();
      const replies = await Promise.all([one, another].map((each) => merge(each, other, { choices: SURVIVOR })));
      const [won] = replies.filter(({ status }) => status === 200);
      const [lost] = replies.filter(({ status }) => status !== 200);
      assert.ok(won && lost, replies.map(({ text }) => text).join('\n'));
      assertProblem(lost, 409, 'merged');
      assert.equal(lost.body.mergedInto, won.body.id);
    }
  });

  it('two customers that are merged into each other: one is left', async () => {
    const [one, other] = await two();
    const replies = await Promise.all([
      merge(one, other, { choices: SURVIVOR }),
      merge(other, one, { choices: SURVIVOR }),
    ]);
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 308]);
    const found = await Promise.all([one, other].map(({ path }) => read(path)));
    assert.deepEqual(found.map(({ status }) => status).sort(), [200, 308]);
  });

  it('a merge that is undone at any version and an update of the survivor: both are done', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = await two();
      await merge(one, other, { choices: SURVIVOR });
      const [updated, undone] = await Promise.all([
        patch(one.path, '*', { status: 'active' }),
        unmerge(one, other, '*'),
      ]);
      assert.deepEqual([updated.status, undone.status], [200, 200], undone.text);
      assert.equal((await read(one.path)).body.status, 'active');
    }
  });

  it('a merge that is done and undone and those who ask for the other: nobody is told that it is not there', async () => {
    const [one, other] = await two();
    const seen = new Set<number>();
    let isOver = false;
    const asking = Array.from({ length: 6 }, async () => {
      while (!isOver) seen.add((await read(other.path)).status);
    });
    let current: [Made, Made] = [one, other];
    for (let round = 0; round < 50; round++) {
      const undone = await unmerge(one, other, etagOf(await merge(...current, { choices: SURVIVOR })));
      current = [
        { ...one, etag: etagOf(undone) },
        { ...other, etag: undone.body.restored.etag },
      ];
    }
    isOver = true;
    await Promise.all(asking);
    assert.deepEqual([...seen].sort(), [200, 308]);
  });

  it('a merge and an update of the other: whichever came first, the second is refused and nothing is lost', async () => {
    for (let round = 0; round < 10; round++) {
      const [one, other] = await two();
      const updating = () => patch(other.path, other.etag, { status: 'active' });
      const early = round % 2 === 1 ? updating() : undefined;
      const merging = merge(one, other, { choices: SURVIVOR });
      const [merged, updated] = await Promise.all([merging, early ?? updating()]);
      assert.ok([200, 412].includes(merged.status), merged.text);
      assert.equal(updated.status, merged.status === 200 ? 308 : 200);
      if (merged.status === 200) continue;
      assertProblem(merged, 412, 'stale');
      assert.equal((await read(other.path)).body.status, 'active');
    }
  });
});
