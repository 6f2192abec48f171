import type { Handles } from '@clientele/core';
import type { Random } from '../random.ts';

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `cus_` and 22 characters of base 62: 128 random bits. */
export function mintCustomerId(random: Random): string {
  return `cus_${base62(random.bytes(16), 22)}`;
}

/** `<prefix>_` and 22 characters of base 62. */
export function mintId(prefix: string, random: Random): string {
  return `${prefix}_${base62(random.bytes(16), 22)}`;
}

/** Eight characters of base64url. */
export function mintTag(random: Random): string {
  return Buffer.from(random.bytes(6)).toString('base64url');
}

/** A key id in the shape of the vendor's: 48 characters of base64url, `!`, 48 hexadecimal digits. */
export function mintConsumerKey(random: Random): string {
  return `${Buffer.from(random.bytes(36)).toString('base64url')}!${Buffer.from(random.bytes(24)).toString('hex')}`;
}

/**
 * A fresh handle for a face. Numbers have 15 digits: below 2^53, so that a client that reads JSON numbers as doubles
 * still addresses the right record, and random, so that they tell nothing about how many customers there are.
 */
export function mintHandle<Name extends keyof Handles>(face: Name, random: Random): NonNullable<Handles[Name]>;
export function mintHandle(face: keyof Handles, random: Random): NonNullable<Handles[keyof Handles]> {
  switch (face) {
    case 'mastercard':
      return { clientId: fifteenDigits(random) };
    case 'cybersource':
      return { id: Buffer.from(random.bytes(16)).toString('hex').toUpperCase() };
    case 'caibo':
      return { id: fifteenDigits(random) };
  }
}

/** A UUID of version 4 (RFC 9562 §5.4). */
export function mintUuid(random: Random): string {
  const hex = Buffer.from(random.bytes(16)).toString('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** What the subject of a certificate is numbered by: 22 digits, as many as the vendor's. */
export function mintSubjectNumber(random: Random): string {
  return digits(22, random);
}

function fifteenDigits(random: Random): string {
  return digits(15, random);
}

/** A number of so many digits, at most 30: the bytes must outweigh them, or some would be likelier than others. */
function digits(count: number, random: Random): string {
  const smallest = 10n ** BigInt(count - 1);
  const drawn = BigInt(`0x${Buffer.from(random.bytes(16)).toString('hex')}`);
  return String(smallest + (drawn % (9n * smallest)));
}

function base62(bytes: Uint8Array, length: number): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  while (text.length < length) {
    text = BASE_62[Number(value % 62n)] + text;
    value /= 62n;
  }
  return text;
}
