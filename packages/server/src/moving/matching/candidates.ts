import type { CustomerFields, EntityTag, Handles } from '@clientele/core';
import type { Reader, Term } from '../../stores/store.ts';
import { openRow } from '../../use-cases/kept.ts';
import type { Seal } from '../../vault/seal.ts';
import { type Evidence, evidenceOf } from './evidence.ts';

/** What more customers have in common tells nothing of any of them. */
export const CANDIDATES_MAX = 10;

interface Ground {
  readonly store: Pick<Reader, 'search'>;
  readonly seal: Seal;
}

export interface Candidates {
  readonly found: readonly { readonly evidence: Evidence; readonly version: EntityTag }[];
  /** Nobody is found but under what too many customers have. */
  readonly isCrowd: boolean;
}

/** The customers that are found under the terms of a row, each once, and what speaks for and against them. */
export async function findCandidates(
  { store, seal }: Ground,
  tenant: string,
  terms: readonly Term[],
  { fields, face }: { readonly fields: CustomerFields; readonly face: keyof Handles },
): Promise<Candidates> {
  const pages = await Promise.all(terms.map((term) => store.search(tenant, term, { limit: CANDIDATES_MAX + 1 })));
  const telling = pages.filter((rows) => rows.length <= CANDIDATES_MAX);
  const found = [...new Map(telling.flat().map((row) => [row.id, row])).values()].flatMap((row) => {
    const customer = openRow(row, seal)?.record;
    if (!customer) return [];
    const version = { weak: false, opaque: `${row.version}-${row.tag}` };
    return { evidence: evidenceOf(fields, customer, face), version };
  });
  return { found, isCrowd: found.length === 0 && telling.length < pages.length };
}
