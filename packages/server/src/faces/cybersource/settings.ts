import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;

/** What a merchant settles with the vendor, per tenant (contract §1.1, §2.1, §3). What is left out has its default. */
export const CybersourceSettings = Type.Object(
  {
    profiles: Type.Array(Type.String({ pattern: '^[0-9A-Fa-f-]{36}$' }), {
      maxItems: 64,
      default: [],
      description: 'The profile ids that `profile-id` may name',
    }),
    requestHosts: Type.Union(
      [Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 16 }), Type.Null()],
      {
        default: null,
        description: 'What the claim `request-host` of a token may be; null: it is not compared',
      },
    ),
    certificateTokens: Type.Enum(['off', 'on'], {
      default: 'off',
      description: 'Whether tokens of clients before 0.0.77 are taken, which name no path and carry their certificate',
    }),
    personalData: Type.Enum(['refuse', 'warn'], {
      default: 'warn',
      description: 'What happens to card numbers and e-mail addresses in merchantDefinedInformation',
    }),
  },
  closed,
);
export type CybersourceSettings = Static<typeof CybersourceSettings>;
