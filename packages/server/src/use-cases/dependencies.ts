import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Store } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';

/** What the use cases stand on; built in `main.ts` and handed down. */
export interface Dependencies {
  readonly store: Store;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly random: Random;
}
