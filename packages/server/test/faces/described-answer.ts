import assert from 'node:assert/strict';
import { type Json, validatorOf } from '@clientele/core';
import type { TSchema } from 'typebox';
import type { Route } from '../../src/faces/face.ts';
import { stringifyJson } from '../../src/wire/strict-json.ts';
import { allFaces } from './all-faces.ts';
import type { Answered } from './sent-request.ts';

interface Described {
  readonly face: string;
  readonly route: Route;
  readonly path: RegExp;
}

const described: readonly Described[] = allFaces()
  .flatMap(({ name, routes }) => routes.map((route) => ({ face: name, route })))
  .map(({ face, route }) => ({
    face,
    route,
    path: new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}/?(?:\\?|$)`),
  }))
  // A path without parameters is the more exact one.
  .sort((a, b) => Number(a.route.path.includes(':')) - Number(b.route.path.includes(':')));

const validators = new Map<TSchema, ReturnType<typeof validatorOf>>();

/** An operation by its id, or as it was called. */
type Asked = { readonly face: string } & (
  | { readonly operation: string }
  | { readonly method: string; readonly target: string }
);

type Reply = Pick<Answered, 'status' | 'headers'> & { readonly body?: Json | undefined };

/** Whether the OpenAPI document says of the operation that it answers like this. What is no operation it does not know. */
export function isDescribed(asked: Asked, { status, headers, body }: Reply): void {
  const found = described.find(({ face, route, path }) => {
    if (face !== asked.face) return false;
    if ('operation' in asked) return route.operation.id === asked.operation;
    return route.method === asked.method && path.test(asked.target);
  });
  if (!found || status === METHOD_NOT_ALLOWED) return;
  const { id, responses, problems } = found.route.operation;
  const response = responses[status];
  assert.ok(response ?? problems.includes(status), `${id} answers ${status}`);
  for (const name of Object.keys(response?.headers ?? {})) assert.ok(headers[name.toLowerCase()], `${id}: ${name}`);
  if (!response) return;
  if (!response.schema) assert.equal(body, undefined, id);
  else assert.deepEqual(validatorFor(response.schema)(asNumbers(body ?? null)), [], id);
}

const METHOD_NOT_ALLOWED = 405;

function validatorFor(schema: TSchema): ReturnType<typeof validatorOf> {
  const validate = validators.get(schema) ?? validatorOf(schema);
  validators.set(schema, validate);
  return validate;
}

/** A schema's integer is a number; that all its digits are right is shown elsewhere. */
function asNumbers(body: Json): Json {
  return JSON.parse(stringifyJson(body)) as Json;
}
