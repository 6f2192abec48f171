import { type Customer, type CustomerFields, type Handles, phoneDigits, searchTerms } from '@clientele/core';
import { isReference, REFERENCE_KINDS } from './keys.ts';
import { nameLikeness } from './name.ts';

/** What two records can have alike or different. `handle`: the customer has another id with this vendor. */
export type Facet = 'email' | 'phone' | 'reference' | 'name' | 'birthDate' | 'identification' | 'handle';

/** What speaks for and against a customer's being the one in a row. Names of facets, never what they hold. */
export interface Evidence {
  readonly id: string;
  readonly agreed: readonly Facet[];
  readonly disagreed: readonly Facet[];
}

/** Holds a row, `face` being the vendor's, against a customer that was found for it. What one of them lacks says nothing. */
export function evidenceOf(row: CustomerFields, customer: Customer, face: keyof Handles): Evidence {
  const verdicts: readonly (readonly [Facet, boolean | undefined])[] = [
    ['email', emailsAgree(row, customer)],
    ['phone', phonesAgree(row, customer)],
    ['reference', referencesAgree(row, customer)],
    ['name', namesAgree(row, customer)],
    ['birthDate', sameIfKnown(row.person?.birthDate, customer.person?.birthDate)],
    ['identification', identificationsAgree(row, customer)],
    ['handle', customer.handles[face] === undefined ? undefined : false],
  ];
  const those = (wanted: boolean) => verdicts.flatMap(([facet, agrees]) => (agrees === wanted ? facet : []));
  return { id: customer.id, agreed: those(true), disagreed: those(false) };
}

function sameIfKnown(a: string | undefined, b: string | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : a === b;
}

function termsIn(record: CustomerFields, kinds: readonly string[]): string[] {
  const terms = searchTerms({ ...record, handles: {} } as Customer);
  return terms.flatMap(({ kind, value }) => (kinds.includes(kind) ? value : []));
}

function emailsAgree(row: CustomerFields, customer: CustomerFields): boolean | undefined {
  return sameIfKnown(termsIn(row, ['email'])[0], termsIn(customer, ['email'])[0]);
}

const PHONES = ['mobile', 'home', 'work'] as const;

/** One number in common is enough; they differ only where both have a number of one sort, since people have several. */
function phonesAgree(row: CustomerFields, customer: CustomerFields): boolean | undefined {
  const [a, b] = [row.contact?.phones ?? {}, customer.contact?.phones ?? {}];
  const known = termsIn(customer, ['phone']);
  if (termsIn(row, ['phone']).some((number) => known.includes(number))) return true;
  return PHONES.some((sort) => a[sort] !== undefined && b[sort] !== undefined && !canBeOne(a[sort], b[sort]))
    ? false
    : undefined;
}

/** Whether two numbers can be one, written with the country's code and without. */
function canBeOne(a: string, b: string): boolean {
  const [short = '', long = ''] = [phoneDigits(a), phoneDigits(b)].sort((one, other) => one.length - other.length);
  return !short.startsWith('+') && long.endsWith(short.replace(/^0+/, ''));
}

function referencesAgree(row: CustomerFields, customer: CustomerFields): boolean | undefined {
  const known = termsIn(customer, REFERENCE_KINDS);
  if (termsIn(row, REFERENCE_KINDS).some((number) => isReference(number) && known.includes(number))) return true;
  // Each vendor may know him by a number of its own: only what is called the same can differ.
  const differs = REFERENCE_KINDS.some(
    (kind) => row.references?.[kind] !== undefined && customer.references?.[kind] !== undefined,
  );
  return differs ? false : undefined;
}

function namesAgree(row: CustomerFields, customer: CustomerFields): boolean | undefined {
  const likeness = nameLikeness(row.name, customer.name);
  return likeness && likeness === 'same';
}

/** Numbers that a person keeps; a passport gets a new one. */
function identificationsAgree(row: CustomerFields, customer: CustomerFields): boolean | undefined {
  const [a, b] = [row.identification, customer.identification];
  const verdicts = [
    sameIfKnown(a?.socialNumber, b?.socialNumber),
    sameIfKnown(a?.taxpayerIdentifier, b?.taxpayerIdentifier),
  ];
  if (verdicts.includes(false)) return false;
  return verdicts.includes(true) ? true : undefined;
}
