import { CustomerFields, type Json, member, TEXT, type Validator, type Violation, validatorOf } from '@clientele/core';
import Type, { type TSchema } from 'typebox';

/**
 * The documents of the face (contract §2.1, §2.2). The vendor has one schema for what is sent and what is answered, and
 * none of its members is required; what only the server writes is `readOnly`. Objects are open, because members that the
 * vendor does not have are ignored. Lengths count code points.
 */
const fields = CustomerFields.properties;
const { references, labels, contact, name, company } = fields;
const { base } = fields.addresses.properties;

/** A field of the record with the vendor's limit; `""` clears it. */
const text = (field: TSchema, maxLength: number): TSchema => Type.Optional({ ...field, minLength: 0, maxLength });
const group = (members: Record<string, TSchema>): TSchema => Type.Optional(Type.Object(members));
const readOnly = (members: Record<string, TSchema>): TSchema => Type.Optional(Type.Object(members, { readOnly: true }));

export const Link = Type.Object({ href: Type.String({ description: 'A path on this server' }) });
const id = () => Type.Optional(Type.String({ minLength: 1, maxLength: 32, readOnly: true }));
const reference = () => group({ id: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })) });
const metadata = readOnly({ creator: Type.String({ description: 'The merchant' }) });

const shipTo = group({
  firstName: text(name.properties.first, 60),
  lastName: text(name.properties.last, 60),
  company: text(company.properties.name, 60),
  address1: text(base.properties.line1, 60),
  address2: text(base.properties.line2, 60),
  locality: text(base.properties.city, 50),
  administrativeArea: text(base.properties.state, 20),
  postalCode: text(base.properties.postalCode, 10),
  country: text(base.properties.country, 2),
  email: text(contact.properties.email, 320),
  phoneNumber: text(contact.properties.phones.properties.mobile, 15),
});

export const ShippingAddress = Type.Object({
  _links: readOnly({ self: Link, customer: Link }),
  id: id(),
  default: Type.Optional(
    Type.Boolean({ description: '"true" and "false" are understood too, and so is the name `_default`' }),
  ),
  shipTo,
  metadata,
});

/** The names that merchant-defined data can have, in the order in which it is shown. */
export const MERCHANT_DEFINED_NAMES = [
  'data1',
  'data2',
  'data3',
  'data4',
  'sensitive1',
  'sensitive2',
  'sensitive3',
  'sensitive4',
] as const;

const merchantDefinedInformation = Type.Optional(
  Type.Array(
    Type.Object({
      name: Type.Enum([...MERCHANT_DEFINED_NAMES]),
      value: Type.String({ maxLength: 100, pattern: TEXT }),
    }),
    { maxItems: MERCHANT_DEFINED_NAMES.length, description: 'Replaced as a whole; no name twice' },
  ),
);

/** What a merchant writes of a customer. */
const writable: Record<string, TSchema> = {
  objectInformation: group({
    title: text(labels.properties.title, 60),
    comment: text(labels.properties.comment, 150),
  }),
  buyerInformation: group({
    merchantCustomerID: text(references.properties.merchantCustomerId, 100),
    email: text(contact.properties.email, 255),
  }),
  clientReferenceInformation: group({ code: text(references.properties.code, 50) }),
  merchantDefinedInformation,
  defaultPaymentInstrument: reference(),
  defaultShippingAddress: reference(),
};

export const Customer = Type.Object({
  _links: readOnly({ self: Link, paymentInstruments: Link, shippingAddress: Link, shippingAddresses: Link }),
  id: id(),
  ...writable,
  metadata,
  _embedded: readOnly({ defaultShippingAddress: ShippingAddress }),
});

/** A change as it is documented: `null` removes. */
export const CustomerPatch = orNull(Customer);
export const ShippingAddressPatch = orNull(ShippingAddress);

const validateMembers = validatorOf(Type.Object(writable));

/** The rules of a customer, apart from `null` and the empty string, which are the lens's. */
export const validateCustomer: Validator = (document) => [...validateMembers(document), ...repeatedNames(document)];
/** The same of a shipping address. */
export const validateShippingAddress: Validator = validatorOf(Type.Object({ shipTo }));

/** Data of one name can have one value; of each name that is there more often, the second place is told. */
function repeatedNames(document: Json): Violation[] {
  const entries = member(document, 'merchantDefinedInformation');
  if (!Array.isArray(entries)) return [];
  const names = entries.map((entry: Json) => member(entry, 'name'));
  return MERCHANT_DEFINED_NAMES.flatMap((known) => {
    const first = names.indexOf(known);
    const second = first < 0 ? -1 : names.indexOf(known, first + 1);
    const pointer = `/merchantDefinedInformation/${second}/name`;
    return second < 0 ? [] : [{ pointer, rule: 'repeated', message: 'is there already' }];
  });
}

/** The schema with `null` allowed where it clears. */
function orNull(schema: TSchema): TSchema {
  const { properties } = schema as { properties?: Readonly<Record<string, TSchema>> };
  if (!properties) return schema;
  const members = Object.entries(properties).map(([memberName, inner]) => {
    const value = 'readOnly' in inner ? inner : Type.Union([orNull(inner), Type.Null()]);
    return [memberName, Type.Optional(value)] as const;
  });
  return Type.Object(Object.fromEntries(members));
}
