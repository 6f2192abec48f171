import { StoreError } from '../store.ts';
import type { Item } from './commit-group.ts';

/** A group of 64 holds the event loop for about 5 ms; a larger one spares hardly anything more of the sync's cost. */
const GROUP_ITEMS_MAX = 64;

/** A group waits while each turn brings more, so many turns at most: that costs far less than one more sync. */
const GATHERING_TURNS_MAX = 16;

/** About a second's work: whoever comes after would time out before his turn, and is better told at once. */
const WAITING_ITEMS_MAX = 10_000;

interface CommitQueueDeps {
  /** Commits the items and settles each; does not throw. */
  readonly commit: (items: readonly Item[]) => void;
  /** Whether writing has to wait; `resume` is called when it no longer has to. */
  readonly isPaused: () => boolean;
}

/** Gathers what is submitted while turns of the event loop bring more, and commits it as a group, in the order it came. */
export class CommitQueue {
  readonly #deps: CommitQueueDeps;
  readonly #waiting: Item[] = [];
  #flush: NodeJS.Immediate | undefined;
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
    if (this.#waiting.length === 0) this.#closed?.resolve();
    else if (!this.#deps.isPaused()) this.#flush ??= setImmediate(() => this.#gather(0, 0));
  }

  /** Takes nothing more; resolves when all that was submitted has been committed. */
  close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    this.resume();
    return this.#closed.promise;
  }

  /** Callers are answered together and so come back together, but not all within one turn. */
  #gather(before: number, turns: number): void {
    const { length } = this.#waiting;
    const brings = length > before && length < GROUP_ITEMS_MAX && turns < GATHERING_TURNS_MAX;
    this.#flush = brings ? setImmediate(() => this.#gather(length, turns + 1)) : undefined;
    if (!brings) this.#commitNext();
  }

  #commitNext(): void {
    this.#deps.commit(this.#waiting.splice(0, GROUP_ITEMS_MAX));
    this.resume();
  }
}
