import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { customerFields } from '../test/arbitrary.ts';
import {
  diff,
  equal,
  idleChoices,
  type JsonObject,
  type MergeChoices,
  mergeRecords,
  valueAt,
  withoutEmpty,
} from './index.ts';

const twoRecords = fc.tuple(customerFields, customerFields) as fc.Arbitrary<[JsonObject, JsonObject]>;
const side = fc.constantFrom<'survivor' | 'other'>('survivor', 'other');

function clashesOf(survivor: JsonObject, other: JsonObject, choices: MergeChoices = {}) {
  return mergeRecords(survivor, other, choices).clashes;
}

/** The leaves of a document. */
function leaves(document: JsonObject) {
  return diff({}, document);
}

describe('merging two records, as laws', () => {
  test('nothing that either had and that did not clash is missing, and nothing else is there', () => {
    fc.assert(
      fc.property(twoRecords, side, ([survivor, other], chosen) => {
        const { record, clashes } = mergeRecords(survivor, other, { '': chosen });
        const clashing = new Set(clashes.map(({ path }) => path));
        for (const { path, after } of [...leaves(survivor), ...leaves(other)]) {
          if (!clashing.has(path)) assert.ok(equal(valueAt(record, path), after), path);
        }
        for (const { path, after } of leaves(record)) {
          const either = [valueAt(survivor, path), valueAt(other, path)];
          assert.ok(
            either.some((value) => equal(value, after)),
            path,
          );
        }
      }),
    );
  });

  test('what was chosen is what is kept, to the last part of it', () => {
    fc.assert(
      fc.property(twoRecords, side, ([survivor, other], chosen) => {
        const { record, clashes } = mergeRecords(survivor, other, { '': chosen });
        const source = chosen === 'survivor' ? survivor : other;
        for (const { path } of clashes) assert.ok(equal(valueAt(record, path), valueAt(source, path)), path);
      }),
    );
  });

  test('clashes are the same from both sides, with the sides exchanged', () => {
    fc.assert(
      fc.property(twoRecords, ([survivor, other]) => {
        const byPath = (clashes: ReturnType<typeof clashesOf>) =>
          clashes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
        const exchanged = clashesOf(other, survivor).map(({ survivor: theirs, other: ours, ...rest }) => ({
          ...rest,
          ...(ours !== undefined && { survivor: ours }),
          ...(theirs !== undefined && { other: theirs }),
        }));
        assert.deepEqual(byPath(clashesOf(survivor, other)), byPath(exchanged));
      }),
    );
  });

  test('a record that is merged with itself, or with nothing, stays what it is', () => {
    fc.assert(
      fc.property(customerFields as fc.Arbitrary<JsonObject>, (record) => {
        for (const [survivor, other] of [
          [record, record],
          [record, {}],
          [{}, record],
        ] as [JsonObject, JsonObject][])
          assert.deepEqual(mergeRecords(survivor, other, {}), { clashes: [], record });
      }),
    );
  });

  test('which side survives does not matter to what is kept, where the choices are exchanged', () => {
    fc.assert(
      fc.property(twoRecords, ([survivor, other]) => {
        const one = mergeRecords(survivor, other, { '': 'survivor' }).record;
        const theOther = mergeRecords(other, survivor, { '': 'other' }).record;
        assert.ok(equal(withoutEmpty(one), withoutEmpty(theOther)));
      }),
    );
  });
});

describe('a clash', () => {
  const at = (survivor: JsonObject, other: JsonObject) =>
    clashesOf(survivor, other).map(({ path, fact }) => [path, fact]);

  test('of one part of an address is one of the whole address, also of what only one of them has', () => {
    const base = (parts: JsonObject) => ({ addresses: { base: parts } });
    const clashes = at(base({ line1: 'A', city: 'Oslo' }), base({ line1: 'B', city: 'Oslo', postalCode: '0150' }));
    assert.deepEqual(clashes, [
      ['/addresses/base/line1', '/addresses/base'],
      ['/addresses/base/postalCode', '/addresses/base'],
    ]);
    assert.equal(at(base({ line1: 'A' }), base({ city: 'Oslo' })).length, 2, 'neither has all of the other');
    assert.deepEqual(at(base({ line1: 'A' }), base({ line1: 'A', city: 'Oslo' })), [], 'one is the fuller one');
  });

  test('of a consent is one of its date and its wording too', () => {
    const consent = (parts: JsonObject) => ({ consents: { marketing: parts } });
    const clashes = at(consent({ granted: true, at: '2026-01-01T00:00:00Z' }), consent({ granted: false }));
    assert.deepEqual(new Set(clashes.map(([, fact]) => fact)), new Set(['/consents/marketing']));
    assert.equal(clashes.length, 2);
  });

  test('of a document is one of its number, its type and its details, and of no other number', () => {
    const first = { documentType: 'Passport', documentNumber: '1', socialNumber: 'S' };
    const second = { documentType: 'Passport', documentNumber: '2', documentDetails: 'D', taxpayerIdentifier: 'T' };
    const found = at({ identification: first }, { identification: second });
    assert.deepEqual(found, [
      ['/identification/documentNumber', '/identification/documentNumber'],
      ['/identification/documentDetails', '/identification/documentNumber'],
    ]);
  });

  test('of a name is one of that part of it alone', () => {
    assert.deepEqual(at({ name: { first: 'Ann', last: 'Doe' } }, { name: { first: 'Anna', middle: 'B' } }), [
      ['/name/first', '/name/first'],
    ]);
  });

  test('of a name as a whole is one with the parts of another name too', () => {
    const parts = { name: { first: 'Ann', last: 'Doe' } };
    for (const [survivor, other] of [
      [parts, { name: { display: 'A. Smith' } }],
      [{ name: { display: 'A. Smith' } }, parts],
    ] as [JsonObject, JsonObject][]) {
      assert.deepEqual(new Set(at(survivor, other).map(([, fact]) => fact)), new Set(['/name/display']));
      for (const [side, chosen] of Object.entries({ survivor, other }))
        assert.deepEqual(withoutEmpty(mergeRecords(survivor, other, { '': side as 'other' }).record), chosen);
    }
    assert.deepEqual(at(parts, { name: { display: 'Ann Doe' } }), []);
    assert.deepEqual(at({}, { name: { display: 'A. Smith' } }), []);
    assert.deepEqual(at({ name: { last: 'Doe' } }, { name: { first: 'Ann' } }), []);
  });

  test('of what never changes says so', () => {
    const [clash] = clashesOf({ references: { clientNumber: '1' } }, { references: { clientNumber: '2' } });
    assert.equal(clash?.fixed, true);
  });
});

describe('a choice', () => {
  const [survivor, other] = [
    { contact: { email: 'a@example.com', phones: { home: '111', work: '222' } } },
    { contact: { email: 'b@example.com', phones: { home: '333', work: '444' } } },
  ];

  test('counts for all below it, unless a longer one counts there', () => {
    const { record } = mergeRecords(survivor, other, {
      '': 'survivor',
      '/contact': 'other',
      '/contact/phones/work': 'survivor',
    });
    assert.deepEqual(record, { contact: { email: 'b@example.com', phones: { home: '333', work: '222' } } });
  });

  test('that is about no clash is idle, but for the one about all the rest', () => {
    const clashes = clashesOf(survivor, other);
    const choices = { '': 'survivor', '/contact/phones': 'other', '/contact/emai': 'other', '/name': 'other' } as const;
    assert.deepEqual(idleChoices(choices, clashes), ['/contact/emai', '/name']);
    assert.deepEqual(idleChoices({ '': 'other' }, []), []);
  });
});
