import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel counts CPU time in: 10 ms on every Linux that Node runs on. */
const TICK_MICROS = 10_000;

/** User and system time of the whole process, all its threads; `undefined` where the system has no `/proc`. */
export function cpuMicrosOf(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  // The second field is the command in parentheses and may hold anything: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

/** The same of a process and the processes it has started: a PostgreSQL with its backends, a server with its workers. */
export function cpuMicrosOfFamily(pid: number): number | undefined {
  const own = cpuMicrosOf(pid);
  return own === undefined
    ? undefined
    : own + childrenOf(pid).reduce((sum, child) => sum + (cpuMicrosOf(child) ?? 0), 0);
}

function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((other) => parentOf(other) === pid);
}

function parentOf(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

export interface Memory {
  readonly residentMb: number;
  readonly maxResidentMb: number;
}

export function memoryOf(pid: number): Memory | undefined {
  const status = readProc(pid, 'status');
  if (status === undefined) return undefined;
  return { residentMb: megabytes(status, /VmRSS:\s+(\d+) kB/), maxResidentMb: megabytes(status, /VmHWM:\s+(\d+) kB/) };
}

function megabytes(status: string, line: RegExp): number {
  return Number(line.exec(status)?.[1]) / 1_024;
}

function readProc(pid: number, file: 'stat' | 'status'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
