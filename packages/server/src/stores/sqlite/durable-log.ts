import { StoreError } from '../store.ts';
import type { LogFile } from './log-file.ts';

interface DurableLogDeps {
  readonly file: LogFile;
  readonly warn: (message: string, error: unknown) => void;
}

/**
 * Makes commits durable. What is committed and not yet durable is shown to nobody: whoever reads waits for the sync that
 * is under way, as he would have waited for the commit.
 *
 * A sync that fails is final. The system may have dropped what it could not write and report success the next time, so
 * nothing written after that could be trusted: neither reads nor writes are answered until the server is started again,
 * and then the log is read from the disk.
 */
export class DurableLog {
  readonly #deps: DurableLogDeps;
  #underWay: Promise<void> | undefined;
  #failure: StoreError | undefined;

  constructor(deps: DurableLogDeps) {
    this.#deps = deps;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Throws `StoreError`, `unavailable`, once a sync has failed. */
  assertSound(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Makes durable what was committed. Rejects with `StoreError`, `unknown`, when that is not certain. */
  async sync(): Promise<void> {
    this.#underWay = this.#deps.file.sync();
    try {
      await this.#underWay;
    } catch (error) {
      this.#failure = new StoreError('unavailable', error);
      this.#deps.warn('the write-ahead log could not be synced: nothing is answered until the next start', error);
      throw new StoreError('unknown', error);
    } finally {
      this.#underWay = undefined;
    }
  }

  /** To be awaited, where there is something to wait for, before anything is read. Throws after a failed sync. */
  durable(): Promise<void> | undefined {
    this.assertSound();
    return this.#underWay;
  }

  close(): void {
    this.#deps.file.close();
  }
}
