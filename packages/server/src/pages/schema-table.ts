import { isObject, type Json } from '@clientele/core';
import { type Html, html, prose } from './html.ts';
import type { SchemaObject } from './openapi-document.ts';

interface Row {
  readonly path: string;
  readonly required: boolean;
  readonly schema: SchemaObject;
}

/** The members of a schema in a table, nested ones by their path; or a sentence where it has no members. */
export function schemaTable(schema: SchemaObject, caption: string): Html {
  const { anyOf } = schema;
  if (Array.isArray(anyOf) && anyOf.some((choice) => rowsOf(choice as SchemaObject, '').length > 0)) {
    return html`${anyOf.map((choice, index) => schemaTable(choice as SchemaObject, `${caption}, choice ${index + 1}`))}`;
  }
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return html`<p>${caption}: ${typeOf(schema)}. ${described(schema)}</p>`;
  return html`<div class="wide" role="group" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">Rules</th></tr></thead>
<tbody>${rows.map(
    ({ path, required, schema: member }) => html`
<tr><th scope="row"><code>${path}</code></th><td>${typeOf(member)}</td><td>${required && html`<strong>required</strong> `}${described(member)}</td></tr>`,
  )}
</tbody></table></div>`;
}

/** What kind of value a schema takes: a link where the schema has a name. */
export function typeOf(schema: SchemaObject): Html {
  const { $ref, type, anyOf, items } = schema;
  if (typeof $ref === 'string') return html`<a href="#schema-${nameOf($ref)}">${nameOf($ref)}</a>`;
  if (Array.isArray(anyOf)) {
    return html`${anyOf.map((choice, index) => [index > 0 && ' or ', typeOf(choice as SchemaObject)])}`;
  }
  if (isObject(items)) return html`array of ${typeOf(items)}`;
  if (Array.isArray(type)) return html`${type.join(' or ')}`;
  if (typeof type === 'string') return html`${type}`;
  const values = schema['enum'];
  return html`${Array.isArray(values) ? [...new Set(values.map((value) => typeof value))].join(' or ') : 'any JSON value'}`;
}

/** The rules of a schema in words, and what it is for. */
export function described(schema: SchemaObject): Html {
  const rules = Object.entries(schema).flatMap(([keyword, value]) => ruleOf(keyword, value) ?? []);
  const { description } = schema;
  return html`${typeof description === 'string' && html`<span>${prose(description)}</span> `}
<span class="soft">${rules.map((rule, index) => [index > 0 && '; ', rule])}</span>`;
}

/** The last part of a reference into the document. */
export function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** What a pattern looks like that only keeps control characters out: half of all members have it. */
const WITHOUT_CONTROL_CHARACTERS = /^\^\[\^\\u0000/;

function ruleOf(keyword: string, value: Json): Html | undefined {
  const text = Array.isArray(value) ? value.map((item) => JSON.stringify(item)).join(', ') : String(value);
  switch (keyword) {
    case 'const':
      return html`always <code>${JSON.stringify(value)}</code>`;
    case 'default':
      return html`<code>${JSON.stringify(value)}</code> when absent`;
    case 'enum':
      return html`one of <code>${text}</code>`;
    case 'format':
      return html`format ${text}`;
    case 'maximum':
      return html`at most ${text}`;
    case 'maxItems':
      return html`at most ${text} items`;
    case 'maxLength':
      return html`at most ${text} characters`;
    case 'maxProperties':
      return html`at most ${text} members`;
    case 'minimum':
      return html`at least ${text}`;
    case 'minLength':
      return value === 1 ? html`not empty` : html`at least ${text} characters`;
    case 'pattern':
      return WITHOUT_CONTROL_CHARACTERS.test(text) ? html`no control characters` : html`matches <code>${text}</code>`;
    case 'readOnly':
      return html`written by the server only`;
    default:
      return undefined;
  }
}

function rowsOf(schema: SchemaObject, path: string): readonly Row[] {
  const { properties, patternProperties, items, required, anyOf } = schema;
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const names = Array.isArray(required) ? required : [];
  const members = schemasIn(properties).flatMap(([name, member]) => [
    { path: at(name), required: names.includes(name), schema: member },
    ...rowsOf(member, at(name)),
  ]);
  const keyed = schemasIn(patternProperties).flatMap(([, member]) => [
    { path: at('<name>'), required: false, schema: member },
    ...rowsOf(member, at('<name>')),
  ]);
  const choices = Array.isArray(anyOf) ? anyOf.flatMap((choice) => rowsOf(choice as SchemaObject, path)) : [];
  return [...members, ...keyed, ...choices, ...(isObject(items) ? rowsOf(items, `${path}[]`) : [])];
}

function schemasIn(map: Json | undefined): readonly (readonly [string, SchemaObject])[] {
  return isObject(map) ? Object.entries(map).map(([name, schema]) => [name, schema as SchemaObject] as const) : [];
}
