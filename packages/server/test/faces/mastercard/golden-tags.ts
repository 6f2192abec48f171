import type { Json } from '@clientele/core';
import { type Exchange, type ExpectedError, field, type Golden, request } from './exchange.ts';

const CLIENT = '/clients/{id}';
const TAGS = `${CLIENT}/custom-data`;
const tag = (tagName: string, more: Readonly<Record<string, Json>> = {}) => ({
  tagContainer: 'ADD_INFO_01',
  tagName,
  ...more,
});
const set = (...body: Json[]): Exchange => ({ method: 'POST', path: TAGS, body, status: 200 });
/** The values of a tag; none, and it is not found. */
const values = (name: string, ...found: Readonly<Record<string, string>>[]): Exchange => ({
  method: 'GET',
  path: `${TAGS}/${name}`,
  status: 200,
  members: ['clientCustomDataTagValues'],
  shows: { clientCustomDataTagValues: found },
});
const missing = (name: string): Exchange => ({
  method: 'GET',
  path: `${TAGS}/${name}`,
  status: 404,
  errors: [{ code: 'CLIENT_CUSTOM_DATA_DOES_NOT_EXIST', says: 'Client with id {id} has no tag of this name.' }],
});
const refused = (body: Json, ...errors: ExpectedError[]): Exchange => ({
  method: 'POST',
  path: TAGS,
  body,
  status: 400,
  errors,
});
const inTags = (name: string, rule: string) => field('customDataTags', name, rule);
const SAMPLE_TAG = { tagContainer: 'ADD_INFO_01', tagName: 'TAG_01', tagValue: 'TAG_01_VALUE' };

