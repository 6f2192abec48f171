import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** The operations of the contract's table (§1). */
export const OPERATION_IDS = [
  'createClient',
  'getClient',
  'updateClient',
  'getClientId',
  'setClientCustomData',
  'getClientCustomData',
  'addClientAddress',
  'getClientAddresses',
  'updateClientAddress',
  'setClientClassifier',
  'getClientClassifiers',
  'clearOnlinePinAttemptsForClient',
  'getAccountContractsByClient',
  'getCardContractsByClient',
] as const;

/** The values a member may have; `null` allows any. */
const Dictionary = (values: readonly string[] | null, description: string) =>
  Type.Union([Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 256 }), Type.Null()], {
    default: values,
    description,
  });

const Named = Type.Object({ name: Type.Optional(Type.String({ maxLength: 255 })) }, closed);

/** What the vendor agrees with each issuer, per tenant (contract §2, §5.5). What is left out has its default. */
export const MastercardSettings = Type.Object(
  {
    clientNumber: Type.Object(
      {
        prefix: Type.String({ maxLength: 32, default: '', description: 'What every client number begins with' }),
        lengthMax: Type.Integer({ minimum: 1, maximum: 64, default: 64, description: '32 in v1.1.2, 64 in v1.1.3' }),
      },
      { ...closed, default: {} },
    ),
    clientTypes: Dictionary(['PR', 'PNR', 'CR', 'CNR'], 'Values of clientType'),
    dictionaries: Type.Object(
      {
        title: Dictionary(['MR', 'MRS', 'MISS'], 'Values of title, also on the card'),
        suffix: Dictionary(null, 'Values of suffix'),
        maritalStatus: Dictionary(['DD', 'DM', 'DS', 'DX'], 'Divorced, married, single, other'),
        language: Dictionary(null, 'Values of language'),
        orderDepartment: Dictionary(null, 'Values of orderDepartment'),
        serviceGroupCode: Dictionary(null, 'Values of serviceGroupCode'),
      },
      { ...closed, default: {} },
    ),
    addressTypes: Dictionary(['PIN', 'STMT'], 'Types of address that can be added: PIN mailer and statement'),
    phones: Type.Enum(['any', 'standard'], {
      default: 'any',
      description: 'standard: `^00[0-9]{8,19}$`, as the Standard Product has them',
    }),
    embossing: Type.Object(
      {
        lineLengthMax: Type.Integer({ minimum: 1, maximum: 98, default: 26, description: 'Characters of a line' }),
        capitalsOnly: Type.Boolean({ default: true, description: 'Whether small letters are refused' }),
      },
      { ...closed, default: {} },
    ),
    classifiers: Type.Union(
      [
        Type.Record(
          Type.String({ pattern: '^[A-Za-z0-9_]{1,32}$' }),
          Type.Object(
            {
              name: Type.Optional(Type.String({ maxLength: 255 })),
              values: Type.Optional(
                Type.Record(Type.String({ pattern: '^.{1,32}$' }), Named, { additionalProperties: false }),
              ),
            },
            closed,
          ),
          { additionalProperties: false, maxProperties: 256 },
        ),
        Type.Null(),
      ],
      { default: null, description: 'The classifiers there are, their names and values; null allows any' },
    ),
    disabledOperations: Type.Array(Type.Enum([...OPERATION_IDS]), {
      maxItems: OPERATION_IDS.length,
      default: [],
      description: 'Operation ids that are answered 403',
    }),
    encryption: Type.Object(
      {
        mode: Type.Enum(['off', 'optional', 'required'], {
          default: 'optional',
          description: 'optional: an encrypted request is answered encrypted; required: nothing else is taken',
        }),
        errors: Type.Boolean({ default: false, description: 'Whether refusals are encrypted as well' }),
        answerKey: Type.Union([Type.String({ maxLength: 64 }), Type.Null()], {
          default: null,
          description:
            'The credential whose key answers to requests without a body are encrypted for; null: the oldest',
        }),
      },
      { ...closed, default: {} },
    ),
  },
  closed,
);
export type MastercardSettings = Static<typeof MastercardSettings>;
