import type { Line } from '../line-blocks.ts';

/** A row of a table, or why it is none. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** More than any customer takes as a row. A quote that nobody closes eats no more of a file than this. */
export const ROW_BYTES_MAX = 1024 * 1024;
/** More than any text of a customer has. What a quote that nobody closes ate is read again, so it must not be much. */
const ROW_LINES_MAX = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A line that is part of a row. */
interface Part {
  readonly number: number;
  /** `undefined` where it is not UTF-8, or too long. */
  readonly text: string | undefined;
  readonly bytes: number;
  /** What ended it, which belongs to the cell when the row goes on. */
  readonly end: '\n' | '\r\n';
}

/**
 * Reads rows of comma-separated values (RFC 4180) out of lines. A row that is broken ends with its first line, and reading
 * goes on with the next one: so a quote that was not closed costs one row. A quote inside a cell without quotes is text.
 */
export class CsvRows {
  readonly #delimiter: string;
  #held: Part[] = [];
  #heldBytes = 0;
  #row: RowParser;
  #position: number;

  /** @param position where the lines begin in the file */
  constructor(delimiter: string, position = 0) {
    this.#delimiter = delimiter;
    this.#row = new RowParser(delimiter);
    this.#position = position;
  }

  /** The rows that end with this line. */
  take(line: Line): CsvRow[] {
    return this.#read([this.#partOf(line)]);
  }

  /** The rows of what is left at the end of the file. */
  end(): CsvRow[] {
    const rows: CsvRow[] = [];
    while (this.#held.length > 0) rows.push(...this.#read(this.#break(rows, 'a quote is not closed')));
    return rows;
  }

  #partOf({ number, bytes, end, isWhole }: Line): Part {
    const length = bytes?.length ?? 0;
    const isReturn = end - this.#position - length === (isWhole ? 2 : 1);
    this.#position = end;
    return { number, text: bytes && decoded(bytes), bytes: length, end: isReturn ? '\r\n' : '\n' };
  }

  #read(parts: Part[]): CsvRow[] {
    const rows: CsvRow[] = [];
    let waiting = parts;
    for (let at = 0; at < waiting.length; at++) {
      const part = waiting[at] as Part;
      if (part.text === '' && this.#held.length === 0) continue;
      this.#held.push(part);
      this.#heldBytes += part.bytes;
      const problem = this.#feed(part);
      if (problem === 'open') continue;
      if (problem === undefined) rows.push({ line: this.#held[0]?.number ?? 0, cells: this.#row.cells });
      const again = problem === undefined ? [] : this.#break(rows, problem);
      this.#begin();
      if (again.length === 0) continue;
      waiting = again.concat(waiting.slice(at + 1));
      at = -1;
    }
    return rows;
  }

  /** @returns nothing when the row is complete */
  #feed({ text, end }: Part): 'open' | string | undefined {
    if (text === undefined) return `the line must be UTF-8 of at most ${ROW_BYTES_MAX} bytes`;
    if (this.#heldBytes > ROW_BYTES_MAX || this.#held.length > ROW_LINES_MAX)
      return 'a quote is not closed, or the row is too long';
    if (text.includes('\0')) return 'the line contains U+0000';
    return this.#row.feed(text, end);
  }

  /** Gives up the first line that is held. @returns the others */
  #break(rows: CsvRow[], problem: string): Part[] {
    const [first, ...others] = this.#held;
    if (first) rows.push({ line: first.number, problem });
    this.#begin();
    return others;
  }

  #begin(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#row = new RowParser(this.#delimiter);
  }
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** One row, line by line. */
class RowParser {
  readonly cells: string[] = [];
  readonly #delimiter: string;
  /** What a cell in quotes has so far, while it is open. */
  #open: string | undefined;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  feed(text: string, end: string): 'open' | string | undefined {
    for (let at = 0; ; ) {
      if (this.#open === undefined && text[at] !== '"') {
        const next = text.indexOf(this.#delimiter, at);
        this.cells.push(next < 0 ? text.slice(at) : text.slice(at, next));
        if (next < 0) return undefined;
        at = next + 1;
        continue;
      }
      const closed = this.#readQuoted(text, this.#open === undefined ? at + 1 : at);
      if (closed === undefined) {
        this.#open += end;
        return 'open';
      }
      if (closed === text.length) return undefined;
      if (text[closed] !== this.#delimiter) return 'something follows a quote, or one is not closed';
      at = closed + 1;
    }
  }

  /** @returns where the cell's closing quote is behind, or nothing when it goes on in the next line */
  #readQuoted(text: string, from: number): number | undefined {
    let cell = this.#open ?? '';
    for (let at = from; ; ) {
      const quote = text.indexOf('"', at);
      if (quote < 0) {
        this.#open = cell + text.slice(at);
        return undefined;
      }
      if (text[quote + 1] !== '"') {
        this.cells.push(cell + text.slice(at, quote));
        this.#open = undefined;
        return quote + 1;
      }
      cell += text.slice(at, quote + 1);
      at = quote + 2;
    }
  }
}

const DELIMITERS = [',', ';', '\t'] as const;

/** What separates the cells of a table, by its header: what is there most often outside of quotes. */
export function delimiterOf(header: string): string {
  const plain = header.replace(/"(?:[^"]|"")*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: plain.split(delimiter).length }));
  return counted.reduce((most, other) => (other.count > most.count ? other : most)).delimiter;
}
