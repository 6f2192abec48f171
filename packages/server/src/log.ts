import pino from 'pino';
import type { LogLevel } from './config.ts';
import type { RequestLog } from './request-log.ts';

/** The server's log: one JSON object a line on standard output. Only what is named here is ever written. */
export interface Log extends RequestLog {
  started(line: { readonly baseUrl: string; readonly version: string }): void;
  warned(message: string, error?: unknown): void;
  stopped(): void;
  flush(): void;
}

export function createLog(level: LogLevel): Log {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 4096 });
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const flushing = setInterval(() => destination.flush(), 500).unref();
  return {
    answered: (line) => log.info(line, 'answered'),
    failed: ({ requestId, error }) => log.error({ requestId, ...describe(error) }, 'failed'),
    started: (line) => log.info(line, 'started'),
    warned: (message, error) => log.warn(error === undefined ? {} : describe(error), message),
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
