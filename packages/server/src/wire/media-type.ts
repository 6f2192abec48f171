import { type FieldMember, parseFieldMembers } from './field-members.ts';

export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly essence: string;
  /** In lower case. */
  readonly charset?: string;
}

/**
 * A `Content-Type` (RFC 9110 §8.3.1), or `undefined` when it is absent, malformed, or says something twice: two media
 * types in one field, or one parameter repeated, is a request that two readers would understand differently.
 */
export function parseMediaType(field: string | undefined): MediaType | undefined {
  if (field === undefined) return undefined;
  const members = parseFieldMembers(field, { spaced: false });
  const [member] = members;
  if (members.length !== 1 || member === undefined || !isMediaRange(member)) return undefined;
  const parameters = new Map(member.parameters);
  if (parameters.size !== member.parameters.length) return undefined;
  const charset = parameters.get('charset');
  return charset === undefined ? { essence: member.head } : { essence: member.head, charset: charset.toLowerCase() };
}

/** `application/json`, the older `text/json`, and every `application/…+json` (RFC 6839 §3.1). */
export function isJsonMediaType(essence: string): boolean {
  return essence === 'application/json' || essence === 'text/json' || /^application\/.+\+json$/.test(essence);
}

/** How welcome a media type is. */
export interface Acceptance {
  /** Above 0, at most 1. */
  readonly quality: number;
  /** The `profile` the client would rather have (RFC 6906 §3.1); an unknown one means the same as none. */
  readonly profile?: string;
}

/**
 * Whether `Accept` (RFC 9110 §12.5.1) lets us answer with a media type, or `undefined` if it does not. The most
 * specific range decides: `type/subtype` before `type/*` before any type. A range with a `profile` is about that variant
 * alone, which is chosen where it is at least as welcome as the plain one. Other parameters, such as the `charset` that
 * vendors' clients send, do not narrow a range. Malformed ranges are skipped; a field with nothing else in it counts as
 * absent, because §12.5.1 lets a server disregard the field but no client can do anything about a 406 for a typing error.
 */
export function negotiate(accept: string | undefined, essence: string): Acceptance | undefined {
  const ranges = accept === undefined ? [] : parseAccept(accept);
  if (ranges.length === 0) return { quality: 1 };
  let plain = { precision: -1, quality: 0 };
  let variant: Acceptance = { quality: 0 };
  for (const { range, quality, profile } of ranges) {
    const precision = precisionOf(range, essence);
    if (precision === undefined) continue;
    if (precision === EXACT && profile !== undefined) {
      if (quality > variant.quality) variant = { quality, profile };
    } else if (precision > plain.precision || (precision === plain.precision && quality > plain.quality)) {
      plain = { precision, quality };
    }
  }
  const best = variant.quality >= plain.quality ? variant : { quality: plain.quality };
  return best.quality > 0 ? best : undefined;
}

interface MediaRange {
  readonly range: string;
  readonly quality: number;
  readonly profile: string | undefined;
}

function parseAccept(field: string): MediaRange[] {
  const ranges: MediaRange[] = [];
  for (const member of parseFieldMembers(field, { spaced: false })) {
    if (member === undefined || !isMediaRange(member)) continue;
    const parameters = new Map(member.parameters);
    const quality = parseQuality(parameters.get('q') ?? '1');
    if (quality !== undefined) ranges.push({ range: member.head, quality, profile: parameters.get('profile') });
  }
  return ranges;
}

/** Two tokens with a slash; parameters have values, the range itself has none (RFC 9110 §8.3.1). */
function isMediaRange({ head, value, parameters }: FieldMember): boolean {
  return head.includes('/') && value === undefined && parameters.every(([, parameter]) => parameter !== undefined);
}

/** RFC 9110 §12.4.2: 0 to 1 with at most three decimals. */
function parseQuality(text: string): number | undefined {
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : undefined;
}

const EXACT = 2;

/** How closely a range names the media type, or `undefined` if it does not. */
function precisionOf(range: string, essence: string): number | undefined {
  if (range === essence) return EXACT;
  if (range === '*/*') return 0;
  return range.endsWith('/*') && essence.startsWith(range.slice(0, -1)) ? 1 : undefined;
}
