import { CustomerFields, TEXT, type Validator, validatorOf } from '@clientele/core';
import Type, { type Static, type TSchema, type TStringOptions } from 'typebox';
import { readerOf } from './body.ts';
import { CustomDataTag, CustomDataTags, NOT_RESERVED, TAGS_MAX } from './custom-data-tag.ts';

export { CustomDataTag, CustomDataTags };

/**
 * The documents of the face (contract §1.2, §2, §4). A field of the record has the vendor's limits, which are the widest
 * there are; where the vendor's is another one, it is written here. Lengths count code points.
 */
const closed = { additionalProperties: false } as const;
const fields = CustomerFields.properties;
const { name, person, identification, company, embossing, classification } = fields;
const { email, phones } = fields.contact.properties;
const { base } = fields.addresses.properties;

/** Text that may be empty, which clears it. */
const text = (field: TSchema): TSchema => Type.Optional({ ...field, minLength: 0 });
const string = (keywords: TStringOptions): TSchema => Type.Optional(Type.String(keywords));
const group = (members: Record<string, TSchema>): TSchema => Type.Optional(Type.Object(members, closed));

const date = () => string({ format: 'date' });
const dateTime = () => string({ format: 'date-time', maxLength: 30 });
const country = () => string({ minLength: 3, maxLength: 3, description: 'ISO 3166-1 alpha-3' });
const phone = () => text(phones.properties.mobile);

const postal = {
  addressLine1: text(base.properties.line1),
  addressLine2: text(base.properties.line2),
  addressLine3: text(base.properties.line3),
  addressLine4: text(base.properties.line4),
  city: text(base.properties.city),
  country: country(),
  postalCode: text(base.properties.postalCode),
  state: text(base.properties.state),
};

/** What a client's creation and modification have in common; each leaf of it can be cleared. */
export const baseClient: Record<string, TSchema> = {
  additionalDate01: dateTime(),
  additionalDate02: dateTime(),
  clientBaseAddressData: group(postal),
  clientCompanyData: group({
    companyDepartment: text(company.properties.department),
    companyName: text(company.properties.name),
    companyTradeName: text(company.properties.tradeName),
    position: text(company.properties.position),
  }),
  clientContactData: group({
    email: text(email),
    fax: phone(),
    faxHome: phone(),
    phoneNumberHome: phone(),
    phoneNumberMobile: phone(),
    phoneNumberWork: phone(),
  }),
  clientIdentificationData: group({
    identificationDocumentDetails: text(identification.properties.documentDetails),
    identificationDocumentNumber: text(identification.properties.documentNumber),
    identificationDocumentType: text(identification.properties.documentType),
    socialNumber: text(identification.properties.socialNumber),
    taxPosition: text(identification.properties.taxPosition),
    taxpayerIdentifier: text(identification.properties.taxpayerIdentifier),
  }),
  clientPersonalData: group({
    birthDate: date(),
    birthName: text(name.properties.birth),
    birthPlace: text(person.properties.birthPlace),
    citizenship: country(),
    firstName: text(name.properties.first),
    gender: string({ pattern: '^(M|F|N)', maxLength: 1 }),
    language: string({ pattern: '[a-z]{2}', minLength: 2, maxLength: 2, description: 'ISO 639-1' }),
    lastName: text(name.properties.last),
    maritalStatus: person.properties.maritalStatus,
    middleName: text(name.properties.middle),
    secretPhrase: text(person.properties.secretPhrase),
    shortName: text(name.properties.short),
    suffix: text(name.properties.suffix),
    title: text(name.properties.title),
  }),
  clientExpiryDate: date(),
  embossedData: group({
    companyName: text(embossing.properties.companyName),
    firstName: text(embossing.properties.firstName),
    lastName: embossing.properties.lastName,
    title: text(embossing.properties.title),
  }),
};

const clientNumber = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: TEXT,
  description: 'Unique; the tenant may have a prefix and a shorter limit',
});
const clientType = Type.String({ minLength: 1, maxLength: 5, pattern: TEXT });
const orderDepartment = text(classification.properties.orderDepartment);
const serviceGroupCode = text(classification.properties.serviceGroupCode);

const clientCustomData = Type.Optional(
  Type.Array(CustomDataTag, {
    maxItems: TAGS_MAX,
    description: 'Tags that are set or removed; tags that are not named stay',
  }),
);

/** A new client. `null` for an optional member counts as left out. */
export const ClientCreation = Type.Object(
  { clientCustomData, clientNumber, clientType, orderDepartment, serviceGroupCode, ...baseClient },
  closed,
);
/** The values that a change may write; what `null` does is the lens's business. */
export const ClientValues = Type.Object({ clientCustomData, ...baseClient }, closed);
/** A change as it is documented: `null` clears. */
export const ClientModification = Type.Object({ clientCustomData, ...orNull(baseClient) }, closed);

export const validateCreation: Validator = validatorOf(ClientCreation);
export const validateModification: Validator = validatorOf(ClientValues);

const addressParts = {
  ...postal,
  email: text(email),
  firstName: text(name.properties.first),
  lastName: text(name.properties.last),
};
const addressType = Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9_-]+$', ...NOT_RESERVED });

export const AddressCreation = Type.Object({ addressType, ...addressParts }, closed);
export const readAddressType = readerOf(Type.Object({ addressType }, closed));
export const AddressValues = Type.Object({ ...addressParts, enabled: Type.Optional(Type.Boolean()) }, closed);
/** An address as it is replaced: what is left out or `null` is cleared, but for `enabled`, which stays. */
export const AddressModification = Type.Object(
  { ...orNull(addressParts), enabled: Type.Optional(Type.Boolean()) },
  closed,
);

export const ClassifierCreation = Type.Object(
  {
    classifierValue: Type.String({ minLength: 1, maxLength: 32, pattern: TEXT }),
    startDate: Type.Optional(Type.String({ format: 'date' })),
    endDate: Type.Optional(Type.String({ format: 'date' })),
  },
  closed,
);
const classifierCode = Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9_]+$', ...NOT_RESERVED });
/** A classifier as it is set, with the code that is in the path. */
export const readClassifier = readerOf(Type.Object({ classifierCode, ...ClassifierCreation.properties }, closed));

export const ClientIdentifierSearch = Type.Object(
  {
    clientIdentifier: Type.String({ minLength: 1, maxLength: 64, pattern: TEXT }),
    clientIdentifierType: Type.Enum([
      'CLIENT_NUMBER',
      'IDENTIFICATION_DOCUMENT_NUMBER',
      'SOCIAL_NUMBER',
      'TAXPAYER_IDENTIFIER',
    ]),
  },
  closed,
);

export type ClientIdentifierSearch = Static<typeof ClientIdentifierSearch>;

export const ClearPinAttempts = Type.Object({ clearAttemptsOnClientCards: Type.Literal(true) }, closed);

/** The members with `null` allowed, because it clears them. */
function orNull(members: Readonly<Record<string, TSchema>>): Record<string, TSchema> {
  const nullable = Object.entries(members).map(([member, schema]) => {
    const { properties } = schema as { properties?: Record<string, TSchema> };
    const value = properties ? Type.Object(orNull(properties), closed) : schema;
    return [member, Type.Optional(Type.Union([value, Type.Null()]))] as const;
  });
  return Object.fromEntries(nullable);
}
