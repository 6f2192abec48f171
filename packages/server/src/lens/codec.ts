import { alpha2Of, alpha3Of, isCountry, type Json, ok, type Result, refuse, type Violation } from '@clientele/core';

/** A rule that a value breaks, before it is known where the value stands. */
export type Breach = Pick<Violation, 'rule' | 'message'>;

/**
 * How a field's stored value is shown to a vendor's client, and what of a client's value is stored. `decode` only gets
 * values that the vendor's schema allows. What it makes of one is shown again by `encode`, but for the spellings that a
 * codec says it unifies.
 */
export interface Codec {
  readonly encode: (stored: Json) => Json;
  readonly decode: (value: Json) => Result<Json, Breach>;
}

/** The stored value and the vendor's are the same. */
export const verbatim: Codec = { encode: (stored) => stored, decode: ok };

/** An int64 is stored as its digits and shown as a JSON integer with all of them; no double ever holds it. */
export const int64: Codec = {
  encode: (stored) => exactInteger(String(stored)),
  decode: (value) => ok(String(value)),
};

/** Digits as the JSON integer they are: a `bigint` where a double would lose some, as the strict parser reads it too. */
export function exactInteger(digits: string): Json {
  const double = Number(digits);
  return Number.isSafeInteger(double) ? double : BigInt(digits);
}

/** An ISO 3166-1 alpha-2 code; alpha-3 is understood and becomes alpha-2. */
export const country: Codec = {
  encode: (stored) => stored,
  decode(value) {
    const code = String(value);
    const alpha2 = isCountry(code) ? code : alpha2Of(code);
    if (alpha2 !== undefined) return ok(alpha2);
    return refuse({ rule: 'format', message: 'must be an ISO 3166-1 country code in capitals, alpha-2 or alpha-3' });
  },
};

/** An ISO 3166-1 country: alpha-3 for the vendor's clients, alpha-2 in the record. */
export const country3: Codec = {
  encode: (stored) => alpha3Of(String(stored)) ?? stored,
  decode(value) {
    const alpha2 = alpha2Of(String(value));
    if (alpha2 !== undefined) return ok(alpha2);
    return refuse({ rule: 'format', message: 'must be an ISO 3166-1 alpha-3 country code in capitals' });
  },
};
