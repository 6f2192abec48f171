import type { Clock } from '../clock.ts';

/** Bounds how often passwords may be tried, per account and per address. */
export interface LoginLimit {
  /** Takes one try, before the password is looked at: 0, or the seconds until there is one again. */
  take(account: string, address: string): number;
  /** The password was right: the tries so far do not count. */
  succeeded(account: string, address: string): void;
}

const WINDOW_MS = 15 * 60 * 1000;
/** Failed tries within the window after which an account is left alone for its rest: guessing stays hopeless. */
const TRIES_PER_ACCOUNT = 10;
/** An office behind one address shares this; one that walks through accounts is stopped. */
const TRIES_PER_ADDRESS = 50;
/** Bounds the memory an attacker with many account names can take; past it the oldest windows are forgotten. */
const WINDOWS_MAX = 50_000;

interface Window {
  tries: number;
  readonly until: number;
}

/** Counts tries in this process's memory: a restart forgets them. */
export function createLoginLimit(clock: Clock): LoginLimit {
  const windows = new Map<string, Window>();

  const open = (name: string): Window | undefined => {
    const window = windows.get(name);
    return window && window.until > clock.now() ? window : undefined;
  };
  const wait = (name: string, triesMax: number): number => {
    const window = open(name);
    return window && window.tries >= triesMax ? Math.ceil((window.until - clock.now()) / 1000) : 0;
  };
  const count = (name: string): void => {
    const window = open(name) ?? { tries: 0, until: clock.now() + WINDOW_MS };
    window.tries++;
    windows.delete(name);
    windows.set(name, window);
    if (windows.size > WINDOWS_MAX) windows.delete(windows.keys().next().value as string);
  };

  return {
    take(account, address) {
      const names = [`account ${account}`, `address ${address}`] as const;
      const waitS = Math.max(wait(names[0], TRIES_PER_ACCOUNT), wait(names[1], TRIES_PER_ADDRESS));
      if (waitS === 0) names.forEach(count);
      return waitS;
    },
    succeeded(account, address) {
      windows.delete(`account ${account}`);
      const window = windows.get(`address ${address}`);
      if (window) window.tries--;
    },
  };
}
