import { isObject, type JsonObject, ok, type Result, refuse } from '@clientele/core';
import { parseStrictJson } from '../../wire/strict-json.ts';
import { type Line, lineBlocks } from '../line-blocks.ts';
import { lineFault } from '../read-line.ts';
import { type Column, documentOf, readColumns } from './csv-columns.ts';
import { CsvRows, delimiterOf, ROW_BYTES_MAX } from './csv-rows.ts';
import type { Vendor } from './vendor.ts';

/** A customer of a file as the vendor's document, or why there is none in the line. */
export interface VendorRow {
  /** Of a row that takes several lines, the first. */
  readonly line: number;
  readonly document: Result<JsonObject, string>;
}

/** Some rows, and how far into the file they go. */
export interface RowBlock {
  readonly rows: readonly VendorRow[];
  readonly bytes: number;
}

export const formats = ['ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

/** Thrown for a table whose header cannot be used: nothing below it can be read. */
export class NotVendorFileError extends Error {
  override readonly name = 'NotVendorFileError';
}

export interface Reading {
  /** Otherwise the first character tells: a line of JSON begins with a brace. */
  readonly format?: Format;
  /** Of a table; otherwise its header tells. */
  readonly delimiter?: string;
  readonly ignoreUnknown: boolean;
}

/** As many as fit into a line that is not too long, more or less. */
const ROW_MEMBERS_MAX = 10_000;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The rows of a vendor's file, some at a time.
 *
 * @throws {NotVendorFileError}
 */
export async function* vendorRows(
  source: AsyncIterable<Buffer>,
  vendor: Vendor,
  reading: Reading,
): AsyncGenerator<RowBlock> {
  let { format } = reading;
  let table: Table | undefined;
  let bytes = 0;
  for await (const block of lineBlocks(source, ROW_BYTES_MAX)) {
    const lines = block.map((line) => (line.number === 1 ? withoutMark(line) : line));
    format ??= formatOf(lines);
    if (format === 'csv') table ??= new Table(vendor, reading);
    bytes = lines.at(-1)?.end ?? bytes;
    yield { rows: lines.flatMap((line) => table?.take(line) ?? jsonRow(line)), bytes };
  }
  if (table) yield { rows: table.end(), bytes };
}

/** Of an object, or of an array, which is told that it is no row. */
const JSON_BEGINS = /^[ \t]*[{[]/;
const BEGINNING_BYTES = 64;

/** What the first line says that is not empty. */
function formatOf(lines: readonly Line[]): Format | undefined {
  const first = lines.find(({ bytes }) => bytes?.length !== 0);
  return first && (JSON_BEGINS.test(first.bytes?.toString('latin1', 0, BEGINNING_BYTES) ?? '') ? 'ndjson' : 'csv');
}

function withoutMark(line: Line): Line {
  const isMarked = line.bytes?.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return isMarked ? { ...line, bytes: line.bytes?.subarray(BYTE_ORDER_MARK.length) } : line;
}

function jsonRow({ number, bytes }: Line): VendorRow[] {
  if (bytes?.length === 0) return [];
  if (bytes === undefined)
    return [{ line: number, document: refuse(`the line must be at most ${ROW_BYTES_MAX} bytes`) }];
  const parsed = parseStrictJson(bytes, ROW_MEMBERS_MAX);
  if (!parsed.ok) return [{ line: number, document: refuse(lineFault(parsed.problem)) }];
  return [
    { line: number, document: isObject(parsed.value) ? ok(parsed.value) : refuse('the line must be a JSON object') },
  ];
}

/** A table: its header, and the rows below it. */
class Table {
  readonly #vendor: Vendor;
  readonly #reading: Reading;
  #rows: CsvRows | undefined;
  #columns: readonly (Column | undefined)[] | undefined;

  constructor(vendor: Vendor, reading: Reading) {
    this.#vendor = vendor;
    this.#reading = reading;
  }

  take(line: Line): VendorRow[] {
    this.#rows ??= new CsvRows(this.#reading.delimiter ?? delimiterOf(line.bytes?.toString() ?? ''));
    return this.#documents(this.#rows.take(line));
  }

  end(): VendorRow[] {
    return this.#documents(this.#rows?.end() ?? []);
  }

  #documents(rows: ReturnType<CsvRows['take']>): VendorRow[] {
    return rows.flatMap((row) => {
      if (!this.#columns) {
        this.#columns = this.#header(row);
        return [];
      }
      const document = 'cells' in row ? documentOf(this.#vendor, this.#columns, row.cells) : refuse(row.problem);
      return [{ line: row.line, document }];
    });
  }

  #header(row: ReturnType<CsvRows['take']>[number]): readonly (Column | undefined)[] {
    const columns = 'cells' in row ? readColumns(this.#vendor, row.cells, this.#reading) : refuse(row.problem);
    if (columns.ok) return columns.value;
    throw new NotVendorFileError(`line ${row.line}: ${columns.problem}`);
  }
}
