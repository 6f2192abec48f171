import {
  type Edit,
  entityTag,
  handleIn,
  handleOf,
  type JsonObject,
  ok,
  type Problem,
  type Result,
  refuse,
} from '@clientele/core';
import { exactInteger } from '../../lens/codec.ts';
import { view } from '../../lens/view.ts';
import { createCustomer } from '../../use-cases/create-customer.ts';
import type { Kept } from '../../use-cases/kept.ts';
import { readCustomer } from '../../use-cases/read-customer.ts';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { notModified, preconditionOf } from '../../wire/conditional.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Call } from '../face.ts';
import { creation, modification } from './edit.ts';
import { clientLens, newClientLens } from './lens.ts';
import { changeOf, type Ground, type Handler, jsonAnswer } from './operation.ts';
import { inObject } from './problems.ts';

/** `POST /clients` */
export const createClient: Handler = async ({ dependencies }, call, settings) => {
  const document = { object: 'clientCreation', lens: newClientLens };
  const change = changeOf(call);
  if (!change.ok) return change;
  const edit = creation(call.body, settings);
  if (!edit.ok) return inObject(document, edit);
  const created = inObject(document, await createCustomer(dependencies, change.value, edit.value, 'mastercard'));
  if (!created.ok) return created;
  const { clientId } = handleIn(created.value.record, 'mastercard');
  return ok(jsonAnswer(201, stringifyJson({ clientId: exactInteger(clientId) }), { location: `/clients/${clientId}` }));
};

/** `GET /clients/{client_id}` */
export const getClient: Handler = async (ground, call) => {
  const found = await clientAt(ground, call);
  if (!found.ok) return found;
  const etag = entityTag(found.value);
  const unchanged = notModified(call.request.headers, found.value);
  if (!unchanged.ok) return unchanged;
  if (unchanged.value) return ok({ status: 304, headers: { etag } });
  return ok(jsonAnswer(200, stringifyJson(view(clientLens, found.value.record as JsonObject)), { etag }));
};

/** `PATCH /clients/{client_id}`: a merge patch under `If-Match`, quoted or bare. */
export const updateClient: Handler = async (ground, call, settings) => {
  const document = { object: 'clientModification', lens: clientLens };
  const edit = modification(call.body, settings);
  const updated = inObject(document, await changed(ground, call, edit, { required: true }));
  return updated.ok ? ok({ status: 204, headers: { etag: entityTag(updated.value) } }) : updated;
};

/** The client whose id is in the path. */
export async function clientAt({ dependencies }: Ground, call: Call): Promise<Result<Kept, Problem>> {
  const key = keyOf(call);
  return key.ok ? readCustomer(dependencies, call.principal, key.value) : key;
}

/**
 * The client whose id is in the path, after an edit of it under the request's `If-Match`. What is wrong with the body is
 * told after what is wrong with the rest of the request.
 */
export async function changed(
  { dependencies }: Ground,
  call: Call,
  edit: Result<Edit, Problem>,
  { required = false }: { readonly required?: boolean } = {},
): Promise<Result<Kept, Problem>> {
  const key = keyOf(call);
  if (!key.ok) return key;
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { bare: true, required });
  if (!precondition.ok) return precondition;
  if (required && !precondition.value.ifMatch) return refuse({ type: 'precondition-required' });
  if (!edit.ok) return edit;
  const update = { key: key.value, edit: edit.value, precondition: precondition.value };
  return updateCustomer(dependencies, change.value, update);
}

/** `client_id`, an integer from 1 to 18 nines (contract §1); it never passes through a double. */
function keyOf({ request }: Call): Result<{ readonly kind: 'mastercard'; readonly value: string }, Problem> {
  const handle = handleOf('mastercard', request.parameters['client_id'] ?? '');
  return handle
    ? ok({ kind: 'mastercard', value: handle.clientId })
    : refuse({ type: 'malformed', message: 'Invalid type of request parameter client_id.' });
}
