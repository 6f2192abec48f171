/**
 * Fields that decide who is asking, what for and about which version. Some may be repeated by the letter of RFC 9110
 * (§5.3; `If-Match` on two lines is one list, §13.1.1), but Node takes the first of some, the last of none and joins
 * others, a proxy in front may do otherwise, and a signature covers only one reading. So each may be sent once.
 */
const singleHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'signature',
  'digest',
  'date',
  'host',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'content-type',
  'content-length',
  'content-encoding',
]);

/** Cybersource's own headers; they are part of what its clients sign. */
const SIGNED_PREFIX = 'v-c-';

/**
 * The lower-case name of the first security-relevant header that was sent twice, or `undefined`. It takes Node's
 * `rawHeaders` (name, value, name, value …) because `headers` no longer shows that there were two.
 */
export function duplicatedHeader(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!singleHeaders.has(name) && !name.startsWith(SIGNED_PREFIX)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** `: ` between name and value, and the line's end (RFC 9112 §5). */
const LINE_OVERHEAD_BYTES = 4;

/**
 * How many bytes the header lines took as sent (RFC 9112 §5), each with one space after the colon: Node removes
 * surrounding white space before we see it. Node decodes headers as Latin-1, so a character is a byte.
 */
export function headerBytes(rawHeaders: readonly string[]): number {
  return rawHeaders.reduce((sum, part) => sum + part.length, (rawHeaders.length / 2) * LINE_OVERHEAD_BYTES);
}
