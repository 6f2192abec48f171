import { type Json, type JsonObject, ok, type Result, refuse } from '@clientele/core';
import { exactInteger } from '../../lens/codec.ts';
import { dotted } from '../../lens/vendor-words.ts';
import { typesAt } from './members.ts';
import type { Vendor } from './vendor.ts';

type Path = readonly (string | number)[];

/** A column of a table: where its cells go in the vendor's document. */
export interface Column {
  readonly put: (document: Branch, cell: string) => void;
}

/** A document that is being built; maps, so that no name means anything. Numbers are places in a list. */
type Branch = Map<string | number, Json | Branch>;

/**
 * The columns that a header names by dotted paths (`preferences.currency`, `clientCustomData[0].tagName`,
 * `clientCustomData.ADD_INFO_01.TAG_01`). A table without the vendor's id has no header: what stands there may be a
 * person's, and is not repeated.
 */
export function readColumns(
  vendor: Vendor,
  header: readonly string[],
  { ignoreUnknown }: { readonly ignoreUnknown: boolean },
): Result<readonly (Column | undefined)[], string> {
  const names = header.map((name) => name.trim());
  if (!names.includes(vendor.idMember)) return refuse(`must name the columns, and one of them is ${vendor.idMember}`);
  // Lines that have run together: what stands there may be a person's too.
  const broken = names.findIndex((name) => /\p{Cc}/u.test(name));
  if (broken >= 0) return refuse(`the name of column ${broken + 1} contains a line break or another control character`);
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const first = places.get(name);
    if (name !== '' && first !== undefined) return refuse(`column ${index + 1} has the name of column ${first + 1}`);
    places.set(name, index);
  }
  const columns = names.map((name) => columnOf(vendor, name));
  const unknown = names.filter((_, index) => columns[index] === undefined).map((name) => dotted(`/${name}`));
  if (unknown.length > 0 && !ignoreUnknown)
    return refuse(
      `no members of the vendor's are: ${unknown.slice(0, TOLD_MAX).join(', ')}; --ignore-unknown passes over them`,
    );
  return ok(columns);
}

/** Enough to see what is wrong with a header. */
const TOLD_MAX = 20;

function columnOf({ schema, keyedLists }: Vendor, name: string): Column | undefined {
  const path = pathOf(name);
  if (path === undefined) return undefined;
  const types = typesAt(schema, path);
  if (types.length > 0) return { put: (document, cell) => putAt(document, path, typed(cell, types)) };
  const dot = name.indexOf('.');
  const list = name.slice(0, dot);
  const item = dot > 0 && Object.hasOwn(keyedLists, list) ? keyedLists[list] : undefined;
  const key = name.slice(dot + 1);
  if (!item?.(key, '')) return undefined;
  return { put: (document, cell) => putAt(document, [list, name], item(key, cell) ?? null) };
}

/** `clientCustomData[0].tagName` in parts. */
function pathOf(name: string): Path | undefined {
  if (!/^[^.[\]]+(\[\d{1,3}\]|\.[^.[\]]+)*$/.test(name)) return undefined;
  return (name.match(/[^.[\]]+|\[\d+\]/g) ?? []).map((part) =>
    part.startsWith('[') ? Number(part.slice(1, -1)) : part,
  );
}

/** A cell as the vendor's schema wants it; what it does not want stays text, and the schema says what is wrong. */
function typed(cell: string, types: readonly string[]): Json {
  if (types.includes('boolean') && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  if (types.includes('integer') && /^(0|-?[1-9]\d{0,18})$/.test(cell)) return exactInteger(cell);
  if (types.includes('number') && /^-?(0|[1-9]\d{0,15})(\.\d{1,15})?$/.test(cell)) return Number(cell);
  return cell;
}

function putAt(branch: Branch, [name = '', ...rest]: Path, value: Json): void {
  if (rest.length === 0) {
    if (branch.has(name)) throw new CellsClash();
    branch.set(name, value);
    return;
  }
  const inner = branch.get(name) ?? new Map();
  if (!(inner instanceof Map)) throw new CellsClash();
  branch.set(name, inner);
  putAt(inner, rest, value);
}

/** One cell says that a member is text, and another that it has members. */
class CellsClash extends Error {}

/** A row as the vendor's document. An empty cell is a member that is not there. */
export function documentOf(
  vendor: Vendor,
  columns: readonly (Column | undefined)[],
  cells: readonly string[],
): Result<JsonObject, string> {
  if (cells.length !== columns.length)
    return refuse(`there are ${cells.length} cells, and the header has ${columns.length} columns`);
  const document: Branch = new Map();
  try {
    for (const [index, cell] of cells.entries()) if (cell !== '') columns[index]?.put(document, cell);
  } catch (error) {
    if (!(error instanceof CellsClash)) throw error;
    return refuse('a member is given as a whole and in parts');
  }
  return ok(jsonOf(document, new Set(Object.keys(vendor.keyedLists))) as JsonObject);
}

function jsonOf(branch: Branch, lists: ReadonlySet<string>, name?: string | number): Json {
  const entries = [...branch].map(
    ([key, value]) => [key, value instanceof Map ? jsonOf(value, lists, key) : value] as const,
  );
  const isList = typeof entries[0]?.[0] === 'number' || (typeof name === 'string' && lists.has(name));
  if (!isList) return Object.fromEntries(entries);
  const placed = entries.toSorted(([a], [b]) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0));
  return placed.map(([, value]) => value);
}
