import type { PairContext } from './decide-merge.ts';
import { type Decision, systemPart, type Versioned, written } from './decision.ts';
import { diff } from './diff.ts';
import type { Merge } from './event.ts';
import { type JsonObject, valueAt } from './json.ts';
import { type MergeHistory, type Parted, partRecords } from './part-records.ts';
import { checkPrecondition, type Precondition } from './precondition.ts';
import type { Problem } from './problem.ts';
import { writablePart } from './record/fields.ts';
import { missingForHandles } from './record/handle.ts';
import type { Customer, MergedFrom } from './record/schema.ts';
import { ok, type Result, refuse } from './result.ts';
import type { Version } from './version.ts';

export interface UnmergeCommand {
  readonly otherId: string;
  readonly precondition: Precondition;
  /** Or why it is not known: then the merge cannot be undone. */
  readonly history: MergeHistory | 'forgotten' | 'too-much-since';
}

export interface UnmergeDecision {
  readonly survivor: Decision & { type: 'written' };
  readonly other: Decision & { type: 'written' };
}

/**
 * What undoing a merge makes of both records: the other is there again as it was, and the survivor gives back what it took
 * over and has kept as it was. Merges are undone in the reverse of their order, the latest one first: what a later one
 * took over may have been decided upon what an earlier one had brought.
 *
 * `tombstone` is the version at which the other was deleted; `undefined` when it is not there as a deleted record.
 */
export function decideUnmerge(
  survivor: Versioned | undefined,
  tombstone: Version | undefined,
  { otherId, precondition, history }: UnmergeCommand,
  contexts: PairContext,
): Result<UnmergeDecision, Problem> {
  if (survivor === undefined) return refuse({ type: 'not-found' });
  const refusal = checkPrecondition(survivor, precondition);
  if (refusal) return refuse(refusal);
  const { mergedFrom = {} } = survivor.record;
  const merged = Object.hasOwn(mergedFrom, otherId) ? mergedFrom[otherId] : undefined;
  if (merged === undefined) return refuse({ type: 'not-found', part: 'merged' });
  const first = undoneFirst(mergedFrom, otherId);
  if (first !== undefined) return refuse({ type: 'not-undoable', reason: 'later-merge', first });
  if (typeof history === 'string') return refuse({ type: 'not-undoable', reason: history });
  const { since, gone } = history;
  const isWhole = since[0]?.version === merged.survivorVersion && gone.version === merged.version + 1;
  if (!isWhole || tombstone?.version !== gone.version) return refuse({ type: 'not-undoable', reason: 'forgotten' });
  const { version, tag } = survivor;
  if (since.at(-1)?.version !== version) return refuse({ type: 'stale', current: { version, tag } });
  const parted = partRecords(survivor.record, otherId, history);
  const missing = neededBy(survivor.record, parted.survivor);
  if (missing.length > 0) return refuse({ type: 'not-undoable', reason: 'needed', pointers: missing });
  return bothWritten(
    survivor,
    { id: otherId, version: tombstone.version, createdAt: merged.createdAt },
    parted,
    contexts,
  );
}

/** What would go, though a handle that the record has got since needs it. */
function neededBy(before: Customer, after: Customer): string[] {
  return missingForHandles(after).filter((pointer) => valueAt(before as JsonObject, pointer) !== undefined);
}

/** The id of the record whose merge has to be undone before. */
function undoneFirst(mergedFrom: MergedFrom, otherId: string): string | undefined {
  const { through, survivorVersion = 0 } = mergedFrom[otherId] ?? {};
  if (through !== undefined) return through;
  const later = Object.entries(mergedFrom).filter(
    ([, each]) => each.through === undefined && each.survivorVersion > survivorVersion,
  );
  return later.sort(([, a], [, b]) => b.survivorVersion - a.survivorVersion)[0]?.[0];
}

function bothWritten(
  { record: before }: Versioned,
  other: Pick<Customer, 'id' | 'version' | 'createdAt'>,
  { survivor, restored, kept, notRestored }: Parted,
  contexts: PairContext,
): Result<UnmergeDecision, Problem> {
  const merge: Merge = {
    survivor: { id: before.id, version: before.version },
    other: { id: other.id, version: other.version },
    ...(kept.length > 0 && { kept }),
    ...(notRestored.length > 0 && { notRestored }),
  };
  const changes = [
    ...diff(systemPart(before), systemPart(survivor)),
    ...diff(writablePart(before as JsonObject), writablePart(survivor as JsonObject)),
  ];
  const remaining = { ...survivor, version: before.version + 1, updatedAt: contexts.survivor.now };
  const first = written(remaining, changes, contexts.survivor, { type: 'unmerged', merge });
  if (!first.ok) return first;
  const { id, createdAt } = other;
  const record = { id, version: other.version + 1, ...restored, createdAt, updatedAt: contexts.other.now } as Customer;
  const second = written(record, diff({}, restored as JsonObject), contexts.other, { type: 'unmerged', merge });
  return second.ok ? ok({ survivor: first.value, other: second.value }) : second;
}
