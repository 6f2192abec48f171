import {
  type Customer,
  displayName,
  type Json,
  type JsonObject,
  ok,
  refuse,
  renderAddress,
  type Violation,
} from '@clientele/core';
import { at, type Check, type LensException, tokensOf } from '../../lens/lens.ts';
import { ADDRESS_LENGTH_MAX } from './schema.ts';

/** `null` and `""` clear it. */
const CLEARABLE = { writable: true, clearable: true, blank: 'clears' } as const;
/** Never cleared: `null` and blank strings are refused. */
const KEPT = { writable: true, clearable: false, blank: 'refused' } as const;

/** `name` is the name in full, whichever of its parts are known; writing it settles how the whole is written. */
export const nameInFull: LensException = {
  vendor: '/name',
  canonical: ['/name'],
  ...KEPT,
  absent: '',
  show: (record) => displayName(customer(record).name) || undefined,
  write: (_record, value) => ok([[['name', 'display'], value]]),
};

/** `address` is the base address as one line of text; as text it takes the place of all its parts. */
export const addressAsText: LensException = {
  vendor: '/address',
  canonical: ['/addresses/base'],
  ...CLEARABLE,
  absent: null,
  show: (record) => renderAddress(customer(record).addresses?.base ?? {}) || undefined,
  write: (record, value) => {
    const parts = Object.keys(customer(record).addresses?.base ?? {});
    const cleared = parts.map((part) => [['addresses', 'base', part], undefined] as const);
    return ok([...cleared, [['addresses', 'base', 'line1'], value]]);
  },
};

/** The base address in parts, for those who read it; written it is as `address`. */
export const addressToRead: LensException = {
  vendor: '/addressParts',
  canonical: [],
  writable: false,
  clearable: false,
  blank: 'refused',
  show(record) {
    const { city, state, postalCode, country } = customer(record).addresses?.base ?? {};
    const parts = { street: streetAt(record, BASE), city, state, zipCode: postalCode, country };
    const known = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined);
    return known.length > 0 ? Object.fromEntries(known) : undefined;
  },
  write: () => refuse({ rule: 'readOnly', message: 'cannot be changed; write address' }),
};

const BASE = tokensOf('/addresses/base');
const LINES = ['line1', 'line2', 'line3', 'line4'];

/** `street` is all lines of an address; a new one takes the place of all of them, so that no old line survives a move. */
export function street(vendor: string, canonical: string, options: { hidden?: true } = {}): LensException {
  const address = tokensOf(canonical);
  return {
    vendor: `${vendor}/street`,
    canonical: LINES.map((line) => `${canonical}/${line}`),
    ...CLEARABLE,
    ...options,
    show: (record) => streetAt(record, address),
    write: (_record, value) =>
      ok(LINES.map((line) => [[...address, line], line === 'line1' ? value : undefined] as const)),
  };
}

function streetAt(record: JsonObject, address: readonly string[]): string | undefined {
  const lines = LINES.flatMap((line) => at(record, [...address, line]) ?? []);
  return lines.length > 0 ? lines.join(', ') : undefined;
}

/** `status` is `active` until something else is said; a closed account stays closed. */
export const status: LensException = {
  vendor: '/status',
  canonical: ['/status'],
  ...KEPT,
  absent: 'active',
  show: (record) => record['status'],
  write(record, value) {
    if (record['status'] !== 'closed') return ok([[['status'], value]]);
    return refuse({ rule: 'transition', message: 'cannot change: a closed account stays closed' });
  },
};

/** The vendor promises an `address` of at most 255 characters; a longer one is refused rather than cut off. */
export const addressFits: Check = (before, after) => {
  const text = addressAsText.show(after);
  if (typeof text !== 'string' || [...text].length <= ADDRESS_LENGTH_MAX || text === addressAsText.show(before))
    return [];
  const message = `must be at most ${ADDRESS_LENGTH_MAX} characters when its parts are written as one line`;
  return [{ pointer: '/address', rule: 'maxLength', message }];
};

/** A new customer has a name and an e-mail address. */
export const nameAndEmail: Check = (_before, after) => {
  const missing = (pointer: string, value: Json | undefined): Violation[] =>
    value === undefined ? [{ pointer, rule: 'required', message: 'is required' }] : [];
  return [...missing('/name', nameInFull.show(after)), ...missing('/email', customer(after).contact?.email)];
};

function customer(record: JsonObject): Customer {
  return record as unknown as Customer;
}
