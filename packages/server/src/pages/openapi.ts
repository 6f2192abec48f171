import { STATUS_CODES } from 'node:http';
import type { Json, JsonObject } from '@clientele/core';
import type { TSchema } from 'typebox';
import type { Face, Parameter, ResponseDescription, Route } from '../faces/face.ts';
import { type DescribedOperation, describedOperations, sharedPrefixes } from './described-operation.ts';
import { published, publishedInFull, type SchemaNames } from './published-schema.ts';

export interface DocumentOptions {
  /** The version of the API that the document describes. */
  readonly version: string;
  /** Where the face is served; relative to the document's own address or absolute. */
  readonly serverUrl: string;
}

const REQUEST_ID = 'X-Request-Id';
const LICENSE = { name: 'Apache License 2.0', identifier: 'Apache-2.0' };
const PATH_PARAMETER = /:(\w+)/g;

/**
 * The OpenAPI 3.1.1 document of a face, made of the routes and the schemas that are in use. Prefixes under which all
 * operations are served are servers of the document; an operation that is served under more has servers of its own.
 * Throws on a face that no document can describe: one operation with two meanings, one name for two schemas.
 */
export function openApiDocument(face: Face, options: DocumentOptions): JsonObject {
  const { title, summary, securitySchemes } = face.description;
  const names = schemaNames(face);
  const operations = describedOperations(face);
  const shared = sharedPrefixes(operations);
  const paths: Record<string, Record<string, Json>> = {};
  for (const { route, prefixes } of operations) {
    const path = route.path.replace(PATH_PARAMETER, '{$1}');
    const servers = prefixes.length > shared.length && { servers: serversAt(prefixes, options) };
    const operation = { ...operationObject(route, face, names), ...servers };
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
  }
  const responses = refusals(operations, face, names);
  return {
    openapi: '3.1.1',
    info: { title, summary, version: options.version, license: LICENSE },
    servers: serversAt(shared, options),
    paths,
    components: {
      schemas: usedSchemas([paths, responses], names),
      headers: { [REQUEST_ID]: textHeader('Names this request in the log of the server.') },
      responses,
      securitySchemes: securitySchemes as JsonObject,
    },
  };
}

function serversAt(prefixes: readonly string[], { serverUrl }: DocumentOptions): readonly JsonObject[] {
  const base = serverUrl.replace(/\/$/, '');
  return prefixes.map((prefix) => ({ url: `${base}${prefix}` || '/' }));
}

function operationObject(route: Route, face: Face, names: SchemaNames): JsonObject {
  const { id, summary, description, tag, responses } = route.operation;
  const parameters = parametersOf(route, names);
  const answers = Object.entries(responses).map(([status, response]) => [status, answer(response, names)]);
  const refused = refusalStatuses(route).map((status) => [status, { $ref: `#/components/responses/Refusal${status}` }]);
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: securityOf(route, face),
    ...(parameters.length > 0 && { parameters }),
    ...requestBodyOf(route, names),
    responses: Object.fromEntries([...answers, ...refused]) as JsonObject,
  };
}

/** The statuses an operation refuses with, but for those that it describes itself. */
function refusalStatuses({ operation: { problems, responses } }: Route): readonly number[] {
  return problems.filter((status) => !Object.hasOwn(responses, status));
}

/** The parameters that the operation names, and those its path has beside them. */
function parametersOf({ path, operation }: Route, names: SchemaNames): readonly JsonObject[] {
  const named = operation.parameters ?? [];
  const inPath = [...path.matchAll(PATH_PARAMETER)].map((match) => match[1] as string);
  const unnamed = inPath.filter((name) => !named.some((parameter) => parameter.in === 'path' && parameter.name === name));
  return [
    ...unnamed.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...named.map((parameter) => parameterObject(parameter, names)),
  ];
}

function parameterObject({ name, in: place, description, required, schema }: Parameter, names: SchemaNames): JsonObject {
  return {
    name,
    in: place,
    description,
    ...((required || place === 'path') && { required: true }),
    schema: published(schema, names),
  };
}

function requestBodyOf({ reads, operation: { requestBody } }: Route, names: SchemaNames): JsonObject {
  if (!requestBody) return {};
  const { mediaTypes, schema, example } = requestBody;
  const media = { schema: published(schema, names), ...(example !== undefined && { example: example as Json }) };
  return { requestBody: { required: !reads?.optional, content: content(mediaTypes, media) } };
}

function answer({ description, mediaType, schema, headers = {} }: ResponseDescription, names: SchemaNames): JsonObject {
  const own = Object.entries(headers).map(([name, text]) => [name, textHeader(text)]);
  return {
    description,
    headers: { ...Object.fromEntries(own), ...requestIdHeader() },
    ...(schema && { content: content([mediaType ?? 'application/json'], { schema: published(schema, names) }) }),
  };
}

function textHeader(description: string): JsonObject {
  return { description, schema: { type: 'string' } };
}

function requestIdHeader(): JsonObject {
  return { [REQUEST_ID]: { $ref: `#/components/headers/${REQUEST_ID}` } };
}

function content(mediaTypes: readonly string[], media: JsonObject): JsonObject {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, media]));
}

/** One response for each status that some operation refuses with. */
function refusals(
  operations: readonly DescribedOperation[],
  { description: { problem } }: Face,
  names: SchemaNames,
): JsonObject {
  const statuses = new Set(operations.flatMap(({ route }) => refusalStatuses(route)));
  const response = (status: number) => ({
    description: STATUS_CODES[status] ?? `Status ${status}`,
    headers: requestIdHeader(),
    content: content(problem.mediaTypes, { schema: published(problem.schema, names) }),
  });
  const sorted = [...statuses].sort((a, b) => a - b);
  return Object.fromEntries(sorted.map((status) => [`Refusal${status}`, response(status)]));
}

/** Each scheme alone is enough. Only bearer tokens know scopes; OpenAPI 3.1 lets them be named (§4.8.30). */
function securityOf({ scope }: Route, { description }: Face): readonly JsonObject[] {
  if (scope === 'public') return [];
  return Object.entries(description.securitySchemes).map(([name, { type, scheme }]) => {
    const knowsScopes = type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && scheme === 'bearer');
    return { [name]: knowsScopes ? [scope] : [] };
  });
}

function schemaNames({ description: { schemas, problem } }: Face): SchemaNames {
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [schema, name]));
  if (names.has(problem.schema)) return names;
  if (Object.hasOwn(schemas, 'Problem')) throw new Error('the name Problem belongs to the schema of the refusals');
  return names.set(problem.schema, 'Problem');
}

/** The named schemas that are referred to, be it by another one; a definition nobody uses is a mistake to a reader. */
function usedSchemas(parts: Json, names: SchemaNames): JsonObject {
  const used = new Set<TSchema>();
  const queue = [JSON.stringify(parts)];
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    for (const [schema, name] of names) {
      if (used.has(schema) || !text.includes(`"#/components/schemas/${name}"`)) continue;
      used.add(schema);
      queue.push(JSON.stringify(publishedInFull(schema, names)));
    }
  }
  const inOrder = [...names].filter(([schema]) => used.has(schema));
  return Object.fromEntries(inOrder.map(([schema, name]) => [name, publishedInFull(schema, names)]));
}
