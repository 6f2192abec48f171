import { ok } from '@clientele/core';
import { merchantOf } from './merchant.ts';
import { mintUuid } from './mint.ts';
import type { MintCredential } from './mint-credential.ts';

/** As many as HMAC-SHA256 gives back (RFC 2104 §3): more would not make it stronger. */
const SECRET_BYTES = 32;

/** Requests name the key and are signed with the secret. It is kept as it is: nothing less verifies a signature. */
export const mintSharedSecret: MintCredential = async ({ random }, wanted) => {
  const merchant = merchantOf(wanted);
  if (!merchant.ok) return merchant;
  const keyId = mintUuid(random);
  const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64');
  const { merchantId } = merchant.value;
  return ok({
    lookup: keyId,
    kept: { secret, ...merchant.value },
    material: { keyId, sharedSecret: secret, merchantId },
  });
};
