import type { Json } from '@clientele/core';
import type { Shown } from '../shown.ts';

/**
 * One request and what has to come back. Before each row its client is made from `FRESH`; `{id}` and `{etag}` are its,
 * `{key}` is the row's own. `{name}` in any string is replaced by what is known by that name: see `keep`.
 */
export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Below the face's prefix; what an operator asks is below the root. */
  readonly path: string;
  readonly as?: Caller;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: Json;
  /** What arrives in place of the body that was signed. */
  readonly arrives?: string;
  readonly status: number;
  /** Headers of the answer, by name in lower case. */
  readonly head?: Readonly<Record<string, string | RegExp>>;
  /** What the body has to hold, and may hold more; arrays are compared whole. */
  readonly shows?: Shown;
  /** The names of the body's members: these, in this order. */
  readonly members?: readonly string[];
  /** What the body's text has to match, for what `JSON.parse` would round. */
  readonly text?: RegExp;
  /** Where the client that is shown differs from the one that was made: in these leaves, and in no others. */
  readonly differsIn?: readonly string[];
  /** The items of `Errors.Error`, in any order. */
  readonly errors?: readonly ExpectedError[];
  /** Names for what is needed later: a JSON Pointer into the body, `''` for all of it, or a header as `header:etag`. */
  readonly keep?: Readonly<Record<string, string>>;
}

/**
 * An integrator with his key where nothing is said. A stranger has a key of his own and a consumer key that nobody knows;
 * a forger has the integrator's consumer key without the key; a latecomer signed yesterday; an operator asks `/v1`.
 */
export type Caller = 'integrator' | 'stranger' | 'forger' | 'latecomer' | 'nobody' | 'operator';

/** One item of the vendor's error list; it is never recoverable unless that is said. */
export interface ExpectedError {
  readonly code: string;
  readonly says: string | RegExp;
  readonly source?: 'Gateway';
}

/** Cases of the contract (`contracts/mastercard.md` §7) or sections of it, and the exchanges that show they are met. */
export interface Golden {
  readonly cases: readonly string[];
  readonly title: string;
  readonly steps: readonly Exchange[];
  /** Shown by the text of an answer, which an encrypted one does not have. */
  readonly isPlain?: boolean;
}

/** A field that breaks a rule, in the vendor's words (contract §4). */
export function field(object: string, name: string, rule: string): ExpectedError {
  return {
    code: 'REQUEST_VALIDATION',
    says: `Invalid field ${name} value in object ${object}. Validation error: ${rule}`,
  };
}

/** Any other thing that is wrong with a request. */
export function request(says: string | RegExp): ExpectedError {
  return { code: 'REQUEST_VALIDATION', says };
}

/** What the gateway before the service refuses. */
export function gateway(code: string, says: string | RegExp): ExpectedError {
  return { code, says, source: 'Gateway' };
}

export function noClient(id: string): ExpectedError {
  return { code: 'CLIENT_DOES_NOT_EXIST', says: `Client with id ${id} not found.` };
}

export const STALE: ExpectedError = {
  code: 'INVALID_ETAG',
  says: "The ETag of resource doesn't match value in If-Match header.",
};

export const NO_OBJECT: ExpectedError = request('The body must be a JSON object.');
