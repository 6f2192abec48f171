import { withoutEmpty } from './diff.ts';
import { equal, isObject, type Json, type JsonObject, setMember } from './json.ts';
import type { Problem, Violation } from './problem.ts';
import { readOnlyTouched, writablePart } from './record/fields.ts';
import { CustomerFields } from './record/schema.ts';
import { validatorOf } from './record/validate.ts';
import { ok, type Result, refuse } from './result.ts';

const validateFields = validatorOf(CustomerFields);

/** The writable part of an edited record, without empty groups, when everything that changed in it is allowed. */
export function settle(before: JsonObject | undefined, edited: Json): Result<JsonObject, Problem> {
  if (!isObject(edited)) return invalid([{ pointer: '', rule: 'type', message: 'must be an object' }]);
  const touched = readOnlyTouched(before, edited, equal);
  if (touched.length > 0) {
    return invalid(touched.map((pointer) => ({ pointer, rule: 'readOnly', message: 'cannot be changed' })));
  }
  const fields = withoutEmpty(writablePart(edited), before);
  const violations = validateFields(changedGroups(fields, before), before);
  return violations.length > 0 ? invalid(violations) : ok(fields);
}

/** The groups that an edit did not leave as they are: the others were kept before and need not be looked at again. */
function changedGroups(fields: JsonObject, before: JsonObject | undefined): JsonObject {
  if (before === undefined) return fields;
  const changed: Record<string, Json> = {};
  for (const name of Object.keys(fields)) {
    if (fields[name] !== before[name]) setMember(changed, name, fields[name] as Json);
  }
  return changed;
}

export function invalid(violations: readonly Violation[]) {
  return refuse<Problem>({ type: 'invalid', violations });
}
