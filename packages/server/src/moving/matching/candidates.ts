import type { CustomerFields, EntityTag, Handles } from '@clientele/core';
import type { Reader, Row, Term } from '../../stores/store.ts';
import { openRow } from '../../use-cases/kept.ts';
import type { Seal } from '../../vault/seal.ts';
import { type Evidence, evidenceOf, type Facet } from './evidence.ts';
import { isSharedMailbox } from './shared-mailbox.ts';

/** What more customers have in common tells nothing of any of them. */
export const CANDIDATES_MAX = 10;

interface Ground {
  readonly store: Pick<Reader, 'search'>;
  readonly seal: Seal;
}

export interface Candidates {
  readonly found: readonly { readonly evidence: Evidence; readonly version: EntityTag }[];
  /** In what of a row's people are alike who are not one: its telephones, and what is known to be many people's. */
  readonly shared: readonly Facet[];
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
  const isTelling = (rows: readonly Row[] = []) => rows.length <= CANDIDATES_MAX;
  const found = [
    ...new Map(
      pages
        .filter(isTelling)
        .flat()
        .map((row) => [row.id, row]),
    ).values(),
  ].flatMap((row) => {
    const customer = openRow(row, seal)?.record;
    if (!customer) return [];
    const version = { weak: false, opaque: `${row.version}-${row.tag}` };
    return { evidence: evidenceOf(fields, customer, face), version };
  });
  const crowded = terms.flatMap(({ kind }, index) => (isTelling(pages[index]) ? [] : facetOf(kind)));
  const { email } = fields.contact ?? {};
  const mailbox: Facet[] = email !== undefined && isSharedMailbox(email) ? ['email'] : [];
  return { found, shared: ['phone', ...mailbox, ...crowded], isCrowd: found.length === 0 && crowded.length > 0 };
}

function facetOf(kind: string): Facet {
  return kind === 'email' || kind === 'phone' ? kind : 'reference';
}
