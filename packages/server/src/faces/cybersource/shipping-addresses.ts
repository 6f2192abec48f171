import { createHash } from 'node:crypto';
import { type JsonObject, ok, type Problem, type Result, refuse } from '@clientele/core';
import { withoutNonce } from '../../access/principal.ts';
import type { Change } from '../../use-cases/commit-change.ts';
import type { Kept } from '../../use-cases/kept.ts';
import { mintHandle } from '../../use-cases/mint.ts';
import { tellGone } from '../../use-cases/tell-gone.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import type { Call } from '../face.ts';
import { changed, changedBy, customerAt } from './customers.ts';
import { changeOf, type Ground, type Handler, idIn } from './operation.ts';
import { pageOf, windowOf } from './paging.ts';
import {
  customerIdOf,
  customerPath,
  documentAnswer,
  shippingAddressDocument,
  shippingAddressPath,
} from './representation.ts';
import { addressCreation, addressDeletion, addressModification } from './shipping-edit.ts';
import { shippingAddressAt, shippingAddressIds } from './shipping-lens.ts';

/** `POST /tms/v2/customers/{customerId}/shipping-addresses` */
export const postCustomerShippingAddress: Handler = async (ground, call) => {
  const change = changeOf(call);
  if (!change.ok) return change;
  const ids = newAddressIds(ground, change.value);
  const updated = await added(ground, call, change.value, ids);
  if (!updated.ok) return updated;
  const id = ids.findLast((one) => shippingAddressAt(updated.value.record as JsonObject, one)) ?? '';
  const location = shippingAddressPath(customerIdOf(updated.value), id);
  return ok(documentAnswer(201, documentOf(updated.value, id, call), updated.value, location));
};

/** The customer with an address more, under the first of the ids that is still to be had. */
async function added(
  ground: Ground,
  call: Call,
  change: Change,
  [id = '', ...others]: readonly string[],
): Promise<Result<Kept, Problem>> {
  const edit = addressCreation(call.body, id);
  if (!edit.ok) return edit;
  const updated = await changedBy(ground, call, change, edit.value);
  const isTaken = !updated.ok && updated.problem.type === 'taken' && updated.problem.kind === 'shippingAddress';
  if (!isTaken || others.length === 0) return updated;
  // The first attempt has spent the nonce.
  return added(ground, call, { ...change, principal: withoutNonce(change.principal) }, others);
}

/** `GET /tms/v2/customers/{customerId}/shipping-addresses`: a page of them, in the order in which they were added. */
export const getCustomerShippingAddressesList: Handler = async (ground, call) => {
  const window = windowOf(call.request.query);
  if (!window.ok) return window;
  const found = await customerAt(ground, call);
  if (!found.ok) return found;
  const ids = shippingAddressIds(found.value.record as JsonObject);
  const { offset, limit } = window.value;
  const items = ids.slice(offset, offset + limit).map((id) => documentOf(found.value, id, call));
  const path = `${customerPath(customerIdOf(found.value))}/shipping-addresses`;
  const page = pageOf(path, window.value, ids.length, 'shippingAddresses', items);
  return ok({
    status: 200,
    headers: { 'content-type': 'application/json;charset=utf-8', 'x-total-count': String(ids.length) },
    body: stringifyJson(page),
  });
};

/** `GET /tms/v2/customers/{customerId}/shipping-addresses/{shippingAddressId}` */
export const getCustomerShippingAddress: Handler = async (ground, call) => {
  const id = idIn(call.request, 'shippingAddressId');
  if (!id.ok) return id;
  const found = await customerAt(ground, call);
  if (!found.ok) return found;
  const document = shippingAddressDocument(found.value, id.value, call.principal);
  if (document) return ok(documentAnswer(200, document, found.value));
  return addressGone(ground, call, id.value, refuse({ type: 'not-found', part: 'address' }));
};

/** `PATCH /tms/v2/customers/{customerId}/shipping-addresses/{shippingAddressId}` */
export const patchCustomersShippingAddress: Handler = async (ground, call) => {
  const id = idIn(call.request, 'shippingAddressId');
  if (!id.ok) return id;
  const edit = addressModification(id.value, call.body);
  if (!edit.ok) return edit;
  const updated = await addressGone(ground, call, id.value, await changed(ground, call, edit.value));
  if (!updated.ok) return updated;
  return ok(documentAnswer(200, documentOf(updated.value, id.value, call), updated.value));
};

/** `DELETE /tms/v2/customers/{customerId}/shipping-addresses/{shippingAddressId}` */
export const deleteCustomerShippingAddress: Handler = async (ground, call) => {
  const id = idIn(call.request, 'shippingAddressId');
  if (!id.ok) return id;
  const deleted = await changed(ground, call, addressDeletion(id.value));
  const told = await addressGone(ground, call, id.value, deleted);
  return told.ok ? ok({ status: 204, headers: {} }) : told;
};

/** An address that was deleted is gone; one of another customer's was never here. */
async function addressGone<Value>(
  { dependencies }: Ground,
  { principal }: Call,
  id: string,
  result: Result<Value, Problem>,
): Promise<Result<Value, Problem>> {
  if (result.ok || result.problem.type !== 'not-found' || result.problem.part !== 'address') return result;
  return tellGone(dependencies, principal, { kind: 'shippingAddress', value: id }, result);
}

/**
 * The ids that a new address may have. A request that can be recognised has the same ones each time: its repeat is answered
 * with the address that the first one added, which is the last of them that the customer has. A key that is used again
 * after its window finds the former address under the first id, and gets the second.
 */
function newAddressIds({ dependencies }: Ground, { idempotency }: Change): readonly string[] {
  const random = mintHandle('cybersource', dependencies.random).id;
  return idempotency ? [derivedId(idempotency, 1), derivedId(idempotency, 2), random] : [random];
}

function derivedId({ scope, key }: NonNullable<Change['idempotency']>, attempt: number): string {
  const hash = createHash('sha256').update(`${scope}\n${key}\n${attempt}`).digest('hex');
  return hash.slice(0, 32).toUpperCase();
}

function documentOf(versioned: Kept, id: string, { principal }: Call): JsonObject {
  const document = shippingAddressDocument(versioned, id, principal);
  if (!document) throw new Error('an address that was written is there');
  return document;
}
