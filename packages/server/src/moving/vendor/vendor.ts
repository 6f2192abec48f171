import {
  type Handles,
  handleOf,
  type JsonObject,
  member,
  type Problem,
  pointerTokens,
  type Result,
  type Violation,
} from '@clientele/core';
import type { TSchema } from 'typebox';
import type { Lens } from '../../lens/lens.ts';
import { dotted, pointerForVendor } from '../../lens/vendor-words.ts';
import { sentenceOf } from '../read-line.ts';

/** How the customers of one vendor are brought in. It says what its face says too, by the same lens and the same rules. */
export interface Vendor {
  readonly face: keyof Handles;
  /** The member that names the customer: what becomes the handle. */
  readonly idMember: string;
  /** The members of the vendor's document; what only its server writes is `readOnly`. */
  readonly schema: TSchema;
  readonly lens: Lens;
  /** Where the document has what the lens has not: the beginning of the record's pointer, and the vendor's. */
  readonly places: readonly (readonly [canonical: string, vendor: string])[];
  /** Lists whose items have a key, which a column of a table may name: `merchantDefinedInformation.data1`. */
  readonly keyedLists: Readonly<Record<string, (key: string, value: string) => JsonObject | undefined>>;
  /** What a document says of the customer, as a record; of the members that are read-only it takes what it wants. */
  read(document: JsonObject): Result<JsonObject, Problem>;
}

/** The handle that a document names, its digits never in a double; or `undefined` where it names none. */
export function handleIn(
  { face, idMember }: Vendor,
  document: JsonObject,
): NonNullable<Handles[keyof Handles]> | undefined {
  const id = member(document, idMember);
  if (typeof id === 'number' && !Number.isSafeInteger(id)) return undefined;
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint'
    ? handleOf(face, String(id))
    : undefined;
}

/** The id in a handle. */
export function idOf(handle: NonNullable<Handles[keyof Handles]>): string {
  return 'id' in handle ? handle.id : handle.clientId;
}

/** The name of a member of the vendor's document, for a field of the record or a violation: `preferences.currency`. */
export function vendorField({ lens, places }: Vendor, violation: Violation): string {
  const place = places.find(([canonical]) => violation.pointer.startsWith(`${canonical}/`));
  const pointer = pointerForVendor(lens, violation);
  return dotted('words' in violation || !place ? pointer : place[1]);
}

/** The members of the vendor's document that show these fields of the record, each once. */
export function vendorFields(vendor: Vendor, pointers: readonly string[]): string[] {
  const names = pointers.map((pointer) => vendorField(vendor, { pointer, rule: '', message: '' }) || 'the customer');
  return [...new Set(names)];
}

/** What a refusal says of a line, in the vendor's words and without a value. */
export function refusalSentence(vendor: Vendor, problem: Problem): string {
  switch (problem.type) {
    case 'invalid':
      return sentenceOf(problem.violations.map((broken) => ({ ...broken, pointer: vendorField(vendor, broken) })));
    case 'malformed':
      return `${dotted(problem.pointer ?? '') || 'the line'} ${problem.message.replace(/^the body /, '')}`;
    case 'taken':
      return problem.kind === vendor.face
        ? `${vendor.idMember} is one that was given up here, and nobody is given it again`
        : `its ${problem.kind} belongs to another customer, or did`;
    default:
      return `it cannot be kept (${problem.type})`;
  }
}

/** The members of a vendor's document that only its server writes. */
export function serverMembers({ members }: Lens): ReadonlySet<string> {
  return new Set(members.filter(({ writable }) => !writable).map(({ vendor }) => topOf(vendor)));
}

/** A document without these members. */
export function withoutMembers(names: ReadonlySet<string>, document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !names.has(name)));
}

/** Their schemas: whatever is in them is not looked at. */
export function readOnlySchemas(names: ReadonlySet<string>): Record<string, TSchema> {
  return Object.fromEntries([...names].map((name) => [name, { readOnly: true }]));
}

function topOf(pointer: string): string {
  return pointerTokens(pointer)?.[0] ?? '';
}

/** A refusal whose pointers are below another one. */
export function refusedBelow<Value>(pointer: string, result: Result<Value, Problem>): Result<Value, Problem> {
  if (result.ok || result.problem.type !== 'invalid') return result;
  const violations = result.problem.violations.map((broken) => ({ ...broken, pointer: `${pointer}${broken.pointer}` }));
  return { ok: false, problem: { type: 'invalid', violations } };
}
