import { isObject, pointerTokens, TEXT, type Violation } from '@clientele/core';
import type { TSchema } from 'typebox';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { TAG_VALUE } from './custom-data-tag.ts';

/** The keywords of a member's schema that its messages tell. */
interface Limits {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
}

/**
 * Violations of a document with the messages that the vendor's validation, Jakarta's, has for them (contract §4). It has
 * none for a tenant's own rules, for an unknown member and the like: those keep theirs.
 */
export function inJakartaWords(schema: TSchema, violations: readonly Violation[]): readonly Violation[] {
  return inVendorWords(
    violations.map((violation) => ({
      ...violation,
      message: messageOf(violation, limitsAt(schema, violation.pointer)),
    })),
  );
}

function messageOf({ rule, message }: Violation, { minLength = 0, maxLength, pattern, format }: Limits): string {
  switch (rule) {
    case 'required':
    case 'notClearable':
      return 'must not be null';
    case 'minItems':
      return 'must not be empty';
    case 'const':
      return 'must be true';
    case 'not':
      return 'must not be a reserved name';
    case 'minLength':
      if (minLength === 0) return pattern === undefined ? message : patternMessage(pattern);
      return `size must be between ${minLength} and ${maxLength}`;
    case 'maxLength':
      return `size must be between ${minLength} and ${maxLength}`;
    case 'pattern':
      return pattern === undefined ? message : patternMessage(pattern);
    case 'format':
      return format === 'email' ? 'must be a well-formed email address' : message;
    default:
      return message;
  }
}

function patternMessage(pattern: string): string {
  if (pattern === TEXT) return 'must not contain control characters';
  if (pattern === TAG_VALUE) return 'must not contain =, ; or control characters';
  return `must match "${pattern}"`;
}

/** The schema of the member at a place, as far as there is one. */
function limitsAt(schema: TSchema, pointer: string): Limits {
  let node: unknown = schema;
  for (const token of pointerTokens(pointer) ?? []) {
    const { properties = {}, items } = node as Limits;
    node = Object.hasOwn(properties, token) ? properties[token] : items;
    if (!isObject(node)) return {};
  }
  return node as Limits;
}
