import assert from 'node:assert/strict';
import type { Page, Store, Term } from '../../../src/stores/store.ts';
import { create, deletion, idsOf, submit, textOf, update } from '../submissions.ts';
import type { ContractTest } from './contract-test.ts';

const ANNA: Term = { kind: 'email', value: 'anna@example.com' };
const BEN: Term = { kind: 'email', value: 'ben@example.com' };

export function pageTests(test: ContractTest): void {
  test('a search term that moves is found under its new value only', async (store) => {
    await create(store, 'cus_a', 'Anna', { terms: [ANNA] });
    await update(store, { id: 'cus_a' }, 'Ben', { terms: { add: [BEN], remove: [ANNA] } });
    assert.deepEqual(await store.search('one', ANNA, { limit: 10 }), []);
    assert.deepEqual(idsOf(await store.search('one', BEN, { limit: 10 })), ['cus_a']);
    assert.deepEqual(await store.search('one', { kind: 'phone', value: BEN.value }, { limit: 10 }), []);
  });

  for (const [name, read] of [
    ['list', (store: Store, page: Page) => store.list('one', page)],
    ['search', (store: Store, page: Page) => store.search('one', ANNA, page)],
  ] as const) {
    test(`${name}: pages in the order of the ids, without what was deleted`, async (store) => {
      const ids = ['cus_3', 'cus_1', 'cus_5', 'cus_2', 'cus_4', 'cus_9'];
      for (const id of ids) await create(store, id, id, { terms: [ANNA] });
      await create(store, 'cus_0', 'of another tenant', { tenant: 'two', terms: [ANNA] });
      await submit(store, { id: 'cus_3' }, deletion({}));
      const pages: string[][] = [];
      for (let after: string | undefined; ; after = pages.at(-1)?.at(-1)) {
        const page = await read(store, { limit: 2, ...(after !== undefined && { after }) });
        if (page.length === 0) break;
        pages.push(idsOf(page));
        assert.equal(textOf(page[0]?.sealed), page[0]?.id);
      }
      assert.deepEqual(pages, [['cus_1', 'cus_2'], ['cus_4', 'cus_5'], ['cus_9']]);
      assert.deepEqual(idsOf(await read(store, { limit: 9, after: 'cus_3' })), ['cus_4', 'cus_5', 'cus_9']);
    });
  }

  test('history is newest first, in pages', async (store) => {
    await create(store, 'cus_a', 'Anna', {});
    for (let i = 2; i <= 5; i++) await update(store, { id: 'cus_a' }, `Anna ${i}`);
    const versions = async (page: { before?: number; limit: number }) =>
      (await store.history('one', 'cus_a', page)).map((entry) => entry.version);
    assert.deepEqual(await versions({ limit: 2 }), [5, 4]);
    assert.deepEqual(await versions({ limit: 2, before: 4 }), [3, 2]);
    assert.deepEqual(await versions({ limit: 2, before: 2 }), [1]);
    assert.deepEqual(await versions({ limit: 2, before: 1 }), []);
    const [entry] = await store.history('one', 'cus_a', { limit: 1, before: 4 });
    assert.deepEqual([entry?.version, entry?.tag, textOf(entry?.sealed)], [3, 'tag00003', 'history of Anna 3']);
  });

  test('bytes and text come back as they were given', async (store) => {
    const every = Uint8Array.from({ length: 256 * 1024 }, (_, i) => i % 256);
    const odd: Term = { kind: 'email', value: "o'naïve;--%_\\\u{1f600}" };
    await create(store, 'cus_a', '', { uniques: [{ ...odd, kind: 'caibo' }], terms: [odd], sealed: every });
    const row = await store.read('one', { ...odd, kind: 'caibo' });
    assert.deepEqual(new Uint8Array(row?.sealed ?? []), every);
    const [found] = await store.search('one', odd, { limit: 1 });
    assert.deepEqual(new Uint8Array(found?.sealed ?? []), every);
  });
}
