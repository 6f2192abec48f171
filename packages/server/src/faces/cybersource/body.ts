import {
  isObject,
  type Json,
  type JsonObject,
  ok,
  type Problem,
  type Result,
  refuse,
  type Violation,
} from '@clientele/core';
import type { TSchema } from 'typebox';

/**
 * What a body says of the members that a caller writes. Unknown and read-only ones are ignored at every depth (contract
 * §2.1, §6 case 19), so that what was read can be sent back with whatever a client keeps beside it. Those of a list's
 * items stay: the lens does not look at them.
 */
export function readBody(schema: TSchema, body: Json | undefined): Result<JsonObject, Problem> {
  if (!isObject(body)) return refuse({ type: 'malformed', pointer: '', message: 'the body must be a JSON object' });
  if (Object.hasOwn(body, ENCRYPTED)) return refuse({ type: 'malformed', pointer: `/${ENCRYPTED}`, message: UNREAD });
  return ok(writableIn(schema, body) as JsonObject);
}

/** What message-level encryption makes of a body (contract §5): ignored as unknown, it would be a request for nothing. */
const ENCRYPTED = 'encryptedRequest';
const UNREAD = 'message-level encryption is not served';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly readOnly?: boolean;
}

function writableIn({ properties }: SchemaNode, value: Json): Json {
  if (!isObject(value) || !properties) return value;
  const members: [string, Json][] = [];
  for (const [name, inner] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known && !known.readOnly) members.push([name, writableIn(known, inner)]);
  }
  return Object.fromEntries(members);
}

/** The violations of a refusal together with others, so that one request is told of all its mistakes at once. */
export function withViolations(
  result: Result<JsonObject, Problem>,
  others: readonly Violation[],
): Result<JsonObject, Problem> {
  if (others.length === 0) return result;
  const own = !result.ok && result.problem.type === 'invalid' ? result.problem.violations : [];
  return refuse({ type: 'invalid', violations: [...own, ...others] });
}
