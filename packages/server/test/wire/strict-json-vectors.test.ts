import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';

/** Third-party data beside the project; a clone may not have it, `strict-json.test.ts` carries cases of our own. */
const folder = new URL('../../../../../shared/vectors/json-parsing/', import.meta.url);
const FILES_IN_FOLDER = 318;
const inherited = [...Reflect.ownKeys(Object.prototype), ...Reflect.ownKeys(Array.prototype)];

after(() => {
  assert.deepEqual([...Reflect.ownKeys(Object.prototype), ...Reflect.ownKeys(Array.prototype)], inherited);
});

/** What the suite must accept and we do not: the rule that forbids each. */
const stricter: Readonly<Record<string, RegExp>> = {
  'y_object_duplicated_key.json': /name appears twice/,
  'y_object_duplicated_key_and_value.json': /name appears twice/,
  'y_object_escaped_null_in_key.json': /U\+0000/,
  'y_string_null_escape.json': /U\+0000/,
};

suite('JSONTestSuite', () => {
  if (!existsSync(folder)) {
    test('is not here', (t) => t.diagnostic(`${FILES_IN_FOLDER} JSON texts left out: ${folder.pathname} is absent`));
    return;
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  test('is complete', () => assert.equal(names.length, FILES_IN_FOLDER));
  for (const name of names) {
    const bytes = readFileSync(new URL(encodeURIComponent(name), folder));
    const rule = stricter[name];
    if (rule !== undefined) {
      test(`${name} is refused by our own rule`, () => {
        const result = parseStrictJson(bytes);
        assert.ok(!result.ok);
        assert.match(result.problem.message, rule);
      });
    } else if (name.startsWith('y_')) {
      test(`${name} is accepted`, () => {
        assert.deepEqual(parseStrictJson(bytes), { ok: true, value: JSON.parse(bytes.toString()) });
      });
    } else if (name.startsWith('n_')) {
      test(`${name} is refused`, () => assert.ok(!parseStrictJson(bytes).ok));
    } else {
      test(`${name} is accepted or refused, not thrown at`, (t) => {
        t.diagnostic(parseStrictJson(bytes).ok ? 'accepted' : 'refused');
      });
    }
  }
});

test('every naughty string comes back byte for byte or is refused with a reason', (t) => {
  const file = new URL(import.meta.resolve('big-list-of-naughty-strings/blns.json'));
  const strings = JSON.parse(readFileSync(file, 'utf8')) as string[];
  assert.ok(strings.length > 400);
  let refused = 0;
  for (const string of strings) {
    for (const text of [JSON.stringify({ value: string }), JSON.stringify({ value: { [`-${string}`]: 1 } })]) {
      const bytes = Buffer.from(text);
      const result = parseStrictJson(bytes);
      if (result.ok) assert.deepEqual(Buffer.from(stringifyJson(result.value)), bytes);
      else {
        assert.match(result.problem.message, /^a (string|member name) contains/);
        refused++;
      }
    }
  }
  t.diagnostic(`${strings.length} strings, each as a value and in a name; ${refused} texts refused`);
});
