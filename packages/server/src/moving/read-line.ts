import { type Json, member, type Result, refuse, type Validator, type Violation, validatorOf } from '@clientele/core';
import type { TSchema } from 'typebox';
import { type JsonFault, parseStrictJson } from '../wire/strict-json.ts';
import {
  CustomerLine,
  EndLine,
  HeaderLine,
  HistoryLine,
  type RecordLine,
  SettingsLine,
  TenantLine,
} from './record-line.ts';

const schemas: Readonly<Record<RecordLine['type'], TSchema>> = {
  header: HeaderLine,
  tenant: TenantLine,
  settings: SettingsLine,
  customer: CustomerLine,
  history: HistoryLine,
  end: EndLine,
};
const validators = new Map<Json | undefined, Validator>(
  Object.entries(schemas).map(([type, schema]) => [type, validatorOf(schema)]),
);

/** As many as fit into the longest line, more or less: the length is what bounds a line. */
const LINE_MEMBERS_MAX = 1_000_000;
/** So many broken rules are told of one line: enough to see what is wrong with the file. */
const VIOLATIONS_TOLD = 3;

/** A line by its schema, or why it is none. The reason names members and rules, and repeats no value. */
export function readLine(bytes: Buffer): Result<RecordLine, string> {
  const parsed = parseStrictJson(bytes, LINE_MEMBERS_MAX);
  if (!parsed.ok) return refuse(lineFault(parsed.problem));
  const validate = validators.get(member(parsed.value, 'type'));
  if (!validate) return refuse(`/type must be one of ${Object.keys(schemas).join(', ')}`);
  const violations = validate(parsed.value);
  if (violations.length > 0) return refuse(sentenceOf(violations));
  return { ok: true, value: parsed.value as unknown as RecordLine };
}

/** What is said of a line that is no JSON. */
export function lineFault({ message, pointer }: JsonFault): string {
  return `${message.replace('the body', 'the line')}${pointer ? ` (${pointer})` : ''}`;
}

/** @param within the pointer of what was judged */
export function sentenceOf(violations: readonly Violation[], within = ''): string {
  const told = violations
    .slice(0, VIOLATIONS_TOLD)
    .map(({ pointer, message }) => `${`${within}${pointer}` || 'the line'} ${message}`);
  const untold = violations.length - told.length;
  return `${told.join('; ')}${untold > 0 ? `; and ${untold} more` : ''}`;
}
