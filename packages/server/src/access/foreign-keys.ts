import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../clock.ts';

/** A foreign issuer's key set cannot be had now: its tokens can be neither accepted nor refused. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Not asked again before this, whoever sends what: neither the issuer nor we shall be flooded through the other. */
const COOLDOWN_MS = 30_000;
/** After a failure it is asked again sooner: nobody can get in meanwhile. */
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;

/** The key set (RFC 7517) of a foreign issuer. Throws `KeysUnavailable` when it cannot be had. */
export function foreignKeys(url: URL, clock: Clock): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { cooldownDuration: COOLDOWN_MS, timeoutDuration: TIMEOUT_MS });
  let retryAt = 0;
  return async (header, token) => {
    if (clock.now() < retryAt) throw new KeysUnavailable();
    try {
      return await keys(header, token);
    } catch (error) {
      const isAboutTheToken =
        error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      if (isAboutTheToken || error instanceof errors.JOSENotSupported) throw error;
      retryAt = clock.now() + RETRY_MS;
      throw new KeysUnavailable('the key set cannot be had', { cause: error });
    }
  };
}