/** Custom data, tag by tag (contract §1.2, §3). */
export const tags: readonly Golden[] = [
  {
    cases: ['T17'],
    title: 'a patch sets one tag and keeps the others',
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '{etag}' },
        body: { clientCustomData: [tag('TAG_02', { tagValue: 'V' })] },
        status: 204,
      },
      values('TAG_01', SAMPLE_TAG),
      values('TAG_02', { tagContainer: 'ADD_INFO_01', tagName: 'TAG_02', tagValue: 'V' }),
      { method: 'GET', path: CLIENT, status: 200, differsIn: [] },
    ],
  },
  {
    cases: ['T17'],
    title: 'a patch removes a tag and changes the client with it',
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '{etag}' },
        body: {
          clientCustomData: [tag('TAG_01', { removeTag: true }), tag('TAG_03', { removeTag: null })],
          clientContactData: { email: 'a@b.c' },
        },
        status: 204,
      },
      values('TAG_03', { tagContainer: 'ADD_INFO_01', tagName: 'TAG_03' }),
      { method: 'GET', path: CLIENT, status: 200, differsIn: ['/clientContactData/email'] },
    ],
  },
  {
    cases: ['T18'],
    title: 'a tag is set, and set to another value',
    steps: [
      set(SAMPLE_TAG),
      values('TAG_01', SAMPLE_TAG),
      { ...set({ ...SAMPLE_TAG, tagValue: 'OTHER', removeTag: false }), text: /^$/ },
      values('TAG_01', { ...SAMPLE_TAG, tagValue: 'OTHER' }),
    ],
  },
  {
    cases: ['T18'],
    title: 'a tag may be in every container, and all of them are answered',
    steps: [
      set(
        ...['ADD_INFO_04', 'ADD_INFO_02', 'ADD_INFO_03'].map((tagContainer) => ({
          tagContainer,
          tagName: 'TAG_01',
          tagValue: tagContainer,
        })),
      ),
      values(
        'TAG_01',
        SAMPLE_TAG,
        ...['ADD_INFO_02', 'ADD_INFO_03', 'ADD_INFO_04'].map((tagContainer) => ({
          tagContainer,
          tagValue: tagContainer,
        })),
      ),
    ],
  },
  {
    cases: ['T19'],
    title: 'an empty value leaves the tag without one',
    steps: [
      set(tag('TAG_01', { tagValue: '' })),
      {
        method: 'GET',
        path: `${TAGS}/TAG_01`,
        status: 200,
        text: /^\{"clientCustomDataTagValues":\[\{"tagContainer":"ADD_INFO_01","tagName":"TAG_01"\}\]\}$/,
      },
    ],
    isPlain: true,
  },
  {
    cases: ['T20'],
    title: 'a tag is removed from its container only, and removing it again is no mistake',
    steps: [
      set({ tagContainer: 'ADD_INFO_02', tagName: 'TAG_01', tagValue: 'STAYS' }),
      set(tag('TAG_01', { removeTag: true })),
      values('TAG_01', { tagContainer: 'ADD_INFO_02', tagValue: 'STAYS' }),
      set(tag('TAG_01', { removeTag: true })),
    ],
  },
  {
    cases: ['T20'],
    title: 'a tag that is in no container any more is not found',
    steps: [set(tag('TAG_01', { removeTag: true })), missing('TAG_01'), missing('NEVER'), missing('__proto__')],
  },
  {
    cases: ['T18'],
    title: 'a tag may be called whatever has no blank, equals sign or semicolon, and is read by that name',
    steps: ["!'()*", '/', '%', 'ä', '?a&b#', '😀', '..', 'a'.repeat(32), '+'].flatMap((name) => [
      set(tag(name, { tagValue: 'V' })),
      values(encodeURIComponent(name), { tagContainer: 'ADD_INFO_01', tagName: name, tagValue: 'V' }),
    ]),
  },
  {
    cases: ['T21'],
    title: 'tags that break a rule are refused, each by its place, and none of them is set',
    steps: [
      refused(
        [tag('TAG_09'), tag('TAG_09', { tagContainer: 'ADD_INFO_05' })],
        request(/^Invalid field \[1\]\.tagContainer value in object customDataTags\. /),
      ),
      refused([tag('A B')], inTags('[0].tagName', 'must match "^[^=; ]+$"')),
      refused([], request('Invalid object customDataTags. Validation error: must not be empty')),
      refused([{ tagContainer: 'ADD_INFO_01' }], inTags('[0].tagName', 'must not be null')),
      refused([{ tagName: 'TAG_09' }], inTags('[0].tagContainer', 'must not be null')),
      refused([tag('x'.repeat(33))], inTags('[0].tagName', 'size must be between 1 and 32')),
      refused([tag('TAG_09', { tagValue: 'x'.repeat(101) })], inTags('[0].tagValue', 'size must be between 0 and 100')),
      refused(
        [tag('TAG_09', { tagValue: 'a=b' })],
        inTags('[0].tagValue', 'must not contain =, ; or control characters'),
      ),
      refused(
        [tag('TAG_09', { removeTag: 'yes' })],
        request(/^Invalid field \[0\]\.removeTag value in object customDataTags\. /),
      ),
      refused(SAMPLE_TAG, request(/^Invalid object customDataTags\. .*array/)),
      missing('TAG_09'),
    ],
  },
  {
    cases: ['T21'],
    title: 'tags of a patch that break a rule are refused in its words',
    steps: [
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '{etag}' },
        body: { clientCustomData: [tag('TAG_09'), tag('A;B')] },
        status: 400,
        errors: [field('clientModification', 'clientCustomData[1].tagName', 'must match "^[^=; ]+$"')],
      },
      {
        method: 'PATCH',
        path: CLIENT,
        headers: { 'if-match': '{etag}' },
        body: { clientCustomData: null },
        status: 400,
        errors: [request(/^Invalid field clientCustomData value in object clientModification\. /)],
      },
      { method: 'GET', path: CLIENT, status: 200, head: { etag: '{etag}' } },
    ],
  },
  {
    cases: ['§1.2'],
    title: 'a container holds 3900 characters and not one more',
    steps: [
      // TAG_01=TAG_01_VALUE; takes 20, and each of the others 103.
      set(...Array.from({ length: 37 }, (_, n) => tag(String(n).padStart(2, '0'), { tagValue: 'é'.repeat(99) }))),
      refused(
        [tag('L', { tagValue: 'é'.repeat(67) })],
        inTags('[0].tagContainer', 'must hold at most 3900 characters of tags'),
      ),
      missing('L'),
      set(tag('L', { tagValue: 'é'.repeat(66) })),
      set({ tagContainer: 'ADD_INFO_02', tagName: 'L', tagValue: 'x' }),
    ],
  },
  {
    cases: ['§1.2'],
    title: 'a container holds 64 tags, the last word about one of them counts, and some names no tag has',
    steps: [
      refused(
        Array.from({ length: 65 }, (_, n) => ({ tagContainer: 'ADD_INFO_03', tagName: `T${n}` })),
        inTags('[0].tagContainer', 'must hold at most 64 tags'),
      ),
      set(...Array.from({ length: 64 }, (_, n) => ({ tagContainer: 'ADD_INFO_03', tagName: `T${n}` }))),
      set(tag('TWICE', { tagValue: '1' }), tag('TWICE', { tagValue: '2' })),
      values('TWICE', { tagValue: '2' }),
      ...['__proto__', 'constructor', 'prototype'].map((name) =>
        refused([tag(name)], inTags('[0].tagName', 'must not be a reserved name')),
      ),
    ],
  },
];
