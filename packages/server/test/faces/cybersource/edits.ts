import assert from 'node:assert/strict';
import { type Edit, type Json, type JsonObject, type Problem, type Result, withoutEmpty } from '@clientele/core';
import { Default } from 'typebox/value';
import { modification } from '../../../src/faces/cybersource/edit.ts';
import { CybersourceSettings } from '../../../src/faces/cybersource/settings.ts';
import { addressCreation } from '../../../src/faces/cybersource/shipping-edit.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';

/** The vendor's examples, word for word (contract §2.1, §2.2). */
export const CUSTOMER_ID = 'F2F3ADA770102B51E053A2598D0A9078';
export const CUSTOMER_BODY: JsonObject = {
  buyerInformation: { merchantCustomerID: 'Your customer identifier', email: 'test@cybs.com' },
  clientReferenceInformation: { code: 'TC50171_3' },
  merchantDefinedInformation: [{ name: 'data1', value: 'Your customer data' }],
};
export const ADDRESS_ID = 'F2F4C2D1B966D631E053A2598D0AB155';
export const SHIP_TO: JsonObject = {
  firstName: 'John',
  lastName: 'Doe',
  company: 'Company Name',
  address1: '1 Market St',
  locality: 'San Francisco',
  administrativeArea: 'CA',
  postalCode: '94105',
  country: 'US',
  email: 'test@cybs.com',
  phoneNumber: '4158880000',
};
/** An id that was given out later. */
export const OTHER_ID = 'F67E19FBC55DF3AAE053AF598E0A2EA6';

/** What the server adds to a record. */
export const SYSTEM: JsonObject = {
  handles: { cybersource: { id: CUSTOMER_ID }, mastercard: { clientId: '40000' }, caibo: { id: '12345' } },
  createdAt: '2026-11-22T12:00:00.000Z',
  updatedAt: '2026-11-22T12:00:00.000Z',
};

export const settings = Default(CybersourceSettings, {}) as CybersourceSettings;
export const refusing: CybersourceSettings = { ...settings, personalData: 'refuse' };

/** The record that an edit makes, as core would keep it; the edit has to be accepted. */
export function applied(edit: Result<Edit, Problem>, record: JsonObject): JsonObject {
  const result = edit.ok ? edit.value(record) : edit;
  assert.ok(result.ok, stringifyJson(result as unknown as Json));
  return withoutEmpty(result.value as JsonObject);
}

/** The record after a change of the customer that has to be accepted. */
export function modified(record: JsonObject, patch: JsonObject): JsonObject {
  return applied(modification(patch, settings), record);
}

/** The record with an address more. */
export function withAddress(record: JsonObject, id: string, body: JsonObject = { shipTo: SHIP_TO }): JsonObject {
  return applied(addressCreation(body, id), record);
}

/** The customer of the vendor's example. */
export const CUSTOMER: JsonObject = { ...SYSTEM, ...applied(modification(CUSTOMER_BODY, settings), {}) };

/** The rules that an edit breaks, by member; it has to be refused. */
export function broken(edit: Result<Edit, Problem>, record: JsonObject = {}): Record<string, string> {
  const problem = problemOf(edit, record);
  assert.ok(problem.type === 'invalid' && problem.violations.length > 0, problem.type);
  for (const violation of problem.violations) assert.ok('words' in violation, violation.pointer);
  return Object.fromEntries(problem.violations.map(({ pointer, rule }) => [pointer, rule]));
}

/** Why an edit is refused. */
export function problemOf(edit: Result<Edit, Problem>, record: JsonObject): Problem {
  const result = edit.ok ? edit.value(record) : edit;
  assert.ok(!result.ok, stringifyJson(result as unknown as Json));
  return result.problem;
}
