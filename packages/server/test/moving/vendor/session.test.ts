import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ok } from '@clientele/core';
import { Lanes } from '../../../src/moving/vendor/lanes.ts';
import { InterruptedError } from '../../../src/moving/vendor/session.ts';
import { vendorTarget } from '../../../src/moving/vendor/target.ts';
import { type Store, StoreError } from '../../../src/stores/store.ts';
import type { Change } from '../../../src/use-cases/commit-change.ts';
import { updateCustomer } from '../../../src/use-cases/update-customer.ts';
import type { OpenedStore } from '../../store-contract.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { ground, importedFrom, lines, TENANT } from './imported.ts';

let opened: OpenedStore;
let store: Store;
before(async () => {
  opened = await openTestStore();
  store = opened.store;
  await store.createTenant(TENANT);
});
after(() => opened.dispose());

/** The store, with one of its methods replaced. */
function storeWith<Name extends 'submit' | 'search'>(name: Name, method: Store[Name]): Store {
  return new Proxy(store, {
    get(target, property) {
      const value = property === name ? method : target[property as keyof Store];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const actor = { id: 'crd_1', kind: 'integrator' } as const;
const change: Change = { principal: { tenant: TENANT, actor, scopes: new Set() }, face: 'clientele', requestId: 'r' };

describe('an import from a vendor', () => {
  it('matches again who was changed by somebody else meanwhile', async () => {
    const client = {
      clientId: 1,
      clientNumber: 'ABC_1',
      clientType: 'PR',
      clientContactData: { email: 'a@example.com' },
    };
    const { outcomes: made } = await importedFrom('mastercard', store, lines([client]));
    const [first] = made;
    assert.ok(first?.type === 'created');
    let searches = 0;
    const busy = storeWith('search', async (...search) => {
      const rows = await store.search(...search);
      searches += 1;
      const title = { labels: { title: `seen ${searches}` } };
      if (searches < 3)
        await updateCustomer({ ...ground, store }, change, {
          key: { id: first.id },
          edit: (record) => ok({ ...record, ...title }),
          precondition: {},
        });
      return rows;
    });
    const row = lines([{ id: 1, name: 'Ann', email: 'a@example.com' }]);
    const target = vendorTarget({ ...ground, store: busy });
    const { outcomes } = await importedFrom('caibo', store, row, { target, matchOn: ['email'] });
    assert.deepEqual([outcomes[0]?.type, searches], ['linked', 3]);
  });

  it('takes a row that somebody else brought in meanwhile for one that is there', async () => {
    const client = { clientId: 9, clientNumber: 'ABC_9', clientType: 'PR' };
    const row = lines([client, { ...client, clientId: 10 }]);
    let isFirst = true;
    const busy = storeWith('submit', async (submission) => {
      if (isFirst) {
        isFirst = false;
        await importedFrom('mastercard', store, lines([client]));
      }
      return store.submit(submission);
    });
    const { outcomes } = await importedFrom('mastercard', store, row, {
      target: vendorTarget({ ...ground, store: busy }),
    });
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.type === 'refused' ? outcome.reason : outcome.type)),
      ['present', 'its clientNumber belongs to another customer, or did'],
    );
  });

  it('is not in doubt about a row because of the same row, brought in by somebody else meanwhile', async () => {
    const row = lines([{ id: 90, name: 'Kim', email: 'kim@example.com' }]);
    let isFirst = true;
    const busy = storeWith('search', async (...search) => {
      if (isFirst) {
        isFirst = false;
        await importedFrom('caibo', store, row);
      }
      return store.search(...search);
    });
    const target = vendorTarget({ ...ground, store: busy });
    const { outcomes } = await importedFrom('caibo', store, row, { target, matchOn: ['email'] });
    assert.deepEqual(
      outcomes.map(({ type }) => type),
      ['present'],
    );
  });

  it('stops when the store fails, and is done again later', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => ({
      id: 100 + index,
      name: 'N',
      email: `n${index}@example.com`,
    }));
    let left = 700;
    const failing = storeWith('submit', (submission) => {
      left -= 1;
      return left > 0 ? store.submit(submission) : Promise.reject(new StoreError('full', undefined));
    });
    const target = vendorTarget({ ...ground, store: failing });
    await assert.rejects(importedFrom('caibo', store, lines(rows), { target }), InterruptedError);
    const { counts } = await importedFrom('caibo', store, lines(rows));
    assert.deepEqual([counts.created + counts.present, counts.present > 0], [rows.length, true]);
    assert.equal(counts.refused, 0);
  });
});

describe('lanes', () => {
  it('do what shares a key in order, also after a failure, and the rest at once', async () => {
    const lanes = new Lanes();
    const done: string[] = [];
    const work = (name: string, turns: number) => async () => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      done.push(name);
      if (name === 'broken') throw new Error(name);
    };
    const broken = lanes.run(['a'], work('broken', 50));
    const last = lanes.run(['b', 'a'], work('last', 0));
    const between = lanes.run(['b'], work('between', 0));
    const free = lanes.run(['c'], work('free', 1));
    await assert.rejects(broken, /broken/);
    await Promise.all([last, between, free]);
    assert.deepEqual(done, ['free', 'broken', 'last', 'between']);
  });
});
