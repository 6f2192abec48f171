import type { Customer, Handles, MergedFrom, MergedRecord } from './schema.ts';
import type { IndexTerm } from './terms.ts';

/** The same without the ids in faces that are dropped. What none is taken from stays the same object. */
export function withoutAliases(mergedFrom: MergedFrom, isDropped: (face: string, id: string) => boolean): MergedFrom {
  let isChanged = false;
  const kept = Object.entries(mergedFrom).map(([id, merged]) => {
    const { handles = {}, ...rest } = merged;
    const left = Object.entries(handles).filter(([face, handle]) => !isDropped(face, idIn(handle) ?? ''));
    if (left.length === Object.keys(handles).length) return [id, merged] as const;
    isChanged = true;
    return [id, { ...rest, ...(left.length > 0 && { handles: Object.fromEntries(left) }) }] as const;
  });
  return isChanged ? Object.fromEntries<MergedRecord>(kept) : mergedFrom;
}

/** A handle's one value, whatever its face calls it. */
export function idIn(handle: object | undefined): string | undefined {
  return handle && (Object.values(handle)[0] as string);
}

/** Whether a term is the id that a record has in a face by one that was merged into it. */
export function isAlias({ mergedFrom = {} }: Customer, { kind, value }: IndexTerm): boolean {
  return Object.values(mergedFrom).some(({ handles }) => idIn(handles?.[kind as keyof Handles]) === value);
}
