import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxFile } from '../../src/sandbox/sandbox-file.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const POLL_INTERVAL_MS = 20;
/** Everything takes seconds; this is for a machine that is very busy. */
const PATIENCE_MS = 120_000;

/** One line of the log. */
export interface Line {
  readonly msg: string;
  readonly worker?: number;
  readonly requestId?: string;
  readonly baseUrl?: string;
  readonly status?: number;
}

export interface Reply {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server as it is started by people, with however many processes it is told to have. */
export class ServerGroup {
  readonly process: ChildProcess;
  readonly data: string;
  errors = '';
  #output = '';

  constructor(data: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    this.data = data;
    this.process = spawn(process.execPath, [MAIN, '--port', '0', '--data', data, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
  }

  /** What has been logged so far. Throws when a line is no JSON: two have got into each other then. */
  lines(): Line[] {
    const lines = this.#output.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Line);
  }

  /** Resolves when so many processes have said that they serve. */
  async untilServing(count: number): Promise<string> {
    await until(() => {
      if (this.process.exitCode !== null) throw new Error(`the server ended: ${this.errors}`);
      return this.serving().length >= count;
    });
    return String(this.serving()[0]?.baseUrl);
  }

  serving(): Line[] {
    return this.lines().filter(({ msg }) => msg === 'started');
  }

  /** Which worker has answered a request. */
  async workerOf({ requestId }: Reply): Promise<number> {
    const find = () => this.lines().find((line) => line.requestId === requestId);
    await until(() => find() !== undefined);
    return Number(find()?.worker);
  }

  async workersOf(replies: readonly Reply[]): Promise<Set<number>> {
    return new Set(await Promise.all(replies.map((reply) => this.workerOf(reply))));
  }

  async sandbox(): Promise<SandboxFile> {
    return JSON.parse(await readFile(join(this.data, 'sandbox.json'), 'utf8')) as SandboxFile;
  }

  /** The processes it has started that are still there. */
  children(): number[] {
    return runningProcesses()
      .filter(({ parent }) => parent === this.process.pid)
      .map(({ pid }) => pid);
  }

  /** Resolves with what it ended with. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { process: child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    return child.exitCode;
  }
}

interface Running {
  readonly pid: number;
  readonly parent: number;
}

/** All processes of the machine; one that has ended and was not asked about by its parent has ended. */
export function runningProcesses(): Running[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => !state?.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

/** One request on a connection of its own: connections are what workers take turns at. */
export async function askAlone(url: string, method: string, { headers = {}, body }: Ask = {}): Promise<Reply> {
  const agent = new Agent({ keepAlive: false });
  const sent = request(url, { method, agent, headers: { ...headers, connection: 'close' } });
  sent.end(body);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, requestId: String(response.headers['x-request-id']), text };
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await sleep(POLL_INTERVAL_MS);
  }
}
