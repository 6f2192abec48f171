import Type from 'typebox';
import type { MediaTypes, Operation, Route } from '../../../src/faces/face.ts';
import { type Ground, getClient, patchClient } from './clients.ts';
import { Client, ClientPatch } from './schema.ts';

const json: MediaTypes = { names: ['application/json'], test: (essence) => essence === 'application/json' };

const answers: Operation['responses'] = {
  200: { description: 'The client', mediaType: 'application/json', schema: Client, headers: { ETag: 'The version' } },
};
const ANY = [400, 401, 403, 404, 408, 413, 431, 500, 503];

const getOperation: Operation = {
  ...{ id: 'getClient', summary: 'Read a client', tag: 'Clients' },
  responses: answers,
  problems: ANY,
};
const patchOperation: Operation = {
  ...{ id: 'patchClient', summary: 'Change what is sent of a client', tag: 'Clients' },
  parameters: [{ name: 'If-Match', in: 'header', description: 'The version that was read', schema: Type.String() }],
  requestBody: { mediaTypes: json.names, schema: ClientPatch, example: { mail: 'jane@example.com', tel: null } },
  responses: answers,
  problems: [...ANY, 412, 415, 507],
};

export function routesOf(ground: Ground): Route[] {
  const path = '/toys/clients/:id';
  // biome-ignore format: one operation, one row
  return [
    { method: 'GET', path, scope: 'customers:read', handle: (call) => getClient(ground, call), operation: getOperation },
    { method: 'PATCH', path, scope: 'customers:write', reads: json, handle: (call) => patchClient(ground, call), operation: patchOperation },
  ];
}
