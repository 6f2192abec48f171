import Type, { type TSchema } from 'typebox';
import { CustomDataTag } from './custom-data-tag.ts';
import { AddressCreation, baseClient, ClientCreation } from './schema.ts';

/** What the operations answer (contract §1, §1.2, §2, §4). */
const closed = { additionalProperties: false } as const;
const clientId = Type.Integer({
  format: 'int64',
  minimum: 1,
  description: 'Up to 18 digits: no double holds them all',
});
const { clientNumber, clientType, orderDepartment, serviceGroupCode } = ClientCreation.properties;

/** A client as it is read: never its custom data, and never a member without a value. */
export const Client = Type.Object(
  {
    amendmentDate: Type.String({ format: 'date-time', description: 'The time of the last change, in whole seconds' }),
    clientId,
    clientNumber,
    clientType: Type.Optional({ ...clientType }),
    dateOpen: Type.String({ format: 'date' }),
    orderDepartment,
    serviceGroupCode,
    ...baseClient,
  },
  closed,
);

/** The answer to a creation and to a search. */
export const ClientIdentifier = Type.Object({ clientId }, closed);

const { tagContainer, tagName, tagValue } = CustomDataTag.properties;
/** One item for each container that has the tag; a tag without a value has no `tagValue`. */
export const CustomDataTagValues = Type.Object(
  { clientCustomDataTagValues: Type.Array(Type.Object({ tagContainer, tagName, tagValue }, closed)) },
  closed,
);

export const Address = Type.Object({ ...AddressCreation.properties, enabled: Type.Boolean() }, closed);
export const Addresses = Type.Object({ clientAddresses: Type.Array(Address) }, closed);

const label = () => Type.Optional(Type.String({ maxLength: 255 }));
export const Classifier = Type.Object(
  {
    classifierCode: Type.String(),
    classifierName: label(),
    classifierValue: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    classifierValueName: label(),
    status: Type.Enum(['Active', 'Inactive', 'Closed']),
  },
  closed,
);
export const Classifiers = Type.Object({ clientClassifiers: Type.Array(Classifier) }, closed);

/** No contracts are kept here: the lists are there, and empty. */
export const AccountContracts = emptyPage('clientAccountContracts');
export const CardContracts = emptyPage('clientCardContracts');

function emptyPage(list: string): TSchema {
  return Type.Object(
    {
      count: Type.Integer({ minimum: 0, maximum: 100 }),
      limit: Type.Integer({ minimum: 1, maximum: 100 }),
      offset: Type.Integer({ minimum: 0 }),
      total: Type.Integer({ minimum: 0 }),
      [list]: Type.Array(Type.Object({}), { maxItems: 0 }),
    },
    closed,
  );
}

/** Every refusal, of the service and of the gateway before it. */
export const Errors = Type.Object(
  {
    Errors: Type.Object(
      {
        Error: Type.Array(
          Type.Object(
            {
              Source: Type.String({ maxLength: 200 }),
              ReasonCode: Type.String({ maxLength: 200, description: 'What a program may branch on' }),
              Description: Type.String({ maxLength: 10_000 }),
              Details: Type.Optional(Type.String({ maxLength: 10_000 })),
              Recoverable: Type.Boolean(),
            },
            closed,
          ),
          { minItems: 1 },
        ),
      },
      closed,
    ),
  },
  closed,
);
