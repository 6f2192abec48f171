import { escapeToken, isObject, type Json, type JsonObject } from '@clientele/core';
import type { TSchema } from 'typebox';

/** The keywords of a vendor's schema that say which members there are and of what type. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  /** What the vendor's server writes is taken as it is, whatever is in it. */
  readonly readOnly?: boolean;
}

/** All that a value may be, one by one. */
function choices(node: Node): readonly Node[] {
  return node.anyOf ? node.anyOf.flatMap(choices) : [node];
}

function below(node: Node, name: string | number): readonly Node[] {
  if (node.readOnly) return [{ readOnly: true }];
  if (typeof name === 'number') return node.items ? choices(node.items) : [];
  const { properties = {}, patternProperties = {} } = node;
  if (Object.hasOwn(properties, name)) return choices(properties[name] as Node);
  const fitting = Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern).test(name));
  return fitting.flatMap(([, inner]) => choices(inner));
}

/** What types the member at a path may have, `any` of what only the server writes; none where there is no such member. */
export function typesAt(schema: TSchema, path: readonly (string | number)[]): readonly string[] {
  const nodes = path.reduce<readonly Node[]>(
    (found, name) => found.flatMap((node) => below(node, name)),
    choices(schema as Node),
  );
  return nodes.map(({ readOnly, type = 'string' }) => (readOnly ? 'any' : type));
}

export interface Parted {
  readonly known: JsonObject;
  /** JSON Pointers of the members that the schema does not have. */
  readonly unknown: readonly string[];
}

/** A document without the members that the vendor's schema does not have, and which these are. */
export function partByMembers(schema: TSchema, document: JsonObject): Parted {
  const unknown: string[] = [];
  const known = knownIn(choices(schema as Node), document, '', unknown) as JsonObject;
  return { known, unknown };
}

function knownIn(nodes: readonly Node[], value: Json, pointer: string, unknown: string[]): Json {
  if (nodes.some(({ readOnly }) => readOnly)) return value;
  if (Array.isArray(value)) {
    const items = nodes.flatMap((node) => below(node, 0));
    return items.length === 0
      ? value
      : value.map((item, index) => knownIn(items, item as Json, `${pointer}/${index}`, unknown));
  }
  // Where an object is but may not be, the rules of the vendor say so.
  if (!isObject(value) || !nodes.some((node) => node.properties ?? node.patternProperties)) return value;
  const members = Object.entries(value).flatMap(([name, inner]) => {
    const place = `${pointer}/${escapeToken(name)}`;
    const inside = nodes.flatMap((node) => below(node, name));
    if (inside.length > 0) return [[name, knownIn(inside, inner, place, unknown)] as const];
    unknown.push(place);
    return [];
  });
  return Object.fromEntries(members);
}
