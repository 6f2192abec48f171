import { escapeToken, type Json, type JsonObject, type Result } from '@clientele/core';
import { surveyJson } from './json-survey.ts';
import { repeatedMember } from './repeated-member.ts';

/**
 * Why a body is refused: the rule it breaks and, where there is one, the place as a JSON Pointer (RFC 6901).
 * Nothing else of the body is repeated, because a fault ends up in answers and logs.
 */
export interface JsonFault {
  readonly message: string;
  readonly pointer?: string;
}

/** A record is some four levels deep; 16 leaves room, and everything after this gate may recurse without fear of the stack. */
export const JSON_DEPTH_MAX = 16;
/** An update names a few dozen members; 1,000 leaves room and bounds what one small body can make the server build. */
export const JSON_MEMBERS_MAX = 1_000;
/** A pointer longer than this is left out of the fault: a name may be as long as the body, an answer should not be. */
const POINTER_LENGTH_MAX = 256;

/** ES2026 (source text access of `JSON.parse`), for which TypeScript 7.0 has no declarations yet. */
const SourceJSON = JSON as unknown as {
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a request body as JSON: UTF-8 (RFC 8259 §8.1: no byte order mark, nothing replaced), the grammar exactly, and
 * what RFC 7493 (I-JSON) asks for: each member name once per object (§2.3), no lone surrogates (§2.1), numbers without
 * loss (§2.2). An integer beyond ±(2^53−1) comes out as an exact `bigint`; a number beyond a double is refused. Beyond
 * I-JSON: U+0000 (PostgreSQL cannot store it) and the names that lead to a prototype are refused, size is bounded.
 *
 * `JSON.parse` decides about the grammar and makes the value, so nothing is accepted that it would not accept. It never
 * shows the first of two equal names, therefore the bytes are surveyed before: how deep, how many members. After it one
 * walk over the value checks names, strings and numbers and counts the members that are left. Fewer than were written
 * means that a name came twice. That takes 3 µs for 1.3 kB, where a set of names for every object takes 6 to 7 µs.
 */
export function parseStrictJson(bytes: Uint8Array, membersMax = JSON_MEMBERS_MAX): Result<Json, JsonFault> {
  if (bytes.length === 0) return fault('the body is empty');
  const text = decode(bytes);
  if (text === undefined) return fault('the body is not valid UTF-8');
  if (text.charCodeAt(0) === 0xfeff) return fault('the body begins with a byte order mark');
  const survey = surveyJson(bytes);
  if (survey.depth > JSON_DEPTH_MAX) return fault(`the body is nested more than ${JSON_DEPTH_MAX} levels deep`);
  if (survey.members > membersMax) return fault(`the body has more than ${membersMax} members`);
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const walk: Walk = { unicodeEscapes: survey.unicodeEscapes, members: 0, unsafe: false };
  const broken = check(parsed.value, walk);
  if (broken !== undefined) return fault(broken.message, broken.pointer);
  if (walk.members !== survey.members) return fault('a member name appears twice', repeatedMember(text));
  return walk.unsafe ? { ok: true, value: parseExactly(text) } : parsed;
}

/** JSON text of a value; a `bigint` becomes an integer literal with all its digits. */
export function stringifyJson(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // A replacer is several times slower, and a bigint, on which stringify throws a TypeError, is rare.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_name, item) =>
      typeof item === 'bigint' ? SourceJSON.rawJSON(item.toString()) : item,
    );
  }
}

function fault(message: string, pointer?: string): { readonly ok: false; readonly problem: JsonFault } {
  const shown = pointer !== undefined && pointer.length <= POINTER_LENGTH_MAX;
  return { ok: false, problem: shown ? { message, pointer } : { message } };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** V8's message quotes the body, so only the position at its very end is taken from it, when there is one. */
function parse(text: string): Result<Json, JsonFault> {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    const position = / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec((error as SyntaxError).message)?.[1];
    return fault(`the body is not JSON${position === undefined ? '' : `: see character ${position}`}`);
  }
}

/** Once more, with integers that a double cannot hold kept exact; only a body that has one pays for it. */
function parseExactly(text: string): Json {
  return SourceJSON.parse(text, (_name, value, { source }) => {
    const inexact = typeof value === 'number' && !Number.isSafeInteger(value);
    return inexact && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  }) as Json;
}

/** What the walk over the value knows and has found. */
interface Walk {
  readonly unicodeEscapes: boolean;
  members: number;
  /** Whether a number was met that may be an integer which lost digits. */
  unsafe: boolean;
}

/** A broken rule; the pointer is put together on the way out. */
interface Broken {
  readonly message: string;
  readonly pointer: string;
}

function check(value: Json, walk: Walk): Broken | undefined {
  if (typeof value === 'string') return walk.unicodeEscapes ? checkString(value, 'a string') : undefined;
  if (typeof value === 'number') return checkNumber(value, walk);
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? checkItems(value, walk) : checkMembers(value as JsonObject, walk);
}

function checkItems(items: readonly Json[], walk: Walk): Broken | undefined {
  for (let index = 0; index < items.length; index++) {
    const broken = check(items[index] as Json, walk);
    if (broken !== undefined) return below(String(index), broken);
  }
  return undefined;
}

function checkMembers(object: JsonObject, walk: Walk): Broken | undefined {
  for (const name of Object.keys(object)) {
    walk.members++;
    const broken = checkName(name, walk);
    if (broken !== undefined) return broken;
    const deeper = check(object[name] as Json, walk);
    if (deeper !== undefined) return below(name, deeper);
  }
  return undefined;
}

/** Names that a careless merge would follow to a prototype; no face has a field of that name. */
function checkName(name: string, walk: Walk): Broken | undefined {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
    return { message: '`__proto__`, `constructor` and `prototype` are not allowed as member names', pointer: '' };
  }
  return walk.unicodeEscapes ? checkString(name, 'a member name') : undefined;
}

function checkString(text: string, what: string): Broken | undefined {
  if (text.includes('\0')) return { message: `${what} contains U+0000`, pointer: '' };
  if (!text.isWellFormed()) return { message: `${what} contains a lone surrogate`, pointer: '' };
  return undefined;
}

function checkNumber(value: number, walk: Walk): Broken | undefined {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return undefined;
  if (!Number.isFinite(value)) return { message: 'a number is too large', pointer: '' };
  walk.unsafe = true;
  return undefined;
}

function below(token: string, { message, pointer }: Broken): Broken {
  return { message, pointer: `/${escapeToken(token)}${pointer}` };
}
