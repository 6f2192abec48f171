import {
  applyJsonPatch,
  type Edit,
  isObject,
  type Json,
  mergePatch,
  ok,
  type Problem,
  type Result,
  refuse,
  type SearchKind,
  searchKinds,
} from '@clientele/core';
import type { Change } from '../../use-cases/commit-change.ts';
import { createCustomer } from '../../use-cases/create-customer.ts';
import { deleteCustomer } from '../../use-cases/delete-customer.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { Kept } from '../../use-cases/kept.ts';
import { type CustomerPage, listCustomers } from '../../use-cases/list-customers.ts';
import { readCustomer } from '../../use-cases/read-customer.ts';
import { readHistory } from '../../use-cases/read-history.ts';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { notModified, preconditionOf } from '../../wire/conditional.ts';
import { keyedRequest } from '../../wire/fingerprint.ts';
import { parsePrefer } from '../../wire/prefer.ts';
import { readDryRun, readLimit, unknownQuery } from '../../wire/query.ts';
import type { Answer, Call } from '../face.ts';
import { etagOf, render, view } from './lens.ts';
import { handleFaces } from './schema.ts';

type Handler = (dependencies: Dependencies, call: Call) => Promise<Result<Answer, Problem>>;

const JSON_TYPE = { 'content-type': 'application/json' } as const;

export const create: Handler = async (dependencies, call) => {
  const change = changeOf(call, ['dryRun']);
  if (!change.ok) return change;
  const created = await createCustomer(dependencies, change.value, () => editOf(call)({}));
  if (!created.ok) return created;
  if (change.value.dryRun) return ok({ status: 200, headers: JSON_TYPE, body: render(created.value) });
  const location = `/v1/customers/${created.value.record.id}`;
  return ok(represented(call, created.value, { full: 201, minimal: 201 }, { location }));
};

export const list: Handler = async (dependencies, { request: { query }, principal }) => {
  const unknown = unknownQuery(query, ['limit', 'cursor', ...searchKinds, ...handleFaces]);
  if (unknown) return refuse(unknown);
  const limit = readLimit(query, 20, 100);
  if (!limit.ok) return limit;
  const filters = [...searchKinds, ...handleFaces].filter((kind) => query.has(kind));
  if (filters.length > 1)
    return refuse({ type: 'malformed', message: 'customers are searched by one query member at a time' });
  const [kind] = filters;
  const value = kind === undefined ? '' : (query.get(kind) ?? '');
  const after = query.get('cursor');
  if (after !== null && !/^cus_[0-9A-Za-z]{22}$/.test(after)) {
    return refuse({ type: 'malformed', message: 'the query member cursor is not the next of a page' });
  }
  const page = { limit: limit.value, ...(after !== null && { after }) };
  const found =
    kind !== undefined && isHandleKind(kind)
      ? await byHandle(dependencies, principal, { kind, value })
      : await listCustomers(dependencies, principal, page, kind && { kind: kind as SearchKind, value });
  const body = `{"items":[${found.items.map(render).join(',')}],"next":${JSON.stringify(found.next)}}`;
  return ok({ status: 200, headers: JSON_TYPE, body });
};

async function byHandle(
  dependencies: Dependencies,
  principal: Call['principal'],
  term: { kind: string; value: string },
): Promise<CustomerPage> {
  const found = await readCustomer(dependencies, principal, term);
  return { items: found.ok ? [found.value] : [], next: null };
}

function isHandleKind(kind: string): boolean {
  return handleFaces.some((face) => face === kind);
}

export const read: Handler = async (dependencies, { request, principal }) => {
  const unknown = unknownQuery(request.query, []);
  if (unknown) return refuse(unknown);
  const found = await readCustomer(dependencies, principal, keyOf(request));
  if (!found.ok) return found;
  const unchanged = notModified(request.headers, found.value);
  if (!unchanged.ok) return unchanged;
  const headers = { ...JSON_TYPE, etag: etagOf(found.value) };
  if (unchanged.value) return ok({ status: 304, headers: { etag: headers.etag } });
  return ok({ status: 200, headers, body: render(found.value) });
};

