import {
  isObject,
  type Json,
  type JsonObject,
  ok,
  type Problem,
  type Result,
  refuse,
  type Violation,
  validatorOf,
  valueAt,
} from '@clientele/core';
import type { Static, TSchema } from 'typebox';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { inJakartaWords } from './messages.ts';

/**
 * Reads bodies of one kind: what one says, or every rule that it breaks. A member that is `null` counts as left out,
 * because integrators' serialisers write one for whatever nobody set (contract §3); an unknown one is refused anyway.
 */
export function readerOf<Schema extends TSchema>(schema: Schema): (body: Json) => Result<Static<Schema>, Problem> {
  const validate = validatorOf(schema);
  return (body) => {
    const document = withoutNulls(body);
    const unknown = validate(body).filter(({ pointer, rule }) => rule === 'unknown' && valueAt(body, pointer) === null);
    const violations = [...validate(document), ...unknown];
    return violations.length === 0
      ? ok(document as Static<Schema>)
      : refuse(invalid(inJakartaWords(schema, violations)));
  };
}

/** The violations of all results together, so that one request is told of all its mistakes at once. */
export function violationsOf(results: readonly Result<unknown, Problem>[]): readonly Violation[] {
  return results.flatMap((result) =>
    !result.ok && result.problem.type === 'invalid' ? result.problem.violations : [],
  );
}

export function invalid(violations: readonly Violation[]): Problem {
  return { type: 'invalid', violations };
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(members.map(([name, inner]) => [name, withoutNulls(inner)])) as JsonObject;
}

export function notAnObject() {
  return refuse<Problem>({ type: 'malformed', pointer: '', message: 'the body must be a JSON object' });
}

/** What is in the path may be repeated in the body, and not be changed there. */
export function contradiction(pointer: string, inPath: string, inBody: Json | undefined): readonly Violation[] {
  if (inBody === undefined || inBody === null || inBody === inPath) return [];
  return inVendorWords([{ pointer, rule: 'readOnly', message: 'cannot be changed' }]);
}
