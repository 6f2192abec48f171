import assert from 'node:assert/strict';
import {
  type Edit,
  type Json,
  type JsonObject,
  member,
  type Problem,
  type Result,
  withoutEmpty,
} from '@clientele/core';
import { Default } from 'typebox/value';
import { creation, modification } from '../../../src/faces/mastercard/edit.ts';
import { clientLens } from '../../../src/faces/mastercard/lens.ts';
import { MastercardSettings } from '../../../src/faces/mastercard/settings.ts';
import { view } from '../../../src/lens/view.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';
import { SAMPLE } from './sample.ts';

/** What the server adds to a record. */
export const SYSTEM: JsonObject = {
  handles: { mastercard: { clientId: '40000' }, caibo: { id: '12345' } },
  createdAt: '2019-06-25T12:51:30.123Z',
  updatedAt: '2026-11-22T12:00:00.987Z',
};

/** The settings of a tenant who agreed this and nothing else. */
export function settingsWith(own: JsonObject = {}): MastercardSettings {
  return Default(MastercardSettings, structuredClone(own)) as MastercardSettings;
}
export const settings = settingsWith();

/** The record that an edit makes, as core would keep it; the edit has to be accepted. */
export function applied(edit: Result<Edit, Problem>, record: JsonObject): JsonObject {
  const result = edit.ok ? edit.value(record) : edit;
  assert.ok(result.ok, stringifyJson(result as unknown as Json));
  return withoutEmpty(result.value as JsonObject);
}

/** The record after a modification that has to be accepted. */
export function modified(record: JsonObject, patch: JsonObject, own = settings): JsonObject {
  return applied(modification(patch, own), record);
}

/** The client of the vendor's sample. */
export const CLIENT: JsonObject = { ...SYSTEM, ...applied(creation(SAMPLE, settings), {}) };

/** The rules that an edit breaks, by member; it has to be refused. */
export function broken(edit: Result<Edit, Problem>, record: JsonObject = {}): Record<string, string> {
  return Object.fromEntries(violationsOf(edit, record).map(({ pointer, rule }) => [pointer, rule]));
}

/** What is said of each member that an edit gets wrong. */
export function told(edit: Result<Edit, Problem>, record: JsonObject = {}): Record<string, string> {
  return Object.fromEntries(violationsOf(edit, record).map(({ pointer, message }) => [pointer, message]));
}

function violationsOf(edit: Result<Edit, Problem>, record: JsonObject) {
  const problem = problemOf(edit, record);
  assert.ok(problem.type === 'invalid' && problem.violations.length > 0, problem.type);
  for (const violation of problem.violations) assert.ok('words' in violation, violation.pointer);
  return problem.violations;
}

/** Why an edit is refused. */
export function problemOf(edit: Result<Edit, Problem>, record: JsonObject): Problem {
  const result = edit.ok ? edit.value(record) : edit;
  assert.ok(!result.ok, stringifyJson(result as unknown as Json));
  return result.problem;
}

const tokens = (pointer: string) => pointer.slice(1).split('/');

export function shownAt(record: JsonObject, pointer: string): Json | undefined {
  return tokens(pointer).reduce<Json | undefined>((value, token) => member(value, token), view(clientLens, record));
}

export const patchTo = (pointer: string, value: Json) =>
  tokens(pointer).reduceRight<Json>((inner, token) => ({ [token]: inner }), value) as JsonObject;
