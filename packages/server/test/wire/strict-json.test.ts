import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { JSON_DEPTH_MAX, JSON_MEMBERS_MAX, parseStrictJson, stringifyJson } from '../../src/wire/strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const members = (count: number) => `{${Array.from({ length: count }, (_, index) => `"m${index}":0`).join(',')}}`;

suite('what is refused, with the rule and the place', () => {
  const cases: readonly (readonly [what: string, text: string, message: RegExp, pointer?: string])[] = [
    ['an empty body', '', /^the body is empty$/],
    ['white space only', ' \n', /not JSON/],
    ['a byte order mark', '\ufeff{}', /byte order mark/],
    ['a comma too many in an array', '[1,]', /not JSON/],
    ['a comma too many in an object, and where', '{"a":1,}', /not JSON: see character 7$/],
    ['a missing value', '{"a":}', /not JSON/],
    ['a missing colon', '{"a" 1}', /not JSON/],
    ['a name without quotes', '{a:1}', /not JSON/],
    ['single quotes', "{'a':1}", /not JSON/],
    ['a comment', '{"a":1/**/}', /not JSON/],
    ['two values', '{} {}', /not JSON/],
    ['an array that never ends', '[1', /not JSON/],
    ['a string that never ends', '"abc', /not JSON/],
    ['a string that ends in a backslash', '"abc\\', /not JSON/],
    ['brackets that do not match', '[}', /not JSON/],
    ['a bracket too many', '[]]', /not JSON/],
    ['a raw line feed in a string', '"a\nb"', /not JSON/],
    ['a raw U+0000', '"a\0b"', /not JSON/],
    ['an unknown escape', '"\\x41"', /not JSON/],
    ['a short escape', '"\\u12"', /not JSON/],
    ['a leading zero', '012', /not JSON/],
    ['a leading plus', '+1', /not JSON/],
    ['a fraction without digits', '1.', /not JSON/],
    ['NaN', 'NaN', /not JSON/],
    ['Infinity', '-Infinity', /not JSON/],
    ['hexadecimal', '0x10', /not JSON/],
    ['a capital literal', 'True', /not JSON/],
    ['a no-break space between values', '[1,\u00a02]', /not JSON/],
    ['a number beyond a double', '{"a":[0,1e400]}', /number is too large/, '/a/1'],
    ['an integer beyond a double', `-${'9'.repeat(400)}`, /number is too large/, ''],
    ['an escaped U+0000', '{"a":"x\\u0000"}', /string contains U\+0000/, '/a'],
    ['an escaped U+0000 in a name', '{"a":{"x\\u0000":1}}', /member name contains U\+0000/, '/a'],
    ['half a surrogate pair', '["\\uD83D"]', /lone surrogate/, '/0'],
    ['a surrogate pair the wrong way round', '["\\udE00\\ud83d"]', /lone surrogate/, '/0'],
    ['half a surrogate pair in a name', '{"\\udead":1}', /member name contains a lone surrogate/, ''],
    ['a repeated name', '{"a":1,"a":1}', /name appears twice/, '/a'],
    ['a repeated name, escaped once', '{"a/~":1,"\\u0061/~":2}', /name appears twice/, '/a~1~0'],
    ['a repeated empty name', '{"":1,"":2}', /name appears twice/, '/'],
    ['a repeated name far inside', '{"a":[{"b":1},{"b":[],"c":{},"b":2}]}', /name appears twice/, '/a/1/b'],
    ['__proto__', '{"a":{"__proto__":{}}}', /not allowed as member names/, '/a'],
    ['__proto__, escaped', '{"\\u005f_proto__":1}', /not allowed as member names/, ''],
    ['constructor', '[{"constructor":1}]', /not allowed as member names/, '/0'],
    ['prototype', '{"a":{"b":{"prototype":1}}}', /not allowed as member names/, '/a/b'],
    ['one level too deep', nested(JSON_DEPTH_MAX + 1), /more than 16 levels/],
    ['one member too many', members(JSON_MEMBERS_MAX + 1), /more than 1000 members/],
  ];
  for (const [what, text, message, pointer] of cases) {
    test(`${what} is refused`, () => {
      const result = parse(text);
      assert.ok(!result.ok);
      assert.match(result.problem.message, message);
      assert.equal(result.problem.pointer, pointer);
    });
  }

  const malformedUtf8: readonly (readonly [what: string, bytes: readonly number[]])[] = [
    ['a byte that begins nothing', [0x22, 0xff, 0x22]],
    ['a sequence cut short', [0x22, 0xe2, 0x82, 0x22]],
    ['an overlong quote', [0x22, 0xc0, 0xa2, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['something beyond U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00]],
  ];
  for (const [what, bytes] of malformedUtf8) {
    test(`${what} is refused as not UTF-8`, () => {
      const result = parseStrictJson(Uint8Array.from(bytes));
      assert.deepEqual(result, { ok: false, problem: { message: 'the body is not valid UTF-8' } });
    });
  }
});

suite('what is accepted', () => {
  const cases: readonly (readonly [what: string, text: string, value: unknown])[] = [
    ['a string', '"abc"', 'abc'],
    ['null', 'null', null],
    ['every kind of white space', ' \t\r\n[ ] \n', []],
    ['every escape', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"', '"\\/\b\f\n\r\té'],
    ['an escaped backslash before u0000', '"\\\\u0000"', '\\u0000'],
    ['a surrogate pair, escaped', '"\\ud83d\\ude00"', '😀'],
    ['brackets, colons and quotes inside strings', '{"[{:":"}],:\\""}', { '[{:': '}],:"' }],
    ['equal names in different objects', '[{"a":{"a":1}},{"a":2}]', [{ a: { a: 1 } }, { a: 2 }]],
    ['names that objects inherit', '{"toString":1,"hasOwnProperty":2}', { toString: 1, hasOwnProperty: 2 }],
    ['minus zero', '-0', -0],
    ['the smallest and largest safe integers', '[-9007199254740991,9007199254740991]', [-(2 ** 53 - 1), 2 ** 53 - 1]],
    ['whole numbers written as fractions or powers', '[1.0,1e3]', [1, 1000]],
    ['large numbers written as powers', '[1e20,9007199254740993.0]', [1e20, 9007199254740992]],
    ['a number too small for a double', '1e-400', 0],
  ];
  for (const [what, text, value] of cases) {
    test(`${what}: accepted`, () => assert.deepEqual(parse(text), { ok: true, value }));
  }

  test('16 levels, many containers beside each other, and 1,000 members are accepted', () => {
    assert.ok(parse(nested(JSON_DEPTH_MAX)).ok);
    assert.ok(parse(`[${'[],{},'.repeat(50)}0]`).ok);
    assert.ok(parse(members(JSON_MEMBERS_MAX)).ok);
  });

  test('integers that a double cannot hold come out exact, the others as numbers', () => {
    assert.deepEqual(parse('{"id":16772748432912191,"n":1,"list":[-9223372036854775808,9007199254740992,0.5]}'), {
      ok: true,
      value: { id: 16772748432912191n, n: 1, list: [-9223372036854775808n, 9007199254740992n, 0.5] },
    });
    assert.deepEqual(parse('9223372036854775808'), { ok: true, value: 9223372036854775808n });
  });
});

test('a fault repeats nothing of the body but the names that lead to the place', () => {
  const secret = 'canary-7d1f';
  for (const text of [
    `{"a":"${secret}`,
    `${secret}`,
    `{"a":${secret}}`,
    `{"a":"${secret}","b":1e999}`,
    `{"a":{"${secret}\\u0000":1}}`,
    `{"a":"${secret}\\ud800"}`,
    `{"a":"${secret}","a":"${secret}"}`,
    `["${secret}",{"__proto__":"${secret}"}]`,
  ]) {
    const result = parse(text);
    assert.ok(!result.ok);
    assert.ok(!JSON.stringify(result.problem).includes(secret), text);
  }
});

test('a pointer as long as the body is left out', () => {
  const name = 'n'.repeat(60_000);
  const result = parse(`{"${name}":1,"${name}":2}`);
  assert.deepEqual(result, { ok: false, problem: { message: 'a member name appears twice' } });
});

test('a body in the middle of a larger buffer is read alone', () => {
  const buffer = Buffer.from('[[[{"a":1}]]]');
  assert.deepEqual(parseStrictJson(buffer.subarray(3, 10)), { ok: true, value: { a: 1 } });
});

test('a bigint is written as an integer literal with all its digits', () => {
  const text = '{"id":16772748432912191,"list":[-9223372036854775808,"9",null,true,1.5]}';
  const result = parse(text);
  assert.ok(result.ok);
  assert.equal(stringifyJson(result.value), text);
  assert.equal(stringifyJson({ id: 1 }), '{"id":1}');
  assert.equal(stringifyJson(2n ** 64n), '18446744073709551616');
});
