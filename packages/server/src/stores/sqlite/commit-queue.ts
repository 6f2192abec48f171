import { StoreError } from '../store.ts';
import type { Item } from './commit-group.ts';

/** A group of 64 usual updates holds the event loop for about 5 ms; a larger one spares hardly anything of the sync's cost. */
const GROUP_ITEMS_MAX = 64;

/** About a second's work: whoever comes after would time out before his turn, and is better told at once. */
const WAITING_ITEMS_MAX = 10_000;

interface CommitQueueDeps {
  /**
   * Commits the items and settles each, but for those for which there was no time, which it returns; does not reject.
   * Nothing else is committed before it resolves.
   */
  readonly commit: (items: readonly Item[]) => Promise<readonly Item[]>;
  /** Whether writing has to wait; `resume` is called when it no longer has to. */
  readonly isPaused: () => boolean;
}

/**
 * Gathers what is submitted while a group is being made durable, and commits it as the next one, in the order it came: the
 * slower the disk, the larger the groups.
 */
export class CommitQueue {
  readonly #deps: CommitQueueDeps;
  readonly #waiting: Item[] = [];
  #flush: NodeJS.Immediate | undefined;
  #isCommitting = false;
  #closed: PromiseWithResolvers<void> | undefined;

  constructor(deps: CommitQueueDeps) {
    this.#deps = deps;
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  get hasRoom(): boolean {
    return this.#waiting.length < WAITING_ITEMS_MAX;
  }

  /** Resolves with what `run` returned, after its group was committed. */
  submit<Value>(run: () => Value): Promise<Value> {
    if (!this.isOpen) return Promise.reject(new StoreError('unavailable', new Error('the store is closed')));
    if (!this.hasRoom) return Promise.reject(new StoreError('unavailable', new Error('too much is waiting')));
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    this.#waiting.push({ run, resolve: (value) => resolve(value as Value), reject });
    this.resume();
    return promise;
  }

  /** Goes on with what is waiting, unless that has to wait. */
  resume(): void {
    if (this.#isCommitting) return;
    if (this.#waiting.length === 0) this.#closed?.resolve();
    else if (!this.#deps.isPaused()) this.#flush ??= setImmediate(() => void this.#commitNext());
  }

  /** Takes nothing more; resolves when all that was submitted has been committed. */
  close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    this.resume();
    return this.#closed.promise;
  }

  async #commitNext(): Promise<void> {
    this.#flush = undefined;
    this.#isCommitting = true;
    const left = await this.#deps.commit(this.#waiting.splice(0, GROUP_ITEMS_MAX));
    this.#waiting.unshift(...left);
    this.#isCommitting = false;
    this.resume();
  }
}
