import { backupSqlite } from '../stores/sqlite/backup.ts';
import { type Arguments, fileIn } from './arguments.ts';
import { Failure, told } from './failure.ts';
import { Progress } from './progress.ts';
import { placeIn } from './store-place.ts';

/** `clientele backup FILE`: also while a server is serving the directory. */
export async function backupCommand(values: Arguments, positionals: readonly string[]): Promise<void> {
  const file = fileIn(positionals, 'the file to write');
  const { data, databaseUrl } = placeIn(values);
  if (databaseUrl !== undefined)
    throw new Failure(
      'a PostgreSQL database has its own means of backup (pg_basebackup, pg_dump); here --data is copied',
    );
  const progress = new Progress({ verb: 'backup', noun: 'bytes' });
  const bytes = await Promise.try(backupSqlite, data, file).catch(told);
  progress.end(bytes, `wrote ${file}, ${bytes.toLocaleString('en-US')} bytes`);
}
