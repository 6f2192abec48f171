import Type, { type Static } from 'typebox';
import { equal, escapeToken, isObject, type Json, type JsonObject, pointerTokens, setMember } from './json.ts';
import { mergePatch, patchOf } from './merge-patch.ts';

/** A JSON value of any kind. */
export const AnyJson = Type.Unsafe<Json>(Type.Unknown({ description: 'Any JSON value' }));

/** One leaf that differs between two documents; a missing side means the leaf is absent there. */
export const FieldChange = Type.Object(
  {
    path: Type.String({ description: 'JSON Pointer (RFC 6901) of the leaf' }),
    before: Type.Optional(AnyJson),
    after: Type.Optional(AnyJson),
  },
  { additionalProperties: false },
);
export type FieldChange = Readonly<Static<typeof FieldChange>>;

/** Every leaf that differs, in the order of the documents' members. Arrays are leaves; an empty object has none. */
export function diff(before: Json | undefined, after: Json | undefined): FieldChange[] {
  const changes: FieldChange[] = [];
  collect(before, after, '', changes);
  return changes;
}

function collect(before: Json | undefined, after: Json | undefined, path: string, changes: FieldChange[]): void {
  if (before === after) return;
  const old = isObject(before) ? before : undefined;
  const now = isObject(after) ? after : undefined;
  if (old === undefined && now === undefined) {
    if (equal(before, after)) return;
    changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
    return;
  }
  if (old === undefined && before !== undefined) changes.push({ path, before });
  for (const name in old) {
    if (!Object.hasOwn(old, name)) continue;
    const next = ownMember(now, name);
    // What an edit did not touch is the same object as before: its path is not even written.
    if (next !== old[name]) collect(old[name], next, `${path}/${escapeToken(name)}`, changes);
  }
  for (const name in now) {
    if (!Object.hasOwn(now, name) || (old !== undefined && Object.hasOwn(old, name))) continue;
    collect(undefined, now[name], `${path}/${escapeToken(name)}`, changes);
  }
  if (now === undefined && after !== undefined) changes.push({ path, after });
}

function ownMember(value: JsonObject | undefined, name: string): Json | undefined {
  return value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The document as it was before the changes: the inverse of what `diff` found, undone last to first. */
export function unapply(document: JsonObject, changes: readonly FieldChange[]): JsonObject {
  const undone = changes.toReversed();
  const undo = patchOf(undone.map(({ path, before }) => [pointerTokens(path) ?? [], before] as const));
  return withoutEmpty(mergePatch(document, undo) as JsonObject);
}

/**
 * The document without empty objects: a group with nothing in it is absent. What has none in it stays the same object;
 * what `known` has too, as the same object, is known to have none.
 */
export function withoutEmpty(document: JsonObject, known?: JsonObject): JsonObject {
  if (!hasEmpty(document, known)) return document;
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(document)) {
    const value = document[name] as Json;
    const inner = isObject(value) && value !== known?.[name] ? withoutEmpty(value) : value;
    if (!isObject(inner) || inner === known?.[name] || Object.keys(inner).length > 0) setMember(kept, name, inner);
  }
  return kept;
}

function hasEmpty(document: JsonObject, known?: JsonObject): boolean {
  return Object.keys(document).some((name) => {
    const value = document[name];
    return isObject(value) && value !== known?.[name] && (Object.keys(value).length === 0 || hasEmpty(value));
  });
}
