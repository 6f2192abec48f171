import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Json, Precondition } from '@clientele/core';
import Type from 'typebox';
import { createRandom } from '../../src/random.ts';
import type { Store } from '../../src/stores/store.ts';
import { readSettings } from '../../src/use-cases/read-settings.ts';
import { replaceSettings, type SettingsChange } from '../../src/use-cases/replace-settings.ts';
import { settingsRules } from '../../src/use-cases/settings-rules.ts';
import { createTenantSettings } from '../../src/use-cases/tenant-settings.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { openTestStore } from '../stores/opened-store.ts';

const closed = { additionalProperties: false } as const;
const kindOf = (sizeMax: number) => ({
  face: 'toy',
  schema: Type.Object(
    {
      size: Type.Integer({ maximum: sizeMax, default: 4 }),
      inner: Type.Object({ words: Type.Array(Type.String(), { default: ['one'] }) }, { ...closed, default: {} }),
    },
    closed,
  ),
});
const toy = kindOf(9);
const rules = settingsRules(toy);
const DEFAULTS = { size: 4, inner: { words: ['one'] } };
const NOON = Date.parse('2026-11-22T12:00:00Z');

async function open(t: TestContext) {
  const { store, dispose } = await openTestStore();
  t.after(async () => {
    await dispose();
  });
  const time = { ms: NOON };
  const warnings: string[] = [];
  const ground = { store, seal: plainSeal, clock: { now: () => time.ms }, random: createRandom() };
  return { ...ground, time, warnings, warn: (message: string) => void warnings.push(message) };
}

function change(tenant: string, settings: Json, precondition: Precondition = {}): SettingsChange {
  const principal = {
    tenant: { id: tenant, number: '1', name: tenant },
    actor: { id: 'crd_1', kind: 'operator' },
  } as const;
  return { principal, precondition, settings };
}

/** Counts how often the store is asked. */
function counting(store: Store): { store: Store; reads: () => number } {
  let reads = 0;
  const counted = Object.create(store) as Store;
  counted.setting = (name) => {
    reads++;
    return store.setting(name);
  };
  return { store: counted, reads: () => reads };
}

describe('the settings of a tenant', () => {
  it('are the defaults until he sets something, and his own alone', async (t) => {
    const ground = await open(t);
    const settings = createTenantSettings(ground, toy);
    assert.deepEqual(await settings.read('one'), DEFAULTS);
    assert.ok((await replaceSettings(ground, rules, change('one', { size: 7 }))).ok);
    ground.time.ms += 2_500;
    assert.deepEqual(await settings.read('one'), { ...DEFAULTS, size: 7 });
    assert.deepEqual(await settings.read('two'), DEFAULTS);
    const otherFace = createTenantSettings(ground, { ...toy, face: 'other' });
    assert.deepEqual(await otherFace.read('one'), DEFAULTS);
  });

  it('are asked of the store once in 2.5 seconds, and follow a change within that time', async (t) => {
    const ground = await open(t);
    const { store, reads } = counting(ground.store);
    const settings = createTenantSettings({ ...ground, store }, toy);
    await settings.read('one');
    await replaceSettings(ground, rules, change('one', { size: 7 }));
    ground.time.ms += 2_499;
    assert.equal((await settings.read('one')).size, 4);
    assert.equal(reads(), 1);
    ground.time.ms += 1;
    assert.equal((await settings.read('one')).size, 7);
    assert.equal((await settings.read('one')).size, 7);
    assert.equal(reads(), 2);
  });

  it('cannot be changed by whoever reads them', async (t) => {
    const ground = await open(t);
    const settings = createTenantSettings(ground, toy);
    for (const sent of [{}, { inner: { words: ['mine'] } }]) {
      await replaceSettings(ground, rules, change('one', sent));
      ground.time.ms += 2_500;
      const read = await settings.read('one');
      assert.throws(() => read.inner.words.push('more'), TypeError);
      assert.throws(() => Object.assign(read.inner, { words: [] }), TypeError);
      assert.throws(() => Object.assign(read, { size: 1 }), TypeError);
    }
  });

  it('have a default where what was set is no longer allowed, and the log is told once', async (t) => {
    const ground = await open(t);
    await replaceSettings(ground, rules, change('one', { size: 9, inner: { words: ['mine'] } }));
    const later = kindOf(5);
    const settings = createTenantSettings(ground, later);
    for (const pause of [0, 2_500, 2_500]) {
      ground.time.ms += pause;
      assert.deepEqual(await settings.read('one'), { size: 4, inner: { words: ['mine'] } });
    }
    assert.deepEqual(ground.warnings, ['settings of toy for tenant one are no longer allowed: /size']);
    const shown = await readSettings(ground, settingsRules(later), 'one');
    assert.deepEqual([shown.version, shown.ignored, shown.settings['size']], [1, ['/size'], 4]);
  });
});

