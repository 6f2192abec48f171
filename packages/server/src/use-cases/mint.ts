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

function fifteenDigits(random: Random): string {
  const span = 900_000_000_000_000n;
  return String(100_000_000_000_000n + (Buffer.from(random.bytes(8)).readBigUInt64BE() % span));
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
