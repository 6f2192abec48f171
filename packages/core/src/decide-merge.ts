import { type Context, type Decision, deleted, systemPart, type Versioned, written } from './decision.ts';
import { diff } from './diff.ts';
import type { Merge } from './event.ts';
import type { JsonObject } from './json.ts';
import { idleChoices, type MergeChoices, type MergeClash, mergeRecords } from './merge-records.ts';
import { checkPrecondition, type Precondition } from './precondition.ts';
import type { Problem } from './problem.ts';
import { writablePart } from './record/fields.ts';
import { type Customer, type Handles, MERGED_MAX, type MergedFrom } from './record/schema.ts';
import { ok, type Result, refuse } from './result.ts';
import { invalid, settle } from './settle.ts';

export interface MergeCommand {
  readonly choices: MergeChoices;
  readonly precondition: Precondition;
  /** The other's version is decided upon as well. */
  readonly otherPrecondition: Precondition;
}

/** Of each of the two records, what a decision may depend on: their new versions have tags of their own. */
export interface PairContext {
  readonly survivor: Context;
  readonly other: Context;
}

export interface MergeDecision {
  readonly survivor: Decision & { type: 'written' };
  readonly other: Decision & { type: 'deleted' };
  readonly clashes: readonly MergeClash[];
}

/**
 * What merging a record into another makes of both: the survivor takes over what it lacks, the handles too, and the other
 * is gone. What of the other's has no place in the survivor, as a second handle in a face, leads there from now on. The
 * order of its checks: lookup, preconditions, choices, validation of the result; the survivor before the other.
 */
export function decideMerge(
  survivor: Versioned | undefined,
  other: Versioned | undefined,
  command: MergeCommand,
  contexts: PairContext,
): Result<MergeDecision, Problem> {
  if (survivor === undefined) return refuse({ type: 'not-found' });
  if (other === undefined) return refuse({ type: 'not-found', part: 'other' });
  const refusal = checkPrecondition(survivor, command.precondition) ?? checkOther(other, command.otherPrecondition);
  if (refusal) return refuse(refusal);
  const { clashes, record } = mergeRecords(survivor.record as JsonObject, other.record as JsonObject, command.choices);
  const unsettled = checkChoices(command.choices, clashes);
  if (unsettled) return refuse(unsettled);
  const settled = settle(survivor.record as JsonObject, record);
  if (!settled.ok) return settled;
  const merge = { survivor: sideOf(survivor), other: sideOf(other) };
  const next = survivorAfter(survivor, other, settled.value, contexts.survivor, merge);
  if (!next.ok) return next;
  return ok({ survivor: next.value, other: deleted(other, contexts.other, { type: 'merged', merge }), clashes });
}

function checkOther(other: Versioned, precondition: Precondition): Problem | undefined {
  const refusal = checkPrecondition(other, precondition);
  return refusal?.type === 'stale' ? { ...refusal, of: 'other' } : refusal;
}

function checkChoices(choices: MergeChoices, clashes: readonly MergeClash[]): Problem | undefined {
  const idle = idleChoices(choices, clashes);
  if (idle.length > 0) {
    const message = 'is about no field that clashes';
    return { type: 'invalid', violations: idle.map((pointer) => ({ pointer, rule: 'choice', message })) };
  }
  return clashes.some(({ chosen }) => chosen === undefined) ? { type: 'merge-clash', clashes } : undefined;
}

function survivorAfter(
  survivor: Versioned,
  other: Versioned,
  settled: JsonObject,
  context: Context,
  merge: Merge,
): Result<Decision & { type: 'written' }, Problem> {
  const { id, version, handles, createdAt } = survivor.record;
  const clientNumber = (settled as Partial<Customer>).references?.clientNumber;
  const system = {
    handles: { ...other.record.handles, ...handles },
    mergedFrom: { ...survivor.record.mergedFrom, ...leftOf(other.record, { handles, version, clientNumber }, context) },
  };
  if (Object.keys(system.mergedFrom).length > MERGED_MAX) {
    const message = `must be at most ${MERGED_MAX} customers`;
    return invalid([{ pointer: '/mergedFrom', rule: 'maxProperties', message }]);
  }
  const changes = [
    ...diff(systemPart(survivor.record), system),
    ...diff(writablePart(survivor.record as JsonObject), settled),
  ];
  const record = { id, version: version + 1, ...system, ...settled, createdAt, updatedAt: context.now } as Customer;
  return written(record, changes, context, { type: 'merged', merge });
}

interface Survivor {
  readonly handles: Handles;
  readonly version: number;
  /** After the merge. */
  readonly clientNumber: string | undefined;
}

/** What the survivor keeps of the other beside its fields, and of those that were merged into that one before. */
function leftOf({ id, ...other }: Customer, survivor: Survivor, { now }: Context): MergedFrom {
  const aliases = Object.entries(other.handles).filter(([face]) => Object.hasOwn(survivor.handles, face));
  const clientNumber = other.references?.clientNumber;
  const earlier = Object.entries(other.mergedFrom ?? {}).map(([earlierId, left]) => [
    earlierId,
    { ...left, through: id },
  ]);
  return {
    [id]: {
      at: now,
      version: other.version,
      survivorVersion: survivor.version + 1,
      createdAt: other.createdAt,
      ...(aliases.length > 0 && { handles: Object.fromEntries(aliases) as Handles }),
      ...(clientNumber !== undefined && clientNumber !== survivor.clientNumber && { clientNumber }),
    },
    ...Object.fromEntries(earlier),
  };
}

function sideOf({ record: { id, version } }: Versioned) {
  return { id, version };
}
