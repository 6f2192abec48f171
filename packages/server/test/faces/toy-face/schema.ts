import { CustomerFields, validatorOf } from '@clientele/core';
import Type, { type TSchema } from 'typebox';

/** The documents of the face. The limits are the record's own. */
const { name, contact } = CustomerFields.properties;
const closed = { additionalProperties: false } as const;

const clientOf = (member: (schema: TSchema) => TSchema) =>
  Type.Object(
    {
      name: member(Type.Object({ given: member(name.properties.first), family: member(name.properties.last) }, closed)),
      mail: member(contact.properties.email),
      tel: member(contact.properties.phones.properties.mobile),
    },
    closed,
  );

export const Client = clientOf(Type.Optional);
/** A change: `null` removes. */
export const ClientPatch = clientOf((schema) => Type.Optional(Type.Union([schema, Type.Null()])));

/** The rules of a change, apart from `null`, which is the lens's. */
export const validateClient = validatorOf(Client);

export const Trouble = Type.Object({
  trouble: Type.String({ description: 'What a program may branch on' }),
  words: Type.String(),
  where: Type.Optional(Type.Array(Type.String(), { description: 'The members to blame, as JSON Pointers' })),
});
