import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { context } from '../test/arbitrary.ts';
import {
  ANY,
  content,
  contexts,
  customer,
  ID,
  merge,
  merged,
  patched,
  twoCustomers,
  undone,
  unmerge,
} from '../test/two-customers.ts';
import {
  type Customer,
  decide,
  decideMerge,
  entityTag,
  type JsonObject,
  MERGED_MAX,
  mergePatch,
  ok,
  parseEntityTags,
  searchTerms,
  uniqueTerms,
  type Versioned,
} from './index.ts';

describe('merging and undoing it, as laws', () => {
  test('both are what they were when nothing changed between', () => {
    fc.assert(
      fc.property(
        twoCustomers,
        fc.constantFrom<'survivor' | 'other'>('survivor', 'other'),
        ([survivor, other], side) => {
          const { survivor: kept, other: gone } = merged(survivor, other, { '': side });
          const back = undone(kept.next, ID(2), [kept.entry], gone);
          assert.deepEqual(content(back.survivor.next), content(survivor));
          assert.deepEqual(content(back.other.next), content(other));
          assert.equal(back.other.next.record.createdAt, other.record.createdAt);
          assert.equal(back.survivor.next.record.mergedFrom, undefined);
          assert.equal(back.survivor.entry.merge?.kept, undefined);
          assert.equal(back.survivor.entry.merge?.notRestored, undefined);
          assert.deepEqual(
            [back.survivor.next.version, back.other.next.version],
            [survivor.version + 2, other.version + 2],
          );
        },
      ),
    );
  });

  test('a merge is refused as a clash exactly when something clashes and was not chosen', () => {
    fc.assert(
      fc.property(twoCustomers, ([survivor, other]) => {
        const { clashes } = merged(survivor, other);
        const refused = merge(survivor, other, {});
        assert.equal(!refused.ok && refused.problem.type === 'merge-clash', clashes.length > 0);
        const facts = [...new Set(clashes.map(({ fact }) => fact))];
        if (facts.length === 0) return;
        const all = Object.fromEntries(facts.map((fact) => [fact, 'other' as const]));
        assert.ok(merge(survivor, other, all).ok);
        const { [facts[0] as string]: _, ...rest } = all;
        const partly = merge(survivor, other, rest);
        assert.ok(!partly.ok && partly.problem.type === 'merge-clash');
        assert.deepEqual(
          new Set(partly.problem.clashes.filter(({ chosen }) => chosen === undefined).map(({ fact }) => fact)),
          new Set([facts[0]]),
        );
      }),
    );
  });

  test('no unique term of either is lost, nor held by both, by merging nor by undoing it', () => {
    const terms = (...records: Versioned[]) =>
      records.flatMap(({ record }) => uniqueTerms(record).map(({ kind, value }) => `${kind} ${value}`)).sort();
    fc.assert(
      fc.property(twoCustomers, ([survivor, other]) => {
        const { survivor: kept, other: gone } = merged(survivor, other);
        assert.deepEqual(terms(kept.next), terms(survivor, other));
        const back = undone(kept.next, ID(2), [kept.entry], gone);
        assert.deepEqual(terms(back.survivor.next, back.other.next), terms(survivor, other));
      }),
    );
  });

  test('history says of both what changed, with whom, and no decision changes what it was made on', () => {
    fc.assert(
      fc.property(twoCustomers, ([survivor, other]) => {
        const before = JSON.stringify([survivor, other]);
        const decision = merged(survivor, other);
        assert.equal(JSON.stringify([survivor, other]), before);
        const merge = {
          survivor: { id: ID(1), version: survivor.version },
          other: { id: ID(2), version: other.version },
        };
        for (const { entry, event } of [decision.survivor, decision.other]) {
          assert.deepEqual([entry.type, entry.merge, event.type], ['merged', merge, 'customer.merged']);
          assert.deepEqual([event.survivorId, event.otherId], [ID(1), ID(2)]);
        }
        assert.deepEqual(decision.survivor.entry.version, survivor.version + 1);
        assert.deepEqual(decision.other.last, { version: other.version + 1, tag: 'theother' });
      }),
    );
  });
});

