/** `bytea`'s object identifier. */
const BYTEA = 17;
const ZERO = 0;

/**
 * A `bytea[]` in PostgreSQL's binary form (`array_recv`): dimensions, flags, element type; length and lower bound; then each
 * element's length and bytes. As text every byte would take two characters, and be parsed on both sides.
 */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const size = values.reduce((sum, { byteLength }) => sum + 4 + byteLength, 20);
  const buffer = Buffer.allocUnsafe(size);
  let at = 0;
  for (const number of [1, ZERO, BYTEA, values.length, 1]) at = buffer.writeInt32BE(number, at);
  for (const value of values) {
    at = buffer.writeInt32BE(value.byteLength, at);
    buffer.set(value, at);
    at += value.byteLength;
  }
  return buffer;
}
