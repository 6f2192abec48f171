import { type Customer, type Json, type JsonObject, ok, refuse } from '@clientele/core';
import { stringifyJson } from '../../wire/strict-json.ts';
import { changed, clientAt } from './clients.ts';
import { classifierSetting } from './edit.ts';
import { clientLens } from './lens.ts';
import { type Handler, jsonAnswer } from './operation.ts';
import { inObject } from './problems.ts';
import type { MastercardSettings } from './settings.ts';

/** `PUT /clients/{client_id}/classifiers/{classifier_code}` */
export const setClientClassifier: Handler = async (ground, call, settings) => {
  const document = { object: 'classifierCreation', lens: clientLens };
  const edit = classifierSetting(call.request.parameters['classifier_code'] ?? '', call.body, settings);
  const updated = inObject(document, await changed(ground, call, edit));
  return updated.ok ? ok({ status: 204, headers: {} }) : updated;
};

/** `GET /clients/{client_id}/classifiers?classifier_codes=`: of the codes that are asked for, those the client has. */
export const getClientClassifiers: Handler = async (ground, call, { classifiers }) => {
  const codes = call.request.query.getAll('classifier_codes');
  if (codes.length === 0)
    return refuse({ type: 'malformed', message: 'Missing required request parameter classifier_codes.' });
  const found = await clientAt(ground, call);
  if (!found.ok) return found;
  const today = new Date(ground.dependencies.clock.now()).toISOString().slice(0, 10);
  const asked = new Set(codes.flatMap((list) => list.split(',')).map((code) => code.trim()));
  const clientClassifiers = [...asked].flatMap(
    (code) => classifierOf(found.value.record, code, today, classifiers) ?? [],
  );
  return ok(jsonAnswer(200, stringifyJson({ clientClassifiers })));
};

function classifierOf(
  { classification }: Customer,
  code: string,
  today: string,
  known: MastercardSettings['classifiers'],
): JsonObject | undefined {
  const kept = classification?.classifiers;
  if (!kept || !Object.hasOwn(kept, code)) return undefined;
  const { value, startDate, endDate } = kept[code] ?? {};
  const names = known && Object.hasOwn(known, code) ? known[code] : undefined;
  const valueName =
    value !== undefined && names?.values && Object.hasOwn(names.values, value) ? names.values[value] : undefined;
  const members: Record<string, Json | undefined> = {
    classifierCode: code,
    classifierName: names?.name,
    classifierValue: value,
    classifierValueName: valueName?.name,
    status: statusOn(today, startDate, endDate),
  };
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Dates compare as text. A classifier counts from its first day to its last, both of them included. */
function statusOn(today: string, startDate = '', endDate = '9999-12-31'): 'Active' | 'Inactive' | 'Closed' {
  if (today < startDate) return 'Inactive';
  return today > endDate ? 'Closed' : 'Active';
}
