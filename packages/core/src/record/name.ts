import { type JsonObject, valueAt } from '../json.ts';
import { mergePatch } from '../merge-patch.ts';
import type { CustomerFields } from './schema.ts';

/** The name as one string: `display` where it is given, otherwise first, middle and last name. */
export function displayName(name: CustomerFields['name']): string {
  return name?.display ?? [name?.first, name?.middle, name?.last].filter(Boolean).join(' ');
}

const PARTS = ['/name/first', '/name/middle', '/name/last'];

/**
 * The record after somebody wrote the name in parts: once one of them has changed and first and last name are both there,
 * they are the name, and the name that was given as a whole goes. While one of them is missing it stays.
 */
export function nameInParts(before: JsonObject, after: JsonObject): JsonObject {
  const isChanged = PARTS.some((part) => valueAt(before, part) !== valueAt(after, part));
  const isComplete = valueAt(after, '/name/first') !== undefined && valueAt(after, '/name/last') !== undefined;
  if (!isChanged || !isComplete || valueAt(after, '/name/display') === undefined) return after;
  return mergePatch(after, { name: { display: null } }) as JsonObject;
}
