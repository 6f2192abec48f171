import { Conflict, Customer, CustomerFields, Handles, HistoryEntry, JsonPatch, MergeClash } from '@clientele/core';
import Type, { type Static } from 'typebox';
import { credentialFaces, kindNames } from '../../use-cases/credential-kinds.ts';
import { MERCHANT_ID } from '../../use-cases/merchant.ts';

export const CustomerList = Type.Object(
  {
    items: Type.Array(Customer),
    next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
  },
  { additionalProperties: false },
);

export const HistoryList = Type.Object(
  { items: Type.Array(HistoryEntry), next: Type.Union([Type.String(), Type.Null()]) },
  { additionalProperties: false },
);

/** The faces a customer can have a handle in. */
export const handleFaces = Object.keys(Handles.properties) as (keyof Handles)[];

/** A handle to add: minted unless it is given, as it is when customers are moved here with the ids they have. */
export const HandleInput = Type.Object(
  {
    face: Type.Enum(handleFaces),
    handle: Type.Optional(
      Type.String({ minLength: 1, maxLength: 32, description: 'The id to keep; minted when absent' }),
    ),
    clientNumber: Type.Optional(CustomerFields.properties.references.properties.clientNumber),
    clientType: Type.Optional(CustomerFields.properties.classification.properties.clientType),
  },
  { additionalProperties: false },
);
export type HandleInput = Static<typeof HandleInput>;

export const CredentialInput = Type.Object(
  {
    face: Type.Enum(credentialFaces),
    role: Type.Optional(Type.Enum(['integrator', 'operator'])),
    kind: Type.Optional(Type.Enum(kindNames)),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 255, description: 'The account name of a login' })),
    publicKeyPem: Type.Optional(
      Type.String({
        maxLength: 16_384,
        description: 'The key or certificate (PEM) of a caller who has a key pair; a new pair is made when absent',
      }),
    ),
    merchantId: Type.Optional(
      Type.String({ pattern: MERCHANT_ID.source, description: 'What a merchant’s vendor calls him; like the tenant' }),
    ),
    portfolioId: Type.Optional(
      Type.String({
        pattern: MERCHANT_ID.source,
        description: 'The portfolio whose key it is, if many merchants use it',
      }),
    ),
  },
  { additionalProperties: false },
);
export type CredentialInput = Static<typeof CredentialInput>;

export const Credential = Type.Object(
  {
    id: Type.String(),
    face: Type.String(),
    kind: Type.String(),
    role: Type.Enum(['integrator', 'operator']),
    createdAt: Type.String({ format: 'date-time' }),
    revokedAt: Type.Optional(Type.String({ format: 'date-time' })),
    secret: Type.Optional(Type.String({ description: 'Shown once, when the credential is made' })),
    expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
    consumerKey: Type.Optional(Type.String({ description: 'What signed requests name' })),
    signingKeyPem: Type.Optional(Type.String({ description: 'What they are signed with. Shown once' })),
    kid: Type.Optional(Type.String({ description: 'What encrypted requests name' })),
    encryptionCertificatePem: Type.Optional(Type.String({ description: 'What they are encrypted for. Shown once' })),
    decryptionKeyPem: Type.Optional(Type.String({ description: 'What answers are decrypted with. Shown once' })),
    keyId: Type.Optional(Type.String({ description: 'What requests signed with a shared secret name' })),
    sharedSecret: Type.Optional(Type.String({ description: 'What they are signed with, in base64. Shown once' })),
    serialNumber: Type.Optional(Type.String({ description: 'What requests signed for a certificate name' })),
    p12Base64: Type.Optional(Type.String({ description: 'A PKCS#12 file, what they are signed with. Shown once' })),
    p12Password: Type.Optional(Type.String({ description: 'What opens that file. Shown once' })),
    p12Alias: Type.Optional(Type.String({ description: 'Whose entry it is in that file. Shown once' })),
    merchantId: Type.Optional(Type.String({ description: 'Who they are signed by. Shown once' })),
  },
  { additionalProperties: false },
);
export type Credential = Static<typeof Credential>;

export const CredentialList = Type.Object({ items: Type.Array(Credential) }, { additionalProperties: false });

/** RFC 9457 §3.1, and the members our problem types add (§3.2). */
export const ProblemDetails = Type.Object({
  type: Type.String({ format: 'uri-reference' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String({ format: 'uri-reference' }),
  requestId: Type.String(),
  violations: Type.Optional(
    Type.Array(Type.Object({ pointer: Type.String(), rule: Type.String(), message: Type.String() })),
  ),
  pointer: Type.Optional(Type.String()),
  currentVersion: Type.Optional(Type.Integer()),
  currentEtag: Type.Optional(Type.String()),
  changes: Type.Optional(Conflict.properties.changes),
  applicable: Type.Optional(Conflict.properties.applicable),
  mergedInto: Type.Optional(Type.String({ description: 'The id of the customer that it was merged into' })),
  clashes: Type.Optional(Type.Array(MergeClash, { description: 'What both have differently, with what was chosen' })),
  reason: Type.Optional(Type.String({ description: 'Why a merge cannot be undone' })),
  first: Type.Optional(Type.String({ description: 'The id of the customer whose merge has to be undone before' })),
});

export { Customer, CustomerFields, HistoryEntry, JsonPatch };
