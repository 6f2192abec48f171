import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { context, fieldsPatch, versioned, versionedOf } from '../test/arbitrary.ts';
import {
  decide,
  documentsBefore,
  type Edit,
  equal,
  explainConflict,
  type HistoryEntry,
  type JsonObject,
  mergePatch,
  ok,
  type Versioned,
  valueAt,
  withoutEmpty,
  writablePart,
} from './index.ts';

const merge =
  (patch: JsonObject): Edit =>
  (record) =>
    ok(mergePatch(record, patch));

/** Applies patches one after another; returns the last version and the entries that led to it, oldest first. */
function play(start: Versioned, patches: readonly JsonObject[]): { current: Versioned; entries: HistoryEntry[] } {
  let current = start;
  const entries: HistoryEntry[] = [];
  for (const patch of patches) {
    const decided = decide(current, { type: 'update', edit: merge(patch), precondition: {} }, context);
    assert.ok(decided.ok);
    if (decided.value.type !== 'written') continue;
    current = decided.value.next;
    entries.push(decided.value.entry);
  }
  return { current, entries };
}

function explain(base: Versioned, others: readonly JsonObject[], mine: JsonObject) {
  const { current, entries } = play(base, others);
  const documents = documentsBefore(current.record as JsonObject, entries).map(writablePart);
  const wanted = withoutEmpty(mergePatch(documents[0], mine) as JsonObject);
  return { current, documents, wanted, conflict: explainConflict(documents, entries, wanted) };
}

describe('explaining a stale write, as laws', () => {
  it('walks back to exactly what the caller saw', () => {
    fc.assert(
      fc.property(versioned, fc.array(fieldsPatch, { maxLength: 4 }), (base, others) => {
        const { documents } = explain(base, others, {});
        assert.deepEqual(documents[0], writablePart(base.record as JsonObject));
      }),
    );
  });

  it('what is applicable applies to the current version, and leaves alone what others changed', () => {
    fc.assert(
      fc.property(
        versioned,
        fc.array(fieldsPatch, { minLength: 1, maxLength: 3 }),
        fieldsPatch,
        (base, others, mine) => {
          const { current, documents, wanted, conflict } = explain(base, others, mine);
          const result = decide(
            current,
            { type: 'update', edit: merge(conflict.applicable), precondition: {} },
            context,
          );
          assert.ok(result.ok);
          const after = (result.value.type === 'written' ? result.value.next : current).record as JsonObject;
          for (const { path, conflict: clashes, current: theirs } of conflict.changes) {
            assert.ok(equal(valueAt(after, path), theirs), `${path} stays as the others made it`);
            const sameWish =
              equal(valueAt(wanted, path), theirs) || equal(valueAt(wanted, path), valueAt(documents[0], path));
            assert.equal(clashes, !sameWish, `${path} clashes exactly when the wish is another one`);
          }
          const clashing = new Set(conflict.changes.filter((change) => change.conflict).map((change) => change.path));
          for (const path of leaves(mine)) {
            const isWish = !equal(valueAt(documents[0], path), valueAt(wanted, path));
            if (isWish && !clashing.has(path))
              assert.ok(equal(valueAt(after, path), valueAt(wanted, path)), `${path} applied`);
          }
        },
      ),
    );
  });
});

function leaves(value: JsonObject, path = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null ? leaves(inner as JsonObject, `${path}/${name}`) : [`${path}/${name}`],
  );
}

describe('explaining a stale write', () => {
  const base = versionedOf({
    contact: { email: 'a@example.com' },
    name: { first: 'Ann' },
    preferences: { language: 'en' },
  });

  it('lists every field that moved, marks the clash and keeps what still applies', () => {
    const others = [{ contact: { email: 'b@example.com' } }, { preferences: { language: 'fr' } }];
    const { conflict } = explain(base, others, { contact: { email: 'c@example.com' }, name: { first: 'Anna' } });
    const meta = { changedBy: 'cred_1', changedAt: context.now, face: 'clientele' };
    assert.deepEqual(conflict, {
      changes: [
        {
          path: '/contact/email',
          base: 'a@example.com',
          current: 'b@example.com',
          wanted: 'c@example.com',
          ...meta,
          conflict: true,
        },
        { path: '/preferences/language', base: 'en', current: 'fr', ...meta, conflict: false },
      ],
      applicable: { name: { first: 'Anna' } },
    });
  });

  it('sees no clash where both wanted the same', () => {
    const { conflict } = explain(base, [{ contact: { email: 'b@example.com' } }], {
      contact: { email: 'b@example.com' },
    });
    assert.deepEqual(
      conflict.changes.map((change) => change.conflict),
      [false],
    );
    assert.deepEqual(conflict.applicable, {});
  });

  it('says that a clear clashes with a change', () => {
    const { conflict } = explain(base, [{ contact: { email: 'b@example.com' } }], { contact: null });
    assert.deepEqual(
      conflict.changes.map(({ wanted, conflict: clash }) => [wanted, clash]),
      [[null, true]],
    );
  });

  it('offers nothing when the wish is not known', () => {
    const { current, entries } = play(base, [{ contact: { email: 'b@example.com' } }]);
    const documents = documentsBefore(current.record as JsonObject, entries).map(writablePart);
    const conflict = explainConflict(documents, entries, undefined);
    assert.deepEqual(conflict.applicable, {});
    assert.equal(conflict.changes.length, 1);
  });
});
