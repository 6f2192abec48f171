import { type Json, type JsonObject, member, type Violation } from '@clientele/core';
import { inVendorWords } from '../../lens/vendor-words.ts';

/**
 * Personal data where the vendor forbids it (contract §2.1, "PII warning"): card numbers and e-mail addresses in the entries
 * of merchant-defined data that differ from those before. Places are those of the second list, which may be anything that a
 * body holds; no value is told.
 */
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

/** Digits, with at most two marks that people set, or that are not seen, between groups of them. */
const DIGIT_GROUPS = /\d+(?:[\s\p{Pd}\p{Cf}./_]{1,2}\d+)*/gu;
const SEPARATORS = /\D+/;
/** ISO/IEC 7812-1 allows fewer digits too; no scheme gives such numbers out. */
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/** Whether some neighbouring groups of digits are a card number; a part of a group is none. */
function holdsCardNumber(text: string): boolean {
  for (const [run] of inPlainDigits(text).matchAll(DIGIT_GROUPS)) {
    const groups = run.split(SEPARATORS);
    if (groups.some((_, first) => beginsCardNumber(groups, first))) return true;
  }
  return false;
}

/**
 * Full-width and other compatible forms as the characters they stand for (UAX #15, NFKC). One character at a time: to put
 * the marks of a long text in order takes the square of its length.
 */
function inPlainDigits(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (character) => character.normalize('NFKC'));
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
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const value = index % 2 === 0 ? digit : 2 * digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}
