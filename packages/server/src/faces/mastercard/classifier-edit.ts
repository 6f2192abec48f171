import {
  type Edit,
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  ok,
  type Problem,
  type Result,
  refuse,
  type Violation,
} from '@clientele/core';
import { at } from '../../lens/lens.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { contradiction, invalid, notAnObject, violationsOf } from './body.ts';
import { isIn } from './checks.ts';
import { readClassifier } from './schema.ts';
import type { MastercardSettings } from './settings.ts';

/** The vendor's product sets it itself (contract §1.2). */
const ERASURE = 'GDPR_DATA_ERASE';

/** A classifier's value and the days on which it counts; a day that is left out or `null` is cleared. */
export function classifierSetting(
  code: string,
  body: Json | undefined,
  { classifiers }: MastercardSettings,
): Result<Edit, Problem> {
  if (!isObject(body)) return notAnObject();
  if (code !== ERASURE && classifiers && !Object.hasOwn(classifiers, code))
    return ok(() => refuse({ type: 'not-found', part: 'classifier' }));
  const { classifierCode: repeated, ...setting } = body;
  const read = readClassifier({ ...setting, classifierCode: code });
  const contradictions = contradiction('/classifierCode', code, repeated);
  return ok((record) => {
    const violations = [
      ...contradictions,
      ...violationsOf([read]),
      ...(code === ERASURE ? notSettable() : []),
      ...unknownValue(record, code, read.ok ? read.value.classifierValue : undefined, classifiers?.[code]),
    ];
    if (!read.ok || violations.length > 0) return refuse(invalid(violations));
    const { classifierValue: value, startDate = null, endDate = null } = read.value;
    return ok(mergePatch(record, { classification: { classifiers: { [code]: { value, startDate, endDate } } } }));
  });
}

function notSettable(): readonly Violation[] {
  return inVendorWords([{ pointer: '/classifierCode', rule: 'readOnly', message: 'cannot be set through the API' }]);
}

type Known = NonNullable<MastercardSettings['classifiers']>[string];

/** A value that the tenant's dictionary does not have, unless it is the one that is there. */
function unknownValue(
  record: JsonObject,
  code: string,
  value: string | undefined,
  known: Known | undefined,
): readonly Violation[] {
  if (value === undefined || !known?.values) return [];
  if (at(record, ['classification', 'classifiers', code, 'value']) === value) return [];
  const breach = isIn(value, Object.keys(known.values));
  return breach ? inVendorWords([{ pointer: '/classifierValue', ...breach }]) : [];
}
