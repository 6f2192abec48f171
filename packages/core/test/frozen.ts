import type { Json } from '../src/index.ts';

/** The same value, deeply frozen: whoever changes his input throws. */
export function freeze<Value extends Json>(value: Value): Value {
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === null || typeof next !== 'object') continue;
    open.push(...(Object.values(Object.freeze(next)) as Json[]));
  }
  return value;
}

/** The own names of the prototypes that a hostile member could reach; the same after a test as before. */
export function prototypeNames(): PropertyKey[][] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
    Reflect.ownKeys(prototype),
  );
}
