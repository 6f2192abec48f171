import Type, { type TSchema } from 'typebox';
import type { Operation, Parameter, ResponseDescription } from '../face.ts';
import {
  AccountContracts,
  Addresses,
  CardContracts,
  Classifiers,
  Client,
  ClientIdentifier,
  CustomDataTagValues,
} from './answers.ts';
import { PAGE_LIMIT } from './contracts.ts';
import {
  AddressCreation,
  AddressModification,
  ClassifierCreation,
  ClearPinAttempts,
  ClientCreation,
  ClientIdentifierSearch,
  ClientModification,
  CustomDataTags,
} from './schema.ts';

/** What the OpenAPI document says of each operation (contract §1); the operations themselves are in `routes.ts`. */

export const JSON_TYPES = ['application/json'];
export const PATCH_TYPES = ['application/merge-patch+json', 'application/json'];

const parameter = (
  place: Parameter['in'],
  name: string,
  description: string,
  schema: TSchema = Type.String(),
  required = place === 'path',
): Parameter => ({ name, in: place, description, schema, ...(required && { required }) });

const clientId = parameter(
  'path',
  'client_id',
  'The client, an integer of up to 18 digits',
  Type.Integer({ format: 'int64', minimum: 1 }),
);
const ifMatch = parameter(
  'header',
  'If-Match',
  'The ETag of the version that this change was made for, quoted or bare; a stale one is refused',
  Type.String(),
  true,
);
const ifMatchOptional = parameter('header', 'If-Match', 'The ETag of the version that this change was made for');
const idempotencyKey = parameter(
  'header',
  'Idempotency-Key',
  'Makes a retry safe for 24 hours: the same key and request have one effect',
);
const correlationId = parameter('header', 'Correlation-Id', 'An id of your own; nothing is done with it');

const etag = { ETag: 'The version, as a strong entity tag' };
const answering = (description: string, schema: TSchema, headers?: Readonly<Record<string, string>>) => ({
  description,
  mediaType: 'application/json',
  schema,
  ...(headers && { headers }),
});
const nothing = (description: string, headers?: Readonly<Record<string, string>>): ResponseDescription => ({
  description,
  ...(headers && { headers }),
});

/** What any request may be answered. */
const READ = [400, 401, 403, 404, 408, 413, 431, 500, 503];
const WRITE = [...READ, 409, 412, 415, 422, 507];

/** The vendor flags every operation so (contract §1). */
const encrypted = { extensions: { 'x-mastercard-api-encrypted': true } } as const;
const clients = { ...encrypted, tag: 'Clients', parameters: [clientId, correlationId] };

export const createClient: Operation = {
  ...encrypted,
  id: 'createClient',
  summary: 'Create a client',
  description: '`clientNumber` and `clientType` are required; a member that is `null` counts as left out.',
  tag: 'Clients',
  parameters: [idempotencyKey, correlationId],
  requestBody: {
    mediaTypes: JSON_TYPES,
    schema: ClientCreation,
    example: { clientNumber: 'ABC_5698521932', clientType: 'PR', clientContactData: { email: 'jane@example.com' } },
  },
  responses: { 201: answering('The id of the client', ClientIdentifier, { Location: 'Its path below the prefix' }) },
  problems: WRITE,
};

export const getClient: Operation = {
  ...clients,
  id: 'getClient',
  summary: 'Read a client',
  description: 'Members without a value are left out, and so is custom data, which is read tag by tag.',
  responses: { 200: answering('The client', Client, etag), 304: nothing('Still the version that is known', etag) },
  problems: READ,
};

export const updateClient: Operation = {
  ...clients,
  id: 'updateClient',
  summary: 'Update a client',
  description:
    'A merge patch (RFC 7386): only the members that are sent are changed, `null` clears one. Custom data is set and removed tag by tag.',
  parameters: [clientId, ifMatch, idempotencyKey, correlationId],
  requestBody: {
    mediaTypes: PATCH_TYPES,
    schema: ClientModification,
    example: { clientContactData: { email: 'jane.doe@example.com' }, clientPersonalData: { middleName: null } },
  },
  responses: { 204: nothing('Updated', etag) },
  problems: WRITE,
};

export const getClientId: Operation = {
  ...encrypted,
  id: 'getClientId',
  summary: 'Find the id of a client',
  description: 'Of several clients with the same identifier the one that was created first.',
  tag: 'Clients',
  parameters: [idempotencyKey, correlationId],
  requestBody: {
    mediaTypes: JSON_TYPES,
    schema: ClientIdentifierSearch,
    example: { clientIdentifier: 'ABC_5698521931', clientIdentifierType: 'CLIENT_NUMBER' },
  },
  responses: { 200: answering('The id of the client', ClientIdentifier) },
  problems: WRITE,
};

