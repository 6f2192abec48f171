import { restoreSqlite } from '../stores/sqlite/restore.ts';
import { type Arguments, fileIn } from './arguments.ts';
import { misuse, told } from './failure.ts';
import { dataIn } from './store-place.ts';

/** `clientele restore FILE --data DIR`. */
export async function restoreCommand(values: Arguments, positionals: readonly string[]): Promise<void> {
  const file = fileIn(positionals, 'the file to restore');
  if (values['database-url'] !== undefined) throw misuse('a backup is restored into a data directory: give --data');
  const data = dataIn(values);
  await restoreSqlite(file, data).catch(told);
  process.stderr.write(`restored ${file} into ${data}\n`);
}
