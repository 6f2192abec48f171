import { diff, type FieldChange, unapply } from './diff.ts';
import type { HistoryEntry } from './event.ts';
import { equal, type Json, type JsonObject, pointerTokens, valueAt } from './json.ts';
import { patchOf } from './merge-patch.ts';
import type { Conflict, ConflictingChange } from './problem.ts';

/** The documents a record was, from the version before the first entry to the current one; entries oldest first. */
export function documentsBefore(current: JsonObject, entries: readonly HistoryEntry[]): JsonObject[] {
  const documents = [current];
  for (const entry of entries.toReversed()) {
    documents.unshift(unapply(documents[0] as JsonObject, entry.changes));
  }
  return documents;
}

/**
 * Explains a stale write: every field that moved since the caller's version, also those he did not touch, and what of
 * his change still applies.
 *
 * `documents` are the record at the caller's version, at each one since, and now, in the words of the face that asks;
 * `entries[i]` led from `documents[i]` to the next. `wanted` is what the caller would have made of the first one;
 * without it nothing is known of his wishes and nothing applies.
 */
export function explainConflict(
  documents: readonly JsonObject[],
  entries: readonly HistoryEntry[],
  wanted: JsonObject | undefined,
): Conflict {
  const base = documents[0];
  const current = documents.at(-1);
  const moved = diff(base, current);
  const wishes = wanted === undefined ? [] : diff(base, wanted);
  const lastEntry = lastEntryByPath(documents, entries);
  const [wishedAt, movedAt] = [overlapsWith(wishes), overlapsWith(moved)];
  const changes = moved.map((move) => explainMove(move, wishedAt(move.path), wanted, lastEntry.get(move.path)));
  const applicable = wishes.filter(({ path, after }) => !equal(valueAt(current, path), after) && !movedAt(path));
  return {
    changes,
    applicable: patchOf(applicable.map(({ path, after }) => [pointerTokens(path) ?? [], after] as const)),
  };
}

function explainMove(
  { path, before, after }: FieldChange,
  touched: boolean,
  wanted: JsonObject | undefined,
  entry: HistoryEntry | undefined,
): ConflictingChange {
  const wish: Json = valueAt(wanted, path) ?? null;
  return {
    path,
    ...(before !== undefined && { base: before }),
    ...(after !== undefined && { current: after }),
    ...(touched && { wanted: wish }),
    changedBy: entry?.actor.id ?? '',
    changedAt: entry?.at ?? '',
    face: entry?.face ?? '',
    conflict: touched && !equal(wish, after ?? null),
  };
}

/** Which entry moved each leaf last. */
function lastEntryByPath(
  documents: readonly JsonObject[],
  entries: readonly HistoryEntry[],
): Map<string, HistoryEntry> {
  const last = new Map<string, HistoryEntry>();
  entries.forEach((entry, index) => {
    for (const { path } of diff(documents[index], documents[index + 1])) last.set(path, entry);
  });
  return last;
}

/** Whether a pointer is one of the changed ones, or lies above or below one; each question takes a few look-ups. */
function overlapsWith(changes: readonly FieldChange[]): (path: string) => boolean {
  const paths = new Set(changes.map(({ path }) => path));
  const above = new Set(changes.flatMap(({ path }) => ancestors(path)));
  return (path) => paths.has(path) || above.has(path) || ancestors(path).some((ancestor) => paths.has(ancestor));
}

/** The pointers above one: for `/a/b/c` these are `/a/b` and `/a`. */
function ancestors(path: string): string[] {
  const above: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) above.push(path.slice(0, end));
  return above;
}
