import { type Json, type JsonObject, member, pointerTokens, setMember } from '../json.ts';
import { Customer, type FieldClass, type Mutability } from './schema.ts';

/** A leaf of the record, as its schema describes it. */
export interface Field {
  /** JSON Pointer; `*` stands for the key of a keyed map. */
  readonly path: string;
  readonly class: FieldClass;
  readonly mutability?: Mutability;
}

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly patternProperties?: Record<string, SchemaNode>;
  readonly class?: FieldClass;
  readonly mutability?: Mutability;
}

/** Every leaf of the record, read off its schema: the one list that masking, policy and search are derived from. */
export const fields: readonly Field[] = leavesOf(Customer as SchemaNode, '');

function leavesOf(node: SchemaNode, path: string): Field[] {
  if (node.class) return [{ path, class: node.class, ...(node.mutability && { mutability: node.mutability }) }];
  const named = Object.entries(node.properties ?? {}).flatMap(([name, inner]) => leavesOf(inner, `${path}/${name}`));
  const keyed = Object.values(node.patternProperties ?? {}).flatMap((inner) => leavesOf(inner, `${path}/*`));
  return [...named, ...keyed];
}

const guarded = fields
  .filter(({ mutability }) => mutability !== undefined)
  .map((field) => ({ ...field, tokens: pointerTokens(field.path) ?? [] }));

/** The fields that never change once they are given, as JSON Pointers. */
export const onceGiven: ReadonlySet<string> = new Set(
  guarded.filter((field) => field.mutability === 'once').map((field) => field.path),
);

/** The members of a record that only the server writes. */
export const systemMembers: ReadonlySet<string> = new Set(
  guarded.filter((field) => field.mutability === 'system').map((field) => field.path.slice(1)),
);

/**
 * The fields an edit may not touch, among those it did touch: compared by value, never by the text of a patch's path,
 * because there are many ways to spell a path. A `once` field may still be given while it is absent.
 */
export function readOnlyTouched(
  before: JsonObject | undefined,
  after: JsonObject,
  same: (a: Json | undefined, b: Json | undefined) => boolean,
): string[] {
  return guarded
    .filter(({ tokens, mutability }) => {
      const old = tokens.reduce<Json | undefined>(member, before);
      if (mutability === 'once' && old === undefined) return false;
      return !same(old, tokens.reduce<Json | undefined>(member, after));
    })
    .map(({ path }) => path);
}

/** The part of a record that callers write: everything but the system members. */
export function writablePart(record: JsonObject): JsonObject {
  const part: Record<string, Json> = {};
  for (const name of Object.keys(record)) if (!systemMembers.has(name)) setMember(part, name, record[name] as Json);
  return part;
}
