import { placeIn } from './customer-place.ts';
import { lineBlocks } from './line-blocks.ts';
import { readLine } from './read-line.ts';
import { FORMAT_VERSION, type HeaderLine, LINE_BYTES_MAX } from './record-line.ts';

/** How far an export came that was interrupted. */
export interface ResumePoint {
  readonly header: HeaderLine;
  /** The last customer that is in the file as a whole. */
  readonly last: { readonly tenant: string; readonly id: string } | undefined;
  /** So many are. */
  readonly customers: number;
  /** Where the rest begins: what comes after it in the file is cut off. */
  readonly end: number;
  /** Nothing is missing. */
  readonly isComplete: boolean;
}

/** Reads a file that `export` wrote; of customers only the beginning of each line. @returns nothing if it is none */
export async function findResumePoint(source: AsyncIterable<Buffer>): Promise<ResumePoint | undefined> {
  let header: HeaderLine | undefined;
  let last: ResumePoint['last'];
  let customers = 0;
  let end = 0;
  for await (const block of lineBlocks(source, LINE_BYTES_MAX)) {
    for (const { number, bytes, isWhole, end: lineEnd } of block) {
      if (bytes === undefined || !isWhole) continue;
      if (number === 1) {
        const read = readLine(bytes);
        if (!read.ok || read.value.type !== 'header' || read.value.version !== FORMAT_VERSION) return undefined;
        header = read.value;
        end = lineEnd;
      } else if (bytes.toString('latin1', 0, END.length) === END && header) {
        return { header, last, customers, end, isComplete: true };
      }
      const place = placeIn(bytes);
      if (!place || place.more) continue;
      last = { tenant: place.tenant, id: place.id };
      customers += 1;
      end = lineEnd;
    }
  }
  return header && { header, last, customers, end, isComplete: false };
}

const END = '{"type":"end"';
