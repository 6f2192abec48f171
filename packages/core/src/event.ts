import Type, { type Static } from 'typebox';
import { FieldChange } from './diff.ts';

/** Who did it. */
export const Actor = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['integrator', 'operator', 'cardholder', 'system']),
});
export type Actor = Readonly<Static<typeof Actor>>;

const MergedVersion = Type.Object({ id: Type.String(), version: Type.Integer() }, { additionalProperties: false });

const pointers = (description: string) => Type.Optional(Type.Immutable(Type.Array(Type.String(), { description })));

/** The two customers of a merge, or of one that was undone, and the versions that it was decided upon. */
export const Merge = Type.Object(
  {
    survivor: MergedVersion,
    other: MergedVersion,
    kept: pointers('What an undone merge had brought and the survivor keeps, because it was changed since'),
    notRestored: pointers('What the other does not get back: the survivor keeps it, or has given it up for good'),
  },
  { additionalProperties: false, description: 'The two customers, and the versions they were at' },
);
export type Merge = Readonly<Static<typeof Merge>>;

/** One entry of a customer's history: who changed what, when, through which face and why. */
export const HistoryEntry = Type.Object(
  {
    version: Type.Integer(),
    at: Type.String({ format: 'date-time', description: 'RFC 3339, UTC, milliseconds' }),
    type: Type.Enum(['created', 'updated', 'deleted', 'merged', 'unmerged']),
    actor: Actor,
    face: Type.String(),
    requestId: Type.String(),
    reason: Type.Optional(Type.String()),
    merge: Type.Optional(Merge),
    changes: Type.Immutable(Type.Array(FieldChange)),
  },
  { additionalProperties: false },
);
export type HistoryEntry = Readonly<Static<typeof HistoryEntry>>;

/**
 * The fact that is told to other systems: thin, it names the fields that moved and carries none of their values. A merge,
 * or its undoing, is told of each of the two customers.
 */
export interface CustomerEvent {
  readonly type: `customer.${HistoryEntry['type']}`;
  readonly customerId: string;
  readonly version: number;
  readonly previousVersion: number;
  readonly at: string;
  readonly survivorId?: string;
  readonly otherId?: string;
  readonly paths: readonly string[];
}
