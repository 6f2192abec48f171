import { phoneDigits } from './formats.ts';
import type { Customer } from './schema.ts';

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
export function searchTerms(record: Customer): IndexTerm[] {
  const { references, contact, identification } = record;
  const merged = Object.entries(record.mergedFrom ?? {});
  const values: [SearchKind, string | undefined][] = [
    ['email', contact?.email],
    ['phone', contact?.phones?.mobile],
    ['phone', contact?.phones?.home],
    ['phone', contact?.phones?.work],
    ['clientNumber', references?.clientNumber],
    ['merchantCustomerId', references?.merchantCustomerId],
    ['code', references?.code],
    ['memberId', references?.memberId],
    ['userId', references?.userId],
    ['documentNumber', identification?.documentNumber],
    ['socialNumber', identification?.socialNumber],
    ['taxpayerIdentifier', identification?.taxpayerIdentifier],
    ...merged.map(([, { clientNumber }]): [SearchKind, string | undefined] => ['clientNumber', clientNumber]),
  ];
  const terms = [
    ...values.flatMap(([kind, value]) => (value === undefined ? [] : searchTerm(kind, value))),
    ...merged.map(([id]) => mergedTerm(id)),
  ];
  return terms.filter((term, index) => terms.findIndex((other) => sameTerm(other, term)) === index);
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
  const held = [{ handles, clientNumber: references?.clientNumber }, ...Object.values(mergedFrom)];
  const values: [string, string | undefined][] = [
    ...held.flatMap(({ handles: ids, clientNumber }): [string, string | undefined][] => [
      ['mastercard', ids?.mastercard?.clientId],
      ['cybersource', ids?.cybersource?.id],
      ['caibo', ids?.caibo?.id],
      ['clientNumber', clientNumber],
    ]),
    ...Object.keys(addresses?.shipping ?? {}).map((id): [string, string] => ['shippingAddress', id]),
  ];
  return values.flatMap(([kind, value]) => (value === undefined ? [] : { kind, value }));
}

/** The terms that come and go between two sets. */
export function termMoves(before: readonly IndexTerm[], after: readonly IndexTerm[]) {
  const missingIn = (terms: readonly IndexTerm[]) => (term: IndexTerm) => !terms.some((other) => sameTerm(other, term));
  return { add: after.filter(missingIn(before)), remove: before.filter(missingIn(after)) };
}

function sameTerm(a: IndexTerm, b: IndexTerm): boolean {
  return a.kind === b.kind && a.value === b.value;
}
