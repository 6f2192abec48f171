import cluster, { type Worker } from 'node:cluster';
import { HandedConnections } from './handed-connections.ts';
import { restartAfter } from './restart-policy.ts';
import { environmentOf, LISTENS_NO_LONGER } from './worker-place.ts';

export interface WorkersOptions {
  readonly count: number;
  /** The port they share; never 0. */
  readonly port: number;
  /** Told when the first one serves. */
  readonly onServing: () => void;
  /** Told of each one that ended unasked. Without `waitMs` none takes its place. */
  readonly onEnded: (end: WorkerEnd) => void;
}

export interface WorkerEnd {
  readonly worker: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly waitMs?: number;
}

/** Workers ended again and again before they had begun to serve. */
class WorkersError extends Error {
  override readonly name = 'WorkersError';
}

/** A worker finishes within ten seconds what callers still send, and what the store still does a little later. */
const STOP_TIMEOUT_MS = 30_000;

const CLOSE_HANDED_MS = 250;

/** What has been started in a worker's place. */
interface Started {
  readonly worker: Worker;
  isListening: boolean;
  servingSince?: number;
}

/**
 * Processes that serve on one port: whichever ends is replaced, until they are told to stop. They end by themselves when
 * this process does, in whatever way (`node:cluster` ends a worker whose channel has closed).
 */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #started = new Map<number, Started>();
  readonly #quickEnds = new Map<number, number>();
  readonly #waiting = new Map<number, NodeJS.Timeout>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #handed = new HandedConnections();
  #isServing = false;
  #isStopping = false;
  #failure: WorkersError | undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  /**
   * Starts them; resolves when all have ended because they were told to.
   *
   * @throws {WorkersError} when one ends again and again as soon as it is started; then the others have ended too
   */
  run(): Promise<void> {
    for (let number = 1; number <= this.#options.count; number++) this.#start(number);
    return this.#ended.promise;
  }

  /** Lets them finish what is in flight; whichever takes too long is killed. */
  stop(signal: NodeJS.Signals): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#signal(signal);
    setTimeout(() => this.#signal('SIGKILL'), STOP_TIMEOUT_MS).unref();
    setInterval(() => this.#closeHanded(), CLOSE_HANDED_MS).unref();
    this.#endIfGone();
  }

  #start(number: number): void {
    this.#waiting.delete(number);
    const worker = cluster.fork(environmentOf({ number, port: this.#options.port }));
    const started: Started = { worker, isListening: false };
    this.#started.set(number, started);
    this.#handed.watch(worker);
    worker.once('listening', () => {
      started.servingSince = performance.now();
      started.isListening = true;
      if (this.#isServing) return;
      this.#isServing = true;
      this.#options.onServing();
    });
    worker.on('message', (message) => {
      if (message === LISTENS_NO_LONGER) started.isListening = false;
    });
    worker.once('exit', (code: number | null, signal: string | null) => this.#exited(number, started, code, signal));
    // Of a process that could not be made there is no exit. What else goes wrong on its channel ends with it.
    worker.on('error', () => {
      if (worker.process.pid === undefined) this.#exited(number, started, null, null);
    });
  }

  #exited(number: number, { servingSince }: Started, code: number | null, signal: string | null): void {
    this.#started.delete(number);
    if (this.#isStopping) {
      this.#endIfGone();
      return;
    }
    const servedMs = servingSince === undefined ? 0 : performance.now() - servingSince;
    const restart = restartAfter(this.#quickEnds.get(number) ?? 0, servedMs);
    this.#quickEnds.set(number, restart.quickEnds);
    if (restart.type === 'again') {
      const { waitMs } = restart;
      this.#options.onEnded({ worker: number, code, signal, waitMs });
      this.#waiting.set(
        number,
        setTimeout(() => this.#start(number), waitMs),
      );
      return;
    }
    this.#options.onEnded({ worker: number, code, signal });
    this.#failure = new WorkersError(
      `worker ${number} ended ${restart.quickEnds} times in a row as soon as it was started; what it said is above`,
    );
    this.stop('SIGTERM');
  }

  /** What came just before they were told to stop may have been taken by nobody. */
  #closeHanded(): void {
    const started = [...this.#started.values()];
    if (started.every(({ isListening }) => !isListening)) this.#handed.closeAll();
  }

  #signal(signal: NodeJS.Signals): void {
    for (const { worker } of this.#started.values()) worker.process.kill(signal);
  }

  #endIfGone(): void {
    if (this.#started.size > 0) return;
    if (this.#failure) this.#ended.reject(this.#failure);
    else this.#ended.resolve();
  }
}
