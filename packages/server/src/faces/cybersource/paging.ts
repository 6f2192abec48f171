import { type Json, type JsonObject, ok, type Problem, type Result } from '@clientele/core';
import { integerIn } from '../../wire/query.ts';
import { invalidIn } from './problems.ts';

export const LIMIT = { minimum: 1, maximum: 100, default: 20 } as const;
const OFFSET = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 } as const;

/** Which part of a list is asked for (contract §1.1). */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}

export function windowOf(query: URLSearchParams): Result<Window, Problem> {
  const offset = integerIn(query, 'offset', OFFSET);
  if (!offset.ok) return invalidIn('query', 'offset', offset.problem);
  const limit = integerIn(query, 'limit', LIMIT);
  if (!limit.ok) return invalidIn('query', 'limit', limit.problem);
  return ok({ offset: offset.value, limit: limit.value });
}

/** One page of a list: how it is linked, counted and embedded (contract §2.2). */
export function pageOf(
  path: string,
  { offset, limit }: Window,
  total: number,
  name: string,
  items: Json[],
): JsonObject {
  const at = (start: number) => ({ href: `${path}?offset=${start}&limit=${limit}` });
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  return {
    _links: {
      self: at(offset),
      first: at(0),
      ...(offset > 0 && { prev: at(Math.max(0, offset - limit)) }),
      ...(offset + limit < total && { next: at(offset + limit) }),
      last: at(last),
    },
    offset,
    limit,
    count: items.length,
    total,
    _embedded: { [name]: items },
  };
}
