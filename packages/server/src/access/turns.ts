/** Too many wait for their turn: ask again later. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** Does a piece of work when its turn comes. Rejects with `Busy` when too many wait already. */
export type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Turns for work that holds a thread: so many pieces at once, and so many more that wait, first come first served. */
export function createTurns({ runningMax, waitingMax }: { runningMax: number; waitingMax: number }): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax) throw new Busy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
