/** What no digest is equal to. */
const NO_DIGEST = '';

/** The digest in a `digest` field (RFC 3230 §4.3.2), whose algorithm must be SHA-256, in any case (RFC 3230 §4.1.1). */
export function digestInField(field: string): string {
  return /^sha-256=(.*)$/i.exec(field)?.[1] ?? NO_DIGEST;
}

/** The digest in a token's claims. The vendor's pages have two names for its algorithm (contract §3.2). */
export function digestInClaims(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { digest } = claims;
  if (digest === undefined) return undefined;
  const algorithms = [claims['digest-algorithm'], claims['digestAlgorithm']].filter((name) => name !== undefined);
  const isSha256 = algorithms.length > 0 && algorithms.every((name) => name === 'SHA-256');
  return isSha256 && typeof digest === 'string' ? digest : NO_DIGEST;
}
