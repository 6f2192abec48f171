import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entityTag, ifMatchHolds, ifNoneMatchHolds, parseEntityTags, type Version, versionOf } from './version.ts';

/** `malformed` is a 400. Where `If-Match` fails it is a 412, where `If-None-Match` does a 304 or, for a write, a 412. */
type Verdict = 'holds' | 'fails' | 'malformed';

const current: Version = { version: 7, tag: 'AbCd_-19' };
const TAG = '"7-AbCd_-19"';
const OTHER = '"6-00000000"';

function verdict(
  header: 'If-Match' | 'If-None-Match',
  field: string,
  record: Version | undefined,
  bare = false,
): Verdict {
  const condition = parseEntityTags(field, { bare });
  if (!condition.ok) return 'malformed';
  const holds =
    header === 'If-Match' ? ifMatchHolds(condition.value, record) : ifNoneMatchHolds(condition.value, record);
  return holds ? 'holds' : 'fails';
}

/**
 * What the caller sends, and what becomes of it. Our entity tags are always strong; a weak one is ours after a proxy
 * has compressed the answer (RFC 9110 §8.8.1).
 */
const matrix: readonly (readonly [
  sent: string,
  field: string,
  ifMatch: { exists: Verdict; missing: Verdict },
  ifNoneMatch: { exists: Verdict; missing: Verdict },
])[] = [
  ['the tag', TAG, at('holds', 'fails'), at('fails', 'holds')],
  ['the tag between blanks', ` \t${TAG}\t `, at('holds', 'fails'), at('fails', 'holds')],
  ['the tag, weak', `W/${TAG}`, at('fails', 'fails'), at('fails', 'holds')],
  ['another tag', OTHER, at('fails', 'fails'), at('holds', 'holds')],
  ['another tag, weak', `W/${OTHER}`, at('fails', 'fails'), at('holds', 'holds')],
  ['the same version of another history', '"7-00000000"', at('fails', 'fails'), at('holds', 'holds')],
  ['another version of the same characters', '"6-AbCd_-19"', at('fails', 'fails'), at('holds', 'holds')],
  ['the tag in other letters', '"7-abcd_-19"', at('fails', 'fails'), at('holds', 'holds')],
  ['a list that has it first', `${TAG}, ${OTHER}`, at('holds', 'fails'), at('fails', 'holds')],
  ['a list that has it last', `${OTHER},${TAG}`, at('holds', 'fails'), at('fails', 'holds')],
  ['a list that has it weak', `${OTHER}, W/${TAG}`, at('fails', 'fails'), at('fails', 'holds')],
  ['a list that has it weak and strong', `W/${TAG}, ${TAG}`, at('holds', 'fails'), at('fails', 'holds')],
  ['a list without it', `${OTHER}, "foo"`, at('fails', 'fails'), at('holds', 'holds')],
  ['two header lines', [OTHER, TAG].join(', '), at('holds', 'fails'), at('fails', 'holds')],
  ['two header lines, one of them empty', ['', TAG].join(', '), at('holds', 'fails'), at('fails', 'holds')],
  [
    'two header lines, one of them *',
    ['*', TAG].join(', '),
    at('malformed', 'malformed'),
    at('malformed', 'malformed'),
  ],
  ['empty list members', '"foo",, "bar" ,', at('fails', 'fails'), at('holds', 'holds')],
  ['empty list members around it', `,, "foo",,${TAG} ,`, at('holds', 'fails'), at('fails', 'holds')],
  ['a tab before a list member', `"foo",\t${TAG}`, at('holds', 'fails'), at('fails', 'holds')],
  ['a tab before a comma', `"foo"\t,${TAG}`, at('holds', 'fails'), at('fails', 'holds')],
  ['a comma inside a tag', `"a,b",${TAG}`, at('holds', 'fails'), at('fails', 'holds')],
  ['it as part of another tag', '"a,7-AbCd_-19"', at('fails', 'fails'), at('holds', 'holds')],
  ['a backslash, which escapes nothing', `"\\",${TAG}`, at('holds', 'fails'), at('fails', 'holds')],
  ['an empty tag', '""', at('fails', 'fails'), at('holds', 'holds')],
  ['obs-text', '"\xe9"', at('fails', 'fails'), at('holds', 'holds')],
  ['*', '*', at('holds', 'fails'), at('fails', 'holds')],
  ['* between blanks', '\t* ', at('holds', 'fails'), at('fails', 'holds')],
  ['* in quotes', '"*"', at('fails', 'fails'), at('holds', 'holds')],
  ...[
    ['no quotes', '7-AbCd_-19'],
    ['one quote', '"7-AbCd_-19'],
    ['single quotes', "'7-AbCd_-19'"],
    ['nothing', ''],
    ['blanks', ' \t '],
    ['a comma', ','],
    ['commas and blanks', ' , ,\t,'],
    ['* after a tag', `${TAG}, *`],
    ['two stars', '**'],
    ['weak *', 'W/*'],
    ['a small w', `w/${TAG}`],
    ['a backslash after the W', `W\\${TAG}`],
    ['a blank after the W/', `W/ ${TAG}`],
    ['W/ alone', 'W/'],
    ['no comma between tags', `${OTHER} ${TAG}`],
    ['nothing between tags', `${OTHER}${TAG}`],
    ['a semicolon between tags', `${OTHER};${TAG}`],
    ['a good tag before rubbish', `${TAG}, rubbish`],
    ['a good tag after rubbish', `rubbish, ${TAG}`],
    ['a blank inside a tag', '"a b"'],
    ['DEL inside a tag', '"a\x7f"'],
    ['a line feed inside a tag', '"a\n"'],
    ['a character that no header can carry', '"€"'],
    ['a no-break space around *', '\xa0*'],
  ].map(
    ([sent, field]) =>
      [sent as string, field as string, at('malformed', 'malformed'), at('malformed', 'malformed')] as const,
  ),
];

