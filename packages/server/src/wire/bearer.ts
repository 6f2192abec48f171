import { type AuthenticationFailure, ok, type Result, refuse } from '@clientele/core';

/** Longer than any token worth verifying. */
const TOKEN_LENGTH_MAX = 4096;

/** The token of an `Authorization: Bearer` field (RFC 6750 §2.1); the scheme's case does not count (RFC 9110 §11.1). */
export function bearerToken(authorization: string | undefined): Result<string, AuthenticationFailure> {
  if (authorization === undefined || authorization === '') return refuse('missing');
  const space = authorization.indexOf(' ');
  const scheme = authorization.slice(0, space < 0 ? undefined : space).toLowerCase();
  const token = space < 0 ? '' : authorization.slice(space + 1).trim();
  const wellFormed = scheme === 'bearer' && token.length <= TOKEN_LENGTH_MAX && /^[A-Za-z0-9._~+/-]+=*$/.test(token);
  return wellFormed ? ok(token) : refuse('malformed');
}
