import type { Clock } from '../clock.ts';

/** Bounds how often passwords may be tried, per account and per address. */
export interface LoginLimit {
  /** Seconds until the next try is allowed; 0 when it is allowed now. */
  check(account: string, address: string): number;
  failed(account: string, address: string): void;
  succeeded(account: string): void;
}

const WINDOW_MS = 15 * 60 * 1000;
/** Failures within the window after which an account is left alone for its rest: guessing stays hopeless. */
const FAILURES_PER_ACCOUNT = 5;
/** An office behind one address shares this; one that walks through accounts is stopped. */
const FAILURES_PER_ADDRESS = 50;
/** Bounds the memory an attacker with many account names can take; past it the oldest windows are forgotten. */
const WINDOWS_MAX = 50_000;

interface Window {
  failures: number;
  readonly until: number;
}

/** Counts failures in this process's memory: a restart forgets them. */
export function createLoginLimit(clock: Clock): LoginLimit {
  const windows = new Map<string, Window>();

  const open = (name: string): Window | undefined => {
    const window = windows.get(name);
    return window && window.until > clock.now() ? window : undefined;
  };
  const wait = (name: string, failuresMax: number): number => {
    const window = open(name);
    return window && window.failures >= failuresMax ? Math.ceil((window.until - clock.now()) / 1000) : 0;
  };
  const count = (name: string): void => {
    const window = open(name) ?? { failures: 0, until: clock.now() + WINDOW_MS };
    window.failures++;
    windows.delete(name);
    windows.set(name, window);
    if (windows.size > WINDOWS_MAX) windows.delete(windows.keys().next().value as string);
  };

  return {
    check: (account, address) =>
      Math.max(wait(`account ${account}`, FAILURES_PER_ACCOUNT), wait(`address ${address}`, FAILURES_PER_ADDRESS)),
    failed(account, address) {
      count(`account ${account}`);
      count(`address ${address}`);
    },
    succeeded: (account) => void windows.delete(`account ${account}`),
  };
}
