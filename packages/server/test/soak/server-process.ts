import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSandboxFile, type SandboxFile } from '../../src/sandbox/sandbox-file.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** A start takes about a second; this is for a machine that is very busy, and for a database that does not answer. */
const START_TIMEOUT_MS = 60_000;
/** It answers what it was asked before, and waits for a database as long as it ever does. */
const END_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 10;

/** Whoever started servers takes them along when it ends, unless it is killed itself. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => void child.kill('SIGKILL')));

/** A server as it is run by people: a process of its own, that is ended and started again on the same data directory. */
export class ServerProcess {
  /** What it wrote down at its last start. */
  sandbox: SandboxFile | undefined;
  /** Whether it has to answer: it was started and, as far as we know, neither stopped nor ended since. */
  isUp = false;
  /** How often something was done to it. */
  disturbances = 0;
  /** The end of what it wrote to its standard error. */
  lastWords = '';
  readonly #data: string;
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;

  constructor(data: string, environment: Readonly<Record<string, string>> = {}) {
    this.#data = data;
    this.#environment = { ...process.env, ...environment };
  }

  /** @throws when it has not been started yet */
  get baseUrl(): string {
    if (!this.sandbox) throw new Error('the server has not been started');
    return this.sandbox.baseUrl;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it answers. Rejects when it ended instead, or hung; then it is not running. */
  async start(): Promise<void> {
    const before = await this.#readSandbox();
    const args = [MAIN, '--port', '0', '--data', this.#data, '--log-level', 'silent'];
    const child = spawn(process.execPath, args, { env: this.#environment, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    this.lastWords = '';
    child.stderr.on('data', (chunk: Buffer) => {
      this.lastWords = `${this.lastWords}${chunk}`.slice(-2_000);
    });
    try {
      await this.#untilItAnswers(before?.clientele?.integratorToken);
      this.isUp = true;
    } catch (error) {
      await this.end('SIGKILL');
      throw error;
    }
  }

  stop(): void {
    this.#signal('SIGSTOP');
  }

  goOn(): void {
    this.#signal('SIGCONT');
    this.isUp = true;
  }

  /**
   * Resolves with what it ended with, once it has.
   *
   * @throws when it does not end
   */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | string | null | undefined> {
    const child = this.#child;
    if (child && this.isRunning) {
      const ended = once(child, 'exit', { signal: AbortSignal.timeout(END_TIMEOUT_MS) });
      this.#signal(signal);
      await ended;
    }
    return child?.exitCode ?? child?.signalCode;
  }

  #signal(signal: NodeJS.Signals): void {
    this.disturbances += 1;
    this.isUp = false;
    if (this.isRunning) this.#child?.kill(signal);
  }

  async #untilItAnswers(tokenBefore: string | undefined): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      await sleep(POLL_INTERVAL_MS);
      if (!this.isRunning) throw new Error(`the server ended: ${this.lastWords}`);
      const file = await this.#readSandbox();
      // A file of this start has a token of this start.
      if (!file?.baseUrl || !file.clientele || file.clientele.integratorToken === tokenBefore) continue;
      const answer = await fetch(`${file.baseUrl}/healthz`).catch(() => undefined);
      if (!answer?.ok) continue;
      this.sandbox = file as SandboxFile;
      return;
    }
    throw new Error(`the server did not answer: ${this.lastWords}`);
  }

  #readSandbox(): Promise<Partial<SandboxFile> | undefined> {
    return readSandboxFile(join(this.#data, 'sandbox.json'));
  }
}