function at(exists: Verdict, missing: Verdict): { exists: Verdict; missing: Verdict } {
  return { exists, missing };
}

for (const [sent, field, ifMatch, ifNoneMatch] of matrix) {
  test(`If-Match with ${sent}: ${ifMatch.exists}, and without a record ${ifMatch.missing}`, () => {
    assert.equal(verdict('If-Match', field, current), ifMatch.exists);
    assert.equal(verdict('If-Match', field, undefined), ifMatch.missing);
  });
  test(`If-None-Match with ${sent}: ${ifNoneMatch.exists}, and without a record ${ifNoneMatch.missing}`, () => {
    assert.equal(verdict('If-None-Match', field, current), ifNoneMatch.exists);
    assert.equal(verdict('If-None-Match', field, undefined), ifNoneMatch.missing);
  });
}

const bareFields: readonly [sent: string, field: string, ifMatch: Verdict][] = [
  ['the tag without quotes', '7-AbCd_-19', 'holds'],
  ['the tag without quotes, between blanks', ' 7-AbCd_-19\t', 'holds'],
  ['the tag with quotes', TAG, 'holds'],
  ['another tag without quotes', '6-00000000', 'fails'],
  ['64 characters', 'x'.repeat(64), 'fails'],
  ['65 characters', 'x'.repeat(65), 'malformed'],
  ['*', '*', 'holds'],
  ['a list without quotes', '7-AbCd_-19, 6-00000000', 'malformed'],
  ['a weak tag without quotes', 'W/7-AbCd_-19', 'malformed'],
  ['one quote', '7-AbCd_-19"', 'malformed'],
  ['nothing', '', 'malformed'],
];

for (const [sent, field, expected] of bareFields) {
  test(`where bare tags are taken, If-Match with ${sent}: ${expected}`, () => {
    assert.equal(verdict('If-Match', field, current, true), expected);
  });
}

/**
 * Facts from the tests of two other servers: what is served, what is sent, the status they expect (304 and 412 are
 * "fails"). Rows about dates and ranges only are left out: we send neither Last-Modified nor Accept-Ranges.
 */
const others: readonly {
  row: string;
  served: string;
  header: 'If-Match' | 'If-None-Match';
  field: string;
  status: number;
  /** Where we answer otherwise: what, and why. */
  ours?: readonly [Verdict, string];
}[] = [
  // golang/go src/net/http/fs_test.go
  { row: 'not_modified_etag', served: 'foo', header: 'If-None-Match', field: '"foo"', status: 304 },
  {
    row: 'not_modified_etag_no_seek (served weak)',
    served: 'foo',
    header: 'If-None-Match',
    field: '"baz", W/"foo"',
    status: 304,
  },
  { row: 'if_none_match_mismatch', served: 'foo', header: 'If-None-Match', field: '"Foo"', status: 200 },
  {
    row: 'if_none_match_malformed',
    served: 'foo',
    header: 'If-None-Match',
    field: ',',
    status: 200,
    ours: ['malformed', 'a condition we cannot read is refused, not ignored'],
  },
  { row: 'ifmatch_matches', served: 'A', header: 'If-Match', field: '"Z", "A"', status: 200 },
  { row: 'ifmatch_star', served: 'A', header: 'If-Match', field: '*', status: 200 },
  { row: 'ifmatch_failed', served: 'A', header: 'If-Match', field: '"B"', status: 412 },
  { row: 'ifmatch_fails_on_weak_etag (served weak)', served: 'A', header: 'If-Match', field: 'W/"A"', status: 412 },
  // spring-framework ServletWebRequestHttpMethodsTests
  { row: 'checkNotModifiedETag', served: 'Foo', header: 'If-None-Match', field: '"Foo"', status: 304 },
  {
    row: 'checkModifiedETag',
    served: 'Foo',
    header: 'If-None-Match',
    field: 'Bar',
    status: 200,
    ours: ['malformed', 'an unquoted tag is taken where bare ones are, see the next row'],
  },
  { row: 'checkNotModifiedUnpaddedETag', served: 'Foo', header: 'If-None-Match', field: '"Foo"', status: 304 },
  { row: 'checkNotModifiedWildcardETag', served: 'Foo', header: 'If-None-Match', field: '*', status: 304 },
  { row: 'checkNotModifiedETagAndTimestamp', served: 'Foo', header: 'If-None-Match', field: '"Foo"', status: 304 },
  {
    row: 'checkNotModifiedETagAndModifiedTimestamp',
    served: 'Foo',
    header: 'If-None-Match',
    field: '"Foo"',
    status: 200,
    ours: ['fails', 'RFC 9110 §13.1.3: If-Modified-Since is ignored beside If-None-Match'],
  },
  {
    row: 'checkModifiedETagAndNotModifiedTimestamp',
    served: 'Foo',
    header: 'If-None-Match',
    field: '"Bar"',
    status: 200,
  },
  {
    row: 'checkNotModifiedETagWeakStrong (served weak)',
    served: 'Foo',
    header: 'If-None-Match',
    field: '"Foo"',
    status: 304,
  },
  { row: 'checkNotModifiedETagStrongWeak', served: 'Foo', header: 'If-None-Match', field: 'W/"Foo"', status: 304 },
  { row: 'checkNotModifiedMultipleETags', served: 'Bar', header: 'If-None-Match', field: '"Foo", "Bar"', status: 304 },
];

