import {
  equal,
  escapeToken,
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  ok,
  type Problem,
  patchOf,
  type Result,
  refuse,
  VIOLATIONS_MAX,
  type Violation,
} from '@clientele/core';
import type { Breach } from './codec.ts';
import { type Assignment, KEY, type Lens, type Member, type Node, type Subject, withKey } from './lens.ts';
import { inVendorWords } from './vendor-words.ts';
import { shownBy } from './view.ts';

/**
 * Puts a vendor's merge patch into a record: the whole record as it would become, or every rule that the patch breaks.
 *
 * A member equal to what `view` shows is no change, whoever may write it: whoever fetches a document, edits it and sends
 * it back changes what he edited. `null` clears. What the record may be in the end is core's to decide.
 */
export function put(
  lens: Lens,
  record: JsonObject,
  patch: JsonObject,
  facts: JsonObject = {},
): Result<JsonObject, Problem> {
  const wish: Wish = {
    subject: { record, facts },
    writes: [],
    assignments: [],
    refused: [],
    unreadable: [],
    settled: [],
  };
  readBranch(lens.root, patch, '', KEY, wish);
  const broken = lens
    .validate(patch)
    .filter(({ pointer }) => !wish.settled.some((place) => isAtOrBelow(pointer, place)));
  const undecodable = write(wish, broken);
  const after = mergePatch(record, patchOf(wish.assignments)) as JsonObject;
  const checked = lens.checks.flatMap((check) => check(record, after));
  const violations = firstByPlace([wish.refused, broken, undecodable, checked, wish.unreadable]);
  return violations.length === 0 ? ok(after) : refuse({ type: 'invalid', violations: inVendorWords(violations) });
}

/** What a patch asks for, sorted while it is read. */
interface Wish {
  readonly subject: Subject;
  readonly writes: { readonly member: Member; readonly value: Json; readonly pointer: string; readonly key: string }[];
  readonly assignments: Assignment[];
  readonly refused: Violation[];
  /** What the lens has no place for. The schema says the same, and better; but nothing is ever dropped in silence. */
  readonly unreadable: Violation[];
  /** The places about which nothing is left to say: unchanged, cleared or refused. */
  readonly settled: string[];
}

function read(node: Node, value: Json, pointer: string, key: string, wish: Wish): void {
  const isBranch = node.children.size > 0 || node.any !== undefined;
  if (node.member && !(isBranch && isObject(value))) readMember(node.member, value, pointer, key, wish);
  else if (value === null) clearBelow(node, pointer, key, wish);
  else readBranch(node, value, pointer, key, wish);
}

function readBranch({ children, any }: Node, value: Json, pointer: string, key: string, wish: Wish): void {
  if (!isObject(value)) return void wish.unreadable.push({ pointer, rule: 'type', message: 'must be an object' });
  for (const [name, inner] of Object.entries(value)) {
    const place = `${pointer}/${escapeToken(name)}`;
    const child = children.get(name);
    if (child) read(child, inner, place, key, wish);
    else if (any) read(any.node, inner, place, name, wish);
    else wish.unreadable.push({ pointer: place, rule: 'unknown', message: 'is not a known member' });
  }
}

function readMember(member: Member, value: Json, pointer: string, key: string, wish: Wish): void {
  const shown = shownBy(member, wish.subject, key);
  const clears = value === null || (value === '' && member.blank === 'clears');
  const isBlank = member.blank === 'refused' && typeof value === 'string' && value.trim() === '';
  const refusal = refusalOf(member, value, isBlank);
  const isShown = equal(value, shown) || member.stands?.(wish.subject.record, value) === true;
  if (isShown || (clears && isNothing(shown))) wish.settled.push(pointer);
  else if (refusal) {
    wish.refused.push({ pointer, ...refusal });
    wish.settled.push(pointer);
  } else if (clears) {
    wish.assignments.push(...clearing(member, key));
    wish.settled.push(pointer);
  } else wish.writes.push({ member, value, pointer, key });
}

function isNothing(shown: Json | undefined): boolean {
  return shown === undefined || shown === null;
}

function refusalOf({ writable, clearable }: Member, value: Json, isRefusedBlank: boolean): Breach | undefined {
  if (!writable) return { rule: 'readOnly', message: 'cannot be changed' };
  if (value === null && !clearable) return { rule: 'notClearable', message: 'cannot be cleared' };
  return isRefusedBlank ? { rule: 'minLength', message: 'must not be empty' } : undefined;
}

function clearing({ canonical }: Member, key: string): Assignment[] {
  return canonical.map((tokens) => [withKey(tokens, key), undefined]);
}

/** `null` for a group clears each of its members; one that cannot be cleared refuses it. */
function clearBelow({ children, any }: Node, pointer: string, key: string, wish: Wish): void {
  for (const [name, child] of children) read(child, null, `${pointer}/${escapeToken(name)}`, key, wish);
  if (any) wish.assignments.push([withKey(any.map, key), undefined]);
  wish.settled.push(pointer);
}

/** Turns the writes whose values the schema allows into assignments; returns what cannot be stored. */
function write({ subject, writes, assignments }: Wish, broken: readonly Violation[]): Violation[] {
  const violations: Violation[] = [];
  for (const { member, value, pointer, key } of writes) {
    if (broken.some((violation) => isAtOrBelow(violation.pointer, pointer))) continue;
    const written = member.write(subject.record, value, key);
    if (written.ok) assignments.push(...written.value);
    else violations.push({ pointer, ...written.problem });
  }
  return violations;
}

/** All violations, but of each place only those of the first group that has any. */
function firstByPlace(groups: readonly (readonly Violation[])[]): Violation[] {
  const kept: Violation[] = [];
  for (const group of groups) {
    const places = new Set(kept.map(({ pointer }) => pointer));
    kept.push(...group.filter(({ pointer }) => !places.has(pointer)));
  }
  return kept.slice(0, VIOLATIONS_MAX);
}

function isAtOrBelow(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
