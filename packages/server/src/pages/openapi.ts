import { STATUS_CODES } from 'node:http';
import type { TSchema } from 'typebox';
import type { Face, Parameter, ResponseDescription, Route } from '../faces/face.ts';
import { type DescribedOperation, describedOperations, sharedPrefixes } from './described-operation.ts';
import type * as Document from './openapi-document.ts';
import { published, publishedInFull, type SchemaNames } from './published-schema.ts';

export interface DocumentOptions {
  /** The version of the API that the document describes. */
  readonly version: string;
  /** Where the face is served; absolute, or relative to where the document is. */
  readonly serverUrl: string;
}

const REQUEST_ID = 'X-Request-Id';
const LICENSE = { name: 'Apache License 2.0', identifier: 'Apache-2.0' };
const PATH_PARAMETER = /:(\w+)/g;

/**
 * The OpenAPI 3.1 document of a face, made of the routes and the schemas that are in use. Prefixes under which all
 * operations are served are servers of the document; an operation that is served under more has servers of its own.
 * Throws on a face that no document can describe: one operation with two meanings, one name for two schemas.
 */
export function openApiDocument(face: Face, options: DocumentOptions): Document.OpenApiDocument {
  const { title, summary, description, securitySchemes } = face.description;
  const names = schemaNames(face);
  const operations = describedOperations(face);
  const shared = sharedPrefixes(operations);
  const paths: Record<string, Document.PathItem> = {};
  for (const { route, prefixes } of operations) {
    const path = route.path.replace(PATH_PARAMETER, '{$1}');
    const servers = prefixes.length > shared.length && { servers: serversAt(prefixes, options) };
    const operation = { ...operationObject(route, face, names), ...servers };
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
  }
  const responses = refusals(operations, face, names);
  return {
    openapi: '3.1.1',
    info: {
      title,
      summary,
      ...(description !== undefined && { description }),
      version: options.version,
      license: LICENSE,
    },
    servers: serversAt(shared, options),
    paths,
    components: {
      schemas: usedSchemas([paths, responses], names),
      headers: Object.fromEntries(commonHeaders(face).map(([name, text]) => [name, header(text)])),
      responses,
      securitySchemes,
    },
  };
}

function serversAt(prefixes: readonly string[], { serverUrl }: DocumentOptions): readonly Document.ServerObject[] {
  const base = serverUrl.replace(/\/$/, '');
  return prefixes.map((prefix) => ({ url: `${base}${prefix}` || '/' }));
}

function operationObject(route: Route, face: Face, names: SchemaNames): Document.OperationObject {
  const { id, summary, description, tag, responses, extensions } = route.operation;
  const parameters = parametersOf(route, names);
  const answers = Object.entries(responses).map(([status, response]) => [
    status,
    responseObject(response, face, names),
  ]);
  const refused = refusalStatuses(route).map((status) => [status, { $ref: `#/components/responses/Refusal${status}` }]);
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...extensions,
    security: securityOf(route, face),
    ...(parameters.length > 0 && { parameters }),
    ...requestBodyOf(route, names),
    responses: Object.fromEntries([...answers, ...refused]),
  };
}

/** The statuses an operation refuses with, but for those that it describes itself. */
function refusalStatuses({ operation: { problems, responses } }: Route): readonly number[] {
  return problems.filter((status) => !Object.hasOwn(responses, status));
}

/** The parameters that the operation names, and before them those that only its path does. */
function parametersOf({ path, operation }: Route, names: SchemaNames): readonly Document.ParameterObject[] {
  const described = operation.parameters ?? [];
  const inPath = [...path.matchAll(PATH_PARAMETER)].map((match) => match[1] as string);
  const others = inPath.filter((name) => !described.some((other) => other.in === 'path' && other.name === name));
  return [
    ...others.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }) as const),
    ...described.map((parameter) => parameterObject(parameter, names)),
  ];
}

function parameterObject(parameter: Parameter, names: SchemaNames): Document.ParameterObject {
  const { name, in: place, description, required, schema } = parameter;
  const isRequired = required || place === 'path';
  return { name, in: place, description, ...(isRequired && { required: true }), schema: published(schema, names) };
}

function requestBodyOf(
  { reads, operation: { requestBody } }: Route,
  names: SchemaNames,
): Pick<Document.OperationObject, 'requestBody'> {
  if (!requestBody) return {};
  const { mediaTypes, schema, example } = requestBody;
  const media = { schema: published(schema, names), ...(example !== undefined && { example }) };
  return { requestBody: { required: !reads?.optional, content: content(mediaTypes, media) } };
}

function responseObject(response: ResponseDescription, face: Face, names: SchemaNames): Document.ResponseObject {
  const { description, mediaType = 'application/json', schema, headers = {} } = response;
  const own = Object.entries(headers).map(([name, text]) => [name, header(text)]);
  return {
    description,
    headers: { ...Object.fromEntries(own), ...commonHeaderRefs(face) },
    ...(schema && { content: content([mediaType], { schema: published(schema, names) }) }),
  };
}

/** What every answer carries: the server's own, and the face's. */
function commonHeaders({ description: { answerHeaders = {} } }: Face): [name: string, text: string][] {
  return [[REQUEST_ID, 'Names this request in the log of the server.'], ...Object.entries(answerHeaders)];
}

function commonHeaderRefs(face: Face): Record<string, Document.Reference> {
  return Object.fromEntries(commonHeaders(face).map(([name]) => [name, { $ref: `#/components/headers/${name}` }]));
}

function header(description: string): Document.HeaderObject {
  return { description, schema: { type: 'string' } };
}

function content(mediaTypes: readonly string[], media: Document.MediaTypeObject): Document.Content {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, media]));
}

/** One response for each status that some operation refuses with. */
function refusals(
  operations: readonly DescribedOperation[],
  face: Face,
  names: SchemaNames,
): Record<string, Document.ResponseObject> {
  const { problem } = face.description;
  const statuses = new Set(operations.flatMap(({ route }) => refusalStatuses(route)));
  const response = (status: number) => ({
    description: STATUS_CODES[status] ?? `Status ${status}`,
    headers: commonHeaderRefs(face),
    content: content(problem.mediaTypes, { schema: published(problem.byStatus?.[status] ?? problem.schema, names) }),
  });
  const sorted = [...statuses].sort((a, b) => a - b);
  return Object.fromEntries(sorted.map((status) => [`Refusal${status}`, response(status)]));
}

/** Each scheme alone is enough. Bearer tokens carry scopes, and OpenAPI 3.1 lets a requirement name them. */
function securityOf({ scope }: Route, { description }: Face): Document.OperationObject['security'] {
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

/** The named schemas that are referred to, be it by another one; a definition that nobody uses misleads its reader. */
function usedSchemas(parts: unknown, names: SchemaNames): Record<string, Document.SchemaObject> {
  const used = new Map<TSchema, Document.SchemaObject>();
  const queue = [JSON.stringify(parts)];
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    for (const [schema, name] of names) {
      if (used.has(schema) || !text.includes(`"#/components/schemas/${name}"`)) continue;
      used.set(schema, publishedInFull(schema, names));
      queue.push(JSON.stringify(used.get(schema)));
    }
  }
  const inOrder = [...names].filter(([schema]) => used.has(schema));
  return Object.fromEntries(inOrder.map(([schema, name]) => [name, used.get(schema) ?? {}]));
}
