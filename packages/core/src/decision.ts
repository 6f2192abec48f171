import { diff, type FieldChange } from './diff.ts';
import type { Actor, CustomerEvent, HistoryEntry, Merge } from './event.ts';
import type { JsonObject } from './json.ts';
import type { Problem, Violation } from './problem.ts';
import { writablePart } from './record/fields.ts';
import type { Customer } from './record/schema.ts';
import { ok, type Result } from './result.ts';
import { invalid } from './settle.ts';
import type { Version } from './version.ts';

/** A record and the version it is. */
export interface Versioned extends Version {
  readonly record: Customer;
}

/** All that a decision may depend on beside the record and the command. */
export interface Context {
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
  /** The tag of the version this decision may make. */
  readonly newTag: string;
  readonly actor: Actor;
  readonly face: string;
  readonly requestId: string;
  readonly reason?: string;
}

export type Decision =
  | {
      readonly type: 'written';
      readonly next: Versioned;
      /** The record as JSON text: what is kept. */
      readonly text: string;
      readonly entry: HistoryEntry;
      readonly event: CustomerEvent;
    }
  | { readonly type: 'deleted'; readonly last: Version; readonly entry: HistoryEntry; readonly event: CustomerEvent }
  | { readonly type: 'unchanged'; readonly current: Versioned };

/** A record is at most this large as JSON; beyond it, history and every read become slow for everybody. */
export const RECORD_BYTES_MAX = 256 * 1024;
/** Addresses of all kinds together. */
export const ADDRESSES_MAX = 100;

/** What happened, as history and events call it, and with whom where two records are concerned. */
export interface Occasion {
  readonly type: HistoryEntry['type'];
  readonly merge?: Merge;
}

/** The decision to write a record, if it keeps the bounds that hold for it as a whole. */
export function written(
  record: Customer,
  changes: readonly FieldChange[],
  context: Context,
  occasion: Occasion,
): Result<Decision & { type: 'written' }, Problem> {
  const text = JSON.stringify(record);
  const bounds = boundsBroken(record, text);
  if (bounds.length > 0) return invalid(bounds);
  return ok({
    type: 'written',
    next: { version: record.version, tag: context.newTag, record },
    text,
    entry: entryOf(record.version, changes, context, occasion),
    event: eventOf(record.id, record.version, changes, context, occasion),
  });
}

/** The decision to delete a record: all that was in it is in the history entry. */
export function deleted({ record }: Versioned, context: Context, occasion: Occasion): Decision & { type: 'deleted' } {
  const changes = [...diff(systemPart(record), {}), ...diff(writablePart(record as JsonObject), {})];
  const last = { version: record.version + 1, tag: context.newTag };
  return {
    type: 'deleted',
    last,
    entry: entryOf(last.version, changes, context, occasion),
    event: eventOf(record.id, last.version, changes, context, occasion),
  };
}

/** What of a record only the server writes and its history tells: its handles, and those of the records it took in. */
export function systemPart({ handles, mergedFrom }: Pick<Customer, 'handles' | 'mergedFrom'>): JsonObject {
  return { handles, ...(mergedFrom && { mergedFrom }) };
}

/** What a record breaks of the bounds that hold for it as a whole. */
export function boundsBroken({ addresses }: Customer, text: string): Violation[] {
  const violations: Violation[] = [];
  const count = Object.keys(addresses?.byType ?? {}).length + Object.keys(addresses?.shipping ?? {}).length;
  if (count > ADDRESSES_MAX) {
    violations.push({
      pointer: '/addresses',
      rule: 'maxProperties',
      message: `must hold at most ${ADDRESSES_MAX} addresses`,
    });
  }
  if (utf8Exceeds(text, RECORD_BYTES_MAX)) {
    violations.push({ pointer: '', rule: 'maxBytes', message: `must be at most ${RECORD_BYTES_MAX} bytes as JSON` });
  }
  return violations;
}

/** Whether a text is longer than so many bytes of UTF-8; counts only when its length leaves a doubt. */
function utf8Exceeds(text: string, bytesMax: number): boolean {
  if (text.length * 3 <= bytesMax) return false;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes > bytesMax;
}

function entryOf(
  version: number,
  changes: readonly FieldChange[],
  { now, actor, face, requestId, reason }: Context,
  { type, merge }: Occasion,
): HistoryEntry {
  return {
    version,
    at: now,
    type,
    actor,
    face,
    requestId,
    ...(reason !== undefined && { reason }),
    ...(merge && { merge }),
    changes,
  };
}

function eventOf(
  customerId: string,
  version: number,
  changes: readonly FieldChange[],
  { now }: Context,
  { type, merge }: Occasion,
): CustomerEvent {
  const paths = changes.map(({ path }) => path);
  return {
    type: `customer.${type}`,
    customerId,
    version,
    previousVersion: version - 1,
    at: now,
    ...(merge && { survivorId: merge.survivor.id, otherId: merge.other.id }),
    paths,
  };
}