export const setClientCustomData: Operation = {
  ...encrypted,
  id: 'setClientCustomData',
  summary: 'Set and remove tags of custom data',
  description: 'An empty `tagValue` leaves the tag without a value, `removeTag` removes it; other tags stay.',
  tag: 'Custom data',
  parameters: [clientId, ifMatchOptional, idempotencyKey, correlationId],
  requestBody: {
    mediaTypes: JSON_TYPES,
    schema: CustomDataTags,
    example: [{ tagContainer: 'ADD_INFO_01', tagName: 'TAG_01', tagValue: 'TAG_01_VALUE' }],
  },
  responses: { 200: nothing('Done') },
  problems: WRITE,
};

export const getClientCustomData: Operation = {
  ...encrypted,
  id: 'getClientCustomData',
  summary: 'Read a tag of custom data',
  tag: 'Custom data',
  parameters: [
    clientId,
    parameter('path', 'tag_name', 'The name of the tag', Type.String({ minLength: 1, maxLength: 32 })),
    correlationId,
  ],
  responses: { 200: answering('The tag in each container that has it', CustomDataTagValues) },
  problems: READ,
};

export const addClientAddress: Operation = {
  ...encrypted,
  id: 'addClientAddress',
  summary: 'Add an address',
  tag: 'Addresses',
  parameters: [clientId, ifMatchOptional, idempotencyKey, correlationId],
  requestBody: {
    mediaTypes: JSON_TYPES,
    schema: AddressCreation,
    example: { addressType: 'STMT', addressLine1: 'Derrick Street', city: 'Boston', country: 'USA' },
  },
  responses: { 200: nothing('Added') },
  problems: WRITE,
};

export const getClientAddresses: Operation = {
  ...encrypted,
  id: 'getClientAddresses',
  summary: 'Read the addresses of a client',
  tag: 'Addresses',
  parameters: [clientId, correlationId],
  responses: { 200: answering('The addresses by their type', Addresses) },
  problems: READ,
};

export const updateClientAddress: Operation = {
  ...encrypted,
  id: 'updateClientAddress',
  summary: 'Replace an address',
  description: 'Members that are left out are cleared, but for `enabled`, which stays.',
  tag: 'Addresses',
  parameters: [
    clientId,
    parameter('path', 'address_type', 'The type of the address'),
    ifMatchOptional,
    idempotencyKey,
    correlationId,
  ],
  requestBody: { mediaTypes: JSON_TYPES, schema: AddressModification, example: { city: 'Rome', country: 'ITA' } },
  responses: { 204: nothing('Replaced') },
  problems: WRITE,
};

export const setClientClassifier: Operation = {
  ...encrypted,
  id: 'setClientClassifier',
  summary: 'Set a classifier',
  tag: 'Classifiers',
  parameters: [
    clientId,
    parameter('path', 'classifier_code', 'The code of the classifier'),
    ifMatchOptional,
    idempotencyKey,
    correlationId,
  ],
  requestBody: { mediaTypes: JSON_TYPES, schema: ClassifierCreation, example: { classifierValue: 'YES' } },
  responses: { 204: nothing('Set') },
  problems: WRITE,
};

export const getClientClassifiers: Operation = {
  ...encrypted,
  id: 'getClientClassifiers',
  summary: 'Read classifiers of a client',
  tag: 'Classifiers',
  parameters: [
    clientId,
    parameter('query', 'classifier_codes', 'The codes to read, separated by commas; may be empty', Type.String(), true),
    correlationId,
  ],
  responses: { 200: answering('Those of them that the client has', Classifiers) },
  problems: READ,
};

export const clearOnlinePinAttemptsForClient: Operation = {
  ...encrypted,
  id: 'clearOnlinePinAttemptsForClient',
  summary: 'Clear the counter of PIN attempts',
  description: 'Always refused: no PIN is kept here.',
  tag: 'Contracts',
  parameters: [clientId, correlationId],
  requestBody: { mediaTypes: JSON_TYPES, schema: ClearPinAttempts, example: { clearAttemptsOnClientCards: true } },
  responses: { 204: nothing('What the vendor answers; it is never given here') },
  problems: [400, 401, 403, 408, 413, 415, 431, 500, 503],
};

const limit = parameter('query', 'limit', 'How many at most', Type.Integer({ ...PAGE_LIMIT }));
const offset = parameter('query', 'offset', 'How many are passed over', Type.Integer({ minimum: 0, default: 0 }));

export const getAccountContractsByClient: Operation = {
  ...encrypted,
  id: 'getAccountContractsByClient',
  summary: 'Read the account contracts of a client',
  description: 'No contracts are kept here: the page is always empty.',
  tag: 'Contracts',
  parameters: [clientId, limit, offset, correlationId],
  responses: { 200: answering('An empty page', AccountContracts) },
  problems: READ,
};

export const getCardContractsByClient: Operation = {
  ...getAccountContractsByClient,
  id: 'getCardContractsByClient',
  summary: 'Read the card contracts of a client',
  parameters: [
    clientId,
    parameter('query', 'creation_date_from', 'The first day of creation', Type.String({ format: 'date' })),
    parameter('query', 'statuses', 'Codes of states, separated by commas; empty: all'),
    limit,
    offset,
    correlationId,
  ],
  responses: { 200: answering('An empty page', CardContracts) },
};
