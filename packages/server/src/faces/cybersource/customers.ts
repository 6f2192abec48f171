import { type Edit, entityTag, type JsonObject, ok, type Problem, type Result } from '@clientele/core';
import { createCustomer } from '../../use-cases/create-customer.ts';
import { detachHandle } from '../../use-cases/detach-handle.ts';
import type { Kept } from '../../use-cases/kept.ts';
import { readCustomer } from '../../use-cases/read-customer.ts';
import { tellGone } from '../../use-cases/tell-gone.ts';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { notModified } from '../../wire/conditional.ts';
import type { Call } from '../face.ts';
import { creation, modification } from './edit.ts';
import { changeOf, conditionOf, type Ground, type Handler, keyOf } from './operation.ts';
import { personalDataIn } from './personal-data.ts';
import { customerDocument, customerIdOf, customerPath, documentAnswer } from './representation.ts';

/** `POST /tms/v2/customers` */
export const postCustomer: Handler = async (ground, call, settings) => {
  const change = changeOf(call);
  if (!change.ok) return change;
  const edit = creation(call.body, settings);
  if (!edit.ok) return edit;
  const noticed = noticing(edit.value);
  const created = await createCustomer(ground.dependencies, change.value, noticed.edit, 'cybersource');
  if (!created.ok) return created;
  noticed.tell(ground, created.value);
  const location = customerPath(customerIdOf(created.value));
  return ok(documentAnswer(201, customerDocument(created.value, call.principal), created.value, location));
};

/** `GET /tms/v2/customers/{customerId}` */
export const getCustomer: Handler = async (ground, call) => {
  const found = await customerAt(ground, call);
  if (!found.ok) return found;
  const unchanged = notModified(call.request.headers, found.value);
  if (!unchanged.ok) return unchanged;
  if (unchanged.value) return ok({ status: 304, headers: { etag: entityTag(found.value) } });
  return ok(documentAnswer(200, customerDocument(found.value, call.principal), found.value));
};

/** `PATCH /tms/v2/customers/{customerId}`: a merge patch, under `if-match` where it is sent. */
export const patchCustomer: Handler = async (ground, call, settings) => {
  const edit = modification(call.body, settings);
  if (!edit.ok) return edit;
  const noticed = noticing(edit.value);
  const updated = await changed(ground, call, noticed.edit);
  if (!updated.ok) return updated;
  noticed.tell(ground, updated.value);
  return ok(documentAnswer(200, customerDocument(updated.value, call.principal), updated.value));
};

/** `DELETE /tms/v2/customers/{customerId}`: gone from this API; the record goes with its last handle. */
export const deleteCustomer: Handler = async ({ dependencies }, call) => {
  const key = keyOf(call.request);
  if (!key.ok) return key;
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = conditionOf(call.request);
  if (!precondition.ok) return precondition;
  const detached = await detachHandle(dependencies, change.value, key.value, 'cybersource', precondition.value);
  const told = await tellGone(dependencies, call.principal, key.value, detached);
  return told.ok ? ok({ status: 204, headers: {} }) : told;
};

/** The customer whose id is in the path: 404 when there never was one, 410 when it was deleted. */
export async function customerAt(
  { dependencies }: Ground,
  { request, principal }: Call,
): Promise<Result<Kept, Problem>> {
  const key = keyOf(request);
  if (!key.ok) return key;
  const found = await readCustomer(dependencies, principal, key.value);
  return tellGone(dependencies, principal, key.value, found);
}

/** The customer whose id is in the path, after an edit of it under the request's precondition. */
export async function changed({ dependencies }: Ground, call: Call, edit: Edit): Promise<Result<Kept, Problem>> {
  const key = keyOf(call.request);
  if (!key.ok) return key;
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = conditionOf(call.request);
  if (!precondition.ok) return precondition;
  const update = { key: key.value, edit, precondition: precondition.value };
  const updated = await updateCustomer(dependencies, change.value, update);
  return tellGone(dependencies, call.principal, key.value, updated);
}

/** The edit, and a word to the operator when it put personal data where none belongs (contract §2.1, "PII warning"). */
function noticing(edit: Edit): { readonly edit: Edit; tell(ground: Ground, written: Kept): void } {
  let places: readonly string[] = [];
  return {
    edit(record) {
      const edited = edit(record);
      if (edited.ok) places = personalDataIn(record, edited.value as JsonObject).map(({ pointer }) => pointer);
      return edited;
    },
    tell({ warn }, { record }) {
      if (places.length > 0) warn(`personal data in ${places.join(', ')} of customer ${record.id}`);
    },
  };
}
