import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What `stat` counts in, whatever the file system's own blocks are. */
const BLOCK_BYTES = 512;

/** What the files of a directory take on the disk. */
export function directoryBytes(directory: string): number {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).blocks * BLOCK_BYTES, 0);
}
