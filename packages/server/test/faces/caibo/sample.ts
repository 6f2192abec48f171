import assert from 'node:assert/strict';
import { type Json, type JsonObject, member } from '@clientele/core';
import { clientLens, factsOf } from '../../../src/faces/caibo/lens.ts';
import { put } from '../../../src/lens/put.ts';
import { view } from '../../../src/lens/view.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';

export const facts = factsOf({ id: 'sandbox', number: '1001', name: 'Sandbox' });

/** A customer with a value for every member. */
export const SAMPLE: JsonObject = {
  handles: { caibo: { id: '16772748432912191' } },
  references: { memberId: 'M-1', userId: '9007199254740993' },
  contact: { email: 'ann@example.com', phones: { mobile: '+1234567890', home: '555 1234' } },
  name: { first: 'Ann', last: 'Lee' },
  addresses: {
    base: {
      line1: 'Old Street 1',
      line2: '2nd floor',
      city: 'Boston',
      state: 'MA',
      postalCode: '02130',
      country: 'US',
    },
    byType: { billing: { line1: 'Bill Lane', country: 'DE', firstName: 'Ann' }, STMT: { line1: 'Elsewhere' } },
  },
  person: { birthDate: '2000-06-25', birthPlace: 'Leeds' },
  preferences: { currency: 'USD', language: 'en', notifications: true, communications: { sms: true } },
  identification: { taxpayerIdentifier: 'T-1', taxPosition: 'resident', socialNumber: '123' },
  subscription: { level: 'gold', preferences: { offers: true } },
  consents: { marketing: { granted: true, at: '2026-01-01T00:00:00Z', noticeVersion: '1' } },
  status: 'suspended',
  verification: 'pending',
  createdAt: '2026-11-22T12:00:00.000Z',
};

/** The record after a change that has to be accepted. */
export function edited(before: JsonObject, patch: JsonObject): JsonObject {
  const result = put(clientLens, before, patch, facts);
  assert.ok(result.ok, stringifyJson([result as unknown as Json, patch]));
  return result.value;
}

/** The rules that a change breaks, by member; it has to be refused. */
export function refusals(before: JsonObject, patch: JsonObject): Record<string, string> {
  const result = put(clientLens, before, patch, facts);
  assert.ok(!result.ok && result.problem.type === 'invalid', stringifyJson(patch));
  return Object.fromEntries(result.problem.violations.map(({ pointer, rule }) => [pointer, rule]));
}

export const tokens = (pointer: string) => pointer.slice(1).split('/');

export function shownAt(record: JsonObject, pointer: string): Json | undefined {
  return tokens(pointer).reduce<Json | undefined>(
    (value, token) => member(value, token),
    view(clientLens, record, facts),
  );
}
