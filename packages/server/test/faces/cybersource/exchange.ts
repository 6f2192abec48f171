import type { Json } from '@clientele/core';
import type { Shown } from '../shown.ts';
import type { Operation } from './client.ts';

/**
 * One request and what has to come back. Before each row its customer is made from `FRESH`; `{id}` and `{etag}` are its,
 * `{tag}` is the latter without its quotes, `{key}` is the row's own. `{name}` in any string is replaced by what is known
 * by that name: see `keep`.
 */
export type Exchange = Expected & (SdkCall | RawRequest);

/** What the vendor's client is asked to do: an operation with its arguments; the last one, its options, may be left out. */
export interface SdkCall {
  readonly sdk: readonly [operation: Operation, ...args: Json[]];
  readonly as?: SdkCaller;
}

/** A merchant where nothing is said; a stranger is one too, in another tenant; a forger has the merchant's key id alone. */
export type SdkCaller = 'merchant' | 'stranger' | 'forger';

/** What the vendor's client does not send: a method with a path below `/tms/v2`, or below the root for other APIs. */
export interface RawRequest {
  readonly raw: readonly [method: Method, path: string];
  readonly as?: RawCaller;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: Json;
  /** What arrives in place of the body that was signed. */
  readonly arrives?: string;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

export type RawCaller = 'merchant' | 'nobody' | Signing | OtherApi;

/** How else a request is signed than the merchant does. */
export type Signing =
  | 'unknown key'
  | 'late'
  | 'early'
  | 'for another path'
  | 'for another method'
  | 'old spelling'
  | 'token'
  | 'expired token'
  | 'token for another path'
  | 'token for another method'
  | 'token of another body'
  | 'token without algorithm'
  | 'token with the wrong secret'
  | 'token of another merchant';

/** Who calls the same server's other APIs. */
export type OtherApi = 'operator' | 'caibo' | 'mastercard';

interface Expected {
  readonly status: number;
  /** Headers of the answer, by name in lower case. */
  readonly head?: Readonly<Record<string, string | RegExp>>;
  /** What the body has to hold, and may hold more; arrays are compared whole. */
  readonly shows?: Shown;
  /** What the vendor's client has to hand out of it. */
  readonly gives?: Shown;
  /** The names of the body's members: these, in this order. */
  readonly members?: readonly string[];
  /** Where the customer that is shown differs from the one that was made: in these leaves, and in no others. */
  readonly differsIn?: readonly string[];
  /** The items of `errors`, in any order. */
  readonly errors?: readonly ExpectedError[];
  /** What must not be in the answer, anywhere. */
  readonly hides?: string;
  /** Names for what is needed later: a JSON Pointer into the body, `''` for all of it, or a header as `header:etag`. */
  readonly keep?: Readonly<Record<string, string>>;
}

export interface ExpectedError {
  readonly type: string;
  readonly message: string | RegExp;
  /** Members that are named, and where they were. */
  readonly details?: readonly (readonly [name: string, location: 'body' | 'header' | 'path' | 'query'])[];
}

/** Cases of the contract (`contracts/cybersource.md` §6) or sections of it, and the exchanges that show they are met. */
export interface Golden {
  readonly cases: readonly (number | string)[];
  readonly title: string;
  readonly steps: readonly Exchange[];
}

/** A member of the body that breaks a rule. */
export function field(name: string, rule: string | RegExp, type = 'invalidFields'): ExpectedError {
  const message = typeof rule === 'string' ? `${name} ${rule}` : rule;
  return { type, message, details: [[name, 'body']] };
}

/** The same elsewhere. */
export function outside(location: 'header' | 'path' | 'query', name: string, rule: string): ExpectedError {
  const type = location === 'header' ? 'invalidHeaders' : 'invalidFields';
  return { type, message: `${name} ${rule}`, details: [[name, location]] };
}

/** The vendor's words (contract §1.3). */
export const NOT_FOUND: ExpectedError = { type: 'notFound', message: 'Token not found' };
export const GONE: ExpectedError = { type: 'notAvailable', message: 'Token not available.' };
export const NO_PROFILE: ExpectedError = { type: 'notFound', message: 'Profile not found' };
export const STALE: ExpectedError = {
  type: 'conflict',
  message: 'Action cannot be performed as the if-match header value does not match the token etag',
};
/** The vendor's words, of a shipping address. */
export const IS_DEFAULT: ExpectedError = {
  type: 'conflict',
  message: 'Action cannot be performed as the ShippingAddress is the customers default',
};
/** The vendor's words of a body, and what is wrong with it in ours. */
export const UNREADABLE: readonly ExpectedError[] = [
  { type: 'invalidRequest', message: 'Invalid HTTP Body' },
  { type: 'invalidRequest', message: /^(?!Invalid)./ },
];
