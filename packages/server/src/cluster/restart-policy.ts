/** Long enough that what ended it is no failure to start. */
const SETTLED_MS = 5_000;
const WAIT_MS_MIN = 100;
const WAIT_MS_MAX = 5_000;
/** With the waits between them about eleven seconds: a database that is started anew is back by then. */
const QUICK_ENDS_MAX = 8;

/** What to do about a worker that ended. `quickEnds`: how often in a row it had hardly begun to serve. */
export type Restart =
  | { readonly type: 'again'; readonly quickEnds: number; readonly waitMs: number }
  | { readonly type: 'give up'; readonly quickEnds: number };

/** Starts a worker again, the later the more often it ended as soon as it was started, until it is hopeless. */
export function restartAfter(quickEndsBefore: number, servedMs: number): Restart {
  if (servedMs >= SETTLED_MS) return { type: 'again', quickEnds: 0, waitMs: 0 };
  const quickEnds = quickEndsBefore + 1;
  if (quickEnds >= QUICK_ENDS_MAX) return { type: 'give up', quickEnds };
  return { type: 'again', quickEnds, waitMs: Math.min(WAIT_MS_MIN * 2 ** (quickEnds - 1), WAIT_MS_MAX) };
}
