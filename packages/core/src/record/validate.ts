import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { equal, escapeToken, isObject, type Json, pointerTokens, valueAt } from '../json.ts';
import type { Violation } from '../problem.ts';
import './formats.ts';
import { TEXT } from './schema.ts';

/** At most this many broken rules are reported at once: enough to mend a form, too few to blow up an answer. */
export const VIOLATIONS_MAX = 100;
Settings.Set({ maxErrors: VIOLATIONS_MAX });

/** The rules a document breaks; with `before`, only those broken by members that differ from it. */
export type Validator = (document: Json, before?: Json) => readonly Violation[];

/**
 * A validator for a schema. What has not changed is not held against the caller: a record that is already invalid by
 * some other vendor's rule can still have its e-mail corrected. Lengths count code points, as JSON Schema does.
 */
export function validatorOf(schema: TSchema): Validator {
  const compiled = Compile(schema);
  return (document, before) => {
    if (compiled.Check(document)) return [];
    return (compiled.Errors(document) as readonly SchemaError[])
      .filter((error) => error.keyword !== 'additionalProperties')
      .flatMap((error) => violationsOf(schema, error))
      .filter(({ pointer }) => before === undefined || !equal(valueAt(before, pointer), valueAt(document, pointer)));
  };
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function violationsOf(schema: TSchema, { keyword, instancePath, params }: SchemaError): Violation[] {
  if (keyword === 'boolean') return [unknownMember(schema, instancePath)];
  if (keyword === 'required') {
    return (params['requiredProperties'] as string[]).map((name) => ({
      pointer: `${instancePath}/${escapeToken(name)}`,
      rule: 'required',
      message: 'is required',
    }));
  }
  return [{ pointer: instancePath, rule: keyword, message: messageOf(keyword, params) }];
}

const FORMATS: Readonly<Record<string, string>> = {
  country: 'an ISO 3166-1 alpha-2 country code',
  date: 'a date, YYYY-MM-DD',
  'date-time': 'a date and time, RFC 3339',
  email: 'an e-mail address',
  phone: 'a telephone number',
};

const TYPES: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

function messageOf(keyword: string, params: Readonly<Record<string, unknown>>): string {
  switch (keyword) {
    case 'type':
      return `must be ${TYPES[String(params['type'])] ?? String(params['type'])}`;
    case 'maxLength':
      return `must be at most ${String(params['limit'])} characters`;
    case 'minLength':
      return params['limit'] === 1 ? 'must not be empty' : `must be at least ${String(params['limit'])} characters`;
    case 'format':
      return `must be ${FORMATS[String(params['format'])] ?? `a ${String(params['format'])}`}`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as readonly Json[]).join(', ')}`;
    case 'minimum':
      return `must be at least ${String(params['limit'])}`;
    case 'maximum':
      return `must be at most ${String(params['limit'])}`;
    case 'maxItems':
      return `must have at most ${String(params['limit'])} items`;
    case 'maxProperties':
      return `must have at most ${String(params['limit'])} members`;
    case 'pattern':
      return params['pattern'] === TEXT
        ? 'must not contain control characters'
        : `must match ${String(params['pattern'])}`;
    default:
      return `breaks the rule ${keyword}`;
  }
}

function unknownMember(schema: TSchema, pointer: string): Violation {
  const tokens = pointerTokens(pointer) ?? [];
  const name = tokens.at(-1) ?? '';
  const nearest = nearestTo(name, knownMembers(schema, tokens.slice(0, -1)));
  const message = nearest === undefined ? 'is not a known member' : `is not a known member; did you mean ${nearest}?`;
  return { pointer, rule: 'unknown', message };
}

/** The names a schema knows below a path. */
function knownMembers(schema: TSchema, path: readonly string[]): readonly string[] {
  let node: unknown = schema;
  for (const token of path) {
    const { properties, patternProperties } = node as { properties?: object; patternProperties?: object };
    const keyed = Object.values(patternProperties ?? {})[0];
    node = properties && Object.hasOwn(properties, token) ? properties[token as keyof typeof properties] : keyed;
    if (!isObject(node)) return [];
  }
  return Object.keys((node as { properties?: object }).properties ?? {});
}

/** Farther than this from every known name, a misspelling is no longer recognisable. */
const EDITS_MAX = 2;
/** A shorter beginning than this fits too many names to mean one of them. */
const PREFIX_LENGTH_MIN = 3;

function nearestTo(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined;
  const lower = name.toLowerCase();
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  if (ranked[0] && ranked[0].edits <= EDITS_MAX) return ranked[0].candidate;
  if (lower.length < PREFIX_LENGTH_MIN) return undefined;
  return known.find((candidate) => candidate.toLowerCase().startsWith(lower));
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
