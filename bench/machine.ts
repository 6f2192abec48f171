import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { scratchDirectory } from './scratch.ts';

export interface Machine {
  readonly node: string;
  readonly system: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  /** How often a second the disk under the data directories makes a small append durable. */
  readonly durableAppendsPerSecond: number;
}

export function describeMachine(): Machine {
  return {
    node: process.version,
    system: `${type()} ${process.arch}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    durableAppendsPerSecond: Math.round(probeDisk()),
  };
}

/** Half a second of 4 kB appends, each followed by `fdatasync`. */
function probeDisk(): number {
  const file = openSync(join(scratchDirectory('disk'), 'probe'), 'w');
  const page = Buffer.alloc(4_096);
  const started = performance.now();
  let appends = 0;
  while (performance.now() - started < 500) {
    writeSync(file, page);
    fdatasyncSync(file);
    appends += 1;
  }
  const seconds = (performance.now() - started) / 1_000;
  closeSync(file);
  return appends / seconds;
}
