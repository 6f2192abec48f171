import type { Decided } from '../group-commit/group-writer.ts';
import type { Row, Write } from '../store.ts';

/**
 * A group on its way to another thread: one text and one block of bytes, which is handed over and not copied. Cloning its
 * many small objects would cost several times as much.
 */
export interface PackedGroup {
  readonly text: string;
  readonly blobs: Uint8Array<ArrayBuffer>;
}

/** Where bytes lie in the block: from, up to and not including. */
type Place = readonly [from: number, to: number];

/** A structure without bytes: where they were, their places are. */
type Placed<Value> = Value extends Uint8Array
  ? Place
  : Value extends object
    ? { readonly [Name in keyof Value]: Placed<Value[Name]> }
    : Value;

export function packGroup(group: readonly Decided[]): PackedGroup {
  const block = new Block();
  const text = JSON.stringify(group.map((decided) => placed(decided, block)));
  return { text, blobs: block.bytes() };
}

export function unpackGroup({ text, blobs }: PackedGroup): Decided[] {
  const bytesAt = ([from, to]: Place) => blobs.subarray(from, to);
  const rowOf = (row: Placed<Row>): Row => ({ ...row, sealed: row.sealed && bytesAt(row.sealed) });
  const writeOf = (write: Placed<Write>): Write => ({
    ...write,
    row: rowOf(write.row),
    history: bytesAt(write.history),
    events: write.events.map(bytesAt),
  });
  return (JSON.parse(text) as Placed<Decided>[]).map(({ writes, answer, ...decided }) => ({
    ...decided,
    writes: writes.map(writeOf),
    ...(answer && { answer: rowOf(answer) }),
  }));
}

function placed({ writes, answer, ...decided }: Decided, block: Block): Placed<Decided> {
  const rowOf = (row: Row): Placed<Row> => ({ ...row, sealed: row.sealed && block.place(row.sealed) });
  const writeOf = (write: Write): Placed<Write> => ({
    ...write,
    row: rowOf(write.row),
    history: block.place(write.history),
    events: write.events.map((event) => block.place(event)),
  });
  return { ...decided, writes: writes.map(writeOf), ...(answer && { answer: rowOf(answer) }) };
}

/** Bytes laid one behind the other, the same ones once. */
class Block {
  readonly #parts = new Map<Uint8Array, Place>();
  #length = 0;

  place(part: Uint8Array): Place {
    const before = this.#parts.get(part);
    if (before) return before;
    const place = [this.#length, this.#length + part.byteLength] as const;
    this.#length = place[1];
    this.#parts.set(part, place);
    return place;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    for (const [part, [from]] of this.#parts) bytes.set(part, from);
    return bytes;
  }
}
