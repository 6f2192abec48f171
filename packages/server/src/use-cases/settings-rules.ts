import {
  escapeToken,
  isObject,
  type Json,
  type JsonObject,
  member,
  type Violation,
  validatorOf,
  valueAt,
} from '@clientele/core';
import type { TSchema } from 'typebox';

/** What of a face's behaviour each tenant settles for himself. Every member of the schema has a default. */
export interface SettingsKind<Schema extends TSchema = TSchema> {
  readonly face: string;
  readonly schema: Schema;
}

export interface SettingsRules {
  readonly face: string;
  /** The rules that settings break as they are sent; what is left out breaks none. */
  violations(sent: Json): readonly Violation[];
  inForce(sent: JsonObject): InForce;
}

export interface InForce {
  /** All of them: what is not set, or is no longer allowed, has its default. */
  readonly settings: JsonObject;
  /** JSON Pointers of what was set and is no longer allowed. */
  readonly ignored: readonly string[];
}

/** What the settings of one kind may be, and what they are once their defaults are filled in. */
export function settingsRules({ face, schema }: SettingsKind): SettingsRules {
  const validate = validatorOf(schema);
  const complete = (sent: Json) => filled(schema, sent) as Json;
  return {
    face,
    violations: (sent) => pertinent(validate(complete(sent))),
    inForce(sent) {
      let allowed: JsonObject = sent;
      const ignored: string[] = [];
      for (;;) {
        const settings = complete(allowed) as JsonObject;
        const broken = deepest(validate(settings).map(({ pointer }) => present(allowed, pointer)));
        if (broken.length === 0) return { settings, ignored };
        if (Object.keys(allowed).length === 0) throw new Error(`a default of the ${face} settings breaks their schema`);
        ignored.push(...broken);
        allowed = broken.includes('') ? {} : (without(allowed, new Set(broken)) as JsonObject);
      }
    },
  };
}

/** Defaults stand in members of objects, however deep; inside of lists, unions and records there are none. */
interface Defaulted {
  readonly default?: Json;
  readonly properties?: Readonly<Record<string, Defaulted>>;
}

/** TypeBox's own `Default` throws on a closed record that has a name it should not have. */
function filled(schema: Defaulted, sent: Json | undefined): Json | undefined {
  const value = sent === undefined ? structuredClone(schema.default) : sent;
  if (!schema.properties || !isObject(value)) return value;
  const members = Object.entries(schema.properties).map(
    ([name, inner]) => [name, filled(inner, member(value, name))] as const,
  );
  return { ...value, ...Object.fromEntries(members.filter(([, inner]) => inner !== undefined)) } as JsonObject;
}

/**
 * Without what the other choices of a union say of a value: that it is none of them follows, and a value that breaks a
 * rule deeper inside was meant for the choice whose rule that is.
 */
function pertinent(violations: readonly Violation[]): readonly Violation[] {
  const isExplained = ({ pointer, rule }: Violation) =>
    rule === 'anyOf' || (rule === 'type' && violations.some((other) => other.pointer.startsWith(`${pointer}/`)));
  return violations.filter((violation) => !isExplained(violation));
}

/** The longest beginning of a pointer that leads to something. */
function present(document: JsonObject, pointer: string): string {
  let found = pointer;
  while (valueAt(document, found) === undefined) found = found.slice(0, found.lastIndexOf('/'));
  return found;
}

/** Those farthest from the root: the less is taken away, the more of what was set stays. */
function deepest(pointers: readonly string[]): readonly string[] {
  const depthOf = (pointer: string) => pointer.split('/').length;
  const most = Math.max(...pointers.map(depthOf));
  return [...new Set(pointers)].filter((pointer) => depthOf(pointer) === most);
}

function without(value: Json, pointers: ReadonlySet<string>, path = ''): Json {
  const rest = (token: string, part: Json) => {
    const pointer = `${path}/${token}`;
    return pointers.has(pointer) ? [] : [without(part, pointers, pointer)];
  };
  if (Array.isArray(value)) return value.flatMap((item, index) => rest(String(index), item));
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, inner]) =>
    rest(escapeToken(name), inner).map((left) => [name, left] as const),
  );
  return Object.fromEntries(members);
}
