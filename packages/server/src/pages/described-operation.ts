import type { Face, Operation, Route } from '../faces/face.ts';

/** An operation as its document describes it: once, however many prefixes it is served under. */
export interface DescribedOperation {
  /** The route with the shortest path. */
  readonly route: Route;
  /** What stands before that path in each route of the operation; `''` is always among them. */
  readonly prefixes: readonly string[];
}

/**
 * A face's operations in the order of its routes. Routes that share one `operation` object are one operation.
 * Throws when such routes differ in more than what stands before the path: no document could say that.
 */
export function describedOperations({ routes }: Face): readonly DescribedOperation[] {
  const byOperation = Map.groupBy(routes, ({ operation }) => operation);
  return [...byOperation].map(([operation, same]) => {
    const route = same.reduce((shortest, other) => (other.path.length < shortest.path.length ? other : shortest));
    return { route, prefixes: same.map((other) => prefixOf(other, route, operation)) };
  });
}

function prefixOf(other: Route, { method, path }: Route, { id }: Operation): string {
  if (other.method !== method || !other.path.endsWith(path)) {
    throw new Error(`${id} is ${method} ${path} and also ${other.method} ${other.path}, which is another operation`);
  }
  return other.path.slice(0, other.path.length - path.length);
}

/** The prefixes that every operation is served under. */
export function sharedPrefixes(operations: readonly DescribedOperation[]): readonly string[] {
  const [first, ...others] = operations;
  return (first?.prefixes ?? []).filter((prefix) => others.every(({ prefixes }) => prefixes.includes(prefix)));
}
