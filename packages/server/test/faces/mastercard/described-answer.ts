import assert from 'node:assert/strict';
import { type Json, validatorOf } from '@clientele/core';
import type { TSchema } from 'typebox';
import type { Route } from '../../../src/faces/face.ts';
import { PREFIX } from '../../../src/faces/mastercard/routes.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';
import { allFaces } from '../all-faces.ts';
import type { Reply } from './client.ts';

interface Described {
  readonly route: Route;
  readonly path: RegExp;
}

const described: readonly Described[] = allFaces()
  .flatMap(({ name, routes }) => (name === 'mastercard' ? routes : []))
  .map((route) => ({ route, path: new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}/?(?:\\?|$)`) }))
  // A path without parameters is the more exact one.
  .sort((a, b) => Number(a.route.path.includes(':')) - Number(b.route.path.includes(':')));

const validators = new Map<TSchema, ReturnType<typeof validatorOf>>();

/** Whether the OpenAPI document says of the operation that it answers like this. What is no operation it does not know. */
export function isDescribed(method: string, path: string, { status, headers, body }: Reply): void {
  const target = `${PREFIX}${path}`;
  const found = described.find(({ route, path: pattern }) => route.method === method && pattern.test(target));
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
