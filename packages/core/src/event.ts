import Type, { type Static } from 'typebox';
import { FieldChange } from './diff.ts';

/** Who did it. */
export const Actor = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['integrator', 'operator', 'cardholder', 'system']),
});
export type Actor = Readonly<Static<typeof Actor>>;

/** One entry of a customer's history: who changed what, when, through which face and why. */
export const HistoryEntry = Type.Object(
  {
    version: Type.Integer(),
    at: Type.String({ format: 'date-time', description: 'RFC 3339, UTC, milliseconds' }),
    type: Type.Enum(['created', 'updated', 'deleted']),
    actor: Actor,
    face: Type.String(),
    requestId: Type.String(),
    reason: Type.Optional(Type.String()),
    changes: Type.Immutable(Type.Array(FieldChange)),
  },
  { additionalProperties: false },
);
export type HistoryEntry = Readonly<Static<typeof HistoryEntry>>;

/** The fact that is told to other systems: thin, it names the fields that moved and carries none of their values. */
export interface CustomerEvent {
  readonly type: 'customer.created' | 'customer.updated' | 'customer.deleted';
  readonly customerId: string;
  readonly version: number;
  readonly previousVersion: number;
  readonly at: string;
  readonly paths: readonly string[];
}
