/**
 * Does pieces of work at the same time, but those that share a key one after the other, in the order in which they were
 * handed over. Holds the keys of what is not done yet, and nothing else.
 */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  run<Value>(keys: readonly string[], work: () => Promise<Value>): Promise<Value> {
    const before = keys.flatMap((key) => this.#last.get(key) ?? []);
    const done = before.length > 0 ? Promise.all(before).then(work) : work();
    const ended = done.then(nothing, nothing);
    for (const key of keys) this.#last.set(key, ended);
    void ended.then(() => {
      for (const key of keys) if (this.#last.get(key) === ended) this.#last.delete(key);
    });
    return done;
  }
}

function nothing(): void {}
