import Type, { type TSchema } from 'typebox';
import type { Operation, Parameter } from '../face.ts';
import { filters, LIMIT_DEFAULT, LIMIT_MAX } from './list.ts';
import { AccessToken, Client, ClientChange, ClientList, JsonPatch, Login, NewClient } from './schema.ts';

/** What the OpenAPI document says of each operation; the operations themselves are in `routes.ts`. */

/** The media types that the vendor declares, and the two that say which kind of change it is. */
export const changeTypes = [
  'application/json',
  'text/json',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/*+json',
];

const inQuery = (name: string, description: string, schema: TSchema = Type.String()): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const inHeader = (name: string, description: string): Parameter => ({
  name,
  in: 'header',
  description,
  schema: Type.String(),
});

const id: Parameter = {
  name: 'id',
  in: 'path',
  description: 'The unique identifier of the customer',
  required: true,
  schema: Type.Integer({ format: 'int64' }),
};
const ifMatch = inHeader('If-Match', 'The ETag of the version that this change was made for; a stale one is refused');
const ifNoneMatch = inHeader(
  'If-None-Match',
  'The ETag of the version that is known; answered 304 while it is current',
);
const idempotencyKey = inHeader('Idempotency-Key', 'Makes a retry safe: the same key and request have one effect');
const dryRun = inQuery(
  'dryRun',
  '`true` validates and shows the result, and changes nothing',
  Type.Enum(['true', 'false']),
);
const mode = inQuery('mode', '`replace` clears what the body leaves out', Type.Enum(['merge', 'replace']));

const etag = { ETag: 'The version, as a strong entity tag' };
const client = (description: string, headers: Readonly<Record<string, string>> = etag) => ({
  description,
  mediaType: 'application/json',
  schema: Client,
  headers,
});
const PROFILE =
  'Members beyond the twelve of the vendor’s schema and `preferences` are shown with `Accept: application/json;profile=extended`.';

/** What any request with a credential may be answered. */
const ALWAYS = [400, 401, 403, 408, 413, 431, 500, 503];
const WRITE = [...ALWAYS, 404, 409, 412, 415, 422, 507];

export const login: Operation = {
  id: 'login',
  summary: 'Log in for an access token',
  tag: 'Authentication',
  requestBody: {
    mediaTypes: ['application/json'],
    schema: Login,
    example: { email: 'integrator@example.com', password: 'correct horse battery staple' },
  },
  responses: {
    200: { description: 'The token, valid for an hour', mediaType: 'application/json', schema: AccessToken },
  },
  problems: [400, 401, 408, 413, 415, 429, 431, 500, 503],
};

export const createCustomer: Operation = {
  id: 'createCustomer',
  summary: 'Create a customer',
  description: `Name and e-mail address are required. ${PROFILE}`,
  tag: 'Customers',
  parameters: [idempotencyKey, dryRun],
  requestBody: {
    mediaTypes: changeTypes,
    schema: NewClient,
    example: { name: 'Jane Doe', email: 'jane@example.com', phone: '+1234567890' },
  },
  responses: {
    200: client('What would be created (`dryRun=true`)', {}),
    201: client('The customer', { ...etag, Location: 'Its path' }),
  },
  problems: WRITE.filter((status) => status !== 404 && status !== 412),
};

export const listCustomers: Operation = {
  id: 'listCustomers',
  summary: 'List customers, or find them by one exact value',
  description: 'A page may hold fewer than `limit`; there are more while `next` is not null.',
  tag: 'Customers',
  parameters: [
    inQuery('limit', `How many at most; clamped to ${LIMIT_MAX}`, Type.Integer({ minimum: 1, default: LIMIT_DEFAULT })),
    inQuery('cursor', '`next` of the page before'),
    ...filters.map((name) => inQuery(name, `Customers with this ${name}`)),
  ],
  responses: { 200: { description: 'One page', mediaType: 'application/json', schema: ClientList } },
  problems: ALWAYS,
};

export const readCustomer: Operation = {
  id: 'readCustomer',
  summary: 'Read a customer',
  description: PROFILE,
  tag: 'Customers',
  parameters: [id, ifNoneMatch],
  responses: { 200: client('The customer'), 304: { description: 'Still the version that is known', headers: etag } },
  problems: [...ALWAYS, 404],
};

const example = {
  email: 'newemail@example.com',
  phone: '+1234567890',
  address: { street: '456 New Street', city: 'San Francisco', state: 'CA', zipCode: '94105', country: 'US' },
};
const change = { mediaTypes: changeTypes, schema: Type.Union([ClientChange, JsonPatch]), example };

export const updateCustomer: Operation = {
  id: 'updateCustomer',
  summary: 'Update a customer',
  description: `Only the members that are sent are changed; \`null\` clears one. ${PROFILE}`,
  tag: 'Customers',
  parameters: [id, ifMatch, idempotencyKey, mode, dryRun],
  requestBody: change,
  responses: { 200: client('The customer as it is now') },
  problems: WRITE,
};

export const patchCustomer: Operation = {
  ...updateCustomer,
  id: 'patchCustomer',
  summary: 'Update a customer in part',
  parameters: [id, ifMatch, idempotencyKey, dryRun],
};

export const deleteCustomer: Operation = {
  id: 'deleteCustomer',
  summary: 'Delete a customer',
  description: 'The id is never given out again. The record itself stays while another API has it.',
  tag: 'Customers',
  parameters: [id, ifMatch, idempotencyKey],
  responses: { 204: { description: 'Deleted' } },
  problems: WRITE.filter((status) => status !== 415),
};
