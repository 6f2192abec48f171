import { type IdKind, idOf } from './customer-ids.ts';

/** The paths of a server's customers, as a rule: a list of a million crosses no process boundary in good time. */
export interface Paths {
  readonly before: string;
  readonly ids: IdKind;
  readonly customers: number;
}

export function pathOf({ before, ids }: Paths, customer: number): string {
  return before + idOf(ids, customer);
}
