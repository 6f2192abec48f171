import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../random.ts';
import { createPrivateFile } from './private-file.ts';

const NAME = /^[0-9a-f]{8}$/;

/**
 * What a data directory is called where servers with others share a database: made once at random and kept in
 * `sandbox.id`. Throws what the file system throws.
 */
export async function directoryName(directory: string, random: Random): Promise<string> {
  const path = join(directory, 'sandbox.id');
  const kept = await readName(path);
  if (kept !== undefined) return kept;
  await rm(path, { force: true });
  const fresh = freshName(random);
  await createPrivateFile(path, `${fresh}\n`, random);
  // Another process with the same directory may have been faster.
  return (await readName(path)) ?? fresh;
}

export function freshName(random: Random): string {
  return Buffer.from(random.bytes(4)).toString('hex');
}

async function readName(path: string): Promise<string | undefined> {
  try {
    const name = (await readFile(path, 'utf8')).trim();
    return NAME.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
