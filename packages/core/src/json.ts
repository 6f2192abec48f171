/** A JSON value (RFC 8259). Integers a double cannot hold arrive as `bigint` from the strict parser and never pass validation. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
/** A JSON object. Members are own properties; inherited names never count. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether a value is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member, or `undefined`: a stored key such as `constructor` or `hasOwnProperty` is data, an inherited one is not there. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Sets an own member, also one called `__proto__`, which an assignment would take for the prototype. */
export function setMember(object: Record<string, Json>, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}

/** Deep equality of JSON values; the order of an object's members does not count (RFC 8259 §4). */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]));
}

/** One reference token of a JSON Pointer, escaped (RFC 6901 §3). */
export function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * The reference tokens of a JSON Pointer (RFC 6901 §3, §4), or `undefined` when it is none:
 * it must be empty or begin with `/`, and `~` is always followed by `0` or `1`.
 */
export function pointerTokens(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value a JSON Pointer names among own members, or `undefined`. */
export function valueAt(document: Json | undefined, pointer: string): Json | undefined {
  const tokens = pointerTokens(pointer);
  if (!tokens) return undefined;
  let value = document;
  for (const token of tokens) {
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
    else value = member(value, token);
  }
  return value;
}
