import type { Problem } from './problem.ts';
import { type EntityTagCondition, ifMatchHolds, ifNoneMatchHolds, type Version } from './version.ts';

export interface Precondition {
  readonly ifMatch?: EntityTagCondition;
  readonly ifNoneMatch?: EntityTagCondition;
  /** Refuse an update that names no version (RFC 6585 §3). */
  readonly required?: boolean;
}

/** RFC 9110 §13.2.2: `If-Match` before `If-None-Match`; RFC 6585 §3 where a precondition is demanded. */
export function checkPrecondition(
  current: Version,
  { ifMatch, ifNoneMatch, required }: Precondition,
): Problem | undefined {
  const { version, tag } = current;
  if (ifMatch && !ifMatchHolds(ifMatch, current)) return { type: 'stale', current: { version, tag } };
  if (ifNoneMatch && !ifNoneMatchHolds(ifNoneMatch, current)) return { type: 'stale', current: { version, tag } };
  return required && !ifMatch ? { type: 'precondition-required' } : undefined;
}
