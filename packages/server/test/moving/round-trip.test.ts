import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CustomerFields, type JsonObject, withoutEmpty } from '@clientele/core';
import fc from 'fast-check';
import { rehearsalTarget } from '../../src/moving/rehearsal-target.ts';
import type { Store } from '../../src/stores/store.ts';
import { settingName } from '../../src/use-cases/settings-document.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { arbitraryJson } from '../arbitrary-json.ts';
import { type OpenedSqlite, openSqlite } from '../stores/opened-sqlite.ts';
import { exported, imported, importedInto } from './moved.ts';
import { contentOf, type Life, live, type Step } from './populated.ts';

const fields = arbitraryJson(CustomerFields).map((written) => withoutEmpty(written));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fields.map((changed): Step => ({ fields: withoutOnce(changed) })) },
  { weight: 3, arbitrary: fc.constantFrom<Step>('attach', 'detach', 'delete') },
);
const lives = fc.array(
  fc.record({ tenant: fc.constantFrom('one', 'two'), fields, steps: fc.array(step, { maxLength: 5 }) }),
  { minLength: 1, maxLength: 8 },
);

/** What may be given once only would be refused by an update, and the step be wasted. */
function withoutOnce({ references: _, classification: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

const opened: OpenedSqlite[] = [];
async function openEmpty(): Promise<Store> {
  const store = await openSqlite();
  opened.push(store);
  return store.store;
}
after(() => Promise.all(opened.map((store) => store.dispose())));

async function populate(store: Store, all: readonly Life[]): Promise<void> {
  for (const id of ['one', 'two']) await store.createTenant({ id, number: '1001', name: `Tenant ${id}` });
  for (const life of all) await live(store, life);
}

describe('records moved from store to store', () => {
  it('are there as they were: records, versions, tags, handles, tombstones, history and waiting events', async () => {
    await fc.assert(
      fc.asyncProperty(lives, fc.integer({ min: 7, max: 5_000 }), async (all, pieceBytes) => {
        const [from, to] = [await openEmpty(), await openEmpty()];
        await populate(from, all);
        const text = await exported(from);
        const { told, loaded } = await imported(to, text, { pieceBytes });
        assert.deepEqual(told, []);
        assert.equal(loaded, all.length);
        assert.deepEqual(await contentOf(to), await contentOf(from));
        assert.equal(await exported(to), text);
        const again = await imported(to, text, { resume: pieceBytes % 2 === 0 });
        assert.deepEqual([again.loaded, again.present, again.told], [0, all.length, []]);
        assert.deepEqual(await contentOf(to), await contentOf(from));
      }),
      { numRuns: 15 },
    );
  });

  it('can be found again, and nobody is given what one of them gave up', async () => {
    const [from, to] = [await openEmpty(), await openEmpty()];
    const email = 'kim@example.com';
    await populate(from, [{ tenant: 'one', fields: { contact: { email } }, steps: ['attach', 'detach'] }]);
    await imported(to, await exported(from));
    assert.equal((await to.search('one', { kind: 'email', value: email }, { limit: 9 })).length, 1);
    const [dump] = await to.dump('one', { limit: 1 });
    const released = dump?.uniques.find((term) => term.released);
    assert.ok(released?.kind === 'mastercard');
    assert.equal(await to.isFree('one', released), false);
    assert.equal(await to.read('one', released), undefined);
  });
});

describe('a long history', () => {
  let from: Store;
  let text: string;
  before(async () => {
    from = await openEmpty();
    const long = 'x'.repeat(250);
    const steps = Array.from(
      { length: 700 },
      (_, i): Step => ({ fields: { name: { first: `${i}`, last: `${long}${i}` } } }),
    );
    await populate(from, [
      { tenant: 'one', fields: {}, steps },
      { tenant: 'two', fields: {}, steps: [] },
    ]);
    text = await exported(from);
  });

  it('is in lines of bounded length, and whole again afterwards', async () => {
    const lengths = text.split('\n').map((line) => line.length);
    assert.ok(lengths.length > 6 && Math.max(...lengths) < 300_000, `${lengths}`);
    const to = await openEmpty();
    assert.deepEqual((await imported(to, text)).told, []);
    assert.deepEqual(await contentOf(to), await contentOf(from));
  });

  it('is completed by another import when one broke off in the middle of it', async () => {
    const to = await openEmpty();
    const cut = text.indexOf('\n{"type":"history"', text.indexOf('\n{"type":"history"') + 1);
    const first = await imported(to, text.slice(0, cut + 200));
    assert.equal(first.loaded, 1);
    assert.equal(first.refused, 3, first.told.join('\n'));
    const part = (await to.history('one', (await to.dump('one', { limit: 1 }))[0]?.row.id ?? '', { limit: 9_999 }))
      .length;
    assert.ok(part > 0 && part < 701, `${part}`);
    const second = await imported(to, text, { resume: true });
    assert.deepEqual(second.told, []);
    assert.deepEqual(await contentOf(to), await contentOf(from));
  });

  it('says where it has a gap, and keeps it', async () => {
    const part = await openEmpty();
    const lines = text
      .split('\n')
      .filter((line) => !line.startsWith('{"type":"history"') || line.includes('"more":false'));
    const refused = await imported(part, lines.join('\n'));
    assert.match(refused.told.join(), /^line 4: \/history\/0\/entry\/version must follow the one before; the rest/);
    const marked = lines.join('\n').replace(/("type":"history".*?"history":\[\{"tag":"[\w-]+",)/, '$1"gap":true,');
    const own = await openEmpty();
    assert.deepEqual((await imported(own, marked)).told, []);
    assert.equal((await exported(own)).match(/"gap":true/g)?.length, 1);
    const to = await openEmpty();
    assert.deepEqual((await imported(to, await exported(own))).told, []);
    assert.deepEqual(await contentOf(to), await contentOf(own));
  });

  it('is exported as far as it is kept, with the events that are older', async () => {
    const part = await openEmpty();
    await imported(part, text);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    while ((await part.compact('history', tomorrow, 100)) > 0);
    const to = await openEmpty();
    assert.deepEqual((await imported(to, await exported(part))).told, []);
    assert.deepEqual(await contentOf(to), await contentOf(part));
  });
});

describe('what a tenant has settled', () => {
  it('goes along, and does not replace what is there', async () => {
    const [from, to, other] = [await openEmpty(), await openEmpty(), await openEmpty()];
    await populate(from, []);
    await populate(other, []);
    const document = { version: 1, tag: 'tag00001', changedBy: 'crd_1', changedAt: '2026-11-22T12:00:00.000Z' };
    const put = (store: Store, settings: object) =>
      store.keepSetting(settingName('mastercard', 'one'), plainSeal.seal(JSON.stringify({ ...document, settings })));
    await put(from, { phones: 'standard' });
    await put(other, { phones: 'any' });
    const text = await exported(from);
    assert.deepEqual((await imported(to, text)).told, []);
    assert.deepEqual(await contentOf(to), await contentOf(from));
    assert.deepEqual((await imported(to, text)).told, [], 'the same again');
    assert.deepEqual((await imported(other, text)).told, ['line 3: /settings are others than those that are there']);
    const wrong = text.replace('"standard"', '"mine"');
    assert.match((await imported(await openEmpty(), wrong)).told.join(), /^line 3: \/settings\/phones must be/);
  });
});

describe('a tenant', () => {
  it('can be exported alone, and get another name', async () => {
    const [from, to] = [await openEmpty(), await openEmpty()];
    await populate(from, [
      { tenant: 'one', fields: {}, steps: [] },
      { tenant: 'two', fields: {}, steps: ['delete'] },
    ]);
    assert.deepEqual((await imported(to, await exported(from, 'two'), { tenant: 'three' })).told, []);
    assert.deepEqual(await to.tenants(), [{ id: 'three', number: '1001', name: 'Tenant two' }]);
    assert.equal((await to.dump('three', { limit: 9 })).length, 1);
    const both = await imported(await openEmpty(), await exported(from), { tenant: 'three' });
    assert.deepEqual(both.told, [
      'line 4: /id is a second tenant, and only one can be renamed',
      'line 5: /tenant is not known',
    ]);
  });
});

describe('a rehearsal', () => {
  it('says what an import would, also of lines that are in each other’s way, and writes nothing', async () => {
    const [one, other, to] = [await openEmpty(), await openEmpty(), await openEmpty()];
    const first: Life = { tenant: 'one', fields: { references: { clientNumber: 'C-1' } }, steps: [] };
    await populate(one, [first, { ...first, fields: {} }]);
    await populate(other, [first]);
    const lines = [...(await exported(one)).split('\n'), ...(await exported(other)).split('\n')];
    const text = [...lines.filter((line) => line && !line.includes('"end"')), '{"type":"end","customers":3}\n'].join(
      '\n',
    );
    const rehearse = async (how = {}) => importedInto(rehearsalTarget(to, await openEmpty(), plainSeal), text, how);
    const before = await rehearse();
    assert.match(before.told.join(), /^line \d+: \/record: its clientNumber belongs to another customer, or did$/);
    assert.deepEqual(await contentOf(to), { tenants: [], customers: [], settings: [] });
    assert.deepEqual(await imported(to, text), before);
    const content = await contentOf(to);
    assert.deepEqual(await rehearse(), { loaded: 0, present: 2, refused: 1, told: before.told });
    await to.createTenant({ id: 'four', number: '4', name: 'Four' });
    const alone = await importedInto(rehearsalTarget(to, await openEmpty(), plainSeal), await exported(one, 'one'), {
      tenant: 'four',
    });
    assert.deepEqual(
      alone.told,
      [3, 4].map((line) => `line ${line}: /id is there at another version, or in another tenant`),
    );
    assert.equal((await to.dump('four', { limit: 9 })).length, 0);
    assert.deepEqual(
      ((await contentOf(to)) as { customers: unknown[] }).customers.slice(1),
      (content as { customers: unknown[] }).customers,
    );
  });
});
