import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  entityTag,
  type JsonObject,
  ok,
  type Precondition,
  type Problem,
  parseEntityTags,
  type Result,
} from '@clientele/core';
import { createRandom } from '../../src/random.ts';
import type { Store } from '../../src/stores/store.ts';
import type { Change } from '../../src/use-cases/commit-change.ts';
import { createCustomer } from '../../src/use-cases/create-customer.ts';
import type { Kept } from '../../src/use-cases/kept.ts';
import { type CustomerMerge, mergeCustomers } from '../../src/use-cases/merge-customers.ts';
import { readCustomer } from '../../src/use-cases/read-customer.ts';
import { tellMerged } from '../../src/use-cases/tell-merged.ts';
import { unmergeCustomers } from '../../src/use-cases/unmerge-customers.ts';
import { updateCustomer } from '../../src/use-cases/update-customer.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { exported, imported } from '../moving/moved.ts';
import { contentOf } from '../moving/populated.ts';
import type { OpenedStore } from '../store-contract.ts';
import { openTestStore } from '../stores/opened-store.ts';

const opened: OpenedStore[] = [];
let store: Store;
before(async () => {
  store = await openEmpty();
  for (const id of ['one', 'two']) await store.createTenant({ id, number: '1', name: id });
});
after(() => Promise.all(opened.map((each) => each.dispose())));

async function openEmpty(): Promise<Store> {
  const made = await openTestStore();
  opened.push(made);
  return made.store;
}

const actor = { id: 'cred_one', kind: 'operator' } as const;
const changeIn = (id: string): Change => ({
  principal: { tenant: { id, number: '1', name: id }, actor, scopes: new Set(['customers:write']) },
  face: 'clientele',
  requestId: 'req_1',
});
const groundOn = (on: Store) => ({ store: on, seal: plainSeal, clock: { now: Date.now }, random: createRandom() });

async function customer(fields: JsonObject = {}, tenant = 'one', face?: 'caibo'): Promise<Kept> {
  return valueIn(await createCustomer(groundOn(store), changeIn(tenant), () => ok(fields), face));
}