export const update: Handler = async (dependencies, call) => {
  const change = changeOf(call, ['dryRun']);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { required: true });
  if (!precondition.ok) return precondition;
  const updated = await updateCustomer(dependencies, change.value, {
    key: keyOf(call.request),
    edit: editOf(call),
    precondition: precondition.value,
    view,
  });
  if (!updated.ok) return updated;
  if (change.value.dryRun) return ok({ status: 200, headers: JSON_TYPE, body: render(updated.value) });
  return ok(represented(call, updated.value, { full: 200, minimal: 204 }));
};

export const remove: Handler = async (dependencies, call) => {
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { required: true });
  if (!precondition.ok) return precondition;
  const deleted = await deleteCustomer(dependencies, change.value, keyOf(call.request), precondition.value);
  return deleted.ok ? ok({ status: 204, headers: {} }) : deleted;
};

export const history: Handler = async (dependencies, { request: { query, parameters }, principal }) => {
  const unknown = unknownQuery(query, ['limit', 'cursor']);
  if (unknown) return refuse(unknown);
  const limit = readLimit(query, 20, 1000);
  if (!limit.ok) return limit;
  const cursor = query.get('cursor');
  if (cursor !== null && !/^[1-9]\d{0,14}$/.test(cursor)) {
    return refuse({ type: 'malformed', message: 'the query member cursor is not the next of a page' });
  }
  const page = { limit: limit.value, ...(cursor !== null && { before: Number(cursor) }) };
  const entries = await readHistory(dependencies, principal, parameters['id'] ?? '', page);
  if (!entries.ok) return entries;
  const { items, next } = entries.value;
  return ok({
    status: 200,
    headers: JSON_TYPE,
    body: JSON.stringify({ items, next: next === null ? null : String(next) }),
  });
};

/** The record's own id, as it stands in the path. */
export function keyOf(request: Call['request']): { readonly id: string } {
  return { id: request.parameters['id'] ?? '' };
}

/** What every write of `/v1` reads from its headers and its query; only some can be rehearsed. */
export function changeOf(call: Call, query: readonly 'dryRun'[] = []): Result<Change, Problem> {
  const { request, principal } = call;
  const unknown = unknownQuery(request.query, query);
  if (unknown) return refuse(unknown);
  const dryRun = readDryRun(request.query);
  if (!dryRun.ok) return dryRun;
  const search = request.query.size > 0 ? `?${request.query}` : '';
  const idempotency = keyedRequest(request, principal.actor.id, () => `${call.path}${search}`);
  if (!idempotency.ok) return idempotency;
  const reason = request.headers['change-reason'];
  if (reason !== undefined && !/^[\x20-\x7e]{1,200}$/.test(reason)) {
    return refuse({ type: 'malformed', message: 'Change-Reason must be 1 to 200 visible ASCII characters' });
  }
  return ok({
    principal,
    face: 'clientele',
    requestId: request.id,
    ...(reason !== undefined && { reason }),
    ...(idempotency.value && { idempotency: idempotency.value }),
    dryRun: dryRun.value,
  });
}

/** The edit in a body: a JSON Patch by its media type, otherwise a merge patch. */
function editOf({ body, mediaType }: Call): Edit {
  if (mediaType === 'application/json-patch+json') return (record) => patched(record, body as Json);
  return (record) => {
    if (!isObject(body)) return refuse({ type: 'malformed', message: 'the body must be a JSON object' });
    return ok(mergePatch(record, body));
  };
}

function patched(record: Json, patch: Json): Result<Json, Problem> {
  const result = applyJsonPatch(record, patch);
  if (result.ok) return result;
  const { reason, pointer, message } = result.problem;
  return refuse(
    reason === 'malformed' ? { type: 'malformed', pointer, message } : { type: 'patch-failed', pointer, message },
  );
}

/** RFC 7240 §4.2: the record, or with `return=minimal` only its version. */
export function represented(
  { request }: Call,
  kept: Kept,
  status: { readonly full: number; readonly minimal: number },
  more: Readonly<Record<string, string>> = {},
): Answer {
  const preference = parsePrefer(request.headers['prefer']).return;
  const headers = {
    ...more,
    etag: etagOf(kept),
    ...(preference && { 'preference-applied': `return=${preference}` }),
  };
  if (preference === 'minimal') return { status: status.minimal, headers };
  return { status: status.full, headers: { ...JSON_TYPE, ...headers }, body: render(kept) };
}
