/** `bytea`'s object identifier. */
const BYTEA = 17;
/** Dimensions, whether there are nulls, element type; length and lower bound. */
const HEADER_BYTES = 20;

/**
 * A `bytea[]` in PostgreSQL's binary form (`array_recv`): a header, then each element's length and bytes, or -1 for null. As
 * text every byte would take two characters, and be parsed on both sides.
 */
export function byteaArray(values: readonly (Uint8Array | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.byteLength ?? 0), HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(size);
  let at = 0;
  for (const number of [1, values.includes(null) ? 1 : 0, BYTEA, values.length, 1])
    at = buffer.writeInt32BE(number, at);
  for (const value of values) {
    at = buffer.writeInt32BE(value?.byteLength ?? -1, at);
    if (value === null) continue;
    buffer.set(value, at);
    at += value.byteLength;
  }
  return buffer;
}
