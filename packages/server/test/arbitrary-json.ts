import { alpha2Of, type JsonObject } from '@clientele/core';
import fc, { type Arbitrary } from 'fast-check';
import type { TSchema } from 'typebox';

/** The keywords of JSON Schema that the record's schema uses. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Values that a schema of ours allows, with every optional member sometimes there and sometimes not. */
export function arbitraryJson<Value = JsonObject>(schema: TSchema): Arbitrary<Value> {
  return arbitraryOf(schema as Schema) as Arbitrary<Value>;
}

function arbitraryOf(schema: Schema): Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'string') return textOf(schema);
  if (schema.properties) {
    const members = Object.entries(schema.properties).map(([name, inner]) => [name, arbitraryOf(inner)]);
    const arbitraries: Record<string, Arbitrary<unknown>> = Object.fromEntries(members);
    return fc.record(arbitraries, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
  }
  const [keyed] = Object.entries(schema.patternProperties ?? {});
  if (!keyed) throw new Error(`no values for ${JSON.stringify(schema)}`);
  // Look-ahead is more than the generator understands: what it forbids is filtered out instead.
  const names = fc
    .stringMatching(new RegExp(keyed[0].replace(/\(\?!.*?\$\)/, '')))
    .filter((name) => new RegExp(keyed[0]).test(name));
  return fc.dictionary(names, arbitraryOf(keyed[1]), { maxKeys: 3, noNullPrototype: true });
}

function textOf({ format = '', pattern, minLength = 0, maxLength = 255 }: Schema): Arbitrary<string> {
  const formatted = formats[format];
  if (formatted) return formatted;
  if (pattern === undefined) return text(minLength, maxLength);
  const allowed = new RegExp(pattern);
  return pattern.includes('u0000')
    ? text(minLength, maxLength).filter((value) => allowed.test(value))
    : fc.stringMatching(allowed);
}

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const formats: Readonly<Record<string, Arbitrary<string>>> = {
  email: fc
    .tuple(fc.stringMatching(/^[a-z0-9+_-]{1,20}$/), fc.stringMatching(/^[a-z0-9]{1,20}$/))
    .map((parts) => `${parts.join('@')}.example`),
  phone: fc.stringMatching(/^\+?[0-9]{3,8}( [0-9]{1,4}){0,2}$/),
  country: fc.constantFrom('US', 'DE', 'PL', 'XK'),
  date: day,
  'date-time': day.map((date) => `${date}T12:30:00Z`),
};

/** Text of so many code points, among them blanks, quotes, markup and characters beyond the basic plane. */
export function text(minLength: number, maxLength: number): Arbitrary<string> {
  const character = fc.oneof(
    fc.constantFrom('a', 'Z', '0', ' ', "'", '<', '/', '~', '\u00e9', '\u{1f600}', '\t'),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  );
  const size = Math.min(maxLength, 40);
  return fc
    .array(character, { minLength: Math.max(minLength, 1), maxLength: size })
    .map((characters) => characters.join(''));
}

/** A country as a client may write it: alpha-2, or alpha-3, which becomes alpha-2. */
export const countryCode: Arbitrary<string> = fc.constantFrom('US', 'USA', 'DE', 'DEU', 'XKX');

export function alpha2(code: string): string {
  return alpha2Of(code) ?? code;
}
