import type { Json, JsonObject } from './json.ts';
import type { Version } from './version.ts';

/** One rule that one member breaks. It names the member and the rule, and never repeats the value. */
export interface Violation {
  /** JSON Pointer (RFC 6901) of the member, in the words of whoever refuses. */
  readonly pointer: string;
  /** The rule's keyword, JSON Schema's where it has one: `maxLength`, `format`, `required`, `unknown`, `readOnly` … */
  readonly rule: string;
  /** What the rule asks for, in plain words: `must be at most 100 characters`. */
  readonly message: string;
}

/** Why a credential was not accepted; the public answer never tells more than this. */
export type AuthenticationFailure = 'missing' | 'malformed' | 'expired' | 'invalid' | 'conflicting';

/**
 * Every refusal there is. Each face maps all of them to its wire form, in one exhaustive switch (`problems.ts`).
 * A bug is not a refusal: it throws, and whoever catches it at the outermost edge makes it `internal`.
 */
export type Problem =
  // The request as bytes and headers.
  | { readonly type: 'malformed'; readonly pointer?: string; readonly message: string }
  | { readonly type: 'body-too-large'; readonly limitBytes: number }
  | { readonly type: 'headers-too-large'; readonly limitBytes: number }
  | { readonly type: 'request-timeout' }
  | { readonly type: 'unsupported-media-type'; readonly supported: readonly string[] }
  | { readonly type: 'route-not-found' }
  | { readonly type: 'method-not-allowed'; readonly allow: readonly string[] }
  // Who asks.
  | { readonly type: 'unauthenticated'; readonly reason: AuthenticationFailure }
  | { readonly type: 'forbidden'; readonly scope: string }
  | { readonly type: 'too-many-requests'; readonly retryAfterS: number }
  // The record and its version.
  | { readonly type: 'not-found' }
  | { readonly type: 'precondition-required' }
  | { readonly type: 'stale'; readonly current: Version; readonly conflict?: Conflict }
  | { readonly type: 'taken'; readonly kind: string }
  // What the record would become.
  | { readonly type: 'invalid'; readonly violations: readonly Violation[] }
  | { readonly type: 'patch-failed'; readonly pointer: string; readonly message: string }
  // Retries.
  | { readonly type: 'idempotency-key-reused' }
  | { readonly type: 'idempotency-key-in-flight' }
  // The place the record is kept.
  | { readonly type: 'storage-full' }
  | { readonly type: 'unavailable' }
  // A bug.
  | { readonly type: 'internal' };

/** What happened since the caller's version, and what of his change still applies (see `conflict.ts`). */
export interface Conflict {
  readonly changes: readonly ConflictingChange[];
  /** A merge patch that applies cleanly to the current version. */
  readonly applicable: JsonObject;
}

export interface ConflictingChange {
  readonly path: string;
  readonly base?: Json;
  readonly current?: Json;
  readonly wanted?: Json;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly face: string;
  /** Whether both changed this field, and to different values. */
  readonly conflict: boolean;
}
