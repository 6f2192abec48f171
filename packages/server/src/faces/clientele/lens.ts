import { entityTag, type JsonObject, type Versioned, writablePart } from '@clientele/core';

/** Bodies that were rendered already; a version never changes. */
const rendered = new WeakMap<Versioned, string>();

/** A record as `/v1` shows it: as it is. */
export function render(versioned: Versioned): string {
  const known = rendered.get(versioned);
  if (known !== undefined) return known;
  const body = JSON.stringify(versioned.record);
  rendered.set(versioned, body);
  return body;
}

/** What of a record a stale write is explained by: all that a caller can change, and its handles. */
export function view(record: JsonObject): JsonObject {
  return { ...(record['handles'] !== undefined && { handles: record['handles'] }), ...writablePart(record) };
}

export function etagOf(versioned: Versioned): string {
  return entityTag(versioned);
}
