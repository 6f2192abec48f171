import { isObject, type Json, type JsonObject } from '@clientele/core';
import type { TSchema } from 'typebox';

/** Keywords whose value maps names to schemas. */
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);
/** Keywords whose value is a list of schemas. */
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
/** Keywords whose value is a schema. Any other keyword's value is data, and is copied as it stands. */
const SINGLES = new Set([
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
/** Our own keywords: what they mean to a caller is said by `published` in JSON Schema's words. */
const OWN = new Set(['class', 'mutability']);
const WRITTEN_ONCE = 'May be given while it is absent, and never changes afterwards.';

/** Schemas that have a name of their own in a document. */
export type SchemaNames = ReadonlyMap<TSchema, string>;

/** A schema as it stands at some place of a document: a reference where it has a name, else its published form. */
export function published(schema: TSchema, names: SchemaNames): JsonObject {
  const name = names.get(schema);
  return name === undefined ? publishedInFull(schema, names) : { $ref: `#/components/schemas/${name}` };
}

/**
 * A schema in the words of JSON Schema 2020-12: without our own keywords, a member that only the server writes as
 * `readOnly`, and each named schema inside it as a reference. Formats of ours stay; an unknown format is an annotation.
 */
export function publishedInFull(schema: TSchema, names: SchemaNames): JsonObject {
  const keywords = Object.entries(schema as JsonObject)
    .filter(([keyword]) => !OWN.has(keyword) && !keyword.startsWith('~'))
    .map(([keyword, value]) => [keyword, publishedValue(keyword, value, names)] as const);
  return { ...Object.fromEntries(keywords), ...mutabilityOf(schema as JsonObject) };
}

function publishedValue(keyword: string, value: Json, names: SchemaNames): Json {
  const part = (schema: Json) => (isObject(schema) ? published(schema as TSchema, names) : schema);
  if (SINGLES.has(keyword)) return part(value);
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map(part);
  if (MAPS.has(keyword) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, part(schema)]));
  }
  return value;
}

function mutabilityOf({ mutability, description }: JsonObject): JsonObject {
  if (mutability === 'system') return { readOnly: true };
  if (mutability !== 'once') return {};
  return { description: description === undefined ? WRITTEN_ONCE : `${String(description)} ${WRITTEN_ONCE}` };
}
