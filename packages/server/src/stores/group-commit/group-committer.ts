import { type Outcome, StoreError, type Submission } from '../store.ts';
import type { Claims } from './claims.ts';
import { CommitQueue } from './commit-queue.ts';
import { type Fact, GroupError, type GroupWriter } from './group-writer.ts';
import { type RowCache, termKeyOf } from './row-cache.ts';
import { CallerFault, type Seen, Submitted } from './submitted.ts';

/** A group takes no more items when it has held the event loop for so long; what one item takes is bounded elsewhere. */
const GROUP_MS_MAX = 10;

/** So often others may get in between what is read and what is written; then something is wrong, or all too busy. */
const ATTEMPTS_MAX = 50;
/** An item that alone makes its group fail may have met another process's commit: it is tried so often in all. */
const ALONE_ATTEMPTS_MAX = 3;
/** With it, a record that somebody else holds is waited for about 5 s, which is half of what a caller is given. */
const BUSY_WAIT_MS_MAX = 125;
const CONTENDED = new StoreError('unavailable', new Error('others kept writing the record'));

interface GroupCommitterDeps {
  readonly writer: GroupWriter;
  readonly cache: RowCache;
  readonly claims: Claims;
  readonly isPaused: () => boolean;
}

/**
 * Turns submissions into commits: gathers those that wait, reads their records in one go, lets each decide, and writes all
 * that was accepted at once. What was known of a record is a guess, unless the writer is alone: what it was decided upon is
 * verified by the commit, and decided anew where it was not so. Of one record, a group writes one update.
 */
export class GroupCommitter {
  readonly #writer: GroupWriter;
  readonly #cache: RowCache;
  readonly #claims: Claims;
  readonly #queue: CommitQueue<Submitted>;
  readonly #keysInFlight = new Set<string>();