describe('replacing settings', () => {
  it('keeps who did it and when, and moves the version by one', async (t) => {
    const ground = await open(t);
    const first = await replaceSettings(ground, rules, change('one', { size: 7 }));
    assert.ok(first.ok);
    const { tag, ...rest } = first.value;
    assert.match(tag, /^[A-Za-z0-9_-]{8}$/);
    assert.deepEqual(rest, {
      version: 1,
      changedBy: 'crd_1',
      changedAt: '2026-11-22T12:00:00.000Z',
      settings: { ...DEFAULTS, size: 7 },
    });
    assert.deepEqual(await readSettings(ground, rules, 'one'), first.value);
    ground.time.ms += 1_000;
    const second = await replaceSettings(ground, rules, change('one', {}));
    assert.ok(second.ok && second.value.version === 2 && second.value.changedAt === '2026-11-22T12:00:01.000Z');
    assert.deepEqual(second.value.settings, DEFAULTS);
  });

  it('by what was set already makes no version', async (t) => {
    const ground = await open(t);
    assert.ok((await replaceSettings(ground, rules, change('one', {}))).ok);
    assert.equal((await readSettings(ground, rules, 'one')).version, 0);
    const first = await replaceSettings(ground, rules, change('one', { inner: { words: [] }, size: 7 }));
    assert.deepEqual(await replaceSettings(ground, rules, change('one', { size: 7, inner: { words: [] } })), first);
  });

  it('with a default that is named keeps it, should the default change one day', async (t) => {
    const ground = await open(t);
    await replaceSettings(ground, rules, change('one', { size: 4 }));
    const later = { face: 'toy', schema: Type.Object({ size: Type.Integer({ default: 5 }) }) };
    assert.deepEqual((await readSettings(ground, settingsRules(later), 'one')).settings, { size: 4 });
    assert.deepEqual((await readSettings(ground, settingsRules(later), 'two')).settings, { size: 5 });
  });

  it('lets one of many win who all name the same version', async (t) => {
    const ground = await open(t);
    const tags = [{ weak: false, opaque: '0-defaults' }];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        replaceSettings(ground, rules, change('one', { size: i - 20 }, { ifMatch: { type: 'list', tags } })),
      ),
    );
    const won = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    assert.equal(won.length, 1);
    assert.ok(outcomes.every((outcome) => outcome.ok || outcome.problem.type === 'stale'));
    assert.deepEqual(await readSettings(ground, rules, 'one'), won[0]);
  });

  it('loses no version when nobody names one', async (t) => {
    const ground = await open(t);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => replaceSettings(ground, rules, change('one', { size: i - 20 }))),
    );
    assert.equal((await readSettings(ground, rules, 'one')).version, 20);
  });

  it('is refused for its version before it is refused for its content, and writes nothing then', async (t) => {
    const ground = await open(t);
    const stale = await replaceSettings(
      ground,
      rules,
      change('one', { size: 99 }, { ifMatch: { type: 'list', tags: [] } }),
    );
    assert.deepEqual(stale, { ok: false, problem: { type: 'stale', current: { version: 0, tag: 'defaults' } } });
    const invalid = await replaceSettings(ground, rules, change('one', { size: 99 }, { ifMatch: { type: 'any' } }));
    assert.ok(!invalid.ok && invalid.problem.type === 'invalid');
    assert.equal((await readSettings(ground, rules, 'one')).version, 0);
  });
});
