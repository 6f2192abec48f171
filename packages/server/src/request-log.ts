import type { Problem } from '@clientele/core';

/** One line per answer. The fields are an allow-list: no header, no query, no path parameter, no message of an error. */
export interface RequestLog {
  answered(line: AnswerLine): void;
  /** A bug, by its class and where it happened; its message may hold personal data and is left out. */
  failed(line: { readonly requestId: string; readonly error: unknown }): void;
}

export interface AnswerLine {
  readonly requestId: string;
  readonly face: string;
  /** Method and path pattern, `PATCH /v1/customers/:id`. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly tenant?: string;
  /** The credential of our own that was presented; a foreign issuer's subject may be anything and is left out. */
  readonly credential?: string;
  readonly problem?: Problem['type'];
}
