/** One line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** `undefined` when it is longer than allowed: it was skipped. */
  readonly bytes: Buffer | undefined;
  /** Where the next line begins in the file. */
  readonly end: number;
  /** Whether it has an end: the last one of a file that was cut off has none. */
  readonly isWhole: boolean;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a stream of bytes, some at a time: those that end in the same piece of it. Holds one piece and one line, and
 * of a line that is too long nothing.
 */
export async function* lineBlocks(
  source: AsyncIterable<Buffer>,
  lineBytesMax: number,
): AsyncGenerator<readonly Line[]> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let number = 0;
  let position = 0;
  const take = (isWhole: boolean): Line => {
    const bytes = begunBytes > lineBytesMax ? undefined : begun.length === 1 ? begun[0] : Buffer.concat(begun);
    begun = [];
    begunBytes = 0;
    number += 1;
    return { number, bytes: bytes && withoutReturn(bytes), end: position, isWhole };
  };
  const add = (part: Buffer) => {
    begunBytes += part.length;
    if (begunBytes > lineBytesMax) begun = [];
    else begun.push(part);
  };
  for await (const piece of source) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, from)) {
      add(piece.subarray(from, at));
      position += at + 1 - from;
      from = at + 1;
      lines.push(take(true));
    }
    if (from < piece.length) {
      add(piece.subarray(from));
      position += piece.length - from;
    }
    if (lines.length > 0) yield lines;
  }
  if (begunBytes > 0) yield [take(false)];
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
