import { type JsonObject, ok } from '@clientele/core';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { preconditionOf } from '../../wire/conditional.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import { addressesOf } from './address-lens.ts';
import { clientAt, keyOf } from './clients.ts';
import { addressCreation, addressReplacement } from './edit.ts';
import { changeOf, type Handler, jsonAnswer } from './operation.ts';
import { inAddress } from './problems.ts';

/** `POST /clients/{client_id}/addresses`: adds an address of a type that the client does not have yet. */
export const addClientAddress: Handler = async ({ dependencies }, call, settings) => {
  const key = keyOf(call);
  if (!key.ok) return key;
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { bare: true });
  if (!precondition.ok) return precondition;
  const edit = addressCreation(call.body, settings);
  if (!edit.ok) return inAddress('addressCreation', edit);
  const update = { key: key.value, edit: edit.value, precondition: precondition.value };
  const updated = inAddress('addressCreation', await updateCustomer(dependencies, change.value, update));
  return updated.ok ? ok({ status: 200, headers: {} }) : updated;
};

/** `GET /clients/{client_id}/addresses` */
export const getClientAddresses: Handler = async (ground, call) => {
  const found = await clientAt(ground, call);
  if (!found.ok) return found;
  const clientAddresses = addressesOf(found.value.record as JsonObject);
  return ok(jsonAnswer(200, stringifyJson({ clientAddresses })));
};

/** `PUT /clients/{client_id}/addresses/{address_type}`: what is left out is cleared, but for `enabled`. */
export const updateClientAddress: Handler = async ({ dependencies }, call) => {
  const key = keyOf(call);
  if (!key.ok) return key;
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { bare: true });
  if (!precondition.ok) return precondition;
  const edit = addressReplacement(call.request.parameters['address_type'] ?? '', call.body);
  if (!edit.ok) return inAddress('addressModification', edit);
  const update = { key: key.value, edit: edit.value, precondition: precondition.value };
  const updated = inAddress('addressModification', await updateCustomer(dependencies, change.value, update));
  return updated.ok ? ok({ status: 204, headers: {} }) : updated;
};
