import type { VendorImportChoices, VendorImportOrigin } from './choices.ts';
import { noOutcomes, type OutcomeCounts, type RowOutcome } from './outcome.ts';
import { type Reading, vendorRows } from './rows.ts';
import { VendorSession } from './session.ts';
import type { VendorTarget } from './target.ts';
import type { Vendor } from './vendor.ts';

export interface VendorImportOptions {
  readonly vendor: Vendor;
  readonly target: VendorTarget;
  readonly reading: Omit<Reading, 'ignoreUnknown'>;
  readonly choices: VendorImportChoices;
  readonly origin: VendorImportOrigin;
  /** Called for each row in the order of the file, when what became of it is durable. */
  readonly onOutcome: (line: number, outcome: RowOutcome) => void | Promise<void>;
  readonly onProgress: (progress: { readonly bytes: number; readonly customers: number }) => void;
}

/** So many rows are under way at once: as many as fill a commit, few enough to hold in memory. */
const ROWS_IN_FLIGHT_MAX = 512;

/**
 * Brings the customers of a vendor's file into a store, each through the road of every write. A row that is refused, or of
 * which one cannot tell who it is about, is told and stops nothing. Doing it again changes nothing.
 *
 * @throws {NotVendorFileError} for a table whose header cannot be used
 * @throws {InterruptedError} when the store fails; what was told before is there
 */
export async function importVendorFile(
  source: AsyncIterable<Buffer>,
  options: VendorImportOptions,
): Promise<OutcomeCounts> {
  const { vendor, target, choices, origin, onOutcome, onProgress } = options;
  const session = new VendorSession(vendor, target, choices, origin);
  const reading = { ...options.reading, ignoreUnknown: choices.ignoreUnknown };
  const counts = noOutcomes();
  const underWay: { readonly line: number; readonly outcome: Promise<RowOutcome> }[] = [];
  let customers = 0;
  let begin = 0;
  const settleFirst = async () => {
    const first = underWay.shift();
    if (!first) return;
    const outcome = await first.outcome;
    counts[outcome.type] += 1;
    await onOutcome(first.line, outcome);
  };
  for await (const { rows, bytes } of vendorRows(source, vendor, reading)) {
    for (const [index, row] of rows.entries()) {
      const outcome = session.take(row);
      // It may fail before its turn to be waited for.
      outcome.catch(() => {});
      underWay.push({ line: row.line, outcome });
      customers += 1;
      if (underWay.length >= ROWS_IN_FLIGHT_MAX) await settleFirst();
      // Of small rows a block has so many that they take seconds.
      onProgress({ bytes: begin + ((bytes - begin) * (index + 1)) / rows.length, customers });
    }
    begin = bytes;
  }
  while (underWay.length > 0) await settleFirst();
  return counts;
}
