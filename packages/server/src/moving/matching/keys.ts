import { type CustomerFields, type SearchKind, searchTerm } from '@clientele/core';
import type { Term } from '../../stores/store.ts';

/** By what a row of a vendor's can find the customer it is about. What finding somebody by it is worth: `verdict.ts`. */
export const matchKeys = ['email', 'phone', 'reference'] as const;
export type MatchKey = (typeof matchKeys)[number];

/**
 * The numbers that a merchant gives his customer himself. He may have told the same one to each vendor, and each has
 * another name for it. A payment's reference (`code`) is none: it belongs to what was paid.
 */
export const REFERENCE_KINDS = ['clientNumber', 'merchantCustomerId', 'memberId'] as const satisfies SearchKind[];

/** What is filled in where there is no number: `-`, `0`, `N/A`. Nobody is known by it. */
const NO_REFERENCE = /^(?:[^\p{L}\p{N}]*|0+|n\W?a\W?|none|null|unknown|guest|test)$/iu;

export function isReference(number: string): boolean {
  return !NO_REFERENCE.test(number.trim());
}

/** The terms under which others may be found who are the same customer. */
export function termsToMatch(fields: CustomerFields, keys: readonly MatchKey[]): Term[] {
  return keys.flatMap((key) => termsOf(fields, key));
}

function termsOf({ contact, references }: CustomerFields, key: MatchKey): Term[] {
  switch (key) {
    case 'email':
      return contact?.email === undefined ? [] : [searchTerm('email', contact.email)];
    case 'phone': {
      const numbers = Object.values(contact?.phones ?? {}).map((number) => searchTerm('phone', number));
      return numbers.filter(({ value }, index) => numbers.findIndex((other) => other.value === value) === index);
    }
    case 'reference': {
      const numbers = new Set(REFERENCE_KINDS.flatMap((kind) => references?.[kind] ?? []));
      return [...numbers]
        .filter(isReference)
        .flatMap((number) => REFERENCE_KINDS.map((kind) => searchTerm(kind, number)));
    }
  }
}
