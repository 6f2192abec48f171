import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { scratchProcess } from './scratch.ts';

const POLL_MS = 2;
const START_MS = 30_000;
const STOP_MS = 10_000;
/** So much of what a server says is kept, to be shown when it fails. */
const OUTPUT_CHARACTERS = 4_000;

/** A server running as a process of its own. */
export class ServerProcess {
  readonly #child: ChildProcess;
  #output = '';

  /** A variable that is `undefined` is not in the server's environment, whatever is in ours. */
  constructor(program: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, ...environment };
    this.#child = scratchProcess(process.execPath, program, { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS);
      });
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the server could not be started');
    return this.#child.pid;
  }

  /** What it printed last. */
  get output(): string {
    return this.#output;
  }

  /** Tries again and again until the attempt gives something; fails when the server is gone or takes too long. */
  async until<Found>(what: string, attempt: () => Promise<Found | undefined>): Promise<Found> {
    const deadline = performance.now() + START_MS;
    for (;;) {
      const found = await attempt();
      if (found !== undefined) return found;
      if (this.#gone) throw new Error(`The server stopped before ${what}. It said:\n${this.#output}`);
      if (performance.now() > deadline)
        throw new Error(`No ${what} within ${START_MS} ms. The server said:\n${this.#output}`);
      await pause(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    if (this.#gone) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const stubborn = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(stubborn);
  }

  get #gone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
