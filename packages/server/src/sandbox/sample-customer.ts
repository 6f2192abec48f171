import type { CustomerFields, Handles, Json } from '@clientele/core';
import { ok } from '@clientele/core';
import type { TenantRow } from '../stores/store.ts';
import { commitChange } from '../use-cases/commit-change.ts';
import type { Dependencies } from '../use-cases/dependencies.ts';
import { mintCustomerId } from '../use-cases/mint.ts';

/** The sample record's handles, as the vendors' own pages write them. */
export const SAMPLE_HANDLES = {
  mastercard: { clientId: '40000' },
  cybersource: { id: 'F2F3ADA770102B51E053A2598D0A9078' },
  caibo: { id: '12345' },
} as const satisfies Handles;

/** A synthetic person, put together from the examples on the vendors' pages. */
const SAMPLE: CustomerFields = {
  references: { clientNumber: 'ABC_5698521931', merchantCustomerId: 'Your customer identifier', code: 'TC50171_3' },
  contact: {
    email: 'test@cybs.com',
    phones: { mobile: '0048123456789', home: '0048123456789', work: '0048123456789' },
    faxes: { home: '0048123456789', work: '0048123456789' },
  },
  name: {
    title: 'MR',
    first: 'John',
    middle: 'Carl',
    last: 'Doe',
    suffix: 'PhD',
    short: 'Madley',
    birth: 'Doe',
  },
  addresses: {
    base: {
      line1: 'Mrs. Alice Smith Apartment',
      line2: '1c 213',
      line3: 'Derrick Street',
      line4: '2nd floor',
      city: 'Boston',
      state: 'MA',
      postalCode: '02130',
      country: 'US',
    },
  },
  person: {
    birthDate: '2021-06-25',
    birthPlace: 'Warsaw',
    citizenship: 'US',
    gender: 'M',
    maritalStatus: 'DS',
    secretPhrase: 'secret',
  },
  preferences: { language: 'en' },
  identification: {
    documentType: 'Passport',
    documentNumber: '161235698529328',
    documentDetails: '161235698529429',
    socialNumber: '161235698529227',
    taxpayerIdentifier: '161235698529531',
    taxPosition: 'Tax position',
  },
  company: { name: 'Company', tradeName: 'Company Trade', department: 'Department', position: 'Employee' },
  embossing: { title: 'MR', firstName: 'JOHN', lastName: 'DOE', companyName: 'COMPANY' },
  custom: {
    tags: { ADD_INFO_01: { TAG_01: 'TAG_01_VALUE' } },
    merchantDefined: { data1: 'Your customer data' },
  },
  classification: { clientType: 'PR', orderDepartment: 'Department', serviceGroupCode: '021' },
  expiryDate: '2029-06-25',
  additionalDates: { date01: '2021-01-27T09:59:44Z', date02: '2021-02-15T20:58:39Z' },
};

/** The id of the sandbox's sample record, which is made unless it is there. A deleted one is made again. */
export async function sampleCustomer(dependencies: Dependencies, tenant: TenantRow): Promise<string> {
  const { store, random } = dependencies;
  const known = await store.read(tenant.id, { kind: 'caibo', value: SAMPLE_HANDLES.caibo.id });
  if (known) return known.id;
  const setting = Buffer.from(
    await store.keepSetting('sandbox-customer', Buffer.from(mintCustomerId(random))),
  ).toString();
  if (await store.read(tenant.id, { id: setting })) return setting;
  const actor = { id: 'system', kind: 'system' } as const;
  const principal = { tenant, actor, scopes: new Set(['customers:write'] as const) };
  const change = { principal, face: 'clientele', requestId: 'sandbox', reason: 'sample record of the sandbox' };
  const made = await commitChange(dependencies, change, undefined, () => ({
    type: 'create',
    id: setting,
    handles: SAMPLE_HANDLES,
    edit: () => ok(SAMPLE as Json),
  }));
  if (!made.ok) throw new Error(`the sandbox's sample record was refused: ${made.problem.type}`);
  return setting;
}
