import { type Edit, entityTag, member, mergePatch, ok, type Problem, type Result } from '@clientele/core';
import type { Change } from '../../use-cases/commit-change.ts';
import { createCustomer } from '../../use-cases/create-customer.ts';
import { detachHandle } from '../../use-cases/detach-handle.ts';
import type { Kept } from '../../use-cases/kept.ts';
import { readCustomer } from '../../use-cases/read-customer.ts';
import { tellGone } from '../../use-cases/tell-gone.ts';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { notModified } from '../../wire/conditional.ts';
import type { Call } from '../face.ts';
import { modification } from './edit.ts';
import { changeOf, conditionOf, type Ground, type Handler, keyOf } from './operation.ts';
import { personalDataAmong } from './personal-data.ts';
import { customerDocument, customerIdOf, customerPath, documentAnswer } from './representation.ts';

/** `POST /tms/v2/customers` */
export const postCustomer: Handler = async (ground, call, settings) => {
  const change = changeOf(call);
  if (!change.ok) return change;
  const edit = modification(call.body, settings);
  if (!edit.ok) return edit;
  const created = await createCustomer(ground.dependencies, change.value, edit.value, 'cybersource');
  if (!created.ok) return created;
  notice(ground, call, created.value);
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
  const updated = await changed(ground, call, edit.value);
  if (!updated.ok) return updated;
  notice(ground, call, updated.value);
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
  const detached = await detachHandle(dependencies, change.value, {
    key: key.value,
    face: 'cybersource',
    precondition: precondition.value,
    edit: withoutShipping,
  });
  const told = await tellGone(dependencies, call.principal, key.value, detached);
  return told.ok ? ok({ status: 204, headers: {} }) : told;
};

/** Shipping addresses are shown by this API alone: kept, nobody could ever see or delete them (contract §2.2). */
const withoutShipping: Edit = (record) =>
  ok(mergePatch(record, { addresses: { shipping: null, defaultShipping: null } }));

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
export async function changed(ground: Ground, call: Call, edit: Edit): Promise<Result<Kept, Problem>> {
  const change = changeOf(call);
  return change.ok ? changedBy(ground, call, change.value, edit) : change;
}

/** The same by a change that is made already. */
export async function changedBy(
  { dependencies }: Ground,
  call: Call,
  change: Change,
  edit: Edit,
): Promise<Result<Kept, Problem>> {
  const key = keyOf(call.request);
  if (!key.ok) return key;
  const precondition = conditionOf(call.request);
  if (!precondition.ok) return precondition;
  const update = { key: key.value, edit, precondition: precondition.value };
  const updated = await updateCustomer(dependencies, change, update);
  return tellGone(dependencies, call.principal, key.value, updated);
}

/** A word to the operator when personal data was put where none belongs (contract §2.1, "PII warning"). */
function notice({ warn }: Ground, { body }: Call, { record }: Kept): void {
  const places = personalDataAmong([], member(body, 'merchantDefinedInformation')).map(({ pointer }) => pointer);
  if (places.length > 0) warn(`personal data in ${places.join(', ')} of customer ${record.id}`);
}
