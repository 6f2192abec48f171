import Type, { type Static } from 'typebox';
import { equal, escapeToken, isObject, type Json, type JsonObject, pointerTokens } from './json.ts';
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
export function diff(before: Json | undefined, after: Json | undefined, path = ''): FieldChange[] {
  if (before === after) return [];
  if (!isObject(before) && !isObject(after)) {
    if (equal(before, after)) return [];
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  if (before !== undefined && !isObject(before)) return [{ path, before }, ...diff(undefined, after, path)];
  if (after !== undefined && !isObject(after)) return [...diff(before, undefined, path), { path, after }];
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].flatMap((name) =>
    diff(ownMember(before, name), ownMember(after, name), `${path}/${escapeToken(name)}`),
  );
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

/** The document without empty objects: a group with nothing in it is absent. What has none in it stays the same object. */
export function withoutEmpty(document: JsonObject): JsonObject {
  let unchanged = true;
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(document)) {
    const inner = isObject(value) ? withoutEmpty(value) : value;
    const isEmpty = isObject(inner) && Object.keys(inner).length === 0;
    if (!isEmpty) kept.push([name, inner]);
    if (isEmpty || inner !== value) unchanged = false;
  }
  return unchanged ? document : Object.fromEntries(kept);
}
