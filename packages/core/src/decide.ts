import { diff, type FieldChange, withoutEmpty } from './diff.ts';
import type { Actor, CustomerEvent, HistoryEntry } from './event.ts';
import { equal, isObject, type Json, type JsonObject } from './json.ts';
import type { Problem, Violation } from './problem.ts';
import { readOnlyTouched, writablePart } from './record/fields.ts';
import { type Customer, CustomerFields, type Handles } from './record/schema.ts';
import { validatorOf } from './record/validate.ts';
import { ok, type Result, refuse } from './result.ts';
import { type EntityTagCondition, ifMatchHolds, ifNoneMatchHolds, type Version } from './version.ts';

/** A record and the version it is. */
export interface Versioned extends Version {
  readonly record: Customer;
}

/**
 * What a caller wants the record to be, as a function of what it is: a merge patch, a JSON Patch or a face's own words
 * put through its lens. Pure, because it runs inside the commit and may run again. For a new record it gets `{}`.
 */
export type Edit = (record: JsonObject) => Result<Json, Problem>;

export interface Precondition {
  readonly ifMatch?: EntityTagCondition;
  readonly ifNoneMatch?: EntityTagCondition;
  /** Refuse an update that names no version (RFC 6585 §3). */
  readonly required?: boolean;
}

export type Command =
  | { readonly type: 'create'; readonly id: string; readonly handles: Handles; readonly edit: Edit }
  | {
      readonly type: 'update';
      readonly edit: Edit;
      readonly precondition: Precondition;
      /** Handles given to the record, or taken from it (`null`); those not named stay. */
      readonly handles?: { readonly [Face in keyof Handles]?: Handles[Face] | null };
    }
  | { readonly type: 'delete'; readonly precondition: Precondition };

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

const validateFields = validatorOf(CustomerFields);

/**
 * What a command makes of a record: a new version with its history entry and its event, nothing at all, or a refusal.
 * The one function every write goes through. The order of its checks: lookup, precondition, validation of the result.
 */
export function decide(current: Versioned | undefined, command: Command, context: Context): Result<Decision, Problem> {
  switch (command.type) {
    case 'create':
      return create(command, context);
    case 'update':
      return current === undefined ? refuse({ type: 'not-found' }) : update(current, command, context);
    case 'delete':
      return current === undefined ? refuse({ type: 'not-found' }) : remove(current, command.precondition, context);
  }
}

function create(command: Command & { type: 'create' }, context: Context): Result<Decision, Problem> {
  const edited = command.edit({});
  if (!edited.ok) return edited;
  const settled = settle(undefined, edited.value);
  if (!settled.ok) return settled;
  const record = {
    id: command.id,
    version: 1,
    handles: command.handles,
    ...settled.value,
    createdAt: context.now,
    updatedAt: context.now,
  } as Customer;
  return written(undefined, record, diff({}, { handles: command.handles, ...settled.value }), context);
}

function update(
  current: Versioned,
  { edit, precondition, handles }: Command & { type: 'update' },
  context: Context,
): Result<Decision, Problem> {
  const refusal = checkPrecondition(current, precondition);
  if (refusal) return refuse(refusal);
  const edited = edit(current.record as JsonObject);
  if (!edited.ok) return edited;
  const settled = settle(current.record as JsonObject, edited.value);
  if (!settled.ok) return settled;
  const nextHandles = handles ? withoutNull({ ...current.record.handles, ...handles }) : current.record.handles;
  const changes = [
    ...diff({ handles: current.record.handles }, { handles: nextHandles }),
    ...diff(writablePart(current.record as JsonObject), settled.value),
  ];
  if (changes.length === 0) return ok({ type: 'unchanged', current });
  const { id, version, createdAt } = current.record;
  const record = {
    id,
    version: version + 1,
    handles: nextHandles,
    ...settled.value,
    createdAt,
    updatedAt: context.now,
  } as Customer;
  return written(current, record, changes, context);
}

function remove(current: Versioned, precondition: Precondition, context: Context): Result<Decision, Problem> {
  const refusal = checkPrecondition(current, precondition);
  if (refusal) return refuse(refusal);
  const { record } = current;
  const { handles } = record;
  const changes = [...diff({ handles }, {}), ...diff(writablePart(record as JsonObject), {})];
  const last = { version: record.version + 1, tag: context.newTag };
  return ok({
    type: 'deleted',
    last,
    entry: entryOf('deleted', last.version, changes, context),
    event: eventOf('customer.deleted', record.id, last.version, changes, context),
  });
}

/** RFC 9110 §13.2.2: `If-Match` before `If-None-Match`; RFC 6585 §3 where a precondition is demanded. */
function checkPrecondition(current: Versioned, { ifMatch, ifNoneMatch, required }: Precondition): Problem | undefined {
  const { version, tag } = current;
  if (ifMatch && !ifMatchHolds(ifMatch, current)) return { type: 'stale', current: { version, tag } };
  if (ifNoneMatch && !ifNoneMatchHolds(ifNoneMatch, current)) return { type: 'stale', current: { version, tag } };
  return required && !ifMatch ? { type: 'precondition-required' } : undefined;
}

/** The writable part of an edited record, without empty groups, when everything that changed in it is allowed. */
function settle(before: JsonObject | undefined, edited: Json): Result<JsonObject, Problem> {
  if (!isObject(edited)) return invalid([{ pointer: '', rule: 'type', message: 'must be an object' }]);
  const touched = readOnlyTouched(before, edited, equal);
  if (touched.length > 0) {
    return invalid(touched.map((pointer) => ({ pointer, rule: 'readOnly', message: 'cannot be changed' })));
  }
  const fields = withoutEmpty(writablePart(edited), before);
  const violations = validateFields(changedGroups(fields, before), before);
  return violations.length > 0 ? invalid(violations) : ok(fields);
}

/** The groups that an edit did not leave as they are: the others were kept before and need not be looked at again. */
function changedGroups(fields: JsonObject, before: JsonObject | undefined): JsonObject {
  if (before === undefined) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name, group]) => group !== before[name]));
}

function invalid(violations: readonly Violation[]) {
  return refuse<Problem>({ type: 'invalid', violations });
}

function written(
  current: Versioned | undefined,
  record: Customer,
  changes: readonly FieldChange[],
  context: Context,
): Result<Decision, Problem> {
  const text = JSON.stringify(record);
  const bounds = boundsBroken(record, text);
  if (bounds.length > 0) return invalid(bounds);
  const kind = current === undefined ? 'created' : 'updated';
  return ok({
    type: 'written',
    next: { version: record.version, tag: context.newTag, record },
    text,
    entry: entryOf(kind, record.version, changes, context),
    event: eventOf(`customer.${kind}`, record.id, record.version, changes, context),
  });
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
  type: HistoryEntry['type'],
  version: number,
  changes: readonly FieldChange[],
  { now, actor, face, requestId, reason }: Context,
): HistoryEntry {
  return { version, at: now, type, actor, face, requestId, ...(reason !== undefined && { reason }), changes };
}

function eventOf(
  type: CustomerEvent['type'],
  customerId: string,
  version: number,
  changes: readonly FieldChange[],
  { now }: Context,
): CustomerEvent {
  const paths = changes.map(({ path }) => path);
  return { type, customerId, version, previousVersion: version - 1, at: now, paths };
}

function withoutNull(handles: Record<string, unknown>): Handles {
  return Object.fromEntries(Object.entries(handles).filter(([, handle]) => handle !== null)) as Handles;
}
