import type { JsonObject } from '@clientele/core';

/** The vendor's sample of a creation, word for word (contract §2.1). */
export const SAMPLE = {
  clientCustomData: [{ removeTag: false, tagContainer: 'ADD_INFO_01', tagName: 'TAG_01', tagValue: 'TAG_01_VALUE' }],
  clientNumber: 'ABC_5698521931',
  clientType: 'PR',
  orderDepartment: 'Department',
  serviceGroupCode: '021',
  additionalDate01: '2021-01-27T09:59:44Z',
  additionalDate02: '2021-02-15T20:58:39Z',
  clientBaseAddressData: {
    addressLine1: 'Mrs. Alice Smith Apartment',
    addressLine2: '1c 213',
    addressLine3: 'Derrick Street',
    addressLine4: '2nd floor',
    city: 'Boston',
    country: 'USA',
    postalCode: '02130',
    state: 'MA',
  },
  clientCompanyData: {
    companyDepartment: 'Department',
    companyName: 'Company',
    companyTradeName: 'Company Trade',
    position: 'Employee',
  },
  clientContactData: {
    email: 'johndoe@example.com',
    fax: '0048123456789',
    faxHome: '0048123456789',
    phoneNumberHome: '0048123456789',
    phoneNumberMobile: '0048123456789',
    phoneNumberWork: '0048123456789',
  },
  clientIdentificationData: {
    identificationDocumentDetails: '161235698529429',
    identificationDocumentNumber: '161235698529328',
    identificationDocumentType: 'Passport',
    socialNumber: '161235698529227',
    taxPosition: 'Tax position',
    taxpayerIdentifier: '161235698529531',
  },
  clientPersonalData: {
    birthDate: '2021-06-25',
    birthName: 'Doe',
    birthPlace: 'Warsaw',
    citizenship: 'USA',
    firstName: 'John',
    gender: 'M',
    language: 'en',
    lastName: 'Doe',
    maritalStatus: 'DS',
    middleName: 'Carl',
    secretPhrase: 'secret',
    shortName: 'Madley',
    suffix: 'PhD',
    title: 'MR',
  },
  clientExpiryDate: '2029-06-25',
  embossedData: { companyName: 'COMPANY', firstName: 'JOHN', lastName: 'DOE', title: 'MR' },
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
