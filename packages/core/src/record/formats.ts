import Format from 'typebox/format';
import { isCountry } from './country.ts';

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** RFC 3339 `full-date`: a day that exists in the Gregorian calendar. */
export function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : DAYS_IN_MONTH[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** RFC 3339 `date-time`; no leap seconds, at most nanoseconds. */
export function isDateTime(value: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(
    value,
  );
  return match !== null && isDate(match[1] as string);
}

/** Letters, digits and the punctuation of RFC 5322 §3.2.3 `atext`, and everything outside ASCII (RFC 6531 §3.3). */
const LOCAL_ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+$/;
const DOMAIN_LABEL = /^[A-Za-z0-9\u0080-\uffff]([A-Za-z0-9\u0080-\uffff-]{0,61}[A-Za-z0-9\u0080-\uffff])?$/;

/**
 * An e-mail address that can be written to: RFC 5321 §4.1.2 `Mailbox` with a dot-string before the `@` (64 octets at
 * most, §4.5.3.1.1) and a host name after it, both also in Unicode (RFC 6531). Quoted local parts, comments and
 * address literals are refused: nobody's mailbox needs them and most mail systems do not take them.
 */
export function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@');
  if (at < 1 || at > 64 || value.length - at > 256) return false;
  const atoms = value.slice(0, at).split('.');
  const labels = value.slice(at + 1).split('.');
  return atoms.every((atom) => LOCAL_ATOM.test(atom)) && labels.every((label) => DOMAIN_LABEL.test(label));
}

/**
 * A telephone number as people write one: digits, an optional leading `+`, and `( ) - . / ` or spaces between; three
 * digits at least. Whether it can be dialled is not decided here: the vendors' own examples are no valid numbers.
 */
export function isPhone(value: string): boolean {
  return /^\+?[0-9 ().\-/]+$/.test(value) && value.replace(/\D/g, '').length >= 3;
}

/** The digits of a telephone number with its country code marked, for searching: `0048 12-3` and `+48123` are one. */
export function phoneDigits(value: string): string {
  const digits = value.replace(/\D/g, '');
  if (value.startsWith('+')) return `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}

Format.Set('country', isCountry);
Format.Set('date', isDate);
Format.Set('date-time', isDateTime);
Format.Set('email', isEmail);
Format.Set('phone', isPhone);
