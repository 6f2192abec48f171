import { type MergeClash, ok, type Problem, parseEntityTags, type Result, refuse, validatorOf } from '@clientele/core';
import type { Change } from '../../use-cases/commit-change.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { Kept } from '../../use-cases/kept.ts';
import { type CustomerMerge, type MergedCustomer, mergeCustomers } from '../../use-cases/merge-customers.ts';
import { type UnmergedCustomer, unmergeCustomers } from '../../use-cases/unmerge-customers.ts';
import { preconditionOf } from '../../wire/conditional.ts';
import type { Answer, Call } from '../face.ts';
import { changeOf, keyOf, represented } from './customers.ts';
import { etagOf, render } from './lens.ts';
import { MergeInput, UnmergeInput } from './merge-schema.ts';

type Handler = (dependencies: Dependencies, call: Call) => Promise<Result<Answer, Problem>>;

const JSON_TYPE = { 'content-type': 'application/json' } as const;

const mergeInput = validatorOf(MergeInput);
const unmergeInput = validatorOf(UnmergeInput);

export const merge: Handler = async (dependencies, call) => {
  const change = changeOf(call, ['dryRun']);
  if (!change.ok) return change;
  const wanted = mergeOf(call);
  if (!wanted.ok) return wanted;
  const merged = await mergeCustomers(dependencies, change.value, wanted.value);
  if (change.value.dryRun) return preview(merged);
  return merged.ok ? ok(represented(call, merged.value.customer, { full: 200, minimal: 204 })) : merged;
};

export const unmerge: Handler = async (dependencies, call) => {
  const change = changeOf(call, ['dryRun']);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { required: true });
  if (!precondition.ok) return precondition;
  const violations = unmergeInput(call.body ?? null);
  if (violations.length > 0) return refuse({ type: 'invalid', violations });
  const unmerged = await unmergeCustomers(dependencies, change.value, {
    survivorId: keyOf(call.request).id,
    otherId: (call.body as UnmergeInput).other,
    precondition: precondition.value,
  });
  return unmerged.ok ? ok(bothShown(unmerged.value, change.value)) : unmerged;
};

function mergeOf({ request, body }: Call): Result<CustomerMerge, Problem> {
  const precondition = preconditionOf(request.headers, { required: true });
  if (!precondition.ok) return precondition;
  const violations = mergeInput(body ?? null);
  if (violations.length > 0) return refuse({ type: 'invalid', violations });
  const { other, otherEtag, choices = {} } = body as MergeInput;
  const ifMatch = parseEntityTags(otherEtag);
  if (!ifMatch.ok) return refuse({ type: 'malformed', pointer: '/otherEtag', message: `otherEtag ${ifMatch.problem}` });
  return ok({
    survivorId: keyOf(request).id,
    otherId: other,
    precondition: precondition.value,
    otherPrecondition: { ifMatch: ifMatch.value },
    choices,
  });
}

/** A preview shows what there is to choose, as long as nothing else is in the way. */
function preview(merged: Result<MergedCustomer, Problem>): Result<Answer, Problem> {
  if (merged.ok) return ok(previewOf(merged.value.clashes, merged.value.customer));
  return merged.problem.type === 'merge-clash' ? ok(previewOf(merged.problem.clashes)) : merged;
}

function previewOf(clashes: readonly MergeClash[], customer?: Kept): Answer {
  const shown = customer ? `,"customer":${render(customer)}` : '';
  return { status: 200, headers: JSON_TYPE, body: `{"clashes":${JSON.stringify(clashes)}${shown}}` };
}

function bothShown({ customer, restored, entry: { merge } }: UnmergedCustomer, { dryRun }: Change): Answer {
  const { kept = [], notRestored = [] } = merge ?? {};
  const other = { id: merge?.other.id ?? '', version: restored.version, ...(!dryRun && { etag: etagOf(restored) }) };
  const rest = JSON.stringify({ restored: other, kept, notRestored });
  return {
    status: 200,
    headers: { ...JSON_TYPE, ...(!dryRun && { etag: etagOf(customer) }) },
    body: `{"customer":${render(customer)},${rest.slice(1)}`,
  };
}
