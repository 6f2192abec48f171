import {
  type Customer,
  decide,
  documentsBefore,
  type Edit,
  type EntityTagCondition,
  explainConflict,
  type HistoryEntry,
  type JsonObject,
  type Problem,
  type Version,
  type Versioned,
  versionOf,
} from '@clientele/core';
import type { Principal } from '../access/principal.ts';
import type { RecordKey } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { openEntry, openRow } from './kept.ts';

/** A record in the words of the face that asks. */
export type ConflictView = (record: JsonObject) => JsonObject;

/** A version farther back than this is not explained: the work grows with every version in between … */
const VERSIONS_BACK_MAX = 200;
/** … and with the size of the record in each: so many characters take some tens of milliseconds. */
const CHARACTERS_COMPARED_MAX = 2 * 1024 * 1024;

/** The refusal of a stale write, explained as far as the version that the caller named is known. */
export async function explainStale(
  { store, seal }: Pick<Dependencies, 'store' | 'seal'>,
  principal: Principal,
  key: RecordKey,
  { ifMatch, edit, view }: { readonly ifMatch: EntityTagCondition; readonly edit: Edit; readonly view: ConflictView },
): Promise<Problem> {
  const tenant = principal.tenant.id;
  const row = await store.read(tenant, key);
  const current = openRow(row, seal);
  if (!row || !current) return { type: 'not-found' };
  const refusal = { type: 'stale', current: { version: row.version, tag: row.tag } } as const;
  const base = namedVersion(ifMatch);
  const versionsBack = base ? row.version - base.version : 0;
  if (!base || versionsBack < 1 || versionsBack > VERSIONS_BACK_MAX) return refusal;
  if (versionsBack * current.text.length > CHARACTERS_COMPARED_MAX) return refusal;
  const rows = await store.history(tenant, row.id, { before: row.version + 1, limit: versionsBack + 1 });
  // What was forgotten in between cannot be told.
  if (rows.length <= versionsBack || rows.at(-1)?.version !== base.version || rows.at(-1)?.tag !== base.tag)
    return refusal;
  const entries = rows
    .slice(0, -1)
    .map((entry) => openEntry(entry, seal))
    .reverse();
  const records = documentsBefore(current.record as JsonObject, entries);
  const wish = wishOf({ ...base, record: records[0] as unknown as Customer }, edit, entries[0] as HistoryEntry);
  return { ...refusal, conflict: explainConflict(records.map(view), entries, wish && view(wish)) };
}

/** What the caller's edit would have made of the version he knew, had it been allowed. */
function wishOf(base: Versioned, edit: Edit, { at, actor, face, requestId }: HistoryEntry): JsonObject | undefined {
  const context = { now: at, newTag: base.tag, actor, face, requestId };
  const decided = decide(base, { type: 'update', edit, precondition: {} }, context);
  if (!decided.ok || decided.value.type === 'deleted') return undefined;
  return (decided.value.type === 'written' ? decided.value.next : base).record as JsonObject;
}

/** The one version of ours that a condition names. */
function namedVersion(condition: EntityTagCondition): Version | undefined {
  if (condition.type === 'any') return undefined;
  const versions = condition.tags.flatMap((tag) => versionOf(tag.opaque) ?? []);
  return versions.length === 1 ? versions[0] : undefined;
}
