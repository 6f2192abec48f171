import { type JsonObject, ok } from '@clientele/core';
import { stringifyJson } from '../../wire/strict-json.ts';
import { addressesOf } from './address-lens.ts';
import { changed, clientAt } from './clients.ts';
import { addressCreation, addressReplacement } from './edit.ts';
import { type Handler, jsonAnswer } from './operation.ts';
import { inAddress } from './problems.ts';

/** `POST /clients/{client_id}/addresses`: adds an address of a type that the client does not have yet. */
export const addClientAddress: Handler = async (ground, call, settings) => {
  const edit = addressCreation(call.body, settings);
  const updated = inAddress('addressCreation', await changed(ground, call, edit));
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
export const updateClientAddress: Handler = async (ground, call) => {
  const edit = addressReplacement(call.request.parameters['address_type'] ?? '', call.body);
  const updated = inAddress('addressModification', await changed(ground, call, edit));
  return updated.ok ? ok({ status: 204, headers: {} }) : updated;
};
