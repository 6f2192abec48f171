import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './customer-api.ts';
import type { ServerProcess } from './server-process.ts';

const INTERVAL_MS = 100;
/** A process that runs answers in milliseconds; this is for a machine that is very busy. */
const HEALTH_TIMEOUT_MS = 15_000;

/** Asks servers all the time whether they are alive, which they have to say, and whether they are ready. */
export class Watch {
  readonly violations: string[] = [];
  readonly #servers: readonly ServerProcess[];
  readonly #end: Promise<unknown>;
  #notReady = 0;
  #isStopped = false;

  constructor(servers: readonly ServerProcess[]) {
    this.#servers = servers;
    this.#end = Promise.all(servers.map((server) => this.#watch(server)));
  }

  /** How often a server said that it is not ready, since this was asked last. */
  takeNotReady(): number {
    const taken = this.#notReady;
    this.#notReady = 0;
    return taken;
  }

  /** Whether all servers became ready in time; one that is gone never will. */
  async untilReady(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline && this.#servers.every(({ isRunning }) => isRunning)) {
      const answers = await Promise.all(this.#servers.map((server) => statusOf(server, '/readyz')));
      if (answers.every((status) => status === 200)) return true;
      await sleep(INTERVAL_MS / 10);
    }
    return false;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end;
  }

  async #watch(server: ServerProcess): Promise<void> {
    while (!this.#isStopped) {
      const { disturbances } = server;
      if (server.isUp) {
        const [health, readiness] = await Promise.all([statusOf(server, '/healthz'), statusOf(server, '/readyz')]);
        const wasLeftAlone = disturbances === server.disturbances;
        if (readiness === 503) this.#notReady += 1;
        if (wasLeftAlone && !server.isRunning) this.violations.push(`a server ended by itself: ${server.lastWords}`);
        else if (wasLeftAlone && health !== 200) this.violations.push(`/healthz was answered ${health}`);
        else if (wasLeftAlone && readiness !== 200 && readiness !== 503)
          this.violations.push(`/readyz was answered ${readiness}`);
      }
      await sleep(INTERVAL_MS);
    }
  }
}

/** The status, or why there is none. */
function statusOf(server: ServerProcess, path: string): Promise<number | string> {
  return ask(server.baseUrl, path, { timeoutMs: HEALTH_TIMEOUT_MS }).then(
    ({ status }) => status,
    (error: Error) => String(error.cause ?? error),
  );
}
