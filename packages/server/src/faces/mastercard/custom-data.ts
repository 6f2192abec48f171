import { type JsonObject, ok, refuse } from '@clientele/core';
import { updateCustomer } from '../../use-cases/update-customer.ts';
import { preconditionOf } from '../../wire/conditional.ts';
import { stringifyJson } from '../../wire/strict-json.ts';
import { clientAt, keyOf } from './clients.ts';
import { customData } from './edit.ts';
import { clientLens } from './lens.ts';
import { changeOf, type Handler, jsonAnswer } from './operation.ts';
import { inObject } from './problems.ts';
import { tagValues } from './tags.ts';

/** `POST /clients/{client_id}/custom-data`: sets and removes tags, as `clientCustomData` of the client does. */
export const setClientCustomData: Handler = async ({ dependencies }, call) => {
  const document = { object: 'customDataTags', lens: clientLens };
  const key = keyOf(call);
  if (!key.ok) return key;
  const change = changeOf(call);
  if (!change.ok) return change;
  const precondition = preconditionOf(call.request.headers, { bare: true });
  if (!precondition.ok) return precondition;
  const edit = customData(call.body);
  if (!edit.ok) return inObject(document, edit);
  const update = { key: key.value, edit: edit.value, precondition: precondition.value };
  const updated = inObject(document, await updateCustomer(dependencies, change.value, update));
  return updated.ok ? ok({ status: 200, headers: {} }) : updated;
};

/** `GET /clients/{client_id}/custom-data/{tag_name}`: the tag in every container that has it. */
export const getClientCustomData: Handler = async (ground, call) => {
  const found = await clientAt(ground, call);
  if (!found.ok) return found;
  const tags = tagValues(found.value.record as JsonObject, call.request.parameters['tag_name'] ?? '');
  if (tags.length === 0) return refuse({ type: 'not-found', part: 'tag' });
  return ok(jsonAnswer(200, stringifyJson({ clientCustomDataTagValues: tags })));
};
