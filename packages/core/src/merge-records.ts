import Type, { type Static } from 'typebox';
import { AnyJson, diff, type FieldChange } from './diff.ts';
import { type JsonObject, pointerTokens } from './json.ts';
import { mergePatch, patchOf } from './merge-patch.ts';
import { onceGiven, writablePart } from './record/fields.ts';
import { displayName } from './record/name.ts';
import type { CustomerFields } from './record/schema.ts';

/** Whose value of a fact is kept when two records are merged. */
const Side = Type.Enum(['survivor', 'other']);

/** The choices of whoever merges, by JSON Pointer: of a fact, or of all facts below the pointer. The longest one counts. */
export const MergeChoices = Type.Record(Type.String(), Side, { maxProperties: 1_000 });
export type MergeChoices = Readonly<Static<typeof MergeChoices>>;

/** A leaf of which two records have different values, so that only one of them can be kept. */
export const MergeClash = Type.Object(
  {
    path: Type.String({ description: 'JSON Pointer (RFC 6901) of the leaf' }),
    fact: Type.String({ description: 'What a choice names: the leaf, or what it is part of, as an address' }),
    survivor: Type.Optional(AnyJson),
    other: Type.Optional(AnyJson),
    fixed: Type.Optional(Type.Literal(true, { description: 'The survivor’s never changes: only it can be chosen' })),
    chosen: Type.Optional(Side),
  },
  { additionalProperties: false },
);
export type MergeClash = Readonly<Static<typeof MergeClash>>;

/** What became of two records that are merged, as far as it is settled. */
interface MergedRecords {
  readonly clashes: readonly MergeClash[];
  /** The survivor with what it takes over. An unsettled clash leaves it as it was. Groups may be empty. */
  readonly record: JsonObject;
}

/**
 * Merges what callers write of two records: what only one of them has is kept, and so is what both have alike. What they
 * have differently is a clash, and kept as it was chosen.
 */
export function mergeRecords(survivor: JsonObject, other: JsonObject, choices: MergeChoices): MergedRecords {
  const clashes: MergeClash[] = [];
  const taken: (readonly [tokens: readonly string[], value: FieldChange['after']])[] = [];
  for (const [fact, leaves] of differingFacts(writablePart(survivor), writablePart(other))) {
    const clashing = isClash(leaves);
    const chosen = clashing ? choiceAt(choices, fact) : 'other';
    if (clashing) clashes.push(...leaves.map((leaf) => clashOf(leaf, fact, chosen)));
    if (chosen !== 'other') continue;
    for (const { path, after } of leaves) {
      if (clashing || after !== undefined) taken.push([pointerTokens(path) ?? [], after]);
    }
  }
  return { clashes, record: mergePatch(survivor, patchOf(taken)) as JsonObject };
}

/** The choices that are about no clash: a caller who makes one expects something else than what will happen. */
export function idleChoices(choices: MergeChoices, clashes: readonly MergeClash[]): string[] {
  const meant = new Set(['']);
  for (const { fact } of clashes) {
    for (let pointer = fact; pointer !== ''; pointer = parentOf(pointer)) meant.add(pointer);
  }
  return Object.keys(choices).filter((pointer) => !meant.has(pointer));
}

/** What differs between two documents, by the fact it belongs to. */
export function differingFacts(before: JsonObject, after: JsonObject): Map<string, FieldChange[]> {
  const facts = new Map<string, FieldChange[]>();
  for (const leaf of diff(before, after)) {
    const fact = factOf(leaf.path);
    const leaves = facts.get(fact);
    if (leaves) leaves.push(leaf);
    else facts.set(fact, [leaf]);
  }
  return withWholeName(facts, before, after);
}

/**
 * Whose parts are true only together: an address with one's street and another's postal code is nobody's, and so is a
 * consent with one's answer and another's date.
 */
const WHOLE = [
  '/addresses/base',
  '/addresses/byType/*',
  '/addresses/shipping/*',
  '/company',
  '/embossing',
  '/consents/*',
  '/classification/classifiers/*',
].map((pattern) => pattern.split('/'));

/** A document's number stands for the document. */
const DOCUMENT = '/identification/documentNumber';
const OF_DOCUMENT = ['/identification/documentType', '/identification/documentDetails'];

function factOf(path: string): string {
  if (OF_DOCUMENT.includes(path)) return DOCUMENT;
  const tokens = path.split('/');
  const whole = WHOLE.find((pattern) => pattern.every((token, index) => token === '*' || token === tokens[index]));
  return whole ? tokens.slice(0, whole.length).join('/') : path;
}

/** A name that is given as a whole, and what it is the whole of. */
const WHOLE_NAME = '/name/display';
const NAME_PARTS = ['/name/first', '/name/middle', '/name/last'];

/** Of two people's names, one given as a whole and one in parts, both could be kept, and be the same person's in no API. */
function withWholeName(facts: Map<string, FieldChange[]>, before: JsonObject, after: JsonObject) {
  const names = [before, after].map(({ name }) => name as CustomerFields['name']);
  const [one, another] = names.map(displayName);
  if (one === another || names.every((name) => name?.display === undefined)) return facts;
  const together = [...NAME_PARTS, WHOLE_NAME].flatMap((path) => facts.get(path) ?? []);
  for (const path of NAME_PARTS) facts.delete(path);
  return together.length > 0 ? facts.set(WHOLE_NAME, together) : facts;
}

/** A fact of which one record has all that the other has, and more, is no clash: the fuller one is kept. */
function isClash(leaves: readonly FieldChange[]): boolean {
  const hasLess = leaves.some(({ before }) => before === undefined);
  const hasMore = leaves.some(({ after }) => after === undefined);
  return (hasLess && hasMore) || leaves.some(({ before, after }) => before !== undefined && after !== undefined);
}

function clashOf({ path, before, after }: FieldChange, fact: string, chosen?: 'survivor' | 'other'): MergeClash {
  return {
    path,
    fact,
    ...(before !== undefined && { survivor: before }),
    ...(after !== undefined && { other: after }),
    ...(onceGiven.has(path) && { fixed: true as const }),
    ...(chosen && { chosen }),
  };
}

/** The choice for a pointer: its own, or that of the nearest one above it. */
function choiceAt(choices: MergeChoices, fact: string): 'survivor' | 'other' | undefined {
  for (let pointer = fact; ; pointer = parentOf(pointer)) {
    if (Object.hasOwn(choices, pointer)) return choices[pointer];
    if (pointer === '') return undefined;
  }
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}
