import { type Edit, type Json, member, ok, type Problem, type Result } from '@clientele/core';
import { put } from '../../lens/put.ts';
import { readBody, withViolations } from './body.ts';
import { merchantDefinedIn } from './exceptions.ts';
import { customerLens } from './lens.ts';
import { personalDataAmong } from './personal-data.ts';
import { Customer } from './schema.ts';
import type { CybersourceSettings } from './settings.ts';

/**
 * The change in a body: a merge patch of the customer (RFC 7396; contract §2.1, "Patching Considerations"). A new customer
 * is what it makes of none: there `null` clears nothing and counts as left out.
 */
export function modification(body: Json | undefined, { personalData }: CybersourceSettings): Result<Edit, Problem> {
  const read = readBody(Customer, body);
  if (!read.ok) return read;
  const patch = read.value;
  const given = member(patch, 'merchantDefinedInformation');
  return ok((record) => {
    const misplaced = personalData === 'refuse' ? personalDataAmong(merchantDefinedIn(record), given) : [];
    return withViolations(put(customerLens, record, patch), misplaced);
  });
}
