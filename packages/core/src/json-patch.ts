import { equal, isObject, type Json, type JsonObject, member, pointerTokens } from './json.ts';
import { assertNever, ok, type Result, refuse } from './result.ts';

/** Why a JSON Patch is refused. The message names the rule and never repeats a value. */
export interface JsonPatchFailure {
  /** `malformed`: no JSON Patch document (RFC 6902 §3, §4). `failed`: it cannot be applied to this document (§5). */
  readonly reason: 'malformed' | 'failed';
  /** JSON Pointer (RFC 6901) into the patch: `/2/path`. */
  readonly pointer: string;
  readonly message: string;
}

type Outcome<Value> = Result<Value, JsonPatchFailure>;

/** A location that an operation names, and where in the patch it does: `/2/from`. */
interface Location {
  readonly pointer: string;
  readonly tokens: readonly string[];
  readonly source: string;
}

type Operation =
  | { readonly op: 'remove'; readonly path: Location }
  | { readonly op: 'add'; readonly path: Location; readonly value: Json }
  | { readonly op: 'replace' | 'test'; readonly path: Location; readonly value: Json }
  | { readonly op: 'move' | 'copy'; readonly path: Location; readonly from: Location };

/** Four times the largest record: a `copy` can double a document, and thirty of them would not fit anywhere. */
const RESULT_CHARACTERS_MAX = 524_288;
/** A `copy` can double the depth too, and whoever reads the result may recurse. No record comes near this. */
const RESULT_LEVELS_MAX = 64;
const MISSING = 'must name a location that exists';

/**
 * JSON Patch (RFC 6902): all operations in order, or none of them (§5).
 *
 * The whole patch is read before its first operation is applied, so what is malformed anywhere is `malformed`. Neither
 * argument is changed: containers around a change are made anew, the rest is shared. Only own members count and none is
 * written by assignment, so `/toString` is not there and a member called `__proto__` is data.
 */
export function applyJsonPatch(document: Json, patch: Json): Outcome<Json> {
  const operations = parsePatch(patch);
  if (!operations.ok) return operations;
  // Held as a member, the whole document is a location like any other: `parseLocation` puts that member first.
  let holder: Json = { '': document };
  for (const operation of operations.value) {
    const outcome = apply(holder, operation);
    if (!outcome.ok) return outcome;
    holder = outcome.value;
  }
  const patched = member(holder, '');
  if (patched === undefined) return failed('', 'must leave a document');
  if (roomLeft(patched, RESULT_CHARACTERS_MAX, RESULT_LEVELS_MAX) >= 0) return ok(patched);
  return failed('', `must not make more than ${RESULT_CHARACTERS_MAX} characters or ${RESULT_LEVELS_MAX} levels`);
}

/** RFC 6902 §3: an array of objects, each of them one operation. */
function parsePatch(patch: Json): Outcome<readonly Operation[]> {
  if (!Array.isArray(patch)) return malformed('', 'must be an array of operations');
  const operations: Operation[] = [];
  for (const [index, item] of patch.entries()) {
    const operation = parseOperation(item, `/${index}`);
    if (!operation.ok) return operation;
    operations.push(operation.value);
  }
  return ok(operations);
}

/** RFC 6902 §4: `op`, `path` and what else the operation needs; members it does not define are ignored. */
function parseOperation(item: Json, source: string): Outcome<Operation> {
  if (!isObject(item)) return malformed(source, 'must be an object');
  const op = member(item, 'op');
  const path = parseLocation(item, 'path', source);
  if (!path.ok) return path;
  switch (op) {
    case 'remove':
      return ok({ op, path: path.value });
    case 'add':
    case 'replace':
    case 'test': {
      const value = member(item, 'value');
      return value !== undefined ? ok({ op, path: path.value, value }) : malformed(`${source}/value`, 'is required');
    }
    case 'move':
    case 'copy': {
      const from = parseLocation(item, 'from', source);
      if (!from.ok) return from;
      const inside = path.value.pointer.startsWith(`${from.value.pointer}/`);
      if (op === 'move' && inside) return malformed(path.value.source, 'must not be inside from');
      return ok({ op, path: path.value, from: from.value });
    }
    default:
      return malformed(`${source}/op`, 'must be add, remove, replace, move, copy or test');
  }
}

