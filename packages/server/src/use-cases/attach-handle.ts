import { type Edit, type Handles, ok, type Precondition, type Problem, type Result, refuse } from '@clientele/core';
import type { RecordKey } from '../stores/store.ts';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';
import type { Kept } from './kept.ts';

export interface Attachment<Name extends keyof Handles> {
  readonly key: RecordKey;
  readonly face: Name;
  readonly handle: NonNullable<Handles[Name]>;
  /** What the face requires of a record it shows, written together with the handle. */
  readonly edit: Edit;
  readonly precondition: Precondition;
}

/** Gives a customer a handle in one more face. A customer has at most one in each: another one is refused. */
export async function attachHandle<Name extends keyof Handles>(
  dependencies: Dependencies,
  change: Change,
  { key, face, handle, edit, precondition }: Attachment<Name>,
): Promise<Result<Kept, Problem>> {
  const guarded: Edit = (record) => {
    const handles = record['handles'] as Handles;
    return handles[face] === undefined ? edit(record) : refuse({ type: 'taken', kind: face });
  };
  const handles = { [face]: handle };
  const attached = await commitChange(dependencies, change, key, () => ({
    type: 'update',
    edit: guarded,
    precondition,
    handles,
  }));
  if (!attached.ok) return attached;
  return attached.value.type === 'deleted' ? refuse({ type: 'not-found' }) : ok(attached.value.current);
}
