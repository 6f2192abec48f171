import type { JsonObject, Problem } from '@clientele/core';
import type { Request } from '../face.ts';

/** What refusals about merging say, in parts: their status, a title, a sentence, headers and members. */
type Parts = readonly [
  status: number,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>>,
  members: JsonObject,
];

/**
 * RFC 9110 §15.4.9, 308: for good, and with the same method and body. A write goes there too and does no harm: its
 * If-Match names a version of another customer, and is stale. Of the other customer in a body there is nothing to follow.
 */
export function merged({ into, of }: Problem & { type: 'merged' }, { target }: Request): Parts {
  const members = { mergedInto: into, ...(of && { pointer: '/other' }) };
  if (of) return [409, 'Merged before', 'The other customer was merged into another one.', {}, members];
  const location = target.replace(/^(?:\/[^/?]+){3}/, `/v1/customers/${into}`);
  return [308, 'Merged', 'This customer was merged into another one.', { location }, members];
}

export function mergeClash({ clashes }: Problem & { type: 'merge-clash' }): Parts {
  const open = new Set(clashes.filter(({ chosen }) => chosen === undefined).map(({ fact }) => fact));
  const detail = `Both customers have these, and differently: ${[...open].join(', ')}.`;
  return [409, 'Merge clash', detail, {}, { clashes: clashes as unknown as JsonObject[] }];
}

const WHY_NOT = {
  'later-merge': 'Another merge has to be undone before.',
  forgotten: 'The history of the merge is not there any more.',
  'too-much-since': 'Too much was changed since.',
  needed: 'A handle that stays needs what would be given back.',
} as const;

export function notUndoable(problem: Problem & { type: 'not-undoable' }): Parts {
  const { reason } = problem;
  const first = problem.reason === 'later-merge' ? { first: problem.first } : {};
  const needed = problem.reason === 'needed' ? ` ${problem.pointers.join(', ')}` : '';
  return [409, 'Merge cannot be undone', `${WHY_NOT[reason]}${needed}`, {}, { reason, ...first }];
}
