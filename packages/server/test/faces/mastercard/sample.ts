import type { JsonObject } from '@clientele/core';
import { SAMPLE as CHANGE } from '../../../src/cli/tour/mastercard-sample.ts';

const { clientCustomData, ...rest } = CHANGE;

/** The vendor's sample of a creation, word for word (contract §2.1): that of a change, and what is given once. */
export const SAMPLE = {
  clientCustomData,
  clientNumber: 'ABC_5698521931',
  clientType: 'PR',
  orderDepartment: 'Department',
  serviceGroupCode: '021',
  ...rest,
} as const satisfies JsonObject;

/** What is the client's own of a row: the sample with identifiers that no other client has. */
export const FRESH: JsonObject = {
  ...SAMPLE,
  clientNumber: 'ABC_{key}',
  clientIdentificationData: {
    ...SAMPLE.clientIdentificationData,
    identificationDocumentNumber: 'D-{key}',
    socialNumber: 'S-{key}',
    taxpayerIdentifier: 'T-{key}',
  },
};

/** The sample of an address (contract §1.2). */
export const ADDRESS = {
  addressType: 'STMT',
  addressLine1: 'Mrs. Alice Smith Apartment',
  addressLine2: '1c 213',
  addressLine3: 'Derrick Street',
  addressLine4: '2nd floor',
  city: 'Boston',
  country: 'USA',
  email: 'johndoe@example.com',
  firstName: 'John',
  lastName: 'Doe',
  postalCode: '02130',
  state: 'MA',
} as const satisfies JsonObject;

/** The longest text of each member that is one (contract §2). The client as made has a value in all of them. */
export const LENGTHS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  clientBaseAddressData: {
    addressLine1: 255,
    addressLine2: 255,
    addressLine3: 255,
    addressLine4: 255,
    city: 255,
    postalCode: 32,
    state: 32,
  },
  clientCompanyData: { companyDepartment: 255, companyName: 255, companyTradeName: 255, position: 255 },
  clientContactData: {
    fax: 32,
    faxHome: 32,
    phoneNumberHome: 32,
    phoneNumberMobile: 32,
    phoneNumberWork: 32,
  },
  clientIdentificationData: {
    identificationDocumentDetails: 255,
    identificationDocumentNumber: 32,
    identificationDocumentType: 32,
    socialNumber: 32,
    taxPosition: 32,
    taxpayerIdentifier: 32,
  },
  clientPersonalData: {
    birthName: 255,
    birthPlace: 255,
    firstName: 255,
    lastName: 255,
    middleName: 255,
    secretPhrase: 255,
    shortName: 255,
    suffix: 32,
  },
};

/** Every leaf that can be cleared, as the contract lists them (§3). */
export const CLEARABLE: readonly string[] = [
  '/additionalDate01',
  '/additionalDate02',
  '/clientExpiryDate',
  ...leavesOf('clientBaseAddressData', 8),
  ...leavesOf('clientCompanyData', 4),
  ...leavesOf('clientContactData', 6),
  ...leavesOf('clientIdentificationData', 6),
  ...leavesOf('clientPersonalData', 14),
  ...leavesOf('embossedData', 4),
];

type Group = Extract<keyof typeof SAMPLE, `client${string}Data` | 'embossedData'>;

/** The sample has a value for every leaf of a group; how many the contract says it has. */
export function leavesOf(group: Exclude<Group, 'clientCustomData'>, count: number): string[] {
  const names = Object.keys(SAMPLE[group]);
  if (names.length !== count) throw new Error(`${group} has ${names.length} leaves`);
  return names.map((name) => `/${group}/${name}`);
}
