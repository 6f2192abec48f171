/** Cybersource's face over HTTP, called with the vendor's own clients: the cases of its contract as data. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AUTHENTICATIONS, type Authentication } from './cybersource/client.ts';
import type { Golden } from './cybersource/exchange.ts';
import { golden } from './cybersource/golden.ts';
import { openStage, type Stage } from './cybersource/golden-stage.ts';

const valid = golden.filter(({ steps }) => steps.every((step) => 'sdk' in step && step.status < 400));

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const [first, ...others] = AUTHENTICATIONS;
performAll(golden, first);
for (const authentication of others) performAll(valid, authentication);

function performAll(rows: readonly Golden[], authentication: Authentication): void {
  describe(`cybersource, by ${authentication}`, () => {
    for (const row of rows) test(`${row.title} [${row.cases.join(', ')}]`, () => stage.perform(row, authentication));
  });
}

describe('cybersource: the rows', () => {
  test('no case of the contract’s is without one', () => {
    const asked = Array.from({ length: 35 }, (_, index) => index + 1);
    const shown = new Set(golden.flatMap(({ cases }) => cases));
    assert.deepEqual(
      asked.filter((number) => !shown.has(number)),
      [],
    );
  });

  test('every title of theirs is there once', () => {
    const titles = golden.map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
  });
});
