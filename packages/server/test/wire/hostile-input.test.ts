import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseIdempotencyKey } from '../../src/wire/idempotency-key.ts';
import { negotiate, parseMediaType } from '../../src/wire/media-type.ts';
import { parsePrefer } from '../../src/wire/prefer.ts';
import { duplicatedHeader, headerBytes } from '../../src/wire/single-headers.ts';
import { parseStrictJson } from '../../src/wire/strict-json.ts';

/** 16 times the body we read and the headers Node reads: work that grows with the square would take minutes. */
const BODY_BYTES = 16 * 64 * 1024;
const FIELD_BYTES = 16 * 16 * 1024;
/** Each takes well under 100 ms; the rest is for a slow machine with other things to do. */
const BOUND_MS = 2_000;

function soon(what: string, work: () => unknown): void {
  test(`${what}: answered in linear time`, () => {
    const start = performance.now();
    work();
    const tookMs = performance.now() - start;
    assert.ok(tookMs < BOUND_MS, `${Math.round(tookMs)} ms`);
  });
}

const fill = (unit: string, bytes: number) => unit.repeat(Math.ceil(bytes / unit.length)).slice(0, bytes);

suite('bodies', () => {
  const bodies: readonly (readonly [what: string, text: string, accepted: boolean])[] = [
    ['arrays without end', fill('[', BODY_BYTES), false],
    ['objects without end', fill('{"a":', BODY_BYTES), false],
    ['a string of backslashes', `"${fill('\\\\', BODY_BYTES)}"`, true],
    ['a string of escaped quotes', `"${fill('\\"', BODY_BYTES)}"`, true],
    ['a string of backslashes that never ends', `"${fill('\\', BODY_BYTES)}`, false],
    ['quotes only', fill('"', BODY_BYTES), false],
    ['colons only', fill(':', BODY_BYTES), false],
    ['a string of escaped characters', `"${fill('\\u00e9', BODY_BYTES)}"`, false],
    ['many numbers', `[${fill('1,', BODY_BYTES)}1]`, true],
    ['many numbers that a double cannot hold', `[${fill(`${'9'.repeat(300)},`, 301 * 3000)}1]`, true],
    ['one number as long as the body', fill('9', BODY_BYTES), false],
    ['a fraction as long as the body', `0.${fill('9', BODY_BYTES)}`, true],
    ['white space', fill(' ', BODY_BYTES), false],
    ['many members', `{${Array.from({ length: BODY_BYTES / 16 }, (_, index) => `"${index}":0`).join(',')}}`, false],
    ['one name a thousand times', `{${fill('"a":0,', 999 * 6)}"a":0}`, false],
    ['a thousand long names, the last twice', `{${fill(`"${'x'.repeat(999)}":0,`, 999 * 1004)}"y":0}`, false],
  ];
  for (const [what, text, accepted] of bodies) {
    const bytes = Buffer.from(text);
    soon(what, () => {
      const { ok } = parseStrictJson(bytes);
      if (!what.includes('escaped characters')) assert.equal(ok, accepted);
    });
  }
});

suite('field values', () => {
  const tails = [
    'a',
    ';',
    ',',
    '"',
    '\\',
    '"\\',
    '",',
    ' ',
    '/',
    'a/a,',
    '*/*;q=1,',
    ';a=',
    ';a="',
    '="',
    'a=b;',
    '\u0001"',
  ];
  for (const head of ['', 'application/json;a="', 'return="']) {
    for (const tail of tails) {
      const field = head + fill(tail, FIELD_BYTES);
      soon(`${JSON.stringify(head)}, then ${JSON.stringify(tail)} over and over`, () => {
        parseMediaType(field);
        negotiate(field, 'application/json');
        parsePrefer(field);
        parseIdempotencyKey(field);
        parseIdempotencyKey(`"${field}`);
      });
    }
  }
  soon('very many headers', () => {
    const raw = Array.from({ length: FIELD_BYTES }, (_, index) => (index % 2 === 0 ? `v-c-${index}` : ''));
    assert.equal(duplicatedHeader(raw), undefined);
    assert.ok(headerBytes(raw) > FIELD_BYTES);
  });
});
