import type { CustomerFields } from './schema.ts';

type BaseAddress = NonNullable<NonNullable<CustomerFields['addresses']>['base']>;

/** The parts of an address in the order in which it is written. */
const PARTS = ['line1', 'line2', 'line3', 'line4', 'city', 'state', 'postalCode', 'country'] as const;

/** An address as one string: the parts that are there, joined by `, `. */
export function renderAddress(address: BaseAddress): string {
  return PARTS.flatMap((part) => address[part] ?? []).join(', ');
}
