import { entityTag, type JsonObject, type Version, writablePart } from '@clientele/core';
import type { Kept } from '../../use-cases/kept.ts';

/** A record as `/v1` shows it: byte for byte as it is kept. */
export function render(kept: Kept): string {
  return kept.text;
}

/** What of a record a stale write is explained by: all that a caller can change, and its handles. */
export function view(record: JsonObject): JsonObject {
  return { ...(record['handles'] !== undefined && { handles: record['handles'] }), ...writablePart(record) };
}

export function etagOf(version: Version): string {
  return entityTag(version);
}
