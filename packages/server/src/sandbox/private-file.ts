import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Random } from '../random.ts';

/** What a start that was cut off left behind is older than this; what another one is writing is not. */
const LEFT_BEHIND_MS = 60_000;

/** Replaces a file: readable by its owner alone, and either the old content or the new, whoever else writes it meanwhile. */
export async function writePrivateFile(path: string, text: string, random: Random): Promise<void> {
  await removeLeftBehind(path);
  const temporary = await writeTemporary(path, text, random);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The same, but leaves a file alone that is there already. */
export async function createPrivateFile(path: string, text: string, random: Random): Promise<void> {
  const temporary = await writeTemporary(path, text, random);
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Under a name of its own: processes that share the directory do not write into each other's. */
async function writeTemporary(path: string, text: string, random: Random): Promise<string> {
  const temporary = `${path}.${Buffer.from(random.bytes(4)).toString('hex')}.new`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

async function removeLeftBehind(path: string): Promise<void> {
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.new')) continue;
    const { mtimeMs = Number.POSITIVE_INFINITY } = (await stat(join(directory, name)).catch(() => undefined)) ?? {};
    if (mtimeMs < Date.now() - LEFT_BEHIND_MS) await rm(join(directory, name), { force: true });
  }
}
