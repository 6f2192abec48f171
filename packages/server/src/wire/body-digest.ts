import { hash } from 'node:crypto';

/**
 * Whether the body is the one that was signed: SHA-256 of its bytes as they came, in base64. Only an empty one may go
 * without.
 */
export function isBodySigned(body: Uint8Array, digest: string | undefined): boolean {
  return digest === undefined ? body.length === 0 : hash('sha256', body, 'base64') === digest;
}
