/** Mastercard's face over HTTP, called with the vendor's own libraries: the cases of its contract as data. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ClientOptions } from './mastercard/client.ts';
import type { Golden } from './mastercard/exchange.ts';
import { golden } from './mastercard/golden.ts';
import { openStage, type Stage } from './mastercard/golden-stage.ts';

const valid = golden.filter(({ steps }) => steps.every(({ status }) => status < 400));

performAll('mastercard, signed by RSA-SHA256', golden, {});
performAll('mastercard, signed by RSA-PSS', valid, { signatureMethod: 'RSA_PSS_SHA256' });
performAll(
  'mastercard, encrypted both ways',
  valid.filter(({ isPlain }) => !isPlain),
  { isEncrypting: true },
);

function performAll(subject: string, rows: readonly Golden[], options: ClientOptions): void {
  describe(subject, () => {
    let stage: Stage;
    before(async () => {
      stage = await openStage(options);
    });
    after(() => stage.close());
    for (const row of rows) test(`${row.title} [${row.cases.join(', ')}]`, () => stage.perform(row));
  });
}

describe('mastercard: the rows', () => {
  test('no case of the contract is without one', () => {
    // T16 is a race, T28 a tenant's setting, T31 every encrypted row: they have tests of their own.
    const elsewhere = ['T16', 'T28', 'T31'];
    const asked = Array.from({ length: 31 }, (_, index) => `T${index + 1}`);
    const shown = new Set([...golden.flatMap(({ cases }) => cases), ...elsewhere]);
    assert.deepEqual(
      asked.filter((name) => !shown.has(name)),
      [],
    );
  });

  test('every title is there once', () => {
    const titles = golden.map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
  });
});
