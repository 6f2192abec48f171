import {
  type Customer,
  type Handles,
  isAlias,
  type Json,
  type JsonObject,
  member,
  ok,
  pointerTokens,
  type Result,
  type Validator,
  type Violation,
} from '@clientele/core';
import type { Breach, Codec } from './codec.ts';

/**
 * A lens shows records as a vendor's documents and puts the vendor's changes into records. It is data: a table with one
 * row for each member of the document that is one field of the record, and a named exception for each that is not.
 * `view` and `put` read it; their laws (what is put is shown, what is shown changes nothing when put) are tested.
 */
export interface Lens {
  readonly root: Node;
  readonly members: readonly Member[];
  readonly validate: Validator;
  readonly checks: readonly Check[];
}

/** What every member of a vendor's document says of itself. */
interface MemberRules {
  /** JSON Pointer in the vendor's document. In a row one token may be `*`: the key of a map, the same on both sides. */
  readonly vendor: string;
  /** Otherwise a value that differs from the one shown is refused. */
  readonly writable: boolean;
  /** Whether `null` clears it; otherwise `null` is refused. */
  readonly clearable: boolean;
  /** `clears`: the empty string does. `refused`: it is, and so is a string of nothing but white space. */
  readonly blank: 'clears' | 'refused';
  /** What is shown where the record has nothing; without it the member is left out. */
  readonly absent?: Json;
  /** Can be written and is never shown. */
  readonly hidden?: boolean;
  /** Whether a value means what is shown, though it is another one: an id that leads to the record too. */
  readonly stands?: (record: JsonObject, value: Json) => boolean;
}

/** One member of the vendor's document that is one field of the record. */
export interface LensRow extends MemberRules {
  /** JSON Pointer in the record. Without it the member is a fact kept elsewhere, which the face hands to `view`. */
  readonly canonical?: string;
  readonly codec: Codec;
}

/** A member that stands for several fields, or whose new value depends on what is there. */
export interface LensException extends MemberRules {
  /** The fields it stands for: cleared together, and what core finds wrong with one of them is this member's fault. */
  readonly canonical: readonly string[];
  readonly show: (record: JsonObject) => Json | undefined;
  /** What a value writes that the vendor's schema allows, that differs from the one shown, and that neither clears nor is refused as blank. */
  readonly write: (record: JsonObject, value: Json) => Result<readonly Assignment[], Breach>;
}

/** A field of the record and its new value; `undefined` clears it. */
export type Assignment = readonly [tokens: readonly string[], value: Json | undefined];

/** A rule of the vendor about the record as it would become. */
export type Check = (before: JsonObject, after: JsonObject) => readonly Violation[];

/** What is shown: the record and the facts that are not kept in it. */
export interface Subject {
  readonly record: JsonObject;
  readonly facts: JsonObject;
}

/** A row or an exception, ready for use. `key` is what `*` stands for. */
export interface Member extends MemberRules {
  /** The fields it stands for, as tokens. */
  readonly canonical: readonly (readonly string[])[];
  readonly show: (subject: Subject, key: string) => Json | undefined;
  readonly write: (record: JsonObject, value: Json, key: string) => Result<readonly Assignment[], Breach>;
}

/** A place in the vendor's document: a member, members below it, or both. */
export interface Node {
  member?: Member;
  readonly children: Map<string, Node>;
  /** Below each key of a map. */
  any?: { readonly node: Node; readonly map: readonly string[] };
}

export const KEY = '*';

export function createLens(data: {
  /** In the order in which the vendor's document has its members. */
  readonly rows: readonly (LensRow | LensException)[];
  /** The vendor's schema of a change; its violations are in the vendor's words already. */
  readonly validate: Validator;
  readonly checks?: readonly Check[];
}): Lens {
  const members = data.rows.map((row) => ('codec' in row ? memberOfRow(row) : memberOfException(row)));
  const root: Node = { children: new Map() };
  for (const member of members) plant(root, member);
  return { root, members, validate: data.validate, checks: data.checks ?? [] };
}

function memberOfRow({ canonical, codec, ...rules }: LensRow): Member {
  const vendor = tokensOf(rules.vendor);
  if (canonical === undefined)
    return { ...rules, canonical: [], show: ({ facts }) => at(facts, vendor), write: () => ok([]) };
  const tokens = tokensOf(canonical);
  return {
    ...rules,
    canonical: [tokens],
    show({ record }, key) {
      const stored = at(record, tokens, key);
      return stored === undefined ? undefined : codec.encode(stored);
    },
    write(_record, value, key) {
      const stored = codec.decode(value);
      return stored.ok ? ok([[withKey(tokens, key), stored.value]]) : stored;
    },
  };
}

function memberOfException({ canonical, show, write, ...rules }: LensException): Member {
  return { ...rules, canonical: canonical.map(tokensOf), show: ({ record }) => show(record), write };
}

function plant(root: Node, member: Member): void {
  let node = root;
  for (const token of tokensOf(member.vendor)) node = token === KEY ? anyBelow(node, member) : childOf(node, token);
  if (node.member) throw new Error(`two members of a lens are called ${member.vendor}`);
  node.member = member;
}

/** For a face's id: whether a value is one of a record that was merged into this one. */
export function aliasIn(face: keyof Handles): NonNullable<MemberRules['stands']> {
  return (record, value) => isAlias(record as unknown as Customer, { kind: face, value: String(value) });
}

function childOf(node: Node, token: string): Node {
  const child = node.children.get(token) ?? { children: new Map() };
  node.children.set(token, child);
  return child;
}

function anyBelow(node: Node, { vendor, canonical: [tokens = []] }: Member): Node {
  const key = tokens.indexOf(KEY);
  if (key < 0) throw new Error(`${vendor} has a key and its field has none`);
  node.any ??= { node: { children: new Map() }, map: tokens.slice(0, key) };
  return node.any.node;
}

/** The tokens of a pointer that stands in the code. */
export function tokensOf(pointer: string): readonly string[] {
  const tokens = pointerTokens(pointer);
  if (!tokens) throw new Error(`${pointer} is no JSON Pointer`);
  return tokens;
}

export function withKey(tokens: readonly string[], key: string): readonly string[] {
  return tokens.includes(KEY) ? tokens.map((token) => (token === KEY ? key : token)) : tokens;
}

/** The value at the tokens, with the key in the place of `*`. */
export function at(document: Json | undefined, tokens: readonly string[], key = KEY): Json | undefined {
  let value = document;
  for (const token of tokens) value = member(value, token === KEY ? key : token);
  return value;
}
