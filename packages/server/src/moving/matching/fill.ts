import {
  type CustomerFields,
  displayName,
  equal,
  type Json,
  type JsonObject,
  mergePatch,
  mergeRecords,
  nameInParts,
  onceGiven,
  renderAddress,
  searchTerm,
  valueAt,
  withoutEmpty,
} from '@clientele/core';

/** Whose value stays where a customer and a row have different ones. */
export type Preference = 'new' | 'kept';

export interface Filled {
  readonly record: JsonObject;
  /** JSON Pointers of the fields of which the row has another value. */
  readonly clashes: readonly string[];
}

/** What is given once is never replaced. */
const FIXED = Object.fromEntries([...onceGiven].map((pointer) => [pointer, 'survivor'] as const));
const CHOICES = { kept: { '': 'survivor' }, new: { '': 'other', ...FIXED } } as const;

/**
 * A customer's record with what a row says and the record does not. What both say differently stays as it was, or becomes
 * what the row says. What is true only as a whole (an address, a consent) is filled in or replaced as a whole.
 */
export function fillIn(kept: JsonObject, given: JsonObject, prefer: Preference): Filled {
  const alike = spellingsAlike(kept, given, prefer);
  const name = namedDifferently(kept, alike);
  const news = name && prefer === 'kept' ? without(alike, '/name/display') : alike;
  const { record, clashes } = mergeRecords(kept, news, CHOICES[prefer]);
  const named = prefer === 'new' ? nameInParts(kept, record) : record;
  return { record: named, clashes: [...(name ? ['/name/display'] : []), ...clashes.map(({ path }) => path)] };
}

/** Whether the name as a whole, that the record has in parts only, is another one. */
function namedDifferently(kept: JsonObject, given: JsonObject): boolean {
  const [before, now] = [fieldsOf(kept).name, fieldsOf(given).name];
  return now?.display !== undefined && before?.display === undefined && displayName(before) !== '';
}

/** Without what the record says too, in other parts or another spelling. */
function spellingsAlike(kept: JsonObject, given: JsonObject, prefer: Preference): JsonObject {
  const [a, b] = [fieldsOf(kept), fieldsOf(given)];
  const alike: string[] = [];
  if (b.name?.display !== undefined && displayName(a.name) === b.name.display) alike.push('/name/display');
  const [before, base] = [a.addresses?.base ?? {}, b.addresses?.base ?? {}];
  if (Object.keys(base).length === 1 && renderAddress(before) === base.line1) alike.push('/addresses/base');
  if (prefer === 'kept')
    alike.push(...TERMS.flatMap(([kind, pointer]) => (sameTerm(kind, pointer, kept, given) ? pointer : [])));
  return alike.reduce(without, given);
}

const TERMS = [
  ['email', '/contact/email'],
  ['phone', '/contact/phones/mobile'],
  ['phone', '/contact/phones/home'],
  ['phone', '/contact/phones/work'],
] as const;

function sameTerm(kind: 'email' | 'phone', pointer: string, kept: JsonObject, given: JsonObject): boolean {
  const [a, b] = [valueAt(kept, pointer), valueAt(given, pointer)];
  return typeof a === 'string' && typeof b === 'string' && equal(searchTerm(kind, a).value, searchTerm(kind, b).value);
}

function without(document: JsonObject, pointer: string): JsonObject {
  const removal = pointer
    .slice(1)
    .split('/')
    .reduceRight<Json>((inner, token) => ({ [token]: inner }), null);
  return withoutEmpty(mergePatch(document, removal) as JsonObject);
}

function fieldsOf(record: JsonObject): CustomerFields {
  return record as CustomerFields;
}
