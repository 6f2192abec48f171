import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type CustomerFields,
  decide,
  decideMerge,
  decideUnmerge,
  type Handles,
  type HistoryEntry,
  type JsonObject,
  type MergeChoices,
  type MergeDecision,
  mergePatch,
  ok,
  type Problem,
  type Result,
  type UnmergeDecision,
  type Version,
  type Versioned,
  writablePart,
} from '../src/index.ts';
import { context, customerFields } from './arbitrary.ts';

export const contexts = { survivor: { ...context, newTag: 'survivor' }, other: { ...context, newTag: 'theother' } };
export const ID = (number: number) => `cus_${String(number).padStart(22, '0')}`;

export function customer(number: number, fields: CustomerFields = {}, handles: Handles = {}, version = 1): Versioned {
  const times = { createdAt: `2026-01-0${number}T00:00:00.000Z`, updatedAt: '2026-02-01T00:00:00.000Z' };
  return { version, tag: 'aaaaaaaa', record: { id: ID(number), version, handles, ...fields, ...times } };
}

export const ANY = { '': 'survivor' } as const;

export function merge(
  survivor: Versioned,
  other: Versioned,
  choices: MergeChoices = ANY,
): Result<MergeDecision, Problem> {
  return decideMerge(survivor, other, { choices, precondition: {}, otherPrecondition: {} }, contexts);
}

export function merged(survivor: Versioned, other: Versioned, choices: MergeChoices = ANY): MergeDecision {
  const result = merge(survivor, other, choices);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

export function unmerge(
  survivor: Versioned,
  otherId: string,
  since: readonly HistoryEntry[],
  gone: { readonly last: Version; readonly entry: HistoryEntry },
): Result<UnmergeDecision, Problem> {
  const history = { since, gone: gone.entry };
  return decideUnmerge(survivor, gone.last, { otherId, precondition: {}, history }, contexts);
}

export function undone(...[survivor, otherId, since, gone]: Parameters<typeof unmerge>): UnmergeDecision {
  const result = unmerge(survivor, otherId, since, gone);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

export function patched(current: Versioned, patch: JsonObject) {
  const edit = (record: JsonObject) => ok(mergePatch(record, patch));
  const decided = decide(current, { type: 'update', edit, precondition: {} }, context);
  assert.ok(decided.ok && decided.value.type === 'written', JSON.stringify(decided));
  return decided.value;
}

const handles = fc.record(
  {
    mastercard: fc.constantFrom({ clientId: '1' }, { clientId: '2' }),
    cybersource: fc.constantFrom({ id: 'A' }, { id: 'undefined' }),
    caibo: fc.constantFrom({ id: '5' }, { id: '6' }),
  },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<Handles>;
/** No two records of a tenant have the same handle. */
export const twoCustomers = fc
  .tuple(customerFields, customerFields, handles, fc.integer({ min: 1, max: 9 }))
  .map(([a, b, ids, version]) => [
    customer(1, a, ids, version),
    customer(2, b, { ...(ids.caibo ? { caibo: { id: '7' } } : { mastercard: { clientId: '8' } }) }, 4),
  ]) as fc.Arbitrary<[Versioned, Versioned]>;

export const content = ({ record }: Versioned) => ({ ...writablePart(record as JsonObject), handles: record.handles });
