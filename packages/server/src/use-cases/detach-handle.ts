import {
  type Edit,
  type Handles,
  isAlias,
  ok,
  type Precondition,
  type Problem,
  type Result,
  refuse,
} from '@clientele/core';
import type { RecordKey } from '../stores/store.ts';
import { type Change, commitChange } from './commit-change.ts';
import type { Dependencies } from './dependencies.ts';

export interface Detachment {
  readonly key: RecordKey;
  readonly face: keyof Handles;
  readonly precondition: Precondition;
  /** Takes away what no other face shows, together with the handle. */
  readonly edit?: Edit;
}

/**
 * Takes a customer's handle in one face away; with the last handle the record itself goes. Whoever names the customer by
 * an id of a record that was merged into it takes that one away, and nothing else: of the survivor he may not know.
 */
export async function detachHandle(
  dependencies: Dependencies,
  change: Change,
  { key, face, precondition, edit = ok }: Detachment,
): Promise<Result<void, Problem>> {
  const detached = await commitChange(dependencies, change, key, (current) => {
    const handles = current?.record.handles ?? {};
    if (current && 'kind' in key && isAlias(current.record, key))
      return { type: 'update', edit: ok, precondition, dropAlias: key };
    if (handles[face] === undefined) return { type: 'update', edit: () => refuse({ type: 'not-found' }), precondition };
    if (Object.keys(handles).length === 1) return { type: 'delete', precondition };
    return { type: 'update', edit, precondition, handles: { [face]: null } };
  });
  return detached.ok ? ok(undefined) : detached;
}
