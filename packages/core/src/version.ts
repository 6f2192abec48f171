import { ok, type Result, refuse } from './result.ts';

/** A version of a record: its number and eight random characters that tell two histories apart. */
export interface Version {
  readonly version: number;
  /** Eight characters of base64url, drawn when the version was made. */
  readonly tag: string;
}

/** One member of a list of entity tags (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly weak: boolean;
  /** The opaque part, without its quotes. */
  readonly opaque: string;
}

/** An `If-Match` or `If-None-Match` field: `*`, or a list (RFC 9110 §13.1.1, §13.1.2). */
export type EntityTagCondition =
  | { readonly type: 'any' }
  | { readonly type: 'list'; readonly tags: readonly EntityTag[] };

/** The strong entity tag of a version, with its quotes: at most 32 characters, no comma inside. */
export function entityTag({ version, tag }: Version): string {
  return `"${version}-${tag}"`;
}

/** The version that an opaque tag of ours names, or `undefined` when it is not of our making. */
export function versionOf(opaque: string): Version | undefined {
  const match = /^([1-9]\d{0,14})-([A-Za-z0-9_-]{8})$/.exec(opaque);
  return match ? { version: Number(match[1]), tag: match[2] as string } : undefined;
}

/** etagc of RFC 9110 §8.8.3: any visible character but the double quote, and obs-text. */
const QUOTED_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/y;
/** The look-behind keeps it linear: without it every blank inside the field would start a search for the end. */
const OUTER_SPACE = /^[ \t]+|(?<![ \t])[ \t]+$/g;
const BARE_TAG = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads an `If-Match` or `If-None-Match` field value (RFC 9110 §13.1): `*` or `#entity-tag`. Empty list members are
 * skipped as §5.6.1.2 asks, an altogether empty list is malformed. `bare` also takes one tag without its quotes.
 */
export function parseEntityTags(field: string, { bare = false } = {}): Result<EntityTagCondition, string> {
  const value = field.replace(OUTER_SPACE, '');
  if (value === '*') return ok({ type: 'any' });
  if (bare && BARE_TAG.test(value)) return ok({ type: 'list', tags: [{ weak: false, opaque: value }] });
  const tags: EntityTag[] = [];
  let position = 0;
  while (position < value.length) {
    QUOTED_TAG.lastIndex = position;
    const match = QUOTED_TAG.exec(value);
    if (match) {
      tags.push({ weak: match[1] !== undefined, opaque: match[2] as string });
      position = QUOTED_TAG.lastIndex;
    }
    const rest = /[ \t]*(,|$)[ \t]*/y;
    rest.lastIndex = position;
    const separator = rest.exec(value);
    if (!separator) return refuse('must be * or a list of quoted entity tags');
    position = rest.lastIndex;
  }
  if (tags.length === 0) return refuse('must be * or a list of quoted entity tags');
  return ok({ type: 'list', tags });
}

/** `If-Match` by strong comparison (RFC 9110 §13.1.1, §8.8.3.2): a weak tag never matches, `*` matches what exists. */
export function ifMatchHolds(condition: EntityTagCondition, current: Version | undefined): boolean {
  if (current === undefined) return false;
  if (condition.type === 'any') return true;
  const opaque = `${current.version}-${current.tag}`;
  return condition.tags.some((tag) => !tag.weak && tag.opaque === opaque);
}

/** `If-None-Match` by weak comparison (RFC 9110 §13.1.2): false means "not modified" for a GET, 412 for a write. */
export function ifNoneMatchHolds(condition: EntityTagCondition, current: Version | undefined): boolean {
  if (current === undefined) return true;
  if (condition.type === 'any') return false;
  const opaque = `${current.version}-${current.tag}`;
  return !condition.tags.some((tag) => tag.opaque === opaque);
}