/** RFC 6902 §4: `path` and `from` are strings that hold a JSON Pointer. */
function parseLocation(item: JsonObject, name: 'path' | 'from', source: string): Outcome<Location> {
  const pointer = member(item, name);
  const tokens = typeof pointer === 'string' ? pointerTokens(pointer) : undefined;
  if (typeof pointer !== 'string' || !tokens) return malformed(`${source}/${name}`, 'must be a JSON Pointer');
  return ok({ pointer, tokens: ['', ...tokens], source: `${source}/${name}` });
}

/** RFC 6902 §4.1 to §4.6: every operation but `add` names a location that exists. */
function apply(document: Json, operation: Operation): Outcome<Json> {
  if (operation.op === 'add') return add(document, operation.path, operation.value);
  const existing = 'from' in operation ? operation.from : operation.path;
  const way = walk(document, existing);
  if (!way.ok) return way;
  const target = way.value.at(-1) as Json;
  switch (operation.op) {
    case 'remove':
      return ok(remove(way.value, existing.tokens));
    case 'replace':
      return ok(rebuild(way.value, existing.tokens, operation.value));
    case 'move':
      return add(remove(way.value, existing.tokens), operation.path, target);
    case 'copy':
      return add(document, operation.path, target);
    case 'test':
      return equal(target, operation.value) ? ok(document) : failed(existing.source, 'must hold the tested value');
    default:
      return assertNever(operation);
  }
}

/** RFC 6902 §4.1: sets a member, inserts before an index or appends at `-`; the container has to be there. */
function add(document: Json, path: Location, value: Json): Outcome<Json> {
  const outer = path.tokens.slice(0, -1);
  const way = walk(document, { ...path, tokens: outer });
  if (!way.ok) return way;
  const container = way.value.at(-1);
  if (isObject(container)) return ok(rebuild(way.value, path.tokens, value));
  if (!Array.isArray(container)) return failed(path.source, MISSING);
  const token = path.tokens.at(-1) as string;
  const index = token === '-' ? ok(container.length) : arrayIndex(token, container.length + 1, path.source);
  return index.ok ? ok(rebuild(way.value, outer, container.toSpliced(index.value, 0, value))) : index;
}

/** RFC 6902 §4.2: the document without the value at the end of a way. */
function remove(way: readonly Json[], tokens: readonly string[]): Json {
  const outer = tokens.slice(0, -1);
  const container = way.at(-2) as JsonObject | readonly Json[];
  if (Array.isArray(container)) return rebuild(way, outer, container.toSpliced(Number(tokens.at(-1)), 1));
  const kept = Object.entries(container).filter(([name]) => name !== tokens.at(-1));
  return rebuild(way, outer, Object.fromEntries(kept));
}

/** The values on the way to a location: the document first, what is at the location last (RFC 6901 §4). */
function walk(document: Json, { tokens, source }: Location): Outcome<readonly Json[]> {
  const way = [document];
  for (const token of tokens) {
    const container = way.at(-1);
    let value = member(container, token);
    if (Array.isArray(container)) {
      const index = arrayIndex(token, container.length, source);
      if (!index.ok) return index;
      value = container[index.value];
    }
    if (value === undefined) return failed(source, MISSING);
    way.push(value);
  }
  return ok(way);
}

/** RFC 6901 §4: the index of an element, digits without a leading zero. */
function arrayIndex(token: string, length: number, source: string): Outcome<number> {
  if (/^0\d+$/.test(token)) return malformed(source, 'must have no leading zero in an array index');
  return /^\d+$/.test(token) && Number(token) < length ? ok(Number(token)) : failed(source, MISSING);
}

/** The document with another value at the end of a way: the containers around it are made anew. */
function rebuild(way: readonly Json[], tokens: readonly string[], value: Json): Json {
  return tokens.reduceRight((inner, token, depth) => {
    const container = way[depth] as JsonObject | readonly Json[];
    if (Array.isArray(container)) return container.with(Number(token), inner);
    return Object.fromEntries(new Map(Object.entries(container)).set(token, inner));
  }, value);
}

/** The room that is left once a value, its strings and its names are counted; negative when too much or too deep. */
function roomLeft(value: Json, room: number, levels: number): number {
  if (typeof value === 'string') return room - 1 - value.length;
  if (value === null || typeof value !== 'object') return room - 1;
  let left = levels > 0 ? room - 1 : -1;
  for (const [name, inner] of Object.entries(value)) {
    if (left >= 0) left = roomLeft(inner, left - name.length, levels - 1);
  }
  return left;
}

function malformed(pointer: string, message: string): Outcome<never> {
  return refuse({ reason: 'malformed', pointer, message });
}

function failed(pointer: string, message: string): Outcome<never> {
  return refuse({ reason: 'failed', pointer, message });
}