for (const { row, served, header, field, status, ours } of others) {
  const expected = ours?.[0] ?? (status === 200 ? 'holds' : 'fails');
  test(`${row}: ${header} ${expected}${ours ? ` (theirs ${status}; ${ours[1]})` : ''}`, () => {
    assert.equal(verdict(header, inOurForm(field), { version: 1, tag: padded(served) }), expected);
  });
}

test('checkModifiedETag and checkModifiedUnpaddedETag: where bare tags are taken, If-None-Match holds as theirs does', () => {
  assert.equal(verdict('If-None-Match', 'Bar', { version: 1, tag: padded('Foo') }, true), 'holds');
});

/** Their tags are words, ours a version and eight characters. */
function inOurForm(field: string): string {
  return field.replaceAll(/"([A-Za-z]+)"/g, (_, word: string) => `"1-${padded(word)}"`);
}

function padded(word: string): string {
  return word.padEnd(8, '_');
}

test('tags are read in order, with their weakness and without their quotes', () => {
  assert.deepEqual(parseEntityTags(' "a,b" , W/"c",,"" '), {
    ok: true,
    value: {
      type: 'list',
      tags: [
        { weak: false, opaque: 'a,b' },
        { weak: true, opaque: 'c' },
        { weak: false, opaque: '' },
      ],
    },
  });
});

test('the refusal does not repeat the field', () => {
  const refused = parseEntityTags('s3cr3t');
  assert.ok(!refused.ok && !refused.problem.includes('s3cr3t'));
});

test('a field of 100,000 blanks is refused in no time', () => {
  const start = performance.now();
  for (const field of [`"a"${' '.repeat(100_000)}x`, ' '.repeat(100_000), `${'"a" ,\t'.repeat(20_000)}x`]) {
    assert.ok(!parseEntityTags(field).ok);
  }
  assert.ok(performance.now() - start < 1_000);
});

const anyVersion = fc.record(
  {
    version: fc.integer({ min: 1, max: 999_999_999_999_999 }),
    tag: fc.string({ unit: fc.constantFrom(...'AZaz09_-'), minLength: 8, maxLength: 8 }),
  },
  { noNullPrototype: true },
);

test('the tag of any version is short, strong, and is read back as that version', () => {
  fc.assert(
    fc.property(anyVersion, (version) => {
      const field = entityTag(version);
      assert.ok(field.length <= 32 && !field.includes(','));
      const condition = parseEntityTags(field);
      assert.ok(condition.ok && condition.value.type === 'list' && condition.value.tags.length === 1);
      assert.equal(condition.value.tags[0]?.weak, false);
      assert.deepEqual(versionOf(condition.value.tags[0]?.opaque ?? ''), version);
      assert.ok(ifMatchHolds(condition.value, version) && !ifNoneMatchHolds(condition.value, version));
    }),
  );
});

test('If-Match holds for one version and for no other', () => {
  fc.assert(
    fc.property(anyVersion, anyVersion, (asked, record) => {
      const same = asked.version === record.version && asked.tag === record.tag;
      assert.equal(verdict('If-Match', entityTag(asked), record), same ? 'holds' : 'fails');
      assert.equal(verdict('If-Match', entityTag(record), record), 'holds');
    }),
  );
});

test('a tag that is not of our making names no version', () => {
  const foreign = [
    '',
    'foo',
    '7',
    '7-',
    '7-AbCd_-1',
    '7-AbCd_-190',
    '0-AbCd_-19',
    '07-AbCd_-19',
    '-7-AbCd_-19',
    '7.0-AbCd_-19',
    '7-AbCd_+19',
    '7-AbCd_-19\n',
    ' 7-AbCd_-19',
    '1000000000000000-AbCd_-19',
    '7-AbCdé-19',
  ];
  for (const opaque of foreign) assert.equal(versionOf(opaque), undefined, opaque);
});
