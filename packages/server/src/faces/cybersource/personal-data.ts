import { type Json, type JsonObject, member, type Violation } from '@clientele/core';
import { inVendorWords } from '../../lens/vendor-words.ts';
import { merchantDefinedIn } from './exceptions.ts';

/**
 * Personal data where the vendor forbids it (contract §2.1, "PII warning"): card numbers and e-mail addresses in the
 * merchant-defined data that differs between two records. Places are those of the list as it is shown; no value is told.
 */
export function personalDataIn(before: JsonObject | undefined, after: JsonObject): Violation[] {
  return personalDataAmong(merchantDefinedIn(before ?? {}), merchantDefinedIn(after));
}

/** The same for two lists of entries; places are those of the second, which may be anything that a body holds. */
export function personalDataAmong(before: readonly JsonObject[], after: Json | undefined): Violation[] {
  if (!Array.isArray(after)) return [];
  const known = new Map(before.map((entry) => [member(entry, 'name'), member(entry, 'value')]));
  const violations = after.flatMap((entry: Json, index): Violation[] => {
    const value = member(entry, 'value');
    if (typeof value !== 'string' || known.get(member(entry, 'name')) === value) return [];
    const found = personalDataOf(value);
    const pointer = `/merchantDefinedInformation/${index}/value`;
    return found === undefined ? [] : [{ pointer, rule: 'personalData', message: `must not hold ${found}` }];
  });
  return [...inVendorWords(violations)];
}

function personalDataOf(text: string): string | undefined {
  if (holdsCardNumber(text)) return 'a card number';
  return EMAIL.test(text) ? 'an e-mail address' : undefined;
}

/**
 * Something that can be written to, anywhere in a text: a character of a mailbox's name, `@`, a host name with a dot.
 * Every `@` is tried once and the labels after it end before the next one, so that it takes linear time.
 */
const EMAIL =
  /[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]@(?:[A-Za-z0-9\u0080-\uffff-]+\.)+[A-Za-z\u0080-\uffff][A-Za-z0-9\u0080-\uffff-]/;

/** Digits, with single blanks or dashes between groups of them. */
const DIGIT_GROUPS = /\d+(?:[\s\p{Pd}]\d+)*/gu;
const SEPARATOR = /[\s\p{Pd}]/u;
/** ISO/IEC 7812-1 allows fewer digits too; no scheme gives such numbers out. */
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/** Whether some neighbouring groups of digits are a card number; a part of a group is none. */
function holdsCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(DIGIT_GROUPS)) {
    const groups = run.split(SEPARATOR);
    if (groups.some((_, first) => beginsCardNumber(groups, first))) return true;
  }
  return false;
}

/** Every group has a digit, so that this ends after at most nineteen of them. */
function beginsCardNumber(groups: readonly string[], first: number): boolean {
  let digits = '';
  for (let index = first; index < groups.length && digits.length < CARD_DIGITS_MAX; index++) {
    digits += groups[index];
    if (digits.length >= CARD_DIGITS_MIN && digits.length <= CARD_DIGITS_MAX && isCardNumber(digits)) return true;
  }
  return false;
}

/** Cards of payment schemes begin with 2 to 6; the last digit checks the others (ISO/IEC 7812-1, annex B, "Luhn"). */
function isCardNumber(digits: string): boolean {
  return /^[2-6]/.test(digits) && luhnSum(digits) % 10 === 0;
}

function luhnSum(digits: string): number {
  const values = [...digits].reverse().map((digit, index) => (index % 2 === 0 ? Number(digit) : 2 * Number(digit)));
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0);
}
