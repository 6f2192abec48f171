import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPostgres } from '../stores/opened-postgres.ts';
import { openSqlite } from '../stores/opened-sqlite.ts';
import { exported, imported } from './moved.ts';
import { contentOf, live, type Step } from './populated.ts';

describe('records moved from the embedded store to PostgreSQL and back', () => {
  it('are there as they were, and the file is the same', async (t) => {
    const [from, between, to] = [await openSqlite(), await openPostgres(), await openSqlite()];
    t.after(() => Promise.all([from, between, to].map((opened) => opened.dispose())));
    await from.store.createTenant({ id: 'one', number: '1001', name: 'One' });
    const renamed = (i: number): Step => ({ fields: { name: { first: `Kim ${i}` } } });
    const lives: Step[][] = [
      [],
      ['attach', renamed(1), 'detach'],
      ['attach', 'delete'],
      Array.from({ length: 120 }, (_, i) => renamed(i)),
    ];
    for (const [index, steps] of lives.entries()) {
      const fields = { references: { clientNumber: `C-${index}` }, contact: { email: `kim${index}@example.com` } };
      await live(from.store, { tenant: 'one', fields, steps });
    }
    const text = await exported(from.store);
    assert.deepEqual(await imported(between.store, text), { loaded: 4, present: 0, refused: 0, told: [] });
    assert.deepEqual(await contentOf(between.store), await contentOf(from.store));
    assert.deepEqual(await imported(between.store, text, { resume: true }), {
      loaded: 0,
      present: 4,
      refused: 0,
      told: [],
    });
    assert.equal(await exported(between.store), text);
    assert.deepEqual((await imported(to.store, await exported(between.store))).told, []);
    assert.deepEqual(await contentOf(to.store), await contentOf(from.store));
  });
});
