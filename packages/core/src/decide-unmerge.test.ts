import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { context } from '../test/arbitrary.ts';
import { content, contexts, customer, ID, merged, patched, undone, unmerge } from '../test/two-customers.ts';
import { decide, decideUnmerge, ok } from './index.ts';

describe('undoing a merge', () => {
  const SHIPPING = 'A'.repeat(32);
  const first = customer(1, { contact: { phones: { home: '111' } } });
  const second = customer(
    2,
    {
      contact: { email: 'two@example.com', phones: { work: '222' } },
      addresses: {
        base: { line1: 'Road 1', city: 'Oslo' },
        shipping: { [SHIPPING]: { line1: 'Dock' } },
        defaultShipping: SHIPPING,
      },
    },
    { caibo: { id: '9' } },
  );
  const { survivor, other: gone } = merged(first, second);

  test('leaves what was changed since, names it, and gives the other back all that it had', () => {
    const mailed = patched(survivor.next, { contact: { email: 'new@example.com' } });
    const moved = patched(mailed.next, { addresses: { base: { postalCode: '0150' } } });
    const back = undone(moved.next, ID(2), [survivor.entry, mailed.entry, moved.entry], gone);
    assert.deepEqual(content(back.survivor.next), {
      handles: {},
      contact: { phones: { home: '111' }, email: 'new@example.com' },
      addresses: { base: { line1: 'Road 1', city: 'Oslo', postalCode: '0150' } },
    });
    assert.deepEqual(back.survivor.entry.merge?.kept, ['/contact/email', '/addresses/base']);
    assert.deepEqual(content(back.other.next), content(second));
  });

  test('does not bring back what was given up since, or stays with the survivor', () => {
    const detached = decide(
      survivor.next,
      { type: 'update', edit: ok, precondition: {}, handles: { caibo: null } },
      context,
    );
    assert.ok(detached.ok && detached.value.type === 'written');
    const lost = undone(detached.value.next, ID(2), [survivor.entry, detached.value.entry], gone);
    assert.deepEqual(lost.other.next.record.handles, {});
    assert.deepEqual(lost.other.entry.merge?.notRestored, ['/handles/caibo']);
    for (const patch of [{ [SHIPPING]: { city: 'Bergen' } }, { [SHIPPING]: null }]) {
      const changed = patched(survivor.next, { addresses: { shipping: patch } });
      const back = undone(changed.next, ID(2), [survivor.entry, changed.entry], gone);
      assert.deepEqual(back.other.entry.merge?.notRestored, [`/addresses/shipping/${SHIPPING}`]);
      assert.deepEqual(back.other.next.record.addresses, { base: { line1: 'Road 1', city: 'Oslo' } });
    }
  });

  test('brings back no id that leads to the other in a face where it has lost its own', () => {
    const earlier = merged(customer(2, {}, { caibo: { id: '2' } }), customer(3, {}, { caibo: { id: '3' } }));
    const later = merged(customer(1, {}, { caibo: { id: '1' } }), earlier.survivor.next);
    const dropAlias = { kind: 'caibo', value: '2' };
    const dropped = decide(later.survivor.next, { type: 'update', edit: ok, precondition: {}, dropAlias }, context);
    assert.ok(dropped.ok && dropped.value.type === 'written');
    const back = undone(dropped.value.next, ID(2), [later.survivor.entry, dropped.value.entry], later.other);
    assert.deepEqual(back.other.next.record.handles, {});
    assert.equal(back.other.next.record.mergedFrom?.[ID(3)]?.handles, undefined);
    const lost = ['/handles/caibo', `/mergedFrom/${ID(3)}/handles/caibo`];
    assert.deepEqual(back.other.entry.merge?.notRestored, lost);
  });

  test('leaves the survivor the shipping address that it has made its default since', () => {
    const own = 'B'.repeat(32);
    const shipped = customer(1, { addresses: { shipping: { [own]: { line1: 'Quay' } }, defaultShipping: own } });
    const both = merged(shipped, second);
    const chosen = patched(both.survivor.next, { addresses: { defaultShipping: SHIPPING } });
    const back = undone(chosen.next, ID(2), [both.survivor.entry, chosen.entry], both.other);
    const { shipping, defaultShipping } = back.survivor.next.record.addresses ?? {};
    assert.deepEqual([Object.keys(shipping ?? {}), defaultShipping], [[own, SHIPPING], SHIPPING]);
    assert.deepEqual(back.survivor.entry.merge?.kept, [`/addresses/shipping/${SHIPPING}`]);
    assert.deepEqual(back.survivor.entry.merge?.notRestored, [`/addresses/shipping/${SHIPPING}`]);
  });

  test('does not put parts of a name beside another one that was given as a whole since', () => {
    const both = merged(
      customer(1, { name: { first: 'Anna', last: 'Berg' } }),
      customer(2, { name: { display: 'A. B.' } }),
      {
        '': 'other',
      },
    );
    for (const name of [{ display: 'Ann Bee' }, { first: 'Ann' }]) {
      const renamed = patched(both.survivor.next, { name });
      const back = undone(renamed.next, ID(2), [both.survivor.entry, renamed.entry], both.other);
      assert.deepEqual(back.survivor.next.record.name, { display: 'A. B.', ...name });
      assert.deepEqual(back.survivor.entry.merge?.kept, ['/name/display']);
    }
  });

  test('is refused where the history is not there, or something came in between', () => {
    const command = { otherId: ID(2), precondition: {}, history: 'forgotten' } as const;
    const forgotten = decideUnmerge(survivor.next, gone.last, command, contexts);
    assert.deepEqual(!forgotten.ok && forgotten.problem, { type: 'not-undoable', reason: 'forgotten' });
    const later = patched(survivor.next, { status: 'active' });
    const raced = unmerge(later.next, ID(2), [survivor.entry], gone);
    assert.equal(!raced.ok && raced.problem.type, 'stale');
    const there = decideUnmerge(
      survivor.next,
      undefined,
      { ...command, history: { since: [survivor.entry], gone: gone.entry } },
      contexts,
    );
    assert.deepEqual(!there.ok && there.problem, { type: 'not-undoable', reason: 'forgotten' });
    const never = unmerge(survivor.next, ID(3), [survivor.entry], gone);
    assert.deepEqual(!never.ok && never.problem, { type: 'not-found', part: 'merged' });
  });

  test('is refused while a later merge stands', () => {
    const later = merged(survivor.next, customer(3));
    const refused = unmerge(later.survivor.next, ID(2), [survivor.entry, later.survivor.entry], gone);
    assert.deepEqual(!refused.ok && refused.problem, { type: 'not-undoable', reason: 'later-merge', first: ID(3) });
  });

  test('is refused where a handle that stays needs what would go', () => {
    const client = customer(2, { references: { clientNumber: 'N' }, classification: { clientType: 'PR' } });
    const taken = merged(first, client);
    const attached = decide(
      taken.survivor.next,
      { type: 'update', edit: ok, precondition: {}, handles: { mastercard: { clientId: '4' } } },
      context,
    );
    assert.ok(attached.ok && attached.value.type === 'written');
    const refused = unmerge(attached.value.next, ID(2), [taken.survivor.entry, attached.value.entry], taken.other);
    assert.deepEqual(!refused.ok && refused.problem, {
      type: 'not-undoable',
      reason: 'needed',
      pointers: ['/references/clientNumber', '/classification/clientType'],
    });
  });
});
