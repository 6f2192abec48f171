import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const children = new Set<ChildProcess>();
const directories = new Set<string>();

/** A new directory that is gone when the benchmark ends, however it ends. */
export function scratchDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `clientele-bench-${name}-`));
  directories.add(directory);
  return directory;
}

/** A process that does not outlive the benchmark. */
export function scratchProcess(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return keep(spawn(command, args, options));
}

/** A module of ours on this same Node, with a channel for messages. */
export function scratchWorker(module: string): ChildProcess {
  return keep(fork(module, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** Sees to it that an interrupt, too, ends in a tidy exit. Call once. */
export function tidyUpAtExit(): void {
  process.on('exit', tidyUp);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
}

function keep(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function tidyUp(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const directory of directories)
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
