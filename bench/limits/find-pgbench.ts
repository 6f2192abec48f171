import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** PostgreSQL's own load generator, where somebody has installed it: npm does not bring it. */
export function findPgbench(): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => join(directory, 'pgbench')).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
