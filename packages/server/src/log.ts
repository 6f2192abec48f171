import pino from 'pino';
import type { LogLevel } from './config.ts';
import type { RequestLog } from './request-log.ts';

/** The server's log: one JSON object a line on standard output. Only what is named here is ever written. */
export interface Log extends RequestLog {
  started(line: { readonly baseUrl: string; readonly version: string }): void;
  warned(message: string, error?: unknown): void;
  /** A process that served has ended by itself; another takes its place after `waitMs`, if one does. */
  workerEnded(line: WorkerEnd): void;
  stopped(): void;
  flush(): void;
}

interface WorkerEnd {
  readonly worker: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly waitMs?: number;
}

/**
 * Lines of processes that share an output must not get into each other. What is written to a pipe in one go stays together
 * up to `PIPE_BUF` bytes (POSIX, `write`), which are 4,096 on Linux.
 */
const SHARED_WRITE_BYTES_MAX = 4096;
const SHARED = { minLength: SHARED_WRITE_BYTES_MAX / 2, maxWrite: SHARED_WRITE_BYTES_MAX };
const ALONE = { minLength: 4096 };

/** @param worker which of several processes writes, where there are several: each of its lines says so */
export function createLog(level: LogLevel, worker?: number): Log {
  const isAlone = worker === undefined;
  const destination = pino.destination({ dest: 1, sync: false, ...(isAlone ? ALONE : SHARED) });
  const base = isAlone ? null : { worker };
  const log = pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const flushing = setInterval(() => destination.flush(), 500).unref();
  return {
    answered: (line) => log.info(line, 'answered'),
    failed: ({ requestId, error }) => log.error({ requestId, ...describe(error) }, 'failed'),
    started: (line) => log.info(line, 'started'),
    warned: (message, error) => log.warn(error === undefined ? {} : describe(error), message),
    workerEnded: (line) => log.warn(line, 'worker ended'),
    stopped: () => log.info('stopped'),
    flush() {
      clearInterval(flushing);
      destination.flushSync();
    },
  };
}

/** An error without its message, which may quote data: its class, its code and where it was thrown. */
function describe(error: unknown): { readonly error: string; readonly code?: string; readonly at?: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    error: error.name,
    ...(typeof code === 'string' && { code }),
    at: frames.slice(0, 8).map((line) => line.trim()),
  };
}
