import { phoneDigits } from './formats.ts';
import type { Customer, Handles } from './schema.ts';

/** What a record can be found by: a kind (`email`, `phone`, `memberId` …) and a normalised value. */
export interface IndexTerm {
  readonly kind: string;
  readonly value: string;
}

/** How a searched value is brought into the form that is indexed, per kind. */
const kinds = {
  email: (value: string) => value.normalize('NFKC').toLowerCase(),
  phone: phoneDigits,
  clientNumber: exact,
  merchantCustomerId: exact,
  code: exact,
  memberId: exact,
  userId: exact,
  documentNumber: exact,
  socialNumber: exact,
  taxpayerIdentifier: exact,
} as const;

function exact(value: string): string {
  return value;
}

export type SearchKind = keyof typeof kinds;
export const searchKinds = Object.keys(kinds) as readonly SearchKind[];

/** The term that a search for a value looks up. */
export function searchTerm(kind: SearchKind, value: string): IndexTerm {
  return { kind, value: kinds[kind](value) };
}

/** The term by which a record is found that another one was merged into. It comes and goes, as merges are undone. */
export function mergedTerm(id: string): IndexTerm {
  return { kind: 'merged', value: id };
}

/** Everything a record can be searched by. */
export function searchTerms({ references, contact, identification, mergedFrom = {} }: Customer): IndexTerm[] {
  const terms: IndexTerm[] = [];
  const add = (kind: SearchKind, value: string | undefined) => {
    if (value !== undefined) addTerm(terms, searchTerm(kind, value));
  };
  add('email', contact?.email);
  add('phone', contact?.phones?.mobile);
  add('phone', contact?.phones?.home);
  add('phone', contact?.phones?.work);
  add('clientNumber', references?.clientNumber);
  add('merchantCustomerId', references?.merchantCustomerId);
  add('code', references?.code);
  add('memberId', references?.memberId);
  add('userId', references?.userId);
  add('documentNumber', identification?.documentNumber);
  add('socialNumber', identification?.socialNumber);
  add('taxpayerIdentifier', identification?.taxpayerIdentifier);
  for (const { clientNumber } of Object.values(mergedFrom)) add('clientNumber', clientNumber);
  for (const id of Object.keys(mergedFrom)) addTerm(terms, mergedTerm(id));
  return terms;
}

function addTerm(terms: IndexTerm[], term: IndexTerm): void {
  if (!terms.some((other) => sameTerm(other, term))) terms.push(term);
}

/**
 * What only one record of a tenant may hold: its handles, its client number and the ids of its shipping addresses, and
 * what it has of the records that were merged into it.
 */
export function uniqueTerms({
  handles,
  references,
  addresses,
  mergedFrom = {},
}: Pick<Customer, 'handles' | 'references' | 'addresses' | 'mergedFrom'>): IndexTerm[] {
  const terms: IndexTerm[] = [];
  const add = (kind: string, value: string | undefined) => {
    if (value !== undefined) terms.push({ kind, value });
  };
  const addHeld = (ids: Handles | undefined, clientNumber: string | undefined) => {
    add('mastercard', ids?.mastercard?.clientId);
    add('cybersource', ids?.cybersource?.id);
    add('caibo', ids?.caibo?.id);
    add('clientNumber', clientNumber);
  };
  addHeld(handles, references?.clientNumber);
  for (const merged of Object.values(mergedFrom)) addHeld(merged.handles, merged.clientNumber);
  for (const id of Object.keys(addresses?.shipping ?? {})) add('shippingAddress', id);
  return terms;
}

/** The terms that come and go between two sets. */
export function termMoves(before: readonly IndexTerm[], after: readonly IndexTerm[]) {
  const missingIn = (terms: readonly IndexTerm[]) => (term: IndexTerm) => !terms.some((other) => sameTerm(other, term));
  return { add: after.filter(missingIn(before)), remove: before.filter(missingIn(after)) };
}

function sameTerm(a: IndexTerm, b: IndexTerm): boolean {
  return a.kind === b.kind && a.value === b.value;
}
