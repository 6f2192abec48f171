import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * JSON Merge Patch (RFC 7396 §2): absent members stay, `null` removes, objects merge, anything else replaces.
 *
 * Neither argument is changed and nothing in the result is written by assignment, so a member called `__proto__`
 * is plain data. Which members exist is the schema's business (see `decide`), not the patch's.
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const members = new Map<string, Json>(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

/** The merge patch that sets each pointer's value (`undefined` clears it), built member by member. */
export function patchOf(values: Iterable<readonly [tokens: readonly string[], value: Json | undefined]>): JsonObject {
  let patch: JsonObject = {};
  for (const [tokens, value] of values) {
    const leaf: Json = tokens.reduceRight<Json>((inner, token) => Object.fromEntries([[token, inner]]), value ?? null);
    patch = joinPatches(patch, leaf as JsonObject);
  }
  return patch;
}

/** Two patches as one; a later `null` stays a `null`, because it still has to clear. */
function joinPatches(first: JsonObject, second: JsonObject): JsonObject {
  const members = new Map<string, Json>(Object.entries(first));
  for (const [name, value] of Object.entries(second)) {
    const before = members.get(name);
    members.set(name, isObject(before) && isObject(value) ? joinPatches(before, value) : value);
  }
  return Object.fromEntries(members);
}
