import { StoreError } from '../store.ts';

/** A group of 64 usual updates holds the event loop for about 5 ms; a larger one spares hardly anything of the commit's cost. */
const GROUP_ITEMS_MAX = 64;

/** About a second's work: whoever comes after would time out before his turn, and is better told at once. */
const WAITING_ITEMS_MAX = 10_000;

/**
 * Groups that are being committed. While one becomes durable the next is decided and sent; a third would only make the
 * groups smaller, and each has its own cost.
 */
const GROUPS_IN_FLIGHT_MAX = 2;
/** The second one has at least this share of the items in flight, or has waited for so long: each has its own cost. */
const SHARE_MIN = 0.5;
const PATIENCE_MS = 10;

interface CommitQueueDeps<Item> {
  /** Commits the items, settling each or putting it back; does not reject. */
  readonly commit: (items: readonly Item[]) => Promise<void>;
  /** Whether the item has to wait for a group in flight. */
  readonly isBlocked: (item: Item) => boolean;
  /** Whether writing has to wait; `resume` is called when it no longer has to. */
  readonly isPaused: () => boolean;
}

interface Queued {
  /** Where it stands in the order of submission; the queue says so. */
  place: number;
}

/**
 * Gathers what is submitted while groups are being committed, and commits it as the next one, in the order it came: the
 * slower the disk, the larger the groups.
 */
export class CommitQueue<Item extends Queued> {
  readonly #deps: CommitQueueDeps<Item>;
  #waiting: Item[] = [];
  #submitted = 0;
  #flush: NodeJS.Immediate | undefined;
  #patience: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #itemsInFlight = 0;
  #inFlightLater = 0;
  #closed: PromiseWithResolvers<void> | undefined;

  constructor(deps: CommitQueueDeps<Item>) {
    this.#deps = deps;
  }

  get isOpen(): boolean {
    return this.#closed === undefined;
  }

  get hasRoom(): boolean {
    return this.#waiting.length < WAITING_ITEMS_MAX;
  }

  /** @throws {StoreError} `unavailable`, when the queue is closed or full */
  push(item: Item): void {
    if (!this.isOpen) throw new StoreError('unavailable', new Error('the store is closed'));
    if (!this.hasRoom) throw new StoreError('unavailable', new Error('too much is waiting'));
    item.place = this.#submitted++;
    this.#waiting.push(item);
    this.resume();
  }

  /** To where they came from: whatever was submitted after them comes after them. */
  putBack(items: readonly Item[]): void {
    if (items.length === 0) return;
    this.#waiting = [...items, ...this.#waiting].sort((a, b) => a.place - b.place);
  }

  /** Does something with an item in flight after a while; the queue is not closed before. */
  later(waitMs: number, then: () => void): void {
    this.#inFlightLater += 1;
    setTimeout(() => {
      this.#inFlightLater -= 1;
      then();
      this.resume();
    }, waitMs);
  }

  /** Goes on with what is waiting, unless that has to wait. */
  resume(): void {
    if (this.#waiting.length === 0) {
      if (this.#inFlight + this.#inFlightLater === 0) this.#closed?.resolve();
    } else if (this.#canGo) {
      if (this.#waiting.length >= this.#itemsInFlight * SHARE_MIN) this.#goSoon();
      else this.#patience ??= setTimeout(() => this.#goAnyway(), PATIENCE_MS);
    }
  }

  get #canGo(): boolean {
    return this.#inFlight < GROUPS_IN_FLIGHT_MAX && !this.#deps.isPaused();
  }

  #goSoon(): void {
    this.#flush ??= setImmediate(() => this.#commitNext());
  }

  #goAnyway(): void {
    this.#patience = undefined;
    if (this.#canGo) this.#goSoon();
  }

  /** Takes nothing more; resolves when all that was submitted has been settled. */
  close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    this.resume();
    return this.#closed.promise;
  }

  #commitNext(): void {
    this.#flush = undefined;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const items = this.#take();
    // All that waits is blocked by a group in flight, whose end resumes.
    if (items.length === 0) return;
    this.#inFlight += 1;
    this.#itemsInFlight += items.length;
    void this.#deps.commit(items).then(() => {
      this.#inFlight -= 1;
      this.#itemsInFlight -= items.length;
      this.resume();
    });
    this.resume();
  }

  #take(): Item[] {
    const taken: Item[] = [];
    const kept: Item[] = [];
    let at = 0;
    for (; at < this.#waiting.length && taken.length < GROUP_ITEMS_MAX; at++) {
      const item = this.#waiting[at] as Item;
      if (this.#deps.isBlocked(item)) kept.push(item);
      else taken.push(item);
    }
    this.#waiting = kept.length === 0 ? this.#waiting.slice(at) : [...kept, ...this.#waiting.slice(at)];
    return taken;
  }
}
