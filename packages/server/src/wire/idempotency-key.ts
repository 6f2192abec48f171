import type { Result } from '@clientele/core';

/** Enough for any id that clients make up, and it fits the index of every store. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** What is wrong with the key, without the key. */
export interface IdempotencyKeyFault {
  readonly message: string;
}

/**
 * The key in an `Idempotency-Key` field: a structured-field string, `"8e03978e-40d5"`
 * (draft-ietf-httpapi-idempotency-key-header §2.1, RFC 9651 §3.3.3), or the same bare, as most clients send it; both
 * spellings are one key. 1 to 255 visible ASCII characters; a bare key has no `"`, `\`, `,` or `;`, because those would
 * make it a malformed string, a list or an item with parameters, and the draft has neither of the last two.
 */
export function parseIdempotencyKey(field: string): Result<string, IdempotencyKeyFault> {
  const key = field.startsWith('"') ? unquote(field) : field;
  if (key === undefined) return refuse('is not a string in quotes');
  if (key === '') return refuse('is empty');
  if (key.length > IDEMPOTENCY_KEY_LENGTH_MAX) return refuse(`is longer than ${IDEMPOTENCY_KEY_LENGTH_MAX} characters`);
  if (!/^[\x21-\x7e]+$/.test(key)) return refuse('contains something other than visible ASCII characters');
  if (key === field && /["\\,;]/.test(key)) return refuse('needs quotes around it');
  return { ok: true, value: key };
}

/** RFC 9651 §3.3.3: a backslash stands before `"` and `\` and before nothing else. */
function unquote(text: string): string | undefined {
  const content = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1];
  return content?.replace(/\\(["\\])/g, '$1');
}

function refuse(rule: string): { readonly ok: false; readonly problem: IdempotencyKeyFault } {
  return { ok: false, problem: { message: `Idempotency-Key ${rule}` } };
}
