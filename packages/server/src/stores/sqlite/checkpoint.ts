import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PassReport } from './checkpoint-worker.ts';
import type { Database, Statement } from './database.ts';

export interface WalLimits {
  /** A pass begins when so much of the log is not yet in the database. */
  readonly passBytes: number;
  /** Writing pauses when the log is so large and not all of it is in the database. */
  readonly pauseBytes: number;
}

/** A pass writes a page once however often it was changed, so it waits for many changes; 128 MiB are still read quickly. */
export const WAL_LIMITS: WalLimits = { passBytes: 64 * 1024 * 1024, pauseBytes: 256 * 1024 * 1024 };

/** The header before each page in the log (sqlite.org/fileformat2.html#the_write_ahead_log). */
const FRAME_HEADER_BYTES = 24;

/** A pause lasts for tens of milliseconds at least. */
const RESUMED_POLL_MS = 5;

interface CheckpointDeps {
  readonly path: string;
  readonly database: Database;
  readonly limits: WalLimits;
  readonly warn: (message: string, error: unknown) => void;
  /** Called when writing may go on after a pause. */
  readonly onResume: () => void;
  /** Whether nothing is being written: what had begun before a pause is still to come into the log. */
  readonly isQuiet?: () => boolean;
  readonly startWorker?: (path: string) => Worker;
}

function startCheckpointWorker(path: string): Worker {
  return new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { name: 'checkpoint', workerData: { path } });
}

/**
 * Moves the write-ahead log into the database, from a thread of its own, while writing goes on. Only PASSIVE passes:
 * the others lock the writer out. A passive one never catches up with a busy writer, and the log begins anew only when
 * all of it was moved: so past a limit writing pauses for one pass. Should that one not move all (someone copies the
 * database), writing goes on all the same, and the log grows: better than to stop.
 */
export class Checkpointer {
  readonly #deps: CheckpointDeps;
  readonly #look: Statement;
  readonly #frameBytes: number;
  #worker: Worker | undefined;
  #pass: 'none' | 'while-writing' | 'while-paused' = 'none';
  #paused = false;
  #closing = false;
  #passAtUnmovedBytes: number;
  #pauseAtLogBytes: number;

  constructor(deps: CheckpointDeps) {
    this.#deps = deps;
    this.#passAtUnmovedBytes = deps.limits.passBytes;
    this.#pauseAtLogBytes = deps.limits.pauseBytes;
    // NOOP only reports. (SQLite before 3.51 takes it for PASSIVE: slower, as it then runs on this thread, not wrong.)
    this.#look = deps.database.prepare('PRAGMA wal_checkpoint(NOOP)');
    const { page_size } = deps.database.prepare('PRAGMA page_size').get() as { page_size: number };
    this.#frameBytes = page_size + FRAME_HEADER_BYTES;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Resolves when writing need not pause, for who does not wait in the queue. */
  async resumed(): Promise<void> {
    while (this.#paused) await setTimeout(RESUMED_POLL_MS);
  }

  /** To be called after each group: begins a pass or a pause when the log has grown so much. Does not throw. */
  committed(): void {
    const { logBytes, unmovedBytes } = this.#measure();
    if (logBytes >= this.#pauseAtLogBytes && unmovedBytes > 0) this.#paused = true;
    if (this.#pass !== 'none') return;
    if (this.#paused ? this.#isQuiet() : unmovedBytes >= this.#passAtUnmovedBytes) this.#begin();
  }

  /** Ends the worker and moves what is left; the log is empty then. To be called when nothing is written any more. */
  async close(): Promise<void> {
    this.#closing = true;
    // An idle worker does not keep a process alive: one with nothing else to do would end in the middle of this.
    this.#worker?.ref();
    await this.#worker?.terminate();
    try {
      this.#deps.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      this.#warn('the last checkpoint failed; the next start makes up for it', error);
    }
  }

  #measure(): { logBytes: number; unmovedBytes: number } {
    try {
      const { log, checkpointed } = this.#look.get() as { log: number; checkpointed: number };
      return { logBytes: log * this.#frameBytes, unmovedBytes: (log - checkpointed) * this.#frameBytes };
    } catch (error) {
      this.#warn('the size of the write-ahead log is not known', error);
      return { logBytes: 0, unmovedBytes: 0 };
    }
  }

  #begin(): void {
    this.#pass = this.#paused ? 'while-paused' : 'while-writing';
    try {
      this.#worker ??= this.#start();
      // A process that has nothing else to do must not end before those who wait for this pass were answered.
      this.#worker.ref();
      this.#worker.postMessage('pass');
    } catch (error) {
      this.#replaceWorker(error);
    }
  }

  #start(): Worker {
    const { path, startWorker = startCheckpointWorker } = this.#deps;
    const worker = startWorker(path);
    worker.on('message', ({ error }: PassReport) => this.#ended(error));
    worker.on('error', (error) => this.#replaceWorker(error));
    worker.on(
      'exit',
      (code) => this.#worker === worker && this.#replaceWorker(new Error(`it ended with code ${code}`)),
    );
    return worker;
  }

  #ended(error: unknown): void {
    if (this.#closing) return;
    this.#worker?.unref();
    if (error !== undefined) this.#warn('a checkpoint failed; the write-ahead log grows', error);
    const wasPaused = this.#pass === 'while-paused';
    this.#pass = 'none';
    this.#setThresholds(wasPaused, error);
    if (!this.#paused) return;
    if (wasPaused) {
      this.#paused = false;
      this.#deps.onResume();
    } else {
      // A pass that began before the pause did not see the last of what was written.
      if (this.#isQuiet()) this.#begin();
    }
  }

  #isQuiet(): boolean {
    return this.#deps.isQuiet?.() ?? true;
  }

  /** What a pass could not move is tried again when so much more has come as makes a pass worth while. */
  #setThresholds(wasPaused: boolean, error: unknown): void {
    const { passBytes, pauseBytes } = this.#deps.limits;
    const { logBytes, unmovedBytes } = this.#measure();
    const isHeld = wasPaused && unmovedBytes > 0;
    this.#passAtUnmovedBytes = unmovedBytes + passBytes;
    this.#pauseAtLogBytes = isHeld ? logBytes + passBytes : pauseBytes;
    if (isHeld && error === undefined) this.#warn(`the write-ahead log grows, as another reads: ${logBytes} B`, error);
  }

  /** Without its worker the store does the pass itself: slower for everyone, but the log stays bounded. */
  #replaceWorker(cause: unknown): void {
    this.#worker = undefined;
    if (this.#closing) return;
    this.#warn('the checkpoint worker failed; the next pass starts another', cause);
    if (this.#pass === 'none') return;
    let error: unknown;
    try {
      this.#deps.database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (thrown) {
      error = thrown;
    }
    this.#pass = 'while-paused';
    this.#ended(error);
  }

  /** In a turn of its own, so that a log that throws leaves nothing here half done. */
  #warn(message: string, error: unknown): void {
    queueMicrotask(() => this.#deps.warn(message, error));
  }
}
