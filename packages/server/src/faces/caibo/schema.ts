import { CustomerFields, isObject, JsonPatch, member, type Validator, validatorOf } from '@clientele/core';
import Type, { type Static, type TSchema } from 'typebox';

/**
 * The documents of the face. `Client` is the vendor's schema (page "Update Customer", OpenAPI 3.0.4) with the members
 * that its prose names and its schema does not. Limits that the vendor states are the vendor's; all others are the
 * record's own.
 */
const NAME_LENGTH_MAX = 100;
const EMAIL_LENGTH_MAX = 100;
export const ADDRESS_LENGTH_MAX = 255;
const PHONE_LENGTH_MAX = 20;
const MEMBER_ID_LENGTH_MAX = 50;

const closed = { additionalProperties: false } as const;
const fields = CustomerFields.properties;
const { line1, city, state, postalCode } = fields.addresses.properties.base.properties;
const { display } = fields.name.properties;
const { email } = fields.contact.properties;
const { mobile } = fields.contact.properties.phones.properties;
const { memberId } = fields.references.properties;
const { currency, language, notifications, communications } = fields.preferences.properties;
const { taxpayerIdentifier, taxPosition } = fields.identification.properties;

/** A field of the record with the vendor's limit, in code points. */
function limited(field: TSchema, maxLength: number): TSchema {
  return Type.Optional({ ...field, minLength: 0, maxLength });
}

const AddressText = limited(line1, ADDRESS_LENGTH_MAX);

/** An address as the page's first example sends it. */
export const AddressParts = Type.Object(
  {
    street: line1,
    city,
    state,
    zipCode: postalCode,
    country: Type.Optional(Type.String({ description: 'ISO 3166-1, alpha-2; alpha-3 is understood' })),
  },
  closed,
);

/** What a client may write beside `address`. */
const writable = {
  name: limited(display, NAME_LENGTH_MAX),
  email: limited(email, EMAIL_LENGTH_MAX),
  phone: limited(mobile, PHONE_LENGTH_MAX),
  memberId: limited(memberId, MEMBER_ID_LENGTH_MAX),
  preferences: Type.Optional(Type.Object({ currency, language, notifications, communications }, closed)),
};

/** The members that the vendor's prose names and its schema does not, and that only the extended profile shows. */
const extended = {
  dateOfBirth: fields.person.properties.birthDate,
  billingAddress: Type.Optional(AddressParts),
  shippingAddress: Type.Optional(AddressParts),
  status: fields.status,
  verificationStatus: fields.verification,
  subscription: fields.subscription,
  consents: fields.consents,
  tax: Type.Optional(Type.Object({ identifier: taxpayerIdentifier, position: taxPosition }, closed)),
};

const int64 = (description: string) => Type.Integer({ format: 'int64', description });
const orNull = (schema: TSchema): TSchema => Type.Union([schema, Type.Null()]);

/** What the server says and no client may change. */
const readOnly = {
  id: int64('Equal to the id in the path. May exceed 2^53: read it as an integer, not as a double'),
  ownerId: int64('The merchant the customer belongs to'),
  userId: orNull(int64("The customer's own login")),
  ownerName: orNull(Type.String()),
  hasPaymentRequests: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Always false: no payments are kept here',
  }),
  totalDeposits: Type.Union([Type.Number({ format: 'double' }), Type.Null()], {
    description: 'Always 0: no payments are kept here',
  }),
  createDate: Type.String({ format: 'date-time' }),
};
const readOnlyExtended = { addressParts: AddressParts };

/** A customer as it is shown. */
export const Client = Type.Object(
  {
    ...readOnly,
    name: Type.String({ minLength: 0, maxLength: NAME_LENGTH_MAX }),
    email: Type.String({
      minLength: 0,
      maxLength: EMAIL_LENGTH_MAX,
      description: 'An e-mail address, or empty where none is known',
    }),
    address: orNull(Type.String({ minLength: 0, maxLength: ADDRESS_LENGTH_MAX })),
    phone: orNull(Type.String({ minLength: 0, maxLength: PHONE_LENGTH_MAX })),
    memberId: orNull(Type.String({ minLength: 0, maxLength: MEMBER_ID_LENGTH_MAX })),
    preferences: writable.preferences,
    ...extended,
    ...optional(readOnlyExtended),
  },
  closed,
);

/** Members for which `null` has no meaning: an account always has them. */
const neverCleared: ReadonlySet<string> = new Set([
  'name',
  'email',
  'status',
  'verificationStatus',
  ...Object.keys(readOnly),
  ...Object.keys(readOnlyExtended),
]);

const changes = { ...writable, ...extended, ...optional(readOnly), ...optional(readOnlyExtended) };

/** A change as it is documented: any part of a Client; `null` clears, an address is text or its parts. */
export const ClientChange = withNulls(
  Type.Object({ ...changes, address: Type.Optional(Type.Union([AddressText, AddressParts])) }, closed),
);

/** A new customer: a Client with at least a name and an e-mail address. */
export const NewClient = Type.Intersect([ClientChange, Type.Object({ name: Type.String(), email: Type.String() })]);

const withAddressText = validatorOf(Type.Object({ ...changes, address: AddressText }, closed));
const withAddressParts = validatorOf(Type.Object({ ...changes, address: Type.Optional(AddressParts) }, closed));

/**
 * The rules of a change, apart from `null` and blank strings, which are the lens's. An address that is either of two
 * things is validated as the one it is, so that what is wrong with it can be said.
 */
export const validateChange: Validator = (document, before) =>
  (isObject(member(document, 'address')) ? withAddressParts : withAddressText)(document, before);

function optional(properties: Readonly<Record<string, TSchema>>): Record<string, TSchema> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional({ ...schema })]));
}

/** The schema with `null` allowed wherever it clears. */
function withNulls(schema: TSchema): TSchema {
  const { properties, patternProperties } = schema as {
    properties?: Record<string, TSchema>;
    patternProperties?: object;
  };
  const inside = (inner: object | undefined) =>
    Object.fromEntries(
      Object.entries(inner ?? {}).map(([name, value]: [string, TSchema]) => [
        name,
        neverCleared.has(name) ? value : Type.Optional(orNull(withNulls(value))),
      ]),
    );
  if (properties) return Type.Object(inside(properties), closed);
  return patternProperties ? Type.Optional({ ...schema, patternProperties: inside(patternProperties) }) : schema;
}

export const ClientList = Type.Object(
  { items: Type.Array(Client), next: orNull(Type.String({ description: 'The cursor of the next page' })) },
  closed,
);

export const Login = Type.Object(
  { email: Type.String({ minLength: 1, maxLength: 320 }), password: Type.String({ minLength: 1, maxLength: 1024 }) },
  closed,
);
export type Login = Static<typeof Login>;
export const validateLogin = validatorOf(Login);

export const AccessToken = Type.Object(
  { accessToken: Type.String(), expireDate: Type.String({ format: 'date-time' }) },
  closed,
);

export { JsonPatch };
