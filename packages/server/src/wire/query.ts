import { ok, type Problem, type Result, refuse } from '@clientele/core';

/** `?limit=`: a positive whole number, clamped to what the operation gives at most. */
export function readLimit(query: URLSearchParams, fallback: number, max: number): Result<number, Problem> {
  const text = query.get('limit');
  if (text === null) return ok(fallback);
  if (!/^[1-9]\d{0,8}$/.test(text))
    return refuse({ type: 'malformed', message: 'the query member limit must be a positive whole number' });
  return ok(Math.min(Number(text), max));
}

/** What a whole number in a query may be, and what it is where it is left out. */
interface IntegerMember {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/** A query member that is a whole number, or what is wrong with it. */
export function integerIn(
  query: URLSearchParams,
  name: string,
  { minimum, maximum, default: fallback }: IntegerMember,
): Result<number, string> {
  const [text, ...others] = query.getAll(name);
  if (text === undefined) return ok(fallback);
  if (others.length > 0) return refuse('is given twice');
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return ok(value);
  return refuse(`must be a whole number from ${minimum} to ${maximum}`);
}

/** The first query member that an operation does not know; a misspelt filter must not silently show everything. */
export function unknownQuery(query: URLSearchParams, known: readonly string[]): Problem | undefined {
  for (const name of query.keys()) {
    if (!known.includes(name))
      return { type: 'malformed', message: `a query member is not one of ${known.join(', ') || 'none'}` };
    if (query.getAll(name).length > 1) return { type: 'malformed', message: `the query member ${name} is given twice` };
  }
  return undefined;
}

/** `?dryRun=`: `true` or `false`. Anything else is refused, lest a rehearsal that was misspelt be a performance. */
export function readDryRun(query: URLSearchParams): Result<boolean, Problem> {
  const text = query.get('dryRun') ?? 'false';
  if (text === 'true' || text === 'false') return ok(text === 'true');
  return refuse({ type: 'malformed', message: 'the query member dryRun must be true or false' });
}
