import { searchKinds } from '@clientele/core';
import Type from 'typebox';
import type { Operation } from '../face.ts';
import {
  ALWAYS,
  cursor,
  customer,
  dryRun,
  etag,
  id,
  idempotencyKey,
  ifMatch,
  inHeader,
  inPath,
  inQuery,
  limit,
  MERGE_PATCH,
  merged,
  prefer,
  reason,
  WRITE,
} from './operation-parts.ts';
import {
  Credential,
  CredentialInput,
  CredentialList,
  CustomerFields,
  CustomerList,
  HandleInput,
  HistoryList,
  handleFaces,
  JsonPatch,
} from './schema.ts';

/** What the OpenAPI document says of each operation; the operations themselves are in `routes.ts`. */

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
  responses: { 200: customer('The customer'), 304: { description: 'Not modified', headers: etag }, ...merged },
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
    ...merged,
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
  responses: { 204: { description: 'Deleted' }, ...merged },
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
  responses: { 201: customer('The customer with its new handle'), ...merged },
  problems: WRITE,
};

export const detachHandle: Operation = {
  id: 'detachHandle',
  summary: 'Take a handle away; with its last handle the customer goes',
  tag: 'Handles',
  parameters: [id, inPath('face', 'Whose handle'), ifMatch(true), idempotencyKey, reason],
  responses: { 204: { description: 'Detached' }, ...merged },
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
