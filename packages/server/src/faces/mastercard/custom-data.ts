import { type JsonObject, ok, refuse } from '@clientele/core';
import { stringifyJson } from '../../wire/strict-json.ts';
import { changed, clientAt } from './clients.ts';
import { customData } from './edit.ts';
import { clientLens } from './lens.ts';
import { type Handler, jsonAnswer } from './operation.ts';
import { inObject } from './problems.ts';
import { tagValues } from './tags.ts';

/** `POST /clients/{client_id}/custom-data`: sets and removes tags, as `clientCustomData` of the client does. */
export const setClientCustomData: Handler = async (ground, call) => {
  const document = { object: 'customDataTags', lens: clientLens };
  const edit = customData(call.body);
  const updated = inObject(document, await changed(ground, call, edit));
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