  constructor({ writer, cache, claims, isPaused }: GroupCommitterDeps) {
    this.#writer = writer;
    this.#cache = cache;
    this.#claims = claims;
    this.#queue = new CommitQueue<Submitted>({
      commit: (items) => this.#commit(items),
      isBlocked: (item) => this.#isClaimed(item),
      isPaused,
    });
  }

  get isOpen(): boolean {
    return this.#queue.isOpen;
  }

  get hasRoom(): boolean {
    return this.#queue.hasRoom;
  }

  /** See `Store.submit`. */
  submit<Refusal>(submission: Submission<Refusal>): Promise<Outcome<Refusal>> {
    const { tenant, idempotency } = submission;
    if (idempotency === undefined || idempotency.copiesWait) return this.#enqueue(submission);
    const key = JSON.stringify([tenant, idempotency.scope, idempotency.key]);
    if (this.#keysInFlight.has(key)) return Promise.resolve({ type: 'key-in-flight' });
    this.#keysInFlight.add(key);
    return this.#enqueue(submission).finally(() => this.#keysInFlight.delete(key));
  }

  resume(): void {
    this.#queue.resume();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  #enqueue<Refusal>(submission: Submission<Refusal>): Promise<Outcome<Refusal>> {
    return new Promise((resolve, reject) => {
      const told = resolve as (outcome: Outcome<unknown>) => void;
      this.#queue.push(new Submitted(submission as Submission<unknown>, told, reject));
    });
  }

  #isClaimed({ keys, submission }: Submitted): boolean {
    if (this.#claims.hasNonceOrKeyOf(submission)) return true;
    return keys.some((key) => {
      if ('id' in key) return this.#claims.hasRecord(key.id);
      const id = this.#cache.idOf(termKeyOf(submission.tenant, key));
      return this.#claims.hasTerm(submission.tenant, key) || (id !== undefined && this.#claims.hasRecord(id));
    });
  }

  async #commit(items: readonly Submitted[]): Promise<void> {
    const decided = await this.#decideAll(items);
    if (decided.length > 0) await this.#write(decided);
  }

  /** Decides what it can; answers those who need no commit, and puts back those who have to wait. */
  async #decideAll(items: readonly Submitted[]): Promise<Submitted[]> {
    const unseen = items.filter((item) => !this.#guess(item));
    if (unseen.length > 0) await this.#look(unseen);
    const doubtful: Submitted[] = [];
    const decided = this.#decideInOrder(items, doubtful);
    if (doubtful.length === 0) return decided;
    await this.#look(doubtful);
    for (const { submission } of doubtful) this.#claims.release(submission, []);
    return [...decided, ...this.#decideInOrder(doubtful, [])];
  }

  #guess(item: Submitted): boolean {
    const { keys, submission } = item;
    const rows = keys.map((key) => this.#cache.find(submission.tenant, key));
    const isKnown = !rows.includes(undefined);
    item.seen = isKnown ? { rows, isFresh: this.#writer.isAlone || keys.length === 0 } : undefined;
    return isKnown;
  }

  /** Reads the items' records in one go; whose cannot be read is told so, and stays unseen. */
  async #look(items: readonly Submitted[]): Promise<void> {
    for (const item of items) item.seen = undefined;
    const wanted = items.flatMap(({ keys, submission: { tenant } }) => keys.map((key) => ({ tenant, key })));
    try {
      const found = await this.#writer.find(wanted);
      wanted.forEach(({ tenant, key }, index) => {
        const row = found[index];
        if (row) this.#cache.found(tenant, key, row);
      });
      let at = 0;
      for (const item of items) item.seen = { rows: item.keys.map(() => found[at++]), isFresh: true };
    } catch (error) {
      for (const item of items) item.reject(error);
    }
  }

  #decideInOrder(items: readonly Submitted[], doubtful: Submitted[]): Submitted[] {
    const until = performance.now() + GROUP_MS_MAX;
    const decided: Submitted[] = [];
    const waiting: Submitted[] = [];
    for (const item of items) {
      const { seen } = item;
      if (seen === undefined) continue;
      if (performance.now() > until || this.#isInTheWay(item, seen)) waiting.push(item);
      else if (this.#decide(item, seen, doubtful)) {
        if (this.#claims.claim(item.submission, item.writes)) decided.push(item);
        else waiting.push(item);
      }
    }
    this.#queue.putBack(waiting);
    return decided;
  }

  #isInTheWay(item: Submitted, { rows }: Seen): boolean {
    return this.#isClaimed(item) || rows.some((row) => row !== undefined && this.#claims.hasRecord(row.id));
  }

  /** Whether there is something to commit. A guess is good enough to write upon, but not to refuse anybody. */
  #decide(item: Submitted, seen: Seen, doubtful: Submitted[]): boolean {
    const { nonce, idempotency } = item.submission;
    try {
      const { type } = item.decide(seen);
      if (type === 'write') return true;
      if (!seen.isFresh) {
        // Its key stays its own: a copy that came after it is not to be decided before it.
        if (this.#claims.claim(item.submission, [])) doubtful.push(item);
      } else if (nonce || idempotency) return true;
      else item.settle();
    } catch (error) {
      if (!(error instanceof CallerFault)) throw error;
      item.reject(error.cause);
    }
    return false;
  }

  async #write(items: readonly Submitted[]): Promise<void> {
    let facts: readonly Fact[];
    try {
      facts = await this.#writer.commit(items.map((item) => item.toDecided(item.seen as Seen)));
    } catch (error) {
      this.#release(items);
      if (error instanceof GroupError) return this.#recover(items, error);
      for (const item of items) item.reject(error);
      return;
    }
    this.#settle(items, facts);
  }

  #settle(items: readonly Submitted[], facts: readonly Fact[]): void {
    const stale: Submitted[] = [];
    items.forEach((item, index) => {
      const fact = facts[index] as Fact;
      this.#claims.release(item.submission, item.writes);
      if (fact.type === 'done') for (const write of item.writes) this.#cache.written(write);
      if (fact.type === 'stale') stale.push(item);
      else if (fact.type === 'busy') this.#tryLater(item);
      else if (fact.type === 'failed') this.#failed(item, fact.error);
      else tell(item, fact);
    });
    this.#tryAgain(stale, CONTENDED);
  }

  /** What was known of the items' records was wrong, or may be: it is read anew. */
  #release(items: readonly Submitted[]): void {
    for (const item of items) {
      this.#claims.release(item.submission, item.writes);
      this.#forget(item);
    }
  }

  #forget({ writes, seen }: Submitted): void {
    for (const row of seen?.rows ?? []) if (row) this.#cache.forget(row.id);
    for (const { row } of writes) this.#cache.forget(row.id);
  }

  #tryAgain(items: readonly Submitted[], otherwise: StoreError): void {
    const again: Submitted[] = [];
    for (const item of items) {
      this.#forget(item);
      item.attempts += 1;
      if (item.attempts < ATTEMPTS_MAX) again.push(item);
      else item.reject(otherwise);
    }
    this.#queue.putBack(again);
  }

  #failed(item: Submitted, error: StoreError): void {
    this.#forget(item);
    item.reject(error);
  }

  /** Whoever holds the record is given time, more with each attempt; what came meanwhile does not wait for it. */
  #tryLater(item: Submitted): void {
    const waitMs = Math.min(2 ** item.attempts, BUSY_WAIT_MS_MAX);
    this.#queue.later(waitMs, () => this.#tryAgain([item], CONTENDED));
  }

  async #recover(items: readonly Submitted[], { error, remedy }: GroupError): Promise<void> {
    if (remedy === 'again') return this.#tryAgain(items, error);
    const [only] = items;
    if (remedy === 'one by one' && items.length === 1 && only && only.attempts < ALONE_ATTEMPTS_MAX) {
      return this.#tryAgain(items, error);
    }
    if (remedy === 'give up' || items.length === 1) {
      for (const item of items) item.reject(error);
      return;
    }
    for (const item of items) {
      // Others may have claimed the same since.
      if (this.#claims.claim(item.submission, item.writes)) await this.#write([item]);
      else this.#queue.putBack([item]);
    }
  }
}

function tell(item: Submitted, fact: Exclude<Fact, { type: 'stale' | 'busy' | 'failed' }>): void {
  if (fact.type === 'done') item.settle();
  else if (fact.type !== 'used') item.resolve(fact);
  else {
    const isSame = fact.fingerprint === item.submission.idempotency?.fingerprint;
    item.resolve(isSame ? { type: 'replayed', row: fact.row } : { type: 'key-reused' });
  }
}
