import { vendorNames } from '../moving/vendor/vendors.ts';
import { type Arguments, fileIn } from './arguments.ts';
import { misuse } from './failure.ts';
import { importRecordFile } from './import-record-file.ts';
import { type ImportSource, sourceOf } from './import-source.ts';
import { importFromVendor } from './import-vendor-file.ts';
import { Progress } from './progress.ts';

/** Brings in what a source holds, in one format. @returns how many of its lines were refused, or left for a person to decide */
type Importer = (values: Arguments, source: ImportSource, progress: Progress) => Promise<number>;

/** By what `--from` says. */
const importers = new Map<string, Importer>([
  ['clientele', importRecordFile],
  ...vendorNames.map((face): [string, Importer] => [face, (...call) => importFromVendor(face, ...call)]),
]);

/** `clientele import FILE`. */
export async function importCommand(values: Arguments, positionals: readonly string[]): Promise<void> {
  const importer = importers.get(values.from ?? 'clientele');
  if (!importer) throw misuse(`--from must be one of ${[...importers.keys()].join(', ')}`);
  const file = fileIn(positionals, 'the file to read, or - for standard input');
  const progress = new Progress({ verb: values['dry-run'] ? 'check' : 'import', noun: 'customers' });
  const refused = await importer(values, await sourceOf(file), progress);
  if (refused > 0) process.exitCode = 1;
}
