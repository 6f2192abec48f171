import type { PostgresOptions, ServerFacts } from './guardian-order.ts';
import { GuardianProcess } from './guardian-process.ts';

export interface RunningPostgres {
  /** Of the superuser, whom every process of this machine may be: for data that nobody else may see it is no place. */
  readonly url: string;
  readonly port: number;
  /** 18 for PostgreSQL 18.4. */
  readonly major: number;
  readonly dataDirectory: string;
  readonly binDirectory: string;
  /** Of the postmaster; another one after `restart()`. */
  readonly pid: number;
  /** Fast shutdown, then the directory is removed. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster, soon after the call. Its backends end by themselves, a moment later. */
  kill(): void;
  /** Fast shutdown; the data stay for `restart()`. */
  shutDown(): Promise<void>;
  /**
   * Starts again on the same data, after `kill()` or `shutDown()`; what still runs is shut down first. On the same port,
   * unless another is named.
   */
  restart(port?: number): Promise<void>;
}

/**
 * A real PostgreSQL with a new, empty cluster. It ends with the process that called, in whatever way that one ends, and
 * does not keep it from ending.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const guardian = new GuardianProcess();
  let facts = await guardian.ask<ServerFacts>({ do: 'start', options });
  const { major, dataDirectory, binDirectory } = facts;
  let stopping: Promise<void> | undefined;
  return {
    ...{ major, dataDirectory, binDirectory },
    get url() {
      return `postgres://postgres@127.0.0.1:${facts.port}/postgres`;
    },
    get port() {
      return facts.port;
    },
    get pid() {
      return facts.pid;
    },
    kill: () => guardian.tell({ do: 'kill' }),
    shutDown: () => guardian.ask<void>({ do: 'shut down' }),
    async restart(port) {
      facts = await guardian.ask<ServerFacts>({ do: 'restart', port });
    },
    stop() {
      stopping ??= guardian.dismiss();
      return stopping;
    },
  };
}
