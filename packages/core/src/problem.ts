import Type, { type Static } from 'typebox';
import { AnyJson } from './diff.ts';
import type { JsonObject } from './json.ts';
import type { MergeClash } from './merge-records.ts';
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

/**
 * Why a credential was not accepted; the public answer never tells more than this. `digest`: the body is not the one that
 * was signed. `replayed`: the same signed request was seen before.
 */
export type AuthenticationFailure =
  | 'missing'
  | 'malformed'
  | 'expired'
  | 'invalid'
  | 'conflicting'
  | 'digest'
  | 'replayed';

/**
 * Every refusal there is. Each face maps all of them to its wire form, in one exhaustive switch (`problems.ts`).
 * A bug is not a refusal: it throws, and whoever catches it at the outermost edge makes it `internal`.
 */
export type Problem =
  // The request as bytes and headers.
  /** `header`: the name of the header that is at fault, in lower case; without it, it is the body. */
  | { readonly type: 'malformed'; readonly header?: string; readonly pointer?: string; readonly message: string }
  | { readonly type: 'body-too-large'; readonly limitBytes: number }
  | { readonly type: 'headers-too-large'; readonly limitBytes: number }
  | { readonly type: 'request-timeout' }
  | { readonly type: 'unsupported-media-type'; readonly supported: readonly string[] }
  | { readonly type: 'route-not-found' }
  | { readonly type: 'method-not-allowed'; readonly allow: readonly string[] }
  // Who asks.
  | { readonly type: 'unauthenticated'; readonly reason: AuthenticationFailure }
  | { readonly type: 'forbidden'; readonly scope: string }
  /** `because`: why nobody has it here, when that is no setting. */
  | { readonly type: 'operation-disabled'; readonly operation: string; readonly because?: string }
  /** A profile of the tenant that the request names and that there is not. */
  | { readonly type: 'unknown-profile' }
  | { readonly type: 'too-many-requests'; readonly retryAfterS: number }
  // The record and its version.
  /** `part`: the record is there, and has no such part; or the `other` one is not there, that it was to be merged with. */
  | { readonly type: 'not-found'; readonly part?: 'address' | 'tag' | 'classifier' | 'other' | 'merged' }
  /** It was here and was deleted; only for callers whom that may be told. */
  | { readonly type: 'gone' }
  /** It cannot be deleted while others of its kind are there that could take its place. */
  | { readonly type: 'in-use' }
  | { readonly type: 'precondition-required' }
  /** `of`: it is the version of the other record that is no longer current. */
  | { readonly type: 'stale'; readonly current: Version; readonly conflict?: Conflict; readonly of?: 'other' }
  | { readonly type: 'taken'; readonly kind: string }
  // Two records that are one customer.
  /** It was merged into another record; `of`: not the one that was asked for, but the other one that it named. */
  | { readonly type: 'merged'; readonly into: string; readonly of?: 'other' }
  /** They have different values of something, and nobody said which ones to keep; those that were chosen are listed too. */
  | { readonly type: 'merge-clash'; readonly clashes: readonly MergeClash[] }
  /**
   * `later-merge`: that of `first` has to be undone before. `forgotten`: the history does not go back that far.
   * `too-much-since`: more was changed since than is looked through. `needed`: by a handle that stays.
   */
  | { readonly type: 'not-undoable'; readonly reason: 'later-merge'; readonly first: string }
  | { readonly type: 'not-undoable'; readonly reason: 'forgotten' | 'too-much-since' }
  | { readonly type: 'not-undoable'; readonly reason: 'needed'; readonly pointers: readonly string[] }
  // What the record would become.
  | { readonly type: 'invalid'; readonly violations: readonly Violation[] }
  | { readonly type: 'patch-failed'; readonly pointer: string; readonly message: string }
  // Retries.
  /** `signed`: the key is what the request was signed with; something differs that nobody signed. */
  | { readonly type: 'idempotency-key-reused'; readonly signed?: true }
  | { readonly type: 'idempotency-key-in-flight' }
  // The place the record is kept.
  | { readonly type: 'storage-full' }
  | { readonly type: 'unavailable' }
  // A bug.
  | { readonly type: 'internal' };

/** One field that moved since the caller's version, and what he wanted of it. */
export const ConflictingChange = Type.Object(
  {
    path: Type.String({ description: 'JSON Pointer (RFC 6901) of the field' }),
    base: Type.Optional(AnyJson),
    current: Type.Optional(AnyJson),
    wanted: Type.Optional(AnyJson),
    changedBy: Type.String(),
    changedAt: Type.String(),
    face: Type.String(),
    conflict: Type.Boolean({ description: 'Whether both changed this field, and to different values' }),
  },
  { additionalProperties: false },
);
export type ConflictingChange = Readonly<Static<typeof ConflictingChange>>;

/** What happened since the caller's version, and what of his change still applies (see `conflict.ts`). */
export const Conflict = Type.Object({
  changes: Type.Immutable(
    Type.Array(ConflictingChange, {
      description: 'What happened to the customer since the version that was named',
    }),
  ),
  applicable: Type.Unsafe<JsonObject>(
    Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'What of the change still applies, as a merge patch of the current version',
      },
    ),
  ),
});
export type Conflict = Readonly<Static<typeof Conflict>>;
