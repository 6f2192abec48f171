/**
 * Arrays in PostgreSQL's binary form (`array_recv`): dimensions, whether there are nulls, the elements' type; length and
 * lower bound; then each element's length and bytes, or -1 for null. As text every byte would be escaped and parsed.
 */

/** How an element is written: its type's object identifier, its size in bytes, and its bytes at a place. */
interface ElementType<Value> {
  readonly oid: number;
  readonly sizeOf: (value: Value) => number;
  readonly write: (buffer: Buffer, value: Value, at: number) => void;
}

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
/** PostgreSQL counts from 2000-01-01T00:00:00Z. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

export const byteaArray = arrayOf<Uint8Array>({
  oid: 17,
  sizeOf: ({ byteLength }) => byteLength,
  write: (buffer, value, at) => buffer.set(value, at),
});

export const textArray = arrayOf<string>({
  oid: 25,
  sizeOf: (value) => Buffer.byteLength(value),
  write: (buffer, value, at) => void buffer.write(value, at),
});

export const boolArray = arrayOf<boolean>({
  oid: 16,
  sizeOf: () => 1,
  write: (buffer, value, at) => void buffer.writeUInt8(value ? 1 : 0, at),
});

export const int2Array = arrayOf<number>({
  oid: 21,
  sizeOf: () => 2,
  write: (buffer, value, at) => void buffer.writeInt16BE(value, at),
});

export const int4Array = arrayOf<number>({
  oid: 23,
  sizeOf: () => 4,
  write: (buffer, value, at) => void buffer.writeInt32BE(value, at),
});

export const int8Array = arrayOf<number>({
  oid: 20,
  sizeOf: () => 8,
  write: (buffer, value, at) => void buffer.writeBigInt64BE(BigInt(value), at),
});

/** Of times in RFC 3339, as microseconds. */
export const timestamptzArray = arrayOf<string>({
  oid: 1184,
  sizeOf: () => 8,
  write: (buffer, value, at) => void buffer.writeBigInt64BE(BigInt(Date.parse(value) - EPOCH_MS) * 1000n, at),
});

function arrayOf<Value>({ oid, sizeOf, write }: ElementType<Value>) {
  return (values: readonly (Value | null)[]): Buffer => {
    const hasNull = values.includes(null);
    const size = values.reduce((sum, value) => sum + LENGTH_BYTES + (value === null ? 0 : sizeOf(value)), HEADER_BYTES);
    const buffer = Buffer.allocUnsafe(size);
    let at = 0;
    for (const number of [1, hasNull ? 1 : 0, oid, values.length, 1]) at = buffer.writeInt32BE(number, at);
    for (const value of values) {
      const length = value === null ? -1 : sizeOf(value);
      at = buffer.writeInt32BE(length, at);
      if (value === null) continue;
      write(buffer, value, at);
      at += length;
    }
    return buffer;
  };
}
