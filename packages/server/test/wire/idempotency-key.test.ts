import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseIdempotencyKey } from '../../src/wire/idempotency-key.ts';

suite('Idempotency-Key', () => {
  const uuid = '8e03978e-40d5-43e8-bc93-6894a57f9324';
  const accepted: readonly (readonly [what: string, field: string, key: string])[] = [
    ['a bare token', uuid, uuid],
    ['a string in quotes', `"${uuid}"`, uuid],
    ['escaped quotes and backslashes', '"a\\"b\\\\c"', 'a"b\\c'],
    ['base64, as some clients send it', 'order:12/ab+c==', 'order:12/ab+c=='],
    ['a comma and a semicolon in quotes', '"a,b;c"', 'a,b;c'],
    ['one character', 'x', 'x'],
    ['255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['255 characters in quotes', `"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ];
  for (const [what, field, key] of accepted) {
    test(`${what}: accepted`, () => assert.deepEqual(parseIdempotencyKey(field), { ok: true, value: key }));
  }
  const refused: readonly (readonly [what: string, field: string, message: RegExp])[] = [
    ['an empty field', '', /is empty/],
    ['empty quotes', '""', /is empty/],
    ['256 characters', 'x'.repeat(256), /longer than 255/],
    ['a space', 'a b', /visible ASCII/],
    ['a space in quotes', '"a b"', /visible ASCII/],
    ['a letter beyond ASCII', 'caf\u00e9', /visible ASCII/],
    ['a control character', '"a\u0007"', /visible ASCII/],
    ['quotes that never end', '"abc', /string in quotes/],
    ['one quote', '"', /string in quotes/],
    ['an escape of something else', '"a\\bc"', /string in quotes/],
    ['a backslash before the last quote', '"abc\\"', /string in quotes/],
    ['parameters', '"abc";x=1', /string in quotes/],
    ['parameters after a bare key', 'abc;x=1', /needs quotes/],
    ['two keys', '"abc","def"', /string in quotes/],
    ['two bare keys', 'abc,def', /needs quotes/],
    ['two header lines as Node joins them', 'abc, def', /visible ASCII/],
    ['a quote inside a bare key', 'a"b', /needs quotes/],
  ];
  for (const [what, field, message] of refused) {
    test(`${what}: refused without being repeated`, () => {
      const result = parseIdempotencyKey(field);
      assert.ok(!result.ok);
      assert.match(result.problem.message, message);
    });
  }
});
