import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isJsonMediaType, negotiate, parseMediaType } from '../../src/wire/media-type.ts';

suite('Content-Type', () => {
  const read: readonly (readonly [field: string, essence: string, charset?: string])[] = [
    ['application/json', 'application/json'],
    ['Application/JSON', 'application/json'],
    ['application/json;charset=utf-8', 'application/json', 'utf-8'],
    ['application/json \t;\t charset=UTF-8', 'application/json', 'utf-8'],
    ['application/json; CHARSET="utf-8"', 'application/json', 'utf-8'],
    ['application/json; charset="ut\\f-8"', 'application/json', 'utf-8'],
    ['application/json;', 'application/json'],
    ['application/json;;charset=latin1; ;', 'application/json', 'latin1'],
    ['application/merge-patch+json; x="a;b,c\\"d"', 'application/merge-patch+json'],
    ['multipart/form-data; boundary="--, x/y"', 'multipart/form-data'],
  ];
  for (const [field, essence, charset] of read) {
    test(`\`${field}\` is ${essence}${charset ? ` in ${charset}` : ''}`, () => {
      assert.deepEqual(parseMediaType(field), charset === undefined ? { essence } : { essence, charset });
    });
  }
  for (const field of [
    '',
    'json',
    'application/',
    '/json',
    'application/json/x',
    'application /json',
    'application/ json',
    'application/json=1',
    'application/json, application/json',
    ',application/json',
    'application/json,',
    'application/json charset=utf-8',
    'application/json; charset',
    'application/json; charset=',
    'application/json; charset = utf-8',
    'application/json; charset="utf-8',
    'application/json; charset="utf-8"x',
    'application/json; charset=utf-8; charset=utf-8',
    'application/json; chars\u00e9t=utf-8',
    'application/json; =utf-8',
  ]) {
    test(`\`${field}\` is no media type`, () => assert.equal(parseMediaType(field), undefined));
  }
  test('an absent field is no media type', () => assert.equal(parseMediaType(undefined), undefined));
});

test('JSON is application/json, text/json and application/…+json, and nothing that looks like it', () => {
  for (const essence of ['application/json', 'text/json', 'application/merge-patch+json', 'application/hal+json']) {
    assert.ok(isJsonMediaType(essence), essence);
  }
  for (const essence of [
    'text/plain',
    'application/jsonp',
    'application/+json',
    'text/x+json',
    'application/json+xml',
  ]) {
    assert.ok(!isJsonMediaType(essence), essence);
  }
});

suite('Accept, asked for application/json', () => {
  const extended = { quality: 1, profile: 'extended' };
  const cases: readonly (readonly [field: string | undefined, outcome: ReturnType<typeof negotiate>])[] = [
    [undefined, { quality: 1 }],
    ['', { quality: 1 }],
    ['*/*', { quality: 1 }],
    ['application/json', { quality: 1 }],
    ['APPLICATION/JSON;CHARSET=utf-8', { quality: 1 }],
    ['application/*;q=0.5', { quality: 0.5 }],
    ['text/html, application/xhtml+xml, */*;q=0.8', { quality: 0.8 }],
    ['text/html', undefined],
    ['text/*', undefined],
    ['application/xml;q=1, app/*', undefined],
    ['*/*;q=0', undefined],
    ['application/json;q=0, */*', undefined],
    ['*/*, application/json;q=0.000', undefined],
    ['*/*;q=0.1, application/json;q=0.2, application/*;q=0.9', { quality: 0.2 }],
    ['application/json;q=0.2, application/json;q=0.7', { quality: 0.7 }],
    ['application/json;q=1.5', { quality: 1 }],
    ['application/json;q=high, text/html', undefined],
    [', ,application/json,', { quality: 1 }],
    ['"application/json", text/html', undefined],
    ['application/json;profile=extended', extended],
    ['application/json; Profile="extended"; q=1.0', extended],
    ['application/json;q=1;profile=extended', extended],
    ['application/json, application/json;profile=extended', extended],
    ['application/json;profile=extended, */*;q=0.1', extended],
    ['application/json;profile=extended;q=0.5, application/json', { quality: 1 }],
    ['application/json;profile=extended;q=0, application/json', { quality: 1 }],
    ['application/json;profile=extended;q=0', undefined],
    ['application/json;profile=extended, application/json;q=0', extended],
    ['application/json;profile=a;q=0.1, application/json;profile=extended', extended],
    ['text/html;profile=extended, application/json', { quality: 1 }],
    ['application/json;x="a, text/html;q=0";q=0.3', { quality: 0.3 }],
  ];
  for (const [field, outcome] of cases) {
    test(`\`${field}\`: ${outcome ? JSON.stringify(outcome) : 'not acceptable'}`, () => {
      assert.deepEqual(negotiate(field, 'application/json'), outcome);
    });
  }
});
