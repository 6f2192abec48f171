import { ok } from '@clientele/core';
import Type from 'typebox';
import type { Face, Operation, Route } from '../../src/faces/face.ts';

/** A face as small as can be that still says everything a document can be asked to say. */
const Toy = Type.Object(
  {
    id: { ...Type.String({ pattern: '^[0-9]+$' }), class: 'system', mutability: 'system' },
    class: Type.Optional(Type.String({ maxLength: 10, class: 'custom', description: 'A member named like a keyword' })),
    number: Type.Optional(Type.String({ class: 'reference', mutability: 'once' })),
    phone: Type.Optional(Type.String({ format: 'phone', class: 'contact' })),
    tags: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z]+$' }), Type.String({ class: 'custom' }))),
    size: Type.Optional(Type.Enum(['S', 'M'], { class: 'custom', default: 'S' })),
  },
  { additionalProperties: false },
);
const ToyList = Type.Object({ items: Type.Array(Toy), next: Type.Union([Type.String(), Type.Null()]) });
const Unused = Type.Object({});
const Refusal = Type.Object({ type: Type.String(), title: Type.String() });

const patch: Operation = {
  id: 'updateToy',
  summary: 'Update a toy',
  description: 'Changes what `the patch` names <b>and</b> nothing else.',
  tag: 'Toys',
  parameters: [
    { name: 'id', in: 'path', description: 'The id of the toy', schema: Type.String({ pattern: '^[0-9]+$' }) },
    { name: 'If-Match', in: 'header', description: 'The version to change', required: true, schema: Type.String() },
    { name: 'dryRun', in: 'query', description: 'Show, do not change', schema: Type.Boolean({ default: false }) },
  ],
  requestBody: { mediaTypes: ['application/merge-patch+json'], schema: Toy, example: { phone: '+4915112345678' } },
  responses: {
    200: { description: 'The toy as it is now', schema: Toy, headers: { ETag: 'Its version' } },
    204: { description: 'Done' },
    412: { description: 'Another version', mediaType: 'application/problem+json', schema: Refusal },
  },
  problems: [400, 401, 404, 412],
};
const list: Operation = {
  id: 'listToys',
  summary: 'List toys',
  tag: 'Toys',
  responses: { 200: { description: 'Some toys', schema: ToyList } },
  problems: [401],
};
const hello: Operation = {
  id: 'sayHello',
  summary: 'Say hello',
  tag: 'Door',
  requestBody: { mediaTypes: ['text/plain', 'application/json'], schema: Type.String({ maxLength: 5 }) },
  responses: { 200: { description: 'Hello', mediaType: 'text/plain', schema: Type.String() } },
  problems: [400],
};

const handle: Route['handle'] = async () => ok({ status: 204, headers: {} });
const reads = { names: ['application/json'], test: () => true };

export const toyFace: Face = {
  name: 'toy',
  prefixes: ['/toys', '/api'],
  routes: [
    { method: 'PATCH', path: '/toys/:id', scope: 'customers:write', reads, handle, operation: patch },
    { method: 'PATCH', path: '/api/toys/:id', scope: 'customers:write', reads, handle, operation: patch },
    { method: 'GET', path: '/toys', scope: 'customers:read', handle, operation: list },
    { method: 'GET', path: '/api/toys', scope: 'customers:read', handle, operation: list },
    {
      method: 'GET',
      path: '/boxes/:box/toys/:id',
      scope: 'customers:read',
      handle,
      operation: { ...list, id: 'getBoxed' },
    },
    { method: 'POST', path: '/hello', scope: 'public', reads: { ...reads, optional: true }, handle, operation: hello },
  ],
  authenticate: () => Promise.reject(new Error('the toy is never asked')),
  refuse: () => ({ status: 500, headers: {} }),
  description: {
    title: 'Toys',
    summary: 'A face for tests',
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    },
    problem: { mediaTypes: ['application/problem+json'], schema: Refusal },
    schemas: { Toy, ToyList, Unused },
  },
};
