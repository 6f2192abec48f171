import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { isObject, type Json, valueAt } from '@clientele/core';
import { stringifyJson } from '../../src/wire/strict-json.ts';

/** What a value has to be: text may have `{name}` in it, objects may have more members, arrays are compared whole. */
export type Shown = null | boolean | number | string | RegExp | readonly Shown[] | { readonly [name: string]: Shown };

/** What is known in a row by what names. */
export type Names = Record<string, string>;

/** Whether the value is what is shown: objects may have more members, arrays may not have more items. */
export function holds(value: unknown, shown: Shown, names: Readonly<Names>, where: string): void {
  if (shown instanceof RegExp) assert.match(String(value), shown, where);
  else if (typeof shown === 'string') assert.equal(isName(shown) ? String(value) : value, fill(shown, names), where);
  else if (Array.isArray(shown)) {
    assert.ok(Array.isArray(value) && value.length === shown.length, `${where}: ${JSON.stringify(value)}`);
    for (const [index, item] of shown.entries()) holds(value[index], item as Shown, names, `${where}/${index}`);
  } else if (typeof shown === 'object' && shown !== null) {
    assert.ok(typeof value === 'object' && value !== null, `${where}: ${String(value)}`);
    for (const [name, item] of Object.entries(shown))
      holds((value as Record<string, unknown>)[name], item, names, `${where}/${name}`);
  } else assert.equal(value, shown, where);
}

/** What is known by a name is text, also where it was a number. */
function isName(shown: string): boolean {
  return /^\{\w+\}$/.test(shown);
}

export function fill(template: string, names: Readonly<Names>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
}

/** The same JSON with every name in it replaced. */
export function filled(body: Json, names: Readonly<Names>): Json {
  if (typeof body === 'string') return fill(body, names);
  if (Array.isArray(body)) return body.map((item) => filled(item, names));
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, item]) => [fill(name, names), filled(item, names)]));
}

interface Kept {
  readonly headers: IncomingHttpHeaders;
  readonly body?: Json | undefined;
}

/** What is to be remembered: a JSON Pointer into the body, `''` for all of it, or a header as `header:etag`. */
export function kept({ headers, body }: Kept, place: string): string {
  if (place === '') return stringifyJson(body ?? null);
  if (place.startsWith('header:')) return String(headers[place.slice(7)]);
  return textOf(valueAt(body ?? null, place));
}

export function textOf(value: Json | undefined): string {
  assert.ok(['string', 'number', 'bigint'].includes(typeof value));
  return String(value);
}
