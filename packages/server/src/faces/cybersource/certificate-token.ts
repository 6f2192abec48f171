import { hash, X509Certificate } from 'node:crypto';
import { type AuthenticationFailure, ok, type Result, refuse } from '@clientele/core';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { isTimely } from '../../access/clock-skew.ts';
import { goodForOne, type Principal } from '../../access/principal.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { TenantSettings } from '../../use-cases/tenant-settings.ts';
import { isBodySigned } from '../../wire/body-digest.ts';
import type { Request } from '../face.ts';
import { type CompactToken, isTokenSigned } from './compact-token.ts';
import { digestInClaims } from './digest.ts';
import type { CybersourceSettings } from './settings.ts';
import { findKey, type KeyGround, NOBODYS_KEYS, ownerOf } from './signing-keys.ts';
import { signingTime } from './signing-time.ts';

export interface CertificateTokenGround extends KeyGround, Pick<Dependencies, 'clock'> {
  readonly settings: TenantSettings<CybersourceSettings>;
}

/** Whether a token is of the former kind, of clients before 0.0.77 (contract §3.2): those carry their certificate. */
export function isCertificateToken({ header }: CompactToken): boolean {
  return 'x5c' in header;
}

/**
 * Verifies a token of the former kind. It names neither method nor path: whoever has seen one may send anything with the
 * same body while it is timely. So a tenant must have asked for it. Its certificate is trusted because it was registered,
 * whoever issued it; what follows it in the chain is not looked at.
 */
export async function verifyCertificateToken(
  token: CompactToken,
  request: Request,
  ground: CertificateTokenGround,
): Promise<Result<Principal, AuthenticationFailure>> {
  const { header, claims } = token;
  if (!headers.Check(header) || !claimSets.Check(claims)) return refuse('malformed');
  const now = ground.clock.now();
  const signedAt = signingTime(claims.iat);
  const certificate = readCertificate(header.x5c[0]);
  if (signedAt === undefined || !certificate) return refuse('malformed');
  if (!isTimely(signedAt, now)) return refuse('expired');
  const found = await findKey(certificate.lookup, ground);
  const key = found?.key.algorithm === 'RS256' ? found.key : undefined;
  const isSigned = isTokenSigned(token, key ?? NOBODYS_KEYS.RS256);
  if (!isSigned || !key || !found) return refuse('invalid');
  if (found.certificateSha256 !== certificate.sha256 || header['v-c-merchant-id'] !== found.merchantId)
    return refuse('invalid');
  const { certificateTokens } = await ground.settings.read(found.held.tenant.id);
  if (certificateTokens !== 'on') return refuse('invalid');
  if (now < certificate.validFromMs || now > certificate.validToMs) return refuse('expired');
  if (!isBodySigned(request.body, digestInClaims(claims))) return refuse('digest');
  // There is one spelling of it.
  const repeat = Buffer.from(token.signature).toString('base64url');
  return ok(goodForOne(ownerOf(found), request.method, { repeat }));
}

/** A certificate is DER in base64, with padding (RFC 7515 §4.1.6); the first one's key signed the token. */
const Header = Type.Object({
  alg: Type.Literal('RS256'),
  'v-c-merchant-id': Type.String(),
  x5c: Type.Array(Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$' }), { minItems: 1 }),
});
/** Here `iat` is a text like the one in a `date` field, against RFC 7519 §4.1.6. */
const Claims = Type.Object({ iat: Type.String() });

const headers = Compile(Header);
const claimSets = Compile(Claims);

interface Certificate {
  /** The `serialNumber` in its subject (X.520 §6.2.9), by which it is registered; it is not the certificate's own. */
  readonly lookup: string;
  readonly sha256: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

function readCertificate(base64: string | undefined): Certificate | undefined {
  const der = Buffer.from(base64 ?? '', 'base64');
  try {
    const { subject, validFromDate, validToDate } = new X509Certificate(der);
    const lookup = /^serialNumber=(.+)$/m.exec(subject)?.[1];
    if (lookup === undefined) return undefined;
    const validity = { validFromMs: validFromDate.getTime(), validToMs: validToDate.getTime() };
    return { lookup, sha256: hash('sha256', der, 'hex'), ...validity };
  } catch {
    return undefined;
  }
}
