import type { Json } from '@clientele/core';

/**
 * One request and what has to come back. Before each row its customer is made; `{id}`, `{etag}` and `{email}` are his.
 * `{name}` in any string is replaced by what is known by that name: see `known` in `caibo.test.ts`, and `keep`.
 */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Who asks; an API key where nothing is said. */
  readonly as?: 'key' | 'token' | 'operator' | 'nobody';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: Json;
  readonly status: number;
  /** Headers of the answer, by name in lower case. */
  readonly head?: Readonly<Record<string, string | RegExp>>;
  /** What the body has to hold, and may hold more; arrays are compared whole. */
  readonly shows?: Shown;
  /** Names of members that the body must not have. */
  readonly lacks?: readonly string[];
  /** What the body's text has to match, for what `JSON.parse` would round. */
  readonly text?: RegExp;
  /** Names for what is needed later: a member of the body, or a header as `header:etag`. */
  readonly keep?: Readonly<Record<string, string>>;
}

export type Shown = null | boolean | number | string | RegExp | readonly Shown[] | { readonly [name: string]: Shown };

/** A demand of the checklist (`contracts/caibo.md` §9), by number, and the exchanges that show it is met. */
export interface Golden {
  readonly demands: readonly number[];
  readonly title: string;
  readonly steps: readonly Exchange[];
}
