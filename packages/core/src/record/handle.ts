import { type JsonObject, valueAt } from '../json.ts';
import { onceGiven } from './fields.ts';
import type { Customer, Handles } from './schema.ts';

/** The largest id the vendor's contract allows (Mastercard: 18 nines; Caibo: int64). */
const ID_MAX = { mastercard: 999_999_999_999_999_999n, caibo: 9_223_372_036_854_775_807n } as const;

/**
 * The handle of a face from its id as text, or `undefined` when it is none: whole numbers in the vendor's range without
 * leading zeros, compared as integers and never as doubles; for Cybersource 1 to 32 letters and digits.
 */
export function handleOf<Name extends keyof Handles>(face: Name, id: string): NonNullable<Handles[Name]> | undefined;
export function handleOf(face: keyof Handles, id: string): NonNullable<Handles[keyof Handles]> | undefined {
  if (face === 'cybersource') return /^[0-9A-Za-z]{1,32}$/.test(id) ? { id } : undefined;
  if (!/^[1-9][0-9]{0,18}$/.test(id) || BigInt(id) > ID_MAX[face]) return undefined;
  return face === 'mastercard' ? { clientId: id } : { id };
}

/** The handle of a record that a face has found or made, and that so has one. Throws when it has none. */
export function handleIn<Name extends keyof Handles>({ handles }: Customer, face: Name): NonNullable<Handles[Name]> {
  const handle = handles[face];
  if (!handle) throw new Error(`a record of ${face} has no handle of that face`);
  return handle;
}

/** What a record must have before a face can show it. */
export const requiredByFace: Readonly<Record<keyof Handles, readonly string[]>> = {
  mastercard: ['/references/clientNumber', '/classification/clientType'],
  cybersource: [],
  caibo: ['/contact/email'],
};

/**
 * JSON Pointers of what a record lacks for the faces that it has handles in. What anybody may clear is not counted: such a
 * record is shown without it.
 */
export function missingForHandles(record: Customer): string[] {
  const faces = Object.keys(record.handles) as (keyof Handles)[];
  return faces
    .flatMap((face) => requiredByFace[face])
    .filter((pointer) => onceGiven.has(pointer) && valueAt(record as JsonObject, pointer) === undefined);
}
