import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, POSTGRES_ENVIRONMENT } from './create-cluster.ts';

/** Recovery after a kill replays at most what a test has written; a minute is for a machine that is very busy. */
const START_TIMEOUT_MS = 60_000;
/** How long each of the signals below may take before the next, harder one. */
const SHUTDOWN_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 5;
/** Enough for the lines that say why it did not start. */
const LOG_TAIL_BYTES = 4096;
/** `postmaster.pid`, counted from zero: https://github.com/postgres/postgres/blob/master/src/include/utils/pidfile.h */
const PID_LINE = 0;
const STATUS_LINE = 7;

type ShutdownSignal = 'SIGINT' | 'SIGQUIT' | 'SIGKILL';

/** PostgreSQL ended, or hung, before it took connections. */
export class PostmasterError extends Error {
  override readonly name = 'PostmasterError';
  readonly log: string;

  constructor(message: string, log: string) {
    super(`${message}\n${log.slice(-LOG_TAIL_BYTES)}`);
    this.log = log;
  }

  get portTaken(): boolean {
    return this.log.includes('could not bind IPv4 address');
  }

  /** The backends of a postmaster that was killed have not all noticed yet. */
  get dataStillInUse(): boolean {
    return /shared memory block .* is still in use/.test(this.log);
  }
}

/** The server process of one cluster: started, ended and started again by the process it is a child of. */
export class Postmaster {
  readonly port: number;
  /** Whether it was ended by SIGKILL, and not started since. */
  killed = false;
  readonly #cluster: Cluster;
  #child: ChildProcess | undefined;
  #ended: Promise<string> = Promise.resolve('not started');

  constructor(cluster: Cluster, port: number) {
    this.#cluster = cluster;
    this.port = port;
  }

  get pid(): number {
    return this.#child?.pid ?? Number.NaN;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const deadlineMs = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      try {
        await this.#attempt(deadlineMs);
        this.killed = false;
        return;
      } catch (error) {
        const again = error instanceof PostmasterError && error.dataStillInUse && performance.now() < deadlineMs;
        if (!again) throw error;
        await sleep(POLL_INTERVAL_MS);
      }
    }
  }

  /** Resolves when it has ended. */
  async shutDown(first: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const harder: ShutdownSignal[] = first === 'SIGINT' ? ['SIGQUIT', 'SIGKILL'] : ['SIGKILL'];
    for (const signal of [first, ...harder]) {
      if (!this.#child) return;
      await Promise.race([this.kill(signal), sleep(SHUTDOWN_TIMEOUT_MS, undefined, { ref: false })]);
    }
  }

  /** Signals a process that has not been waited for, so that its id cannot be another's. */
  async kill(signal: ShutdownSignal): Promise<void> {
    if (!this.#child) return;
    this.#child.kill(signal);
    await this.#ended;
  }

  async #attempt(deadlineMs: number): Promise<void> {
    const logStartBytes = this.#spawn();
    while (this.#child) {
      if (await this.#isReady()) return;
      if (performance.now() > deadlineMs) await this.shutDown('SIGQUIT');
      await sleep(POLL_INTERVAL_MS);
    }
    const log = readFileSync(this.#cluster.logFile).subarray(logStartBytes).toString();
    throw new PostmasterError(`PostgreSQL did not start: ${await this.#ended}`, log);
  }

  /** @returns where in the log its own lines begin */
  #spawn(): number {
    const { binDirectory, dataDirectory, directory, account, logFile } = this.#cluster;
    const log = openSync(logFile, 'a');
    const logStartBytes = fstatSync(log).size;
    const child = spawn(join(binDirectory, 'postgres'), ['-D', dataDirectory, '-p', String(this.port)], {
      ...account,
      cwd: directory,
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => {
        this.killed = signal === 'SIGKILL';
        resolve(`it ended with ${signal ?? `code ${code}`}`);
      });
    });
    this.#ended.then(() => {
      this.#child = undefined;
    });
    return logStartBytes;
  }

  /** What it says in its own file; that of one that was killed still says ready, with another process id. */
  async #isReady(): Promise<boolean> {
    const text = await readFile(join(this.#cluster.dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
    const lines = text.split('\n');
    return Number(lines[PID_LINE]) === this.pid && lines[STATUS_LINE]?.trim() === 'ready';
  }
}
