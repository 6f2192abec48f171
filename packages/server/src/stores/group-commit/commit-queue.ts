import { StoreError } from '../store.ts';
import type { Item } from './commit-group.ts';

/** A group of 64 usual updates holds the event loop for about 5 ms; a larger one spares hardly anything of the sync's cost. */
const GROUP_ITEMS_MAX = 64;

/** About a second's work: whoever comes after would time out before his turn, and is better told at once. */
const WAITING_ITEMS_MAX = 10_000;

/**
 * Groups that are committed and not yet answered. While one becomes durable the next is decided and committed; a third
 * would only make the groups smaller, and each has its own cost.
 */
const GROUPS_IN_FLIGHT_MAX = 2;

/** What became of a group. */
export interface Commit {
  /** Those for which there was no time: they come first in the next group. */
  readonly left: readonly Item[];
  /** Resolves when all others have been told how it went; does not reject. */
  readonly answered: Promise<void>;
}

interface CommitQueueDeps {
  /** Commits the items and settles each when that is durable; does not throw. */
  readonly commit: (items: readonly Item[]) => Commit;
  /** Whether writing has to wait; `resume` is called when it no longer has to. */
  readonly isPaused: () => boolean;
}

/**
 * Gathers what is submitted while groups become durable, and commits it as the next one, in the order it came: the slower
 * the disk, the larger the groups.
 */
export class CommitQueue {
  readonly #deps: CommitQueueDeps;
  readonly #waiting: Item[] = [];
  #flush: NodeJS.Immediate | undefined;
  #inFlight = 0;
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
    if (this.#waiting.length === 0) {
      if (this.#inFlight === 0) this.#closed?.resolve();
    } else if (this.#inFlight < GROUPS_IN_FLIGHT_MAX && !this.#deps.isPaused()) {
      this.#flush ??= setImmediate(() => this.#commitNext());
    }
  }

  /** Takes nothing more; resolves when all that was submitted has been committed. */
  close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    this.resume();
    return this.#closed.promise;
  }

  #commitNext(): void {
    this.#flush = undefined;
    const { left, answered } = this.#deps.commit(this.#waiting.splice(0, GROUP_ITEMS_MAX));
    this.#waiting.unshift(...left);
    this.#inFlight += 1;
    void answered.then(() => {
      this.#inFlight -= 1;
      this.resume();
    });
    this.resume();
  }
}
