import { type Context, type Decision, deleted, type Versioned, written } from './decision.ts';
import { diff } from './diff.ts';
import type { Json, JsonObject } from './json.ts';
import { checkPrecondition, type Precondition } from './precondition.ts';
import type { Problem } from './problem.ts';
import { withoutAliases } from './record/merged-from.ts';
import type { Customer, Handles } from './record/schema.ts';
import type { IndexTerm } from './record/terms.ts';
import { ok, type Result, refuse } from './result.ts';
import { settle } from './settle.ts';

/**
 * What a caller wants the record to be, as a function of what it is: a merge patch, a JSON Patch or a face's own words
 * put through its lens. Pure, because it runs inside the commit and may run again. For a new record it gets `{}`.
 */
export type Edit = (record: JsonObject) => Result<Json, Problem>;

export type Command =
  | { readonly type: 'create'; readonly id: string; readonly handles: Handles; readonly edit: Edit }
  | {
      readonly type: 'update';
      readonly edit: Edit;
      readonly precondition: Precondition;
      /** Handles given to the record, or taken from it (`null`, with all aliases in that face); those not named stay. */
      readonly handles?: { readonly [Face in keyof Handles]?: Handles[Face] | null };
      /** An id of a record that was merged into this one, that shall not lead here any longer. */
      readonly dropAlias?: IndexTerm;
    }
  | { readonly type: 'delete'; readonly precondition: Precondition };

/**
 * What a command makes of a record: a new version with its history entry and its event, nothing at all, or a refusal.
 * The one function every write of one record goes through (of two: `decide-merge.ts`, `decide-unmerge.ts`). The order of
 * its checks: lookup, precondition, validation of the result.
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
  const changes = diff({}, { handles: command.handles, ...settled.value });
  return written(record, changes, context, { type: 'created' });
}

function update(
  current: Versioned,
  command: Command & { type: 'update' },
  context: Context,
): Result<Decision, Problem> {
  const refusal = checkPrecondition(current, command.precondition);
  if (refusal) return refuse(refusal);
  const edited = command.edit(current.record as JsonObject);
  if (!edited.ok) return edited;
  const settled = settle(current.record as JsonObject, edited.value);
  if (!settled.ok) return settled;
  const { id, version, createdAt, updatedAt } = current.record;
  const system = systemAfter(current.record, command);
  const same = { id, version, ...system, ...settled.value, createdAt, updatedAt } as Customer;
  const changes = diff(current.record as JsonObject, same as JsonObject);
  if (changes.length === 0) return ok({ type: 'unchanged', current });
  const record = { ...same, version: version + 1, updatedAt: context.now };
  return written(record, changes, context, { type: 'updated' });
}

type SystemPart = Pick<Customer, 'handles' | 'mergedFrom'>;

/** In a face where a record has no handle of its own any more, nothing else leads to it either. */
function systemAfter(record: Customer, { handles, dropAlias }: Command & { type: 'update' }): SystemPart {
  const { mergedFrom } = record;
  const nextHandles = handles ? withoutNull({ ...record.handles, ...handles }) : record.handles;
  if (!mergedFrom) return { handles: nextHandles };
  const isDropped = (kind: string, value: string) =>
    handles?.[kind as keyof Handles] === null || (dropAlias?.kind === kind && dropAlias.value === value);
  const kept = handles || dropAlias ? withoutAliases(mergedFrom, isDropped) : mergedFrom;
  return { handles: nextHandles, mergedFrom: kept };
}

function remove(current: Versioned, precondition: Precondition, context: Context): Result<Decision, Problem> {
  const refusal = checkPrecondition(current, precondition);
  return refusal ? refuse(refusal) : ok(deleted(current, context, { type: 'deleted' }));
}

function withoutNull(handles: Record<string, unknown>): Handles {
  return Object.fromEntries(Object.entries(handles).filter(([, handle]) => handle !== null)) as Handles;
}
