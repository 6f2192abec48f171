import { type FieldChange, unapply, withoutEmpty } from './diff.ts';
import type { HistoryEntry } from './event.ts';
import { equal, type JsonObject, pointerTokens, valueAt } from './json.ts';
import { mergePatch, patchOf } from './merge-patch.ts';
import { differingFacts } from './merge-records.ts';
import { systemMembers, writablePart } from './record/fields.ts';
import { idIn, withoutAliases } from './record/merged-from.ts';
import type { Customer, CustomerFields, Handles, MergedFrom } from './record/schema.ts';
import { type IndexTerm, uniqueTerms } from './record/terms.ts';

/** What is known of a merge that is to be undone. */
export interface MergeHistory {
  /** The survivor's entries, oldest first: the one of the merge, and all since. */
  readonly since: readonly HistoryEntry[];
  /** The other's entry of the merge: all that it was. */
  readonly gone: HistoryEntry;
}

/** What a record has beside what is the same of every record: its id, its version and its times. */
export type RecordContent = CustomerFields & Pick<Customer, 'handles' | 'mergedFrom'>;

export interface Parted {
  readonly survivor: Customer;
  readonly restored: RecordContent;
  /** JSON Pointers of what the survivor took over and keeps, because it was changed since. */
  readonly kept: readonly string[];
  /** JSON Pointers of what the other does not get back: the survivor keeps it, or has given it up for good. */
  readonly notRestored: readonly string[];
}

/** Parts a record from one that was merged into it: the reverse of `mergeRecords`, as far as nothing changed since. */
export function partRecords(record: Customer, otherId: string, { since, gone }: MergeHistory): Parted {
  const other = contentOf(gone);
  const { fields, kept } = fieldsGivenBack(record, since);
  const { id, version, createdAt, updatedAt, handles, mergedFrom = {} } = record;
  const stays = Object.entries(mergedFrom).filter(([each, { through }]) => each !== otherId && through !== otherId);
  const survivor = {
    id,
    version,
    handles: pick(handles, (face, own) => idIn(other.handles[face]) !== own),
    ...(stays.length > 0 && { mergedFrom: Object.fromEntries(stays) }),
    ...fields,
    createdAt,
    updatedAt,
  } as Customer;
  const [held, left] = [new Set(uniqueTerms(record).map(nameOf)), new Set(uniqueTerms(survivor).map(nameOf))];
  const isBack = (kind: string, value: string) =>
    held.has(nameOf({ kind, value })) && !left.has(nameOf({ kind, value }));
  return { survivor, kept, ...withoutLost(other, isBack) };
}

/** All that a record was, in the order in which it had it, from the entry of its end. */
function contentOf({ changes }: MergeHistory['gone']): RecordContent {
  const values = changes.flatMap(({ path, before }) =>
    before === undefined ? [] : [[pointerTokens(path) ?? [], before] as const],
  );
  return { handles: {}, ...patchOf(values) } as RecordContent;
}

/** What callers write of the survivor, without what it took over; a fact in which anything changed since stays whole. */
function fieldsGivenBack(record: Customer, [merged, ...later]: MergeHistory['since']) {
  const now = writablePart(record as JsonObject);
  const after = unapply(now, later.flatMap(ofFields));
  const before = unapply(after, merged ? ofFields(merged) : []);
  const changed = changedBetween(after, now);
  const back: FieldChange[] = [];
  const kept: string[] = [];
  for (const [fact, leaves] of differingFacts(before, after)) {
    const isChanged = changed.has(fact) || leaves.some(({ path }) => changed.has(path));
    if (!isChanged) back.push(...leaves);
    else if (leaves.some(({ path }) => !equal(valueAt(before, path), valueAt(now, path)))) kept.push(fact);
  }
  const patch = patchOf(back.map(({ path, before: value }) => [pointerTokens(path) ?? [], value] as const));
  return { fields: withoutEmpty(mergePatch(now, patch) as JsonObject), kept };
}

const DEFAULT_SHIPPING = '/addresses/defaultShipping';

/** The facts that changed, their leaves, and the shipping address that was made the default: it is in use. */
function changedBetween(after: JsonObject, now: JsonObject): Set<string> {
  const facts = differingFacts(after, now);
  const changed = [...facts].flatMap(([fact, leaves]) => [fact, ...leaves.map(({ path }) => path)]);
  const inUse = facts.has(DEFAULT_SHIPPING) ? [`/addresses/shipping/${valueAt(now, DEFAULT_SHIPPING)}`] : [];
  return new Set([...changed, ...inUse]);
}

function ofFields({ changes }: { readonly changes: readonly FieldChange[] }): FieldChange[] {
  return changes.filter(({ path }) => !systemMembers.has(path.split('/')[1] ?? ''));
}

/** Unique terms are passed from record to record: what the survivor has given up since is nobody's any more. */
function withoutLost(other: RecordContent, isBack: (kind: string, value: string) => boolean) {
  const { handles, mergedFrom, addresses, ...rest } = other;
  const lost: string[] = [];
  const lose = (path: string) => lost.push(path) > 0;
  const isLost = (kind: string, value: string, path: string) => !isBack(kind, value) && lose(path);
  const own = pick(handles, (face, id) => !isLost(face, id, `/handles/${face}`));
  // In a face where it has no handle of its own any more, nothing else leads to it either.
  const isLostAlias = (aliases: MergedFrom) => (face: string, id: string) =>
    !(Object.hasOwn(own, face) && isBack(face, id)) && lose(aliasOwner(aliases, face, id));
  const restored = {
    handles: own,
    ...(mergedFrom && { mergedFrom: withoutAliases(mergedFrom, isLostAlias(mergedFrom)) }),
    ...rest,
    ...(addresses && { addresses: addressesBack(addresses, isLost) }),
  };
  return { restored: withoutEmptyGroups(restored), notRestored: lost };
}

type Addresses = NonNullable<CustomerFields['addresses']>;

function addressesBack(
  { shipping = {}, defaultShipping, ...addresses }: Addresses,
  isLost: (kind: string, value: string, path: string) => boolean,
): Addresses {
  const back = Object.entries(shipping).filter(([id]) => !isLost('shippingAddress', id, `/addresses/shipping/${id}`));
  const isThere = defaultShipping !== undefined && back.some(([id]) => id === defaultShipping);
  return {
    ...addresses,
    ...(back.length > 0 && { shipping: Object.fromEntries(back) }),
    ...(isThere && { defaultShipping }),
  };
}

function aliasOwner(mergedFrom: MergedFrom, face: string, value: string): string {
  const owner = Object.entries(mergedFrom).find(
    ([, { handles = {} }]) => idIn(handles[face as keyof Handles]) === value,
  );
  return `/mergedFrom/${owner?.[0]}/handles/${face}`;
}

function withoutEmptyGroups({ handles, ...content }: RecordContent): RecordContent {
  return { handles, ...withoutEmpty(content as JsonObject) } as RecordContent;
}

function pick(handles: Handles, isPicked: (face: keyof Handles, id: string) => boolean): Handles {
  return Object.fromEntries(
    Object.entries(handles).filter(([face, handle]) => isPicked(face as keyof Handles, idIn(handle) ?? '')),
  ) as Handles;
}

function nameOf({ kind, value }: IndexTerm): string {
  return `${kind}\0${value}`;
}
