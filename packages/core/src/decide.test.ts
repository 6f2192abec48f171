import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { context, customerFields, fieldsPatch, versioned, versionedOf } from '../test/arbitrary.ts';
import {
  applyJsonPatch,
  type Decision,
  decide,
  type Edit,
  entityTag,
  type Json,
  type JsonObject,
  mergePatch,
  ok,
  type Problem,
  parseEntityTags,
  type Result,
  refuse,
  systemMembers,
  type Versioned,
} from './index.ts';

const merge =
  (patch: Json): Edit =>
  (record) =>
    ok(mergePatch(record, patch));

function update(current: Versioned | undefined, edit: Edit, precondition = {}): Result<Decision, Problem> {
  return decide(current, { type: 'update', edit, precondition }, context);
}

function violations(result: Result<Decision, Problem>): string[] {
  assert.ok(!result.ok && result.problem.type === 'invalid', 'the update is refused as invalid');
  return result.problem.violations.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

describe('decide, as laws', () => {
  it('a written update grows the version by one and says exactly what changed', () => {
    fc.assert(
      fc.property(versioned, fieldsPatch, (current, patch) => {
        const result = update(current, merge(patch));
        assert.ok(result.ok, JSON.stringify(result));
        if (result.value.type !== 'written') return;
        const { next, entry, event, text } = result.value;
        assert.equal(next.version, current.version + 1);
        assert.equal(next.record.version, next.version);
        assert.equal(entry.version, next.version);
        assert.equal(event.previousVersion, current.version);
        assert.ok(entry.changes.length > 0);
        assert.deepEqual(
          event.paths,
          entry.changes.map(({ path }) => path),
        );
        assert.deepEqual(JSON.parse(text), next.record);
      }),
    );
  });

  it('an update that changes nothing makes nothing', () => {
    fc.assert(
      fc.property(versioned, fieldsPatch, (current, patch) => {
        const first = update(current, merge(patch));
        assert.ok(first.ok);
        const settled = first.value.type === 'written' ? first.value.next : current;
        const again = update(settled, merge(patch));
        assert.ok(again.ok);
        assert.equal(again.value.type, 'unchanged');
      }),
    );
  });

  it('no decision mutates the record it was made on', () => {
    fc.assert(
      fc.property(versioned, fieldsPatch, (current, patch) => {
        const before = JSON.stringify(current);
        update(current, merge(patch));
        decide(current, { type: 'delete', precondition: {} }, context);
        assert.equal(JSON.stringify(current), before);
      }),
    );
  });

  it('no edit, however spelt, writes a member that only the server writes', () => {
    const hostile = fc.constantFrom<Json>('x', 7, null, { mastercard: { clientId: '7' } }, '2030-01-01T00:00:00.000Z');
    fc.assert(
      fc.property(versioned, fc.constantFrom(...systemMembers), hostile, (current, member, value) => {
        const result = update(current, merge({ [member]: value }));
        if (result.ok) assert.equal(result.value.type, 'unchanged');
        else assert.ok(violations(result).every((violation) => violation.startsWith(`/${member}`)));
      }),
    );
  });
});

describe('decide', () => {
  const current = versionedOf({ contact: { email: 'old@example.com' }, references: { clientNumber: 'ABC_1' } }, 7);

  it('finds nothing to update or delete where there is no record', () => {
    assert.deepEqual(update(undefined, merge({})), { ok: false, problem: { type: 'not-found' } });
    const deleted = decide(undefined, { type: 'delete', precondition: {} }, context);
    assert.deepEqual(deleted, { ok: false, problem: { type: 'not-found' } });
  });

  it('checks the precondition before the edit', () => {
    const condition = parseEntityTags('"6-aaaaaaaa"');
    assert.ok(condition.ok);
    const result = update(current, () => assert.fail('the edit ran'), { ifMatch: condition.value });
    assert.deepEqual(result, { ok: false, problem: { type: 'stale', current: { version: 7, tag: 'aaaaaaaa' } } });
  });

  it('demands a precondition only where it is required', () => {
    const refused = update(current, merge({}), { required: true });
    assert.deepEqual(refused, { ok: false, problem: { type: 'precondition-required' } });
    const condition = parseEntityTags(entityTag(current));
    assert.ok(condition.ok);
    assert.ok(update(current, merge({}), { required: true, ifMatch: condition.value }).ok);
  });

  it('hands on the refusal of the edit', () => {
    const problem: Problem = { type: 'patch-failed', pointer: '/0', message: 'no' };
    assert.deepEqual(
      update(current, () => refuse(problem)),
      { ok: false, problem },
    );
  });

  it('names every broken rule and the nearest known member', () => {
    const patch = { contact: { emial: 'x@example.com', email: 'nobody' }, preferences: { currency: 'euro' }, foo: 1 };
    const result = update(current, merge(patch));
    assert.deepEqual(violations(result).sort(), [
      '/contact/email format',
      '/contact/emial unknown',
      '/foo unknown',
      '/preferences/currency pattern',
    ]);
    const text = JSON.stringify(result);
    assert.match(text, /did you mean email\?/);
    assert.doesNotMatch(text, /nobody|euro/, 'no value is repeated');
  });

  it('does not hold against the caller what was invalid before and he did not touch', () => {
    const legacy = versionedOf({ contact: { email: 'old@example.com', phones: { mobile: 'n/a' } } });
    assert.ok(update(legacy, merge({ contact: { email: 'new@example.com' } })).ok);
    assert.deepEqual(violations(update(legacy, merge({ contact: { phones: { mobile: 'none' } } }))), [
      '/contact/phones/mobile format',
    ]);
  });

  it('lets a once-only field be given while it is absent, and never again', () => {
    const without = versionedOf({});
    assert.ok(update(without, merge({ references: { clientNumber: 'ABC_9' } })).ok);
    assert.deepEqual(violations(update(current, merge({ references: { clientNumber: 'ABC_9' } }))), [
      '/references/clientNumber readOnly',
    ]);
    assert.deepEqual(violations(update(current, merge({ references: null }))), ['/references/clientNumber readOnly']);
  });

  it('is not fooled by the spelling of a path', () => {
    for (const path of ['/version', '/constructor/prototype/version', '/__proto__/version']) {
      const result = update(current, (record) => {
        const patched = applyJsonPatch(record, [{ op: 'replace', path, value: 999 }]);
        return patched.ok ? patched : refuse({ type: 'patch-failed', pointer: path, message: '' });
      });
      assert.equal(result.ok, false, path);
    }
    assert.equal(({} as Record<string, unknown>)['version'], undefined);
  });

  it('counts lengths in code points', () => {
    const emoji = (count: number) => merge({ references: { memberId: '😀'.repeat(count) } });
    assert.ok(update(current, emoji(50)).ok);
    assert.deepEqual(violations(update(current, emoji(51))), ['/references/memberId maxLength']);
  });

  it('bounds addresses, tags and the whole record', () => {
    const addresses = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`T${n}`, { line1: 'x' }]));
    const hex = (n: number) => n.toString(16).toUpperCase().padStart(32, '0');
    const shipping = { [hex(1)]: { line1: 'x' } };
    assert.ok(update(current, merge({ addresses: { byType: addresses(99), shipping } })).ok);
    assert.deepEqual(violations(update(current, merge({ addresses: { byType: addresses(100), shipping } }))), [
      '/addresses maxProperties',
    ]);
    const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`T${n}`, 'v']));
    assert.ok(update(current, merge({ custom: { tags: { ADD_INFO_01: tags(64) } } })).ok);
    assert.deepEqual(violations(update(current, merge({ custom: { tags: { ADD_INFO_01: tags(65) } } }))), [
      '/custom/tags/ADD_INFO_01 maxProperties',
    ]);
    const long = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [
        `T${n}`,
        { line1: '€'.repeat(255), line2: '€'.repeat(255), line3: '€'.repeat(255), line4: '€'.repeat(255) },
      ]),
    );
    assert.deepEqual(violations(update(current, merge({ addresses: { byType: long } }))), [' maxBytes']);
  });

  it('refuses a body that is no object', () => {
    for (const body of [null, [], 'text', 7, true] as Json[])
      assert.deepEqual(violations(update(current, () => ok(body))), [' type']);
  });

  it('creates version 1 with its whole content as history', () => {
    fc.assert(
      fc.property(customerFields, (fields) => {
        const edit: Edit = () => ok(fields as JsonObject);
        const result = decide(
          undefined,
          { type: 'create', id: 'cus_0000000000000000000002', handles: {}, edit },
          context,
        );
        assert.ok(result.ok && result.value.type === 'written');
        assert.equal(result.value.next.version, 1);
        assert.equal(result.value.event.type, 'customer.created');
        const { id: _i, version: _v, handles: _h, createdAt: _c, updatedAt: _u, ...kept } = result.value.next.record;
        assert.deepEqual(kept, fields);
      }),
    );
  });

  it('deletes with everything it held in the last entry', () => {
    const result = decide(current, { type: 'delete', precondition: {} }, context);
    assert.ok(result.ok && result.value.type === 'deleted');
    assert.equal(result.value.last.version, 8);
    assert.deepEqual(result.value.event.paths.toSorted(), [
      '/contact/email',
      '/handles/caibo/id',
      '/references/clientNumber',
    ]);
  });

  it('gives and takes handles', () => {
    const attached = decide(
      current,
      { type: 'update', edit: ok, precondition: {}, handles: { cybersource: { id: 'A' } } },
      context,
    );
    assert.ok(attached.ok && attached.value.type === 'written');
    assert.deepEqual(attached.value.next.record.handles, { caibo: { id: '12345' }, cybersource: { id: 'A' } });
    const detached = decide(
      attached.value.next,
      { type: 'update', edit: ok, precondition: {}, handles: { caibo: null } },
      context,
    );
    assert.ok(detached.ok && detached.value.type === 'written');
    assert.deepEqual(detached.value.next.record.handles, { cybersource: { id: 'A' } });
  });
});
