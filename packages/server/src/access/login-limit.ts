import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { type Store, StoreError } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import { createTurns } from './turns.ts';

/** Bounds how often passwords may be tried, per account and per address, in all processes together. */
export interface LoginLimit {
  /**
   * Takes one try, before the password is looked at: 0, or the seconds until there is one again. Rejects with `StoreError`
   * when it cannot be counted, and with `Busy` when too many wait: nobody may try then.
   */
  take(account: string, address: string): Promise<number>;
  /** The password was right: the tries of the account do not count, and this one not against the address. */
  succeeded(account: string, address: string): Promise<void>;
}

const WINDOW_MS = 15 * 60 * 1000;
/** Failed tries within the window after which an account is left alone for its rest: guessing stays hopeless. */
const TRIES_PER_ACCOUNT = 10;
/** An office behind one address shares this; one that walks through accounts is stopped. */
const TRIES_PER_ADDRESS = 50;

/** The key of the hashes, by which neither an account nor an address can be told from what is kept. */
const SETTING = 'login-limit-key';
const KEY_BYTES = 32;

/** Each is a small commit: a flood of guesses must leave the store to the others. As many wait as for a password. */
const TURNS = { runningMax: 2, waitingMax: 32 } as const;

/** Counts tries in the store: other processes count with it, and a restart forgets nothing. */
export async function createLoginLimit({
  store,
  seal,
  clock,
  random,
}: {
  readonly store: Store;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly random: Random;
}): Promise<LoginLimit> {
  const fresh = Buffer.from(random.bytes(KEY_BYTES)).toString('base64');
  const key = Buffer.from(seal.open(await store.keepSetting(SETTING, seal.seal(fresh))), 'base64');
  const hashed = (name: string) => createHmac('sha256', key).update(name).digest('base64url');
  const names = (account: string, address: string) =>
    [hashed(`account ${account}`), hashed(`address ${address}`)] as const;
  const inTurn = createTurns(TURNS);

  return {
    async take(account, address) {
      const [ofAccount, ofAddress] = names(account, address);
      const limits = [
        { name: ofAccount, most: TRIES_PER_ACCOUNT },
        { name: ofAddress, most: TRIES_PER_ADDRESS },
      ];
      const now = clock.now();
      const [at, until] = [now, now + WINDOW_MS].map((time) => new Date(time).toISOString()) as [string, string];
      const wait = await inTurn(() => store.countAttempt({ limits, at, until }));
      return wait === undefined ? 0 : Math.max(1, Math.ceil((Date.parse(wait) - now) / 1000));
    },
    async succeeded(account, address) {
      const [ofAccount, ofAddress] = names(account, address);
      const counted = [
        { name: ofAccount, times: TRIES_PER_ACCOUNT },
        { name: ofAddress, times: 1 },
      ];
      try {
        await store.takeBackAttempts(counted);
      } catch (error) {
        // Whoever knows the password gets in all the same: what stays counted ends with its window.
        if (!(error instanceof StoreError)) throw error;
      }
    },
  };
}
