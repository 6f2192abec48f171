import { StoreError } from '../store.ts';
import type { LogFile } from './log-file.ts';

interface DurableLogDeps {
  readonly file: LogFile;
  readonly warn: (message: string, error: unknown) => void;
}

/**
 * Makes commits durable. What is committed and not yet durable is shown to nobody: who has read it waits for its sync, as
 * he would have waited for the commit.
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

  /** `StoreError`, `unavailable`, once a sync has failed. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  /**
   * Makes durable what was committed. One sync runs at a time: what is committed meanwhile waits for the next. Rejects with
   * `StoreError`, `unknown`, when it is not certain.
   */
  sync(): Promise<void> {
    const sync = this.#syncAfter(this.#underWay).finally(() => {
      if (this.#underWay === sync) this.#underWay = undefined;
    });
    this.#underWay = sync;
    return sync;
  }

  async #syncAfter(before: Promise<void> | undefined): Promise<void> {
    try {
      await before;
      await this.#deps.file.sync();
    } catch (error) {
      this.#fail(error);
      throw new StoreError('unknown', error);
    }
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = new StoreError('unavailable', error);
    this.#deps.warn('the write-ahead log could not be synced: nothing is answered until the next start', error);
  }

  /**
   * To be awaited before what was just read is shown, where there is something to wait for: until then it could be lost.
   * Throws, or rejects with, `StoreError`, `unavailable`, after a failed sync.
   */
  durable(): Promise<void> | undefined {
    if (this.#failure) throw this.#failure;
    return this.#underWay?.catch(() => {
      throw this.#failure;
    });
  }

  close(): void {
    this.#deps.file.close();
  }
}
