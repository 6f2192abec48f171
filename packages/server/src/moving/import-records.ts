import { type CustomerPlace, placeIn } from './customer-place.ts';
import { type ImportOptions, ImportSession, type ImportSummary } from './import-session.ts';
import { type Line, lineBlocks } from './line-blocks.ts';
import { readLine } from './read-line.ts';
import { FORMAT_VERSION, LINE_BYTES_MAX } from './record-line.ts';

/** Thrown for what is no file of records, or one of a later server: nothing in it can be relied upon. */
export class NotRecordsError extends Error {
  override readonly name = 'NotRecordsError';
}

/**
 * Brings the records of a file into a store, as they were. A line that is refused is told and stops nothing. What is there
 * already stays: doing it again changes nothing and adds what is missing, so an import that was interrupted is just done
 * again. There is no file that remembers how far it came: such a file could be wrong about the store, the store cannot.
 *
 * @throws {NotRecordsError}
 * @throws {StoreError} when the store fails; what was told as loaded is there
 */
export async function importRecords(source: AsyncIterable<Buffer>, options: ImportOptions): Promise<ImportSummary> {
  const session = new ImportSession(options);
  for await (const block of lineBlocks(source, LINE_BYTES_MAX)) {
    for (const line of block) if (line.number === 1) assertHeader(line);
    const passed = options.resume ? await linesOfWhoIsThere(block, options) : new Set<Line>();
    for (const line of block) {
      if (passed.has(line)) session.pass();
      else await session.take(line);
    }
    options.onProgress({ bytes: block.at(-1)?.end ?? 0, customers: session.customers });
  }
  return session.end();
}

function assertHeader({ bytes }: Line): void {
  const header = bytes && readLine(bytes);
  if (!header?.ok || header.value.type !== 'header')
    throw new NotRecordsError(`line 1: it is no file of records${header && !header.ok ? `: ${header.problem}` : ''}`);
  const { version } = header.value;
  if (version !== FORMAT_VERSION)
    throw new NotRecordsError(
      `line 1: /version is ${version}, and this server reads files of version ${FORMAT_VERSION}`,
    );
}

/** A customer whose history goes on in other lines may be there with a part of it: those are read. */
async function linesOfWhoIsThere(block: readonly Line[], { target, tenant }: ImportOptions): Promise<Set<Line>> {
  const places: CustomerPlace[] = [];
  const lines = block.filter(({ bytes }) => {
    const place = bytes && placeIn(bytes);
    if (place?.type !== 'customer' || place.more) return false;
    places.push(tenant === undefined ? place : { ...place, tenant });
    return true;
  });
  const there = await target.areThere(places);
  return new Set(lines.filter((_, index) => there[index]));
}