function valueIn<Value>(result: Result<Value, Problem>): Value {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function problemIn(result: Result<unknown, Problem>): Problem {
  assert.ok(!result.ok);
  return result.problem;
}

const idOf = ({ record: { id } }: Kept) => ({ id });

function at(version: Kept): Precondition {
  const tags = parseEntityTags(entityTag(version));
  assert.ok(tags.ok);
  return { ifMatch: tags.value, required: true };
}

function mergeOf(survivor: Kept, other: Kept, wanted: Partial<CustomerMerge> = {}): CustomerMerge {
  const [survivorId, otherId] = [survivor.record.id, other.record.id];
  return { survivorId, otherId, precondition: at(survivor), otherPrecondition: at(other), choices: {}, ...wanted };
}

function merge(...[survivor, other, wanted]: Parameters<typeof mergeOf>) {
  return mergeCustomers(groundOn(store), changeIn('one'), mergeOf(survivor, other, wanted));
}

function unmerge(on: Store, survivor: Kept, otherId: string) {
  const wanted = { survivorId: survivor.record.id, otherId, precondition: at(survivor) };
  return unmergeCustomers(groundOn(on), changeIn('one'), wanted);
}

describe('merging customers', () => {
  it('of two tenants is refused as if one were not there, and says nothing of it', async () => {
    const [mine, theirs] = [await customer(), await customer({}, 'two')];
    assert.deepEqual(problemIn(await merge(mine, theirs)), { type: 'not-found', part: 'other' });
    assert.deepEqual(problemIn(await merge(theirs, mine)), { type: 'not-found' });
    const another = await customer({}, 'two');
    const there = mergeOf(another, theirs);
    valueIn(await mergeCustomers(groundOn(store), changeIn('two'), there));
    assert.deepEqual(problemIn(await merge(mine, theirs)), { type: 'not-found', part: 'other' }, 'nor where it went');
  });

  it('that is rehearsed says what it would do, and what is in its way, and writes nothing', async () => {
    const [one, other] = [
      await customer({ name: { first: 'Kim' } }),
      await customer({ name: { last: 'Doe' } }, 'one', 'caibo'),
    ];
    const before = await contentOf(store);
    const rehearsal = { ...changeIn('one'), dryRun: true };
    const shown = valueIn(await mergeCustomers(groundOn(store), rehearsal, mergeOf(one, other)));
    assert.deepEqual(shown.customer.record.handles, other.record.handles);
    assert.deepEqual(await contentOf(store), before);
    const merged = valueIn(await merge(one, other));
    const wanted = { survivorId: one.record.id, otherId: other.record.id, precondition: at(merged.customer) };
    const undone = valueIn(await unmergeCustomers(groundOn(store), rehearsal, wanted));
    assert.deepEqual(undone.customer.record.handles, {});
    assert.equal(problemIn(await readCustomer(groundOn(store), rehearsal.principal, idOf(other))).type, 'not-found');
  });

  it('tells each of them to other systems', async () => {
    const [one, other] = [await customer({ status: 'active' }), await customer({ name: { last: 'Doe' } })];
    const { customer: merged } = valueIn(await merge(one, other));
    valueIn(await unmerge(store, merged, other.record.id));
    for (const { id } of [one.record, other.record]) {
      const events = await store.pendingEvents('one', id);
      const told = events.map(({ sealed }) => JSON.parse(plainSeal.open(sealed)) as JsonObject);
      assert.deepEqual(
        told.map(({ type }) => type),
        ['customer.created', 'customer.merged', 'customer.unmerged'],
      );
      for (const event of told.slice(1))
        assert.deepEqual([event['survivorId'], event['otherId']], [one.record.id, other.record.id]);
      assert.ok(!JSON.stringify(told).includes('Doe'), 'it carries no values');
    }
  });
});

describe('customers who were merged', () => {
  it('are moved to another store as they are, where the merge can be undone', async () => {
    const [one, other] = [await customer(), await customer({ references: { clientNumber: 'MOVED' } }, 'one', 'caibo')];
    const { customer: merged } = valueIn(await merge(one, other));
    const elsewhere = await openEmpty();
    const { told } = await imported(elsewhere, await exported(store));
    assert.deepEqual(told, []);
    assert.deepEqual(await contentOf(elsewhere), await contentOf(store));
    const { principal } = changeIn('one');
    const asked = await readCustomer(groundOn(elsewhere), principal, idOf(other));
    const where = await tellMerged(groundOn(elsewhere), principal, idOf(other), asked);
    assert.deepEqual(problemIn(where), { type: 'merged', into: one.record.id });
    valueIn(await unmerge(elsewhere, merged, other.record.id));
    const key = { kind: 'caibo', value: other.record.handles.caibo?.id ?? '' };
    const back = valueIn(await readCustomer(groundOn(elsewhere), principal, key));
    assert.deepEqual([back.record.id, back.record.createdAt], [other.record.id, other.record.createdAt]);
  });

  it('are not taken from a file that says otherwise of them', async () => {
    const [one, other] = [await customer({}, 'one', 'caibo'), await customer({}, 'one', 'caibo')];
    valueIn(await merge(one, other));
    const lines = (await exported(store)).split('\n');
    const changed = async (
      id: string,
      change: (line: { record: unknown; updatedAt: string; version: number }) => void,
    ) => {
      const altered = lines.map((line) => {
        if (!line.startsWith('{"type":"customer"') || !line.includes(`"id":"${id}","version"`)) return line;
        const parsed = JSON.parse(line);
        change(parsed);
        return JSON.stringify(parsed);
      });
      return (await imported(await openEmpty(), altered.join('\n'))).told;
    };
    const alive = await changed(other.record.id, (line) => {
      line.record = { ...other.record, version: line.version, updatedAt: line.updatedAt };
    });
    assert.match(alive.join(), /\/record must be null/);
    const withoutOwn = await changed(one.record.id, (line) => {
      line.record = { ...(line.record as object), handles: {} };
    });
    assert.match(withoutOwn.join(), /\/record\/mergedFrom\/cus_\w+\/handles\/caibo needs a handle of the record's own/);
  });

  it('cannot be parted after so much was changed that it takes too long to look through', async () => {
    const [one, other] = [await customer(), await customer({ status: 'active' })];
    let { customer: current } = valueIn(await merge(one, other));
    const tags = (value: string) =>
      Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`T${n}`, value.repeat(100)]));
    for (let round = 0; round < 12; round++) {
      const containers = Object.fromEntries(
        Array.from({ length: 16 }, (_, n) => [`C${n}`, tags(round % 2 ? 'a' : 'b')]),
      );
      const edit = (record: JsonObject) => ok({ ...record, custom: { tags: containers } });
      current = valueIn(
        await updateCustomer(groundOn(store), changeIn('one'), { key: idOf(one), edit, precondition: {} }),
      );
    }
    const refused = await unmerge(store, current, other.record.id);
    assert.deepEqual(problemIn(refused), { type: 'not-undoable', reason: 'too-much-since' });
  });

  it('cannot be parted once the history of it was compacted away', async () => {
    const apart = await openEmpty();
    await apart.createTenant({ id: 'one', number: '1', name: 'one' });
    const made = async (fields: JsonObject) =>
      valueIn(await createCustomer(groundOn(apart), changeIn('one'), () => ok(fields)));
    const [one, other] = [await made({}), await made({ status: 'active' })];
    const third = await made({});
    const first = valueIn(await mergeCustomers(groundOn(apart), changeIn('one'), mergeOf(one, other)));
    const second = valueIn(await mergeCustomers(groundOn(apart), changeIn('one'), mergeOf(first.customer, third)));
    const later = new Date(Date.now() + 60_000).toISOString();
    while ((await apart.compact('history', later, 1_000)) > 0);
    const parted = valueIn(await unmerge(apart, second.customer, third.record.id));
    const refused = await unmerge(apart, parted.customer, other.record.id);
    assert.deepEqual(problemIn(refused), { type: 'not-undoable', reason: 'forgotten' });
  });
});
