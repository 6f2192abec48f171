import type { FieldChange } from './diff.ts';

/** Who did it. */
export interface Actor {
  readonly id: string;
  readonly kind: 'integrator' | 'operator' | 'cardholder' | 'system';
}

/** One entry of a customer's history: who changed what, when, through which face and why. */
export interface HistoryEntry {
  readonly version: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly actor: Actor;
  readonly face: string;
  readonly requestId: string;
  readonly reason?: string;
  readonly changes: readonly FieldChange[];
}

/** The fact that is told to other systems: thin, it names the fields that moved and carries none of their values. */
export interface CustomerEvent {
  readonly type: 'customer.created' | 'customer.updated' | 'customer.deleted';
  readonly customerId: string;
  readonly version: number;
  readonly previousVersion: number;
  readonly at: string;
  readonly paths: readonly string[];
}
