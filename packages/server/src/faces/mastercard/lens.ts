import { ok } from '@clientele/core';
import { type Codec, country3, int64, verbatim } from '../../lens/codec.ts';
import { aliasIn, createLens, type LensException, type LensRow } from '../../lens/lens.ts';
import { language } from './exceptions.ts';
import { validateCreation, validateModification } from './schema.ts';

type Rules = Omit<LensRow, 'vendor' | 'canonical'>;

/** Written by nobody but the server. */
const SERVERS = { codec: verbatim, writable: false, clearable: false, blank: 'refused' } as const;
/** `null` and `""` clear it. */
const TEXT = { codec: verbatim, writable: true, clearable: true, blank: 'clears' } as const;
/** `null` clears it; the vendor's limits leave no room for `""`. */
const FORMED = { ...TEXT, blank: 'refused' } as const;
const COUNTRY = { ...FORMED, codec: country3 } as const;

/** The server's timestamps are UTC; the vendor's have no fractions of a second. */
const wholeSeconds: Codec = { encode: (stored) => `${String(stored).slice(0, 19)}Z`, decode: ok };
const dayOf: Codec = { encode: (stored) => String(stored).slice(0, 10), decode: ok };

/** Who changed a client last is an officer of the vendor's; here none is known, and the members are never shown. */
const officer: readonly LensRow[] = [
  { vendor: '/amendmentOfficerId', ...SERVERS },
  { vendor: '/amendmentOfficerName', ...SERVERS },
];

/** A client, in the order of the vendor's sample (contract §2.1); `identity` is given at its creation and never again. */
function rowsWith(identity: Pick<Rules, 'writable'>): readonly (LensRow | LensException)[] {
  const given = { ...SERVERS, ...identity };
  const givenText = { ...given, blank: 'clears' } as const;
  return [
    { vendor: '/amendmentDate', canonical: '/updatedAt', ...SERVERS, codec: wholeSeconds },
    ...officer,
    {
      vendor: '/clientId',
      canonical: '/handles/mastercard/clientId',
      ...SERVERS,
      codec: int64,
      stands: aliasIn('mastercard'),
    },
    { vendor: '/clientNumber', canonical: '/references/clientNumber', ...given },
    { vendor: '/clientType', canonical: '/classification/clientType', ...given },
    { vendor: '/dateOpen', canonical: '/createdAt', ...SERVERS, codec: dayOf },
    { vendor: '/orderDepartment', canonical: '/classification/orderDepartment', ...givenText },
    { vendor: '/serviceGroupCode', canonical: '/classification/serviceGroupCode', ...givenText },
    ...baseClient,
  ];
}

const baseClient: readonly (LensRow | LensException)[] = [
  { vendor: '/additionalDate01', canonical: '/additionalDates/date01', ...FORMED },
  { vendor: '/additionalDate02', canonical: '/additionalDates/date02', ...FORMED },
  ...group('/clientBaseAddressData', {
    addressLine1: ['/addresses/base/line1', TEXT],
    addressLine2: ['/addresses/base/line2', TEXT],
    addressLine3: ['/addresses/base/line3', TEXT],
    addressLine4: ['/addresses/base/line4', TEXT],
    city: ['/addresses/base/city', TEXT],
    country: ['/addresses/base/country', COUNTRY],
    postalCode: ['/addresses/base/postalCode', TEXT],
    state: ['/addresses/base/state', TEXT],
  }),
  ...group('/clientCompanyData', {
    companyDepartment: ['/company/department', TEXT],
    companyName: ['/company/name', TEXT],
    companyTradeName: ['/company/tradeName', TEXT],
    position: ['/company/position', TEXT],
  }),
  ...group('/clientContactData', {
    email: ['/contact/email', TEXT],
    fax: ['/contact/faxes/work', TEXT],
    faxHome: ['/contact/faxes/home', TEXT],
    phoneNumberHome: ['/contact/phones/home', TEXT],
    phoneNumberMobile: ['/contact/phones/mobile', TEXT],
    phoneNumberWork: ['/contact/phones/work', TEXT],
  }),
  ...group('/clientIdentificationData', {
    identificationDocumentDetails: ['/identification/documentDetails', TEXT],
    identificationDocumentNumber: ['/identification/documentNumber', TEXT],
    identificationDocumentType: ['/identification/documentType', TEXT],
    socialNumber: ['/identification/socialNumber', TEXT],
    taxPosition: ['/identification/taxPosition', TEXT],
    taxpayerIdentifier: ['/identification/taxpayerIdentifier', TEXT],
  }),
  ...group('/clientPersonalData', {
    birthDate: ['/person/birthDate', FORMED],
    birthName: ['/name/birth', TEXT],
    birthPlace: ['/person/birthPlace', TEXT],
    citizenship: ['/person/citizenship', COUNTRY],
    firstName: ['/name/first', TEXT],
    gender: ['/person/gender', FORMED],
  }),
  language,
  ...group('/clientPersonalData', {
    lastName: ['/name/last', TEXT],
    maritalStatus: ['/person/maritalStatus', FORMED],
    middleName: ['/name/middle', TEXT],
    secretPhrase: ['/person/secretPhrase', TEXT],
    shortName: ['/name/short', TEXT],
    suffix: ['/name/suffix', TEXT],
    title: ['/name/title', TEXT],
  }),
  { vendor: '/clientExpiryDate', canonical: '/expiryDate', ...FORMED },
  ...group('/embossedData', {
    companyName: ['/embossing/companyName', TEXT],
    firstName: ['/embossing/firstName', TEXT],
    lastName: ['/embossing/lastName', FORMED],
    title: ['/embossing/title', TEXT],
  }),
];

function group(vendor: string, members: Readonly<Record<string, readonly [canonical: string, Rules]>>): LensRow[] {
  return Object.entries(members).map(([name, [canonical, rules]]) => ({
    vendor: `${vendor}/${name}`,
    canonical,
    ...rules,
  }));
}

/** A client as it is shown and modified. Custom data is no part of it: `tags.ts`. */
export const clientLens = createLens({ rows: rowsWith({ writable: false }), validate: validateModification });
/** A client as it is created. */
export const newClientLens = createLens({ rows: rowsWith({ writable: true }), validate: validateCreation });