describe('merging', () => {
  const AT_ONCE = { clientNumber: 'N-1' };
  const first = customer(1, { references: AT_ONCE }, { mastercard: { clientId: '1' } });
  const second = customer(
    2,
    { references: { clientNumber: 'N-2' } },
    { mastercard: { clientId: '2' }, caibo: { id: '9' } },
  );

  test('takes over the handles that were missing, and keeps the others as aliases; so too the clientNumber', () => {
    const { record } = merged(first, second).survivor.next;
    assert.deepEqual(record.handles, { mastercard: { clientId: '1' }, caibo: { id: '9' } });
    assert.deepEqual(record.mergedFrom, {
      [ID(2)]: {
        at: context.now,
        version: 1,
        survivorVersion: 2,
        createdAt: second.record.createdAt,
        handles: { mastercard: { clientId: '2' } },
        clientNumber: 'N-2',
      },
    });
    const found = searchTerms(record).map(({ kind, value }) => `${kind} ${value}`);
    assert.deepEqual(found, ['clientNumber N-1', 'clientNumber N-2', `merged ${ID(2)}`]);
  });

  test('refuses the other’s value of what never changes', () => {
    const refused = merge(first, second, { '/references/clientNumber': 'other' });
    assert.ok(!refused.ok && refused.problem.type === 'invalid');
    assert.deepEqual(
      refused.problem.violations.map(({ pointer, rule }) => [pointer, rule]),
      [['/references/clientNumber', 'readOnly']],
    );
  });

  test('refuses a choice about nothing, and a version that is no longer current, of either', () => {
    const idle = merge(first, second, { ...ANY, '/contact': 'other' });
    assert.ok(!idle.ok && idle.problem.type === 'invalid');
    assert.deepEqual(idle.problem.violations[0]?.pointer, '/contact');
    const tag = parseEntityTags(entityTag({ version: 9, tag: 'zzzzzzzz' }));
    assert.ok(tag.ok);
    const stale = { ifMatch: tag.value };
    const command = { choices: ANY, precondition: {}, otherPrecondition: {} };
    const ofSurvivor = decideMerge(first, second, { ...command, precondition: stale }, contexts);
    assert.deepEqual(!ofSurvivor.ok && ofSurvivor.problem, { type: 'stale', current: { version: 1, tag: 'aaaaaaaa' } });
    const ofOther = decideMerge(first, second, { ...command, otherPrecondition: stale }, contexts);
    assert.equal(!ofOther.ok && ofOther.problem.type === 'stale' && ofOther.problem.of, 'other');
    assert.deepEqual(decideMerge(undefined, second, command, contexts), { ok: false, problem: { type: 'not-found' } });
    const missing = decideMerge(first, undefined, command, contexts);
    assert.deepEqual(!missing.ok && missing.problem, { type: 'not-found', part: 'other' });
  });

  test('is bounded, as the record is', () => {
    const left = { at: context.now, version: 1, survivorVersion: 1, createdAt: context.now };
    const mergedFrom = Object.fromEntries(Array.from({ length: MERGED_MAX }, (_, number) => [ID(number + 10), left]));
    const full = { ...first, record: { ...first.record, mergedFrom } as Customer };
    const refused = merge(full, second);
    assert.ok(!refused.ok && refused.problem.type === 'invalid');
    assert.equal(refused.problem.violations[0]?.pointer, '/mergedFrom');
    const many = (letter: string) => ({
      byType: Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${letter}${n}`, { line1: 'x' }])),
    });
    const tooMany = merge(customer(1, { addresses: many('A') }), customer(2, { addresses: many('B') }));
    assert.ok(!tooMany.ok && tooMany.problem.type === 'invalid');
    assert.match(tooMany.problem.violations[0]?.pointer ?? '', /^\/addresses/);
  });

  test('a record that had others takes them along, and gives them back with itself', () => {
    const third = customer(3, {}, { mastercard: { clientId: '3' } });
    const one = merged(second, third);
    const two = merged(first, one.survivor.next);
    const { mergedFrom } = two.survivor.next.record;
    assert.deepEqual(mergedFrom?.[ID(3)]?.through, ID(2));
    assert.deepEqual(mergedFrom?.[ID(3)]?.handles, { mastercard: { clientId: '3' } });
    const early = unmerge(two.survivor.next, ID(3), [two.survivor.entry], one.other);
    assert.deepEqual(!early.ok && early.problem, { type: 'not-undoable', reason: 'later-merge', first: ID(2) });
    const back = undone(two.survivor.next, ID(2), [two.survivor.entry], two.other);
    assert.deepEqual(back.other.next.record.mergedFrom, one.survivor.next.record.mergedFrom);
    assert.equal(back.survivor.next.record.mergedFrom, undefined);
    const since = [one.survivor.entry, two.other.entry, back.other.entry];
    const whole = undone(back.other.next, ID(3), since, one.other);
    assert.deepEqual(content(whole.survivor.next), content(second));
    assert.deepEqual(content(whole.other.next), content(third));
  });
});

describe('a record that others were merged into', () => {
  const two = customer(2, {}, { caibo: { id: '2' }, cybersource: { id: 'B' } });
  const { next } = merged(customer(1, {}, { caibo: { id: '1' }, cybersource: { id: 'A' } }), two).survivor;

  test('has no alias in a face that it left, and keeps the others', () => {
    const left = decide(next, { type: 'update', edit: ok, precondition: {}, handles: { caibo: null } }, context);
    assert.ok(left.ok && left.value.type === 'written');
    assert.deepEqual(left.value.next.record.mergedFrom?.[ID(2)]?.handles, { cybersource: { id: 'B' } });
  });

  test('gives up one alias alone', () => {
    const dropAlias = { kind: 'caibo', value: '2' };
    const dropped = decide(next, { type: 'update', edit: ok, precondition: {}, dropAlias }, context);
    assert.ok(dropped.ok && dropped.value.type === 'written');
    assert.deepEqual(dropped.value.entry.changes, [{ path: `/mergedFrom/${ID(2)}/handles/caibo/id`, before: '2' }]);
    assert.deepEqual(dropped.value.next.record.handles, next.record.handles);
  });

  test('is changed by nobody in that', () => {
    const edit = (record: JsonObject) => ok(mergePatch(record, { mergedFrom: null }));
    const refused = decide(next, { type: 'update', edit, precondition: {} }, context);
    assert.equal(!refused.ok && refused.problem.type, 'invalid');
    const patchedRecord = patched(next, { status: 'active' }).next.record;
    assert.equal(patchedRecord.mergedFrom, next.record.mergedFrom);
  });

  test('tells in the entry of its end what it had of them', () => {
    const deletion = decide(next, { type: 'delete', precondition: {} }, context);
    assert.ok(deletion.ok && deletion.value.type === 'deleted');
    const paths = deletion.value.entry.changes.map(({ path }) => path);
    assert.ok(paths.includes(`/mergedFrom/${ID(2)}/handles/caibo/id`));
  });
});
