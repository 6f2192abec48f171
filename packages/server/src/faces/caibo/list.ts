import { type JsonObject, ok, type Problem, type Result, refuse, type Versioned } from '@clientele/core';
import type { Principal } from '../../access/principal.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { listCustomers } from '../../use-cases/list-customers.ts';
import { readLimit, unknownQuery } from '../../wire/query.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Answer, Call } from '../face.ts';
import { clientOf, typeHeaders } from './representation.ts';

/** What customers are found by: the names are the Client's members. */
export const filters = ['email', 'phone', 'memberId'] as const;
export const LIMIT_DEFAULT = 20;
export const LIMIT_MAX = 100;
/** Customers that other faces alone know are passed over; after so many pages of them the answer may be a short one. */
const PAGES_READ_MAX = 10;

/** `GET /customers`, which the vendor does not document: one page of those who have an id here, and where the next begins. */
export async function list(dependencies: Dependencies, call: Call): Promise<Result<Answer, Problem>> {
  const query = readQuery(call.request.query);
  if (!query.ok) return query;
  const { found, next } = await collect(dependencies, call.principal, query.value);
  const items = found.map(({ record }) => clientOf(call, record as JsonObject));
  return ok({ status: 200, headers: typeHeaders(call.request), body: stringifyJson({ items, next }) });
}

interface ListQuery {
  readonly limit: number;
  readonly after?: string;
  readonly search?: { readonly kind: (typeof filters)[number]; readonly value: string };
}

function readQuery(query: URLSearchParams): Result<ListQuery, Problem> {
  const unknown = unknownQuery(query, ['limit', 'cursor', ...filters]);
  if (unknown) return refuse(unknown);
  const limit = readLimit(query, LIMIT_DEFAULT, LIMIT_MAX);
  if (!limit.ok) return limit;
  const after = query.get('cursor');
  if (after !== null && !/^cus_[0-9A-Za-z]{22}$/.test(after))
    return malformed('the query member cursor is not the next of a page');
  const [kind, another] = filters.filter((name) => query.has(name));
  if (another !== undefined) return malformed('customers are searched by one query member at a time');
  const value = kind === undefined ? '' : (query.get(kind) ?? '');
  return ok({
    limit: limit.value,
    ...(after !== null && { after }),
    ...(kind !== undefined && { search: { kind, value } }),
  });
}

async function collect(
  dependencies: Dependencies,
  principal: Principal,
  { limit, after, search }: ListQuery,
): Promise<{ readonly found: readonly Versioned[]; readonly next: string | null }> {
  const found: Versioned[] = [];
  let from = after;
  for (let pages = 0; pages < PAGES_READ_MAX; pages++) {
    const page = await listCustomers(
      dependencies,
      principal,
      { limit, ...(from !== undefined && { after: from }) },
      search,
    );
    for (const [index, customer] of page.items.entries()) {
      if (customer.record.handles.caibo) found.push(customer);
      const isLast = page.next === null && index === page.items.length - 1;
      if (found.length === limit) return { found, next: isLast ? null : customer.record.id };
    }
    if (page.next === null) return { found, next: null };
    from = page.next;
  }
  return { found, next: from ?? null };
}

function malformed(message: string) {
  return refuse<Problem>({ type: 'malformed', message });
}
