import { isObject, type Json, type JsonObject, member, setMember } from './json.ts';

/**
 * JSON Merge Patch (RFC 7396 §2): absent members stay, `null` removes, objects merge, anything else replaces.
 *
 * Neither argument is changed, and a member called `__proto__` is plain data. Which members exist is the schema's business (see `decide`), not the patch's.
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const before = isObject(target) ? target : {};
  const merged: Record<string, Json> = { ...before };
  for (const name of Object.keys(patch)) {
    const value = patch[name] as Json;
    if (value === null) delete merged[name];
    else setMember(merged, name, mergePatch(member(before, name), value));
  }
  return merged;
}

/** The merge patch that sets each pointer's value (`undefined` clears it). Takes time in proportion to its input. */
export function patchOf(values: Iterable<readonly [tokens: readonly string[], value: Json | undefined]>): JsonObject {
  const root: Branch = new Map();
  for (const [tokens, value] of values) {
    let branch = root;
    for (const token of tokens.slice(0, -1)) branch = branchAt(branch, token);
    const last = tokens.at(-1);
    if (last !== undefined) branch.set(last, value ?? null);
  }
  return objectOf(root);
}

/** Members of a patch that is being built; a map, because an attacker chooses the names. */
type Branch = Map<string, Json | Branch>;

function branchAt(branch: Branch, token: string): Branch {
  const known = branch.get(token);
  if (known instanceof Map) return known;
  const fresh: Branch = new Map(isObject(known) ? Object.entries(known) : []);
  branch.set(token, fresh);
  return fresh;
}

function objectOf(branch: Branch): JsonObject {
  return Object.fromEntries(
    [...branch].map(([name, value]) => [name, value instanceof Map ? objectOf(value) : value] as const),
  );
}
