import { readFileSync } from 'node:fs';

/** What the kernel counts CPU time in: 10 ms on every Linux that Node runs on. */
const TICK_MICROS = 10_000;

/**
 * User and system time of a process with all its threads, of its children, and of those that have ended; `undefined` where
 * the system has no `/proc`. Of children's children only what their parents have waited for.
 */
export function cpuMicrosOf(pid: number): number | undefined {
  const own = ticksOf(pid);
  if (own === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (ticksOf(child) ?? 0), own) * TICK_MICROS;
}

export interface Memory {
  readonly residentMb: number;
  readonly maxResidentMb: number;
}

/** Of a process and its children; what they share is counted for each. */
export function memoryOf(pid: number): Memory | undefined {
  const statuses = [pid, ...childrenOf(pid)].flatMap((process) => readProc(process, 'status') ?? []);
  if (statuses.length === 0) return undefined;
  const sum = (line: RegExp) => statuses.reduce((total, status) => total + megabytes(status, line), 0);
  return { residentMb: sum(/VmRSS:\s+(\d+) kB/), maxResidentMb: sum(/VmHWM:\s+(\d+) kB/) };
}

/** utime, stime, and those of the children that have been waited for. */
function ticksOf(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  // The second field is the command in parentheses and may hold anything: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** Those that its first thread has made, as Node and PostgreSQL make all of theirs. */
function childrenOf(pid: number): number[] {
  return (readProc(pid, `task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);
}

function megabytes(status: string, line: RegExp): number {
  return Number(line.exec(status)?.[1]) / 1_024;
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
