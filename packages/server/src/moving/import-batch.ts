import type { LoadedCustomer, LoadOutcome } from '../stores/store.ts';
import type { ImportTarget } from './import-target.ts';

/**
 * So many customers, or so much text, are one commit: waiting for the disk is then a small part of the work, and what is held
 * in memory (a commit under way and the next one) stays small.
 */
const COMMIT_CUSTOMERS_MAX = 2_000;
const COMMIT_BYTES_MAX = 8 * 1024 * 1024;

export interface Loading {
  /** The number of the line. */
  readonly line: number;
  /** Whether it is the customer's first. */
  readonly isFirst: boolean;
  readonly customer: LoadedCustomer;
}

/** Gathers customers into commits; while one becomes durable the next is gathered. */
export class ImportBatch {
  readonly #target: Pick<ImportTarget, 'load'>;
  readonly #onOutcome: (loading: Loading, outcome: LoadOutcome) => void;
  #gathered: Loading[] = [];
  #bytes = 0;
  #commit: Promise<void> = Promise.resolve();

  constructor(target: Pick<ImportTarget, 'load'>, onOutcome: (loading: Loading, outcome: LoadOutcome) => void) {
    this.#target = target;
    this.#onOutcome = onOutcome;
  }

  async add(loading: Loading, bytes: number): Promise<void> {
    this.#gathered.push(loading);
    this.#bytes += bytes;
    if (this.#gathered.length >= COMMIT_CUSTOMERS_MAX || this.#bytes >= COMMIT_BYTES_MAX) await this.#begin();
  }

  /** Until all that was added is durable. */
  async flush(): Promise<void> {
    await this.#begin();
    await this.#commit;
  }

  async #begin(): Promise<void> {
    await this.#commit;
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#bytes = 0;
    if (gathered.length === 0) return;
    this.#commit = this.#load(gathered);
    // Whoever waits for it next is told; until then it must not count as unheard.
    this.#commit.catch(() => {});
  }

  async #load(gathered: readonly Loading[]): Promise<void> {
    const outcomes = await this.#target.load(gathered.map(({ customer }) => customer));
    for (const [index, loading] of gathered.entries()) this.#onOutcome(loading, outcomes[index] as LoadOutcome);
  }
}
