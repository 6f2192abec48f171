import {
  type Command,
  type CustomerFields,
  type Handles,
  type JsonObject,
  mergePatch,
  ok,
  type Problem,
  type Result,
  type Versioned,
} from '@clientele/core';
import type { TenantRow } from '../stores/store.ts';
import { type Committed, commitChange } from '../use-cases/commit-change.ts';
import type { Dependencies } from '../use-cases/dependencies.ts';
import { type Kept, openRow } from '../use-cases/kept.ts';
import { mintCustomerId, mintHandle } from '../use-cases/mint.ts';
import { refusedAtStart } from '../use-cases/start-step.ts';

/** The sample record's handles, as the vendors' own pages write them. */
const SAMPLE_HANDLES = {
  mastercard: { clientId: '40000' },
  cybersource: { id: 'F2F3ADA770102B51E053A2598D0A9078' },
  caibo: { id: '12345' },
} as const satisfies Handles;

/** A synthetic person, put together from the examples on the vendors' pages. */
const SAMPLE = {
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
} as const satisfies CustomerFields;

/** The sample record's own id and its handles in all faces. */
export interface SampleIds {
  readonly id: string;
  readonly handles: Required<Handles>;
}

/** Another server that starts at the same moment may come between so often; once should be enough. */
const ATTEMPTS_MAX = 5;

/**
 * The sandbox's sample record, which every face shows. Where it was deleted it is made again, and where a face lost it that
 * face gets it back: under the documented ids where they are still to be had, and otherwise under new ones, because no id
 * is given out twice. Servers that do it at the same time get the same record.
 */
export async function sampleCustomer(dependencies: Dependencies, tenant: TenantRow): Promise<SampleIds> {
  const { store, seal } = dependencies;
  for (let attempt = 1; ; attempt++) {
    const id = await sampleId(dependencies, tenant);
    const known = openRow(await store.read(tenant.id, { id }), seal);
    const handles = await missingHandles(dependencies, tenant, known?.record.handles);
    if (known && Object.keys(handles).length === 0) return idsOf(known);
    const made = await write(dependencies, tenant, known, { id, handles });
    if (made.ok && made.value.type !== 'deleted') return idsOf(made.value.current);
    if (attempt < ATTEMPTS_MAX) continue;
    throw refusedAtStart("the sandbox's sample record", made.ok ? { type: 'gone' } : made.problem);
  }
}

function idsOf({ record: { id, handles } }: Kept): SampleIds {
  const { mastercard, cybersource, caibo } = handles;
  if (!mastercard || !cybersource || !caibo) throw new Error("the sandbox's sample record is in every face");
  return { id, handles: { mastercard, cybersource, caibo } };
}

const SETTING = 'sandbox-customer';

/** Kept before the record is made, so that a start that was cut off is completed by the next. */
async function sampleId({ store, random }: Dependencies, tenant: TenantRow): Promise<string> {
  const kept = await store.keepSetting(SETTING, Buffer.from(mintCustomerId(random)));
  const id = Buffer.from(kept).toString();
  const row = await store.read(tenant.id, { id });
  if (row?.sealed !== null) return id;
  const other = mintCustomerId(random);
  return store.changeSetting(SETTING, (now = kept) => {
    const current = Buffer.from(now).toString();
    return current === id ? { value: Buffer.from(other), answer: other } : { answer: current };
  });
}

/** The sample record made, or what there is of it given the handles and what the faces ask of a record that they show. */
async function write(
  dependencies: Dependencies,
  tenant: TenantRow,
  known: Kept | undefined,
  { id, handles }: { readonly id: string; readonly handles: Handles },
): Promise<Result<Committed, Problem>> {
  const { references, contact, classification } = SAMPLE;
  const clientNumber = await freeClientNumber(dependencies, tenant);
  const whole = { ...SAMPLE, references: { ...references, clientNumber } } as JsonObject;
  const required = { references: { clientNumber }, contact: { email: contact.email }, classification } as JsonObject;
  const actor = { id: 'system', kind: 'system' } as const;
  const principal = { tenant, actor, scopes: new Set(['customers:write'] as const) };
  const change = { principal, face: 'clientele', requestId: 'sandbox', reason: 'sample record of the sandbox' };
  const edit = (record: JsonObject) => ok(mergePatch(required, record));
  // What was missing may be there by now: then that is what stays.
  const commandFor = (current: Versioned | undefined): Command =>
    known
      ? { type: 'update', edit, precondition: {}, handles: { ...handles, ...current?.record.handles } }
      : { type: 'create', id, handles, edit: () => ok(whole) };
  return commitChange(dependencies, change, known && { id }, commandFor);
}

/** A handle in each face that has none: the documented one, or a new one where that is used up. */
async function missingHandles(dependencies: Dependencies, tenant: TenantRow, has: Handles = {}): Promise<Handles> {
  const { mastercard, cybersource, caibo } = SAMPLE_HANDLES;
  const isFree = (kind: keyof Handles, value: string) => dependencies.store.isFree(tenant.id, { kind, value });
  const minted = <Name extends keyof Handles>(face: Name) => mintHandle(face, dependencies.random);
  return {
    ...(!has.mastercard && {
      mastercard: (await isFree('mastercard', mastercard.clientId)) ? mastercard : minted('mastercard'),
    }),
    ...(!has.cybersource && {
      cybersource: (await isFree('cybersource', cybersource.id)) ? cybersource : minted('cybersource'),
    }),
    ...(!has.caibo && { caibo: (await isFree('caibo', caibo.id)) ? caibo : minted('caibo') }),
  };
}

/** A client number is given out once too. */
async function freeClientNumber({ store, random }: Dependencies, tenant: TenantRow): Promise<string> {
  const { clientNumber } = SAMPLE.references;
  const isFree = await store.isFree(tenant.id, { kind: 'clientNumber', value: clientNumber });
  return isFree ? clientNumber : `ABC_${Buffer.from(random.bytes(5)).toString('hex').toUpperCase()}`;
}
