import { searchKinds } from '@clientele/core';
import Type, { type TSchema } from 'typebox';
import type { Operation, Parameter } from '../face.ts';
import {
  Credential,
  CredentialInput,
  CredentialList,
  Customer,
  CustomerFields,
  CustomerList,
  HandleInput,
  HistoryList,
  handleFaces,
  JsonPatch,
} from './schema.ts';

/** What the OpenAPI document says of each operation; the operations themselves are in `routes.ts`. */

const inPath = (name: string, description: string): Parameter => ({
  name,
  in: 'path',
  description,
  required: true,
  schema: Type.String(),
});
const inQuery = (name: string, description: string, schema: TSchema = Type.String()): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const inHeader = (name: string, description: string, required = false): Parameter => ({
  name,
  in: 'header',
  description,
  required,
  schema: Type.String(),
});

const id = inPath('id', "The customer's id, `cus_…`");
export const ifMatch = (required: boolean) =>
  inHeader('If-Match', 'The ETag of the version this change was made for', required);
const idempotencyKey = inHeader('Idempotency-Key', 'Makes a retry safe: the same key and request have one effect');
const reason = inHeader('Change-Reason', 'Why the change is made; kept in the history. At most 200 visible characters');
const prefer = inHeader('Prefer', '`return=minimal` or `return=representation` (RFC 7240)');
const dryRun = inQuery(
  'dryRun',
  '`true` validates and shows the result, and changes nothing',
  Type.Enum(['true', 'false']),
);
const limit = (max: number) =>
  inQuery('limit', `How many at most; clamped to ${max}`, Type.Integer({ minimum: 1, default: 20 }));
const cursor = inQuery('cursor', '`next` of the page before');

export const etag = { ETag: 'The version, as a strong entity tag' };
const customer = (description: string, headers: Readonly<Record<string, string>> = etag) => ({
  description,
  mediaType: 'application/json',
  schema: Customer,
  headers,
});
const MERGE_PATCH = 'application/merge-patch+json';
/** What any request with a credential may be answered. */
export const ALWAYS = [400, 401, 403, 408, 413, 431, 500, 503];
const WRITE = [...ALWAYS, 404, 409, 412, 415, 422, 507];

export const createCustomer: Operation = {
  id: 'createCustomer',
  summary: 'Create a customer',
  tag: 'Customers',
  parameters: [idempotencyKey, reason, prefer, dryRun],
  requestBody: {
    mediaTypes: ['application/json'],
    schema: CustomerFields,
    example: { contact: { email: 'jane@example.com' } },
  },
  responses: {
    200: customer('What would be created (`dryRun=true`)', {}),
    201: customer('The customer', { ...etag, Location: 'Its path' }),
  },
  problems: WRITE.filter((status) => status !== 412 && status !== 404),
};

export const listCustomers: Operation = {
  id: 'listCustomers',
  summary: 'List customers, or find them by one exact value',
  tag: 'Customers',
  parameters: [
    limit(100),
    cursor,
    ...searchKinds.map((kind) => inQuery(kind, `Customers with this ${kind}`)),
    ...handleFaces.map((face) => inQuery(face, `The customer with this handle in the ${face} face`)),
  ],
  responses: { 200: { description: 'One page', mediaType: 'application/json', schema: CustomerList } },
  problems: ALWAYS,
};

export const readCustomer: Operation = {
  id: 'readCustomer',
  summary: 'Read a customer',
  tag: 'Customers',
  parameters: [id, inHeader('If-None-Match', 'Answers 304 when this is still the version')],
  responses: { 200: customer('The customer'), 304: { description: 'Not modified', headers: etag } },
  problems: [...ALWAYS, 404],
};

export const updateCustomer: Operation = {
  id: 'updateCustomer',
  summary: 'Update a customer',
  description: 'A merge patch (RFC 7396) or a JSON Patch (RFC 6902). An update that changes nothing makes no version.',
  tag: 'Customers',
  parameters: [id, ifMatch(true), idempotencyKey, reason, prefer, dryRun],
  requestBody: {
    mediaTypes: [MERGE_PATCH, 'application/json-patch+json'],
    schema: Type.Union([CustomerPatch(), JsonPatch]),
    example: { contact: { email: 'jane@example.com' } },
  },
  responses: {
    200: customer('The customer as it is now'),
    204: { description: 'Updated (`return=minimal`)', headers: etag },
  },
  problems: [...WRITE, 428],
};

/** A merge patch has the members of a record, and any of them may be `null`. */
function CustomerPatch() {
  return Type.Object(
    {},
    { additionalProperties: true, description: 'A merge patch: members of a customer, `null` clears' },
  );
}

export const deleteCustomer: Operation = {
  id: 'deleteCustomer',
  summary: 'Delete a customer with all its handles; its history stays',
  tag: 'Customers',
  parameters: [id, ifMatch(true), idempotencyKey, reason],
  responses: { 204: { description: 'Deleted' } },
  problems: [...WRITE.filter((status) => status !== 415), 428],
};

export const readHistory: Operation = {
  id: 'readHistory',
  summary: 'Who changed what, when and why; newest first',
  tag: 'History',
  parameters: [id, limit(1000), cursor],
  responses: { 200: { description: 'One page', mediaType: 'application/json', schema: HistoryList } },
  problems: [...ALWAYS, 404],
};

export const attachHandle: Operation = {
  id: 'attachHandle',
  summary: 'Give a customer a handle in one more face',
  tag: 'Handles',
  parameters: [id, ifMatch(false), idempotencyKey, reason],
  requestBody: { mediaTypes: ['application/json'], schema: HandleInput, example: { face: 'caibo' } },
  responses: { 201: customer('The customer with its new handle') },
  problems: WRITE,
};

export const detachHandle: Operation = {
  id: 'detachHandle',
  summary: 'Take a handle away; with its last handle the customer goes',
  tag: 'Handles',
  parameters: [id, inPath('face', 'Whose handle'), ifMatch(true), idempotencyKey, reason],
  responses: { 204: { description: 'Detached' } },
  problems: [...WRITE.filter((status) => status !== 415), 428],
};

export const createCredential: Operation = {
  id: 'createCredential',
  summary: 'Make a credential; its secret is shown once',
  tag: 'Credentials',
  requestBody: {
    mediaTypes: ['application/json'],
    schema: CredentialInput,
    example: { face: 'caibo', kind: 'api-key' },
  },
  responses: { 201: { description: 'The credential', mediaType: 'application/json', schema: Credential } },
  problems: [...ALWAYS, 409, 415, 422, 429, 507],
};

export const listCredentials: Operation = {
  id: 'listCredentials',
  summary: 'The credentials of the tenant, without their secrets',
  tag: 'Credentials',
  responses: { 200: { description: 'All of them', mediaType: 'application/json', schema: CredentialList } },
  problems: ALWAYS,
};

export const revokeCredential: Operation = {
  id: 'revokeCredential',
  summary: 'Revoke a credential; it stops working within five seconds',
  tag: 'Credentials',
  parameters: [inPath('id', "The credential's id")],
  responses: { 204: { description: 'Revoked' } },
  problems: [...ALWAYS, 404],
};
