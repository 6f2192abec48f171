import type { JsonObject } from '@clientele/core';
import type { Principal } from '../../access/principal.ts';
import { country, exactInteger, int64, verbatim } from '../../lens/codec.ts';
import { aliasIn, createLens, type LensException, type LensRow } from '../../lens/lens.ts';
import { addressAsText, addressFits, addressToRead, nameAndEmail, nameInFull, status, street } from './exceptions.ts';
import { validateChange } from './schema.ts';

/** Written by nobody but the server. */
const SERVERS = { codec: verbatim, writable: false, clearable: false, blank: 'refused' } as const;
/** `null` and `""` clear it. */
const CLEARABLE = { codec: verbatim, writable: true, clearable: true, blank: 'clears' } as const;
/** `null` clears it; a string is no value of it at all. */
const FLAG = { ...CLEARABLE, blank: 'refused' } as const;
/** Never cleared: `null` and blank strings are refused. */
const KEPT = { codec: verbatim, writable: true, clearable: false, blank: 'refused' } as const;

/** The vendor's twelve members, and the preferences of its second example. */
const rows: readonly (LensRow | LensException)[] = [
  { vendor: '/id', canonical: '/handles/caibo/id', ...SERVERS, codec: int64, stands: aliasIn('caibo') },
  { vendor: '/ownerId', ...SERVERS },
  { vendor: '/userId', canonical: '/references/userId', ...SERVERS, codec: int64, absent: null },
  { vendor: '/ownerName', ...SERVERS },
  nameInFull,
  { vendor: '/email', canonical: '/contact/email', ...KEPT, absent: '' },
  addressAsText,
  { vendor: '/phone', canonical: '/contact/phones/mobile', ...CLEARABLE, absent: null },
  { vendor: '/memberId', canonical: '/references/memberId', ...CLEARABLE, absent: null },
  { vendor: '/hasPaymentRequests', ...SERVERS },
  { vendor: '/totalDeposits', ...SERVERS },
  { vendor: '/createDate', canonical: '/createdAt', ...SERVERS },
  { vendor: '/preferences/currency', canonical: '/preferences/currency', ...CLEARABLE },
  { vendor: '/preferences/language', canonical: '/preferences/language', ...CLEARABLE },
  { vendor: '/preferences/notifications', canonical: '/preferences/notifications', ...FLAG },
  { vendor: '/preferences/communications/*', canonical: '/preferences/communications/*', ...FLAG },
];

/** What the vendor's prose names beside them, and the parts of an address that is written in parts. */
const extendedRows: readonly (LensRow | LensException)[] = [
  ...addressInParts('/address', '/addresses/base', { hidden: true }),
  addressToRead,
  { vendor: '/dateOfBirth', canonical: '/person/birthDate', ...CLEARABLE },
  ...addressInParts('/billingAddress', '/addresses/byType/billing'),
  ...addressInParts('/shippingAddress', '/addresses/byType/shipping'),
  status,
  { vendor: '/verificationStatus', canonical: '/verification', ...KEPT, absent: 'unverified' },
  { vendor: '/subscription/level', canonical: '/subscription/level', ...CLEARABLE },
  { vendor: '/subscription/preferences/*', canonical: '/subscription/preferences/*', ...FLAG },
  { vendor: '/consents/*/granted', canonical: '/consents/*/granted', ...FLAG },
  { vendor: '/consents/*/at', canonical: '/consents/*/at', ...CLEARABLE },
  { vendor: '/consents/*/noticeVersion', canonical: '/consents/*/noticeVersion', ...CLEARABLE },
  { vendor: '/tax/identifier', canonical: '/identification/taxpayerIdentifier', ...CLEARABLE },
  { vendor: '/tax/position', canonical: '/identification/taxPosition', ...CLEARABLE },
];

function addressInParts(
  vendor: string,
  canonical: string,
  options: { hidden?: true } = {},
): (LensRow | LensException)[] {
  return [
    street(vendor, canonical, options),
    { vendor: `${vendor}/city`, canonical: `${canonical}/city`, ...CLEARABLE, ...options },
    { vendor: `${vendor}/state`, canonical: `${canonical}/state`, ...CLEARABLE, ...options },
    { vendor: `${vendor}/zipCode`, canonical: `${canonical}/postalCode`, ...CLEARABLE, ...options },
    { vendor: `${vendor}/country`, canonical: `${canonical}/country`, ...CLEARABLE, codec: country, ...options },
  ];
}

const everything = { rows: [...rows, ...extendedRows], validate: validateChange };

/** A Client as everybody sees it. */
export const plainLens = createLens({ rows, validate: validateChange });
/** A Client with all that the vendor's prose names: what the extended profile shows, and what can always be written. */
export const clientLens = createLens({ ...everything, checks: [addressFits] });
/** The same for a Client that is made or replaced as a whole. */
export const wholeClientLens = createLens({ ...everything, checks: [addressFits, nameAndEmail] });

const inParts = [...rows, ...extendedRows]
  .filter((row) => row !== addressAsText && row !== addressToRead)
  .map((row) => ({ ...row, hidden: false }));
/** A Client whose address is in parts: what a stale change is explained in, because parts of it can still apply. */
export const clientInPartsLens = createLens({ rows: inParts, validate: validateChange });

/** The members of a Client that are not kept in the record. */
export function factsOf({ number, name }: Principal['tenant']): JsonObject {
  return { ownerId: exactInteger(number), ownerName: name, hasPaymentRequests: false, totalDeposits: 0 };
}
