import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Histogram } from '../load/histogram.ts';
import type { LoadResult } from '../load/plan.ts';
import type { Postgres } from '../postgres.ts';
import { cpuMicrosOf } from '../process-usage.ts';
import { scratchDirectory, scratchProcess } from '../scratch.ts';
import type { LoadOfItsOwn, Window } from '../subject.ts';
import { readTransactions } from './pgbench-log.ts';
import { PGBENCH_VARIABLES, pgbenchScript, pgbenchTables } from './pgbench-writes.ts';

/** A thread for each core of the smallest machine that is worth measuring on. */
const THREADS = 2;

/** What PostgreSQL does when nothing but pgbench, in C and beside it, asks for the same writes. */
export class Pgbench implements LoadOfItsOwn {
  readonly name = 'pgbench';
  readonly database: Postgres;
  readonly #file: string;
  readonly #customers: number;
  readonly #directory = scratchDirectory('pgbench');
  #url = '';

  constructor(file: string, database: Postgres, customers: number) {
    this.database = database;
    this.#file = file;
    this.#customers = customers;
  }

  async start(): Promise<void> {}

  async fill(): Promise<void> {
    this.#url = await this.database.createDatabase();
    await this.database.execute(this.#url, pgbenchTables(this.#customers));
    await this.database.settle(this.#url);
    writeFileSync(join(this.#directory, 'script.sql'), pgbenchScript(this.#customers));
  }

  async stop(): Promise<void> {}

  async measure(window: Window): Promise<LoadResult> {
    const logs = scratchDirectory('pgbench-log');
    const child = this.#spawn(window, join(logs, 'log'));
    const ended = endOf(child);
    // Should it fail before somebody waits for it: it is waited for below.
    ended.catch(() => {});
    await pause(window.warmUpSeconds * 1_000);
    const opened = this.#now(child);
    await pause(window.seconds * 1_000);
    const closed = this.#now(child);
    await ended;
    return resultOf(logs, opened, closed);
  }

  #spawn({ connections, warmUpSeconds, seconds, seed }: Window, log: string): ChildProcess {
    const { hostname, port, username, pathname } = new URL(this.#url);
    const variables = PGBENCH_VARIABLES.flatMap((variable) => ['-D', variable]);
    const load = ['-c', connections, '-j', Math.min(THREADS, connections), '-M', 'prepared', '-n'].map(String);
    // It counts in whole seconds: it runs until the window has closed, and a little longer.
    const time = ['-T', String(Math.ceil(warmUpSeconds + seconds + 0.25)), `--random-seed=${seed}`];
    const output = ['-l', `--log-prefix=${log}`, '-f', join(this.#directory, 'script.sql')];
    const place = ['-h', hostname, '-p', port, '-U', username, pathname.slice(1)];
    return scratchProcess(this.#file, [...load, ...time, ...variables, ...output, ...place], {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: this.#directory,
    });
  }

  #now(child: ChildProcess): Instant {
    return { at: Date.now(), database: cpuMicrosOf(this.database.pid), own: cpuMicrosOf(child.pid ?? 0) };
  }
}

interface Instant {
  readonly at: number;
  readonly database: number | undefined;
  readonly own: number | undefined;
}

/** Resolves when it has ended well. */
async function endOf(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`pgbench failed (${code}): ${said}`);
}

function resultOf(logs: string, opened: Instant, closed: Instant): LoadResult {
  const latencies = new Histogram();
  let [answers, done, from] = [0, 0, closed.at];
  for (const { endedAtMs, milliseconds } of readTransactions(logs)) {
    done += 1;
    // When it is not warmed up, the window begins with the first transaction, and not while it connects.
    from = Math.min(from, endedAtMs - milliseconds);
    if (endedAtMs < opened.at || endedAtMs >= closed.at) continue;
    answers += 1;
    latencies.record(milliseconds);
  }
  const seconds = (closed.at - Math.max(from, opened.at)) / 1_000;
  const spent = ({ before, after }: Span) => (before === undefined || after === undefined ? undefined : after - before);
  const database = spent({ before: opened.database, after: closed.database });
  return {
    ...{ answers, done, seconds, cutShort: false, failures: 0, meanBodyBytes: 0 },
    requestsPerSecond: answers / seconds,
    p50Ms: latencies.percentile(0.5),
    p99Ms: latencies.percentile(0.99),
    ...(database === undefined || answers === 0 ? {} : { databaseCpuMicrosPerRequest: database / answers }),
    generatorLoad: (spent({ before: opened.own, after: closed.own }) ?? Number.NaN) / 1_000_000 / seconds,
  };
}

interface Span {
  readonly before: number | undefined;
  readonly after: number | undefined;
}
