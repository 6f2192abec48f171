import {
  type Json,
  type JsonObject,
  mergePatch,
  ok,
  type Problem,
  patchOf,
  type Result,
  refuse,
} from '@clientele/core';
import Type from 'typebox';
import { type Assignment, at } from '../../lens/lens.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { invalid, readerOf, violationsOf } from './body.ts';
import {
  CONTAINER_LENGTH_MAX,
  CONTAINER_TAGS_MAX,
  CONTAINERS,
  CustomDataTag,
  CustomDataTags,
  TAGS_MAX,
} from './custom-data-tag.ts';

/** The tags of a body that is nothing else; there is at least one. */
export const readTags = readerOf(CustomDataTags);

const readAnyTags = readerOf(Type.Array(CustomDataTag, { maxItems: TAGS_MAX }));

/**
 * The tags of a member `clientCustomData`; none are no change. The vendor's list of what `null` clears has every member
 * but this one (contract §3), and to lose all tags at once is nothing that anybody should do by mistake: it is refused.
 */
export function readMember(value: Json): Result<readonly CustomDataTag[], Problem> {
  if (value === null)
    return refuse(invalid(inVendorWords([{ pointer: MEMBER, rule: 'required', message: 'must not be null' }])));
  const read = readAnyTags(value);
  if (read.ok) return read;
  return refuse(invalid(violationsOf([read]).map((broken) => ({ ...broken, pointer: `${MEMBER}${broken.pointer}` }))));
}

export const MEMBER = '/clientCustomData';

/**
 * The record with the tags set and removed in their order; tags that are not named stay. A tag is known by its container
 * and its name. Without `tagValue` it keeps the value it has, and a new one has none; removing what is not there is no
 * change. `place` is where the tags stand in the body.
 */
export function applyTags(
  record: JsonObject,
  tags: readonly CustomDataTag[],
  place: '' | typeof MEMBER,
): Result<JsonObject, Problem> {
  const after = mergePatch(record, patchOf([...valuesOf(record, tags).values()])) as JsonObject;
  const containers = new Set(tags.map(({ tagContainer }) => tagContainer));
  const broken = [...containers].flatMap((container) => {
    const first = tags.findIndex(({ tagContainer }) => tagContainer === container);
    const pointer = `${place}/${first}/tagContainer`;
    return overfull(tagsIn(record, container), tagsIn(after, container)).map((breach) => ({ pointer, ...breach }));
  });
  return broken.length === 0 ? ok(after) : refuse(invalid(inVendorWords(broken)));
}

/** What each tag that is named has in the end, or `undefined`; a later mention of it stands on the earlier ones. */
function valuesOf(record: JsonObject, tags: readonly CustomDataTag[]): Map<string, Assignment> {
  const values = new Map<string, Assignment>();
  for (const { tagContainer, tagName, tagValue, removeTag } of tags) {
    const place = ['custom', 'tags', tagContainer, tagName];
    const key = `${tagContainer} ${tagName}`;
    const before = values.has(key) ? values.get(key)?.[1] : at(record, place);
    values.set(key, [place, removeTag ? undefined : (tagValue ?? before ?? '')]);
  }
  return values;
}

type Tags = readonly (readonly [name: string, value: string])[];

function tagsIn(record: JsonObject, container: string): Tags {
  return Object.entries((at(record, ['custom', 'tags', container]) ?? {}) as Record<string, string>);
}

/** What a container cannot hold; one that another face made too full may be emptied bit by bit. */
function overfull(before: Tags, after: Tags) {
  const breaches: { rule: string; message: string }[] = [];
  if (after.length > CONTAINER_TAGS_MAX)
    breaches.push({ rule: 'maxProperties', message: `must hold at most ${CONTAINER_TAGS_MAX} tags` });
  const length = lengthOf(after);
  if (length > CONTAINER_LENGTH_MAX && length > lengthOf(before))
    breaches.push({ rule: 'containerLength', message: `must hold at most ${CONTAINER_LENGTH_MAX} characters of tags` });
  return breaches;
}

/** Code points of the container as the vendor writes it, `TAG=VALUE;` for each tag (contract §1.2). */
function lengthOf(tags: Tags): number {
  return tags.reduce((length, [name, value]) => length + [...`${name}=${value};`].length, 0);
}

/** A tag in all containers that have it, as it is answered; a tag without a value has no `tagValue`. */
export function tagValues(record: JsonObject, tagName: string): JsonObject[] {
  return CONTAINERS.flatMap((tagContainer) => {
    const tagValue = at(record, ['custom', 'tags', tagContainer, tagName]);
    if (tagValue === undefined) return [];
    return { tagContainer, tagName, ...(tagValue !== '' && { tagValue }) };
  });
}
