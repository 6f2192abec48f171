import { type Edit, entityTag, handleIn, handleOf, ok, type Problem, type Result, refuse } from '@clientele/core';
import { view } from '../../lens/view.ts';
import type { Change } from '../../use-cases/commit-change.ts';
import { createCustomer } from '../../use-cases/create-customer.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { detachHandle } from '../../use-cases/detach-handle.ts';
import { readCustomer } from '../../use-cases/read-customer.ts';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { notModified, preconditionOf } from '../../wire/conditional.ts';
import { keyedRequest } from '../../wire/fingerprint.ts';
import { readDryRun, unknownQuery } from '../../wire/query.ts';
import type { Answer, Call } from '../face.ts';
import { change, creation, replacement } from './edit.ts';
import { clientInPartsLens, factsOf } from './lens.ts';
import { clientAnswer, isExtended, rehearsal } from './representation.ts';

export interface Ground {
  readonly dependencies: Dependencies;
  /** Scheme and authority before the paths in `Location`; without it they stay relative. */
  readonly publicOrigin?: string;
}

type Handler = (ground: Ground, call: Call) => Promise<Result<Answer, Problem>>;

/** `POST /customers` */
export const create: Handler = async ({ dependencies, publicOrigin = '' }, call) => {
  const made = changeOf(call, '/customers', ['dryRun']);
  if (!made.ok) return made;
  const edit = creation(call.body, factsOf(call.principal.tenant));
  if (!edit.ok) return edit;
  const created = await createCustomer(dependencies, made.value, edit.value, 'caibo');
  if (!created.ok) return created;
  if (made.value.dryRun) return ok(rehearsal(call, created.value, { isNew: true }));
  const location = `${publicOrigin}/customers/${handleIn(created.value.record, 'caibo').id}`;
  return ok(clientAnswer(call, created.value, { status: 201, location }));
};

/** `GET /customers/{id}` */
export const read: Handler = async ({ dependencies }, call) => {
  const unknown = unknownQuery(call.request.query, []);
  if (unknown) return refuse(unknown);
  const key = keyOf(call);
  if (!key.ok) return key;
  const found = await readCustomer(dependencies, call.principal, key.value);
  if (!found.ok) return found;
  const unchanged = notModified(call.request.headers, found.value);
  if (!unchanged.ok) return unchanged;
  if (unchanged.value) return ok({ status: 304, headers: { etag: entityTag(found.value), vary: 'Accept' } });
  return ok(clientAnswer(call, found.value, { status: 200 }));
};

/** `PUT /customers/{id}`: changes what the body names, or with `?mode=replace` leaves nothing but the body. */
export const update: Handler = async (ground, call) => {
  const mode = call.request.query.get('mode') ?? 'merge';
  if (mode !== 'merge' && mode !== 'replace')
    return refuse({ type: 'malformed', message: 'the query member mode must be merge or replace' });
  const facts = factsOf(call.principal.tenant);
  const replaces = mode === 'replace';
  const edit = replaces
    ? replacement(call.body, facts, { extended: isExtended(call.request) })
    : change(call.body, call.mediaType, facts);
  return edit.ok ? changed(ground, call, edit.value, ['dryRun', 'mode']) : edit;
};

/** `PATCH /customers/{id}` */
export const patch: Handler = async (ground, call) => {
  const edit = change(call.body, call.mediaType, factsOf(call.principal.tenant));
  return edit.ok ? changed(ground, call, edit.value, ['dryRun']) : edit;
};

async function changed(
  { dependencies }: Ground,
  call: Call,
  edit: Edit,
  query: readonly string[],
): Promise<Result<Answer, Problem>> {
  const key = keyOf(call);
  if (!key.ok) return key;
  const made = changeOf(call, `/customers/${key.value.value}`, query);
  if (!made.ok) return made;
  const precondition = preconditionOf(call.request.headers);
  if (!precondition.ok) return precondition;
  const facts = factsOf(call.principal.tenant);
  const updated = await updateCustomer(dependencies, made.value, {
    key: key.value,
    edit,
    precondition: precondition.value,
    view: (record) => view(clientInPartsLens, record, facts),
  });
  if (!updated.ok) return updated;
  if (made.value.dryRun) return ok(rehearsal(call, updated.value, { isNew: false }));
  return ok(clientAnswer(call, updated.value, { status: 200 }));
}

/** `DELETE /customers/{id}`: gone from this face; the record goes with its last handle. */
export const remove: Handler = async ({ dependencies }, call) => {
  const key = keyOf(call);
  if (!key.ok) return key;
  const made = changeOf(call, `/customers/${key.value.value}`, []);
  if (!made.ok) return made;
  const precondition = preconditionOf(call.request.headers);
  if (!precondition.ok) return precondition;
  const detached = await detachHandle(dependencies, made.value, {
    key: key.value,
    face: 'caibo',
    precondition: precondition.value,
  });
  return detached.ok ? ok({ status: 204, headers: {} }) : detached;
};

/** The id in the path, compared as an integer; what is no int64 id is the id of nobody. */
function keyOf({ request }: Call): Result<{ readonly kind: 'caibo'; readonly value: string }, Problem> {
  const handle = handleOf('caibo', request.parameters['id'] ?? '');
  return handle ? ok({ kind: 'caibo', value: handle.id }) : refuse({ type: 'not-found' });
}

/** What every write reads from its headers and its query. `path` is the one without `/api`: both are one operation. */
function changeOf({ request, principal }: Call, path: string, query: readonly string[]): Result<Change, Problem> {
  const unknown = unknownQuery(request.query, query);
  if (unknown) return refuse(unknown);
  const dryRun = readDryRun(request.query);
  if (!dryRun.ok) return dryRun;
  const search = request.query.size > 0 ? `?${request.query}` : '';
  const idempotency = keyedRequest(request, principal.actor.id, () => `${path}${search}`);
  if (!idempotency.ok) return idempotency;
  return ok({
    principal,
    face: 'caibo',
    requestId: request.id,
    ...(idempotency.value && { idempotency: idempotency.value }),
    dryRun: dryRun.value,
  });
}
