import type { TenantKey } from '../group-commit/group-writer.ts';
import type { Row } from '../store.ts';

/** As many rows as one statement brings; with the largest records it is 16 MiB. */
const BATCH_MAX = 64;
/** Statements at a time: while one is under way the next gathers. */
const BATCHES_IN_FLIGHT_MAX = 4;

interface Waiting extends TenantKey {
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
}

type Find = (keys: readonly TenantKey[]) => Promise<readonly (Row | undefined)[]>;

/** Gathers the reads of a turn of the event loop into one statement. */
export class ReadBatch {
  readonly #find: Find;
  readonly #waiting: Waiting[] = [];
  #inFlight = 0;
  #flush: NodeJS.Immediate | undefined;

  constructor(find: Find) {
    this.#find = find;
  }

  read(wanted: TenantKey): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...wanted, resolve, reject });
      this.#resume();
    });
  }

  #resume(): void {
    if (this.#waiting.length === 0 || this.#inFlight >= BATCHES_IN_FLIGHT_MAX) return;
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      void this.#send(this.#waiting.splice(0, BATCH_MAX));
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    this.#inFlight += 1;
    this.#resume();
    try {
      const rows = await this.#find(batch);
      batch.forEach(({ resolve }, index) => void resolve(rows[index]));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.#inFlight -= 1;
    this.#resume();
  }
}
