import { type AuthenticationFailure, ok, type Result, refuse } from '@clientele/core';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { CLOCK_SKEW_S } from '../../access/clock-skew.ts';
import { goodForOne, type Principal } from '../../access/principal.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import type { TenantSettings } from '../../use-cases/tenant-settings.ts';
import { isBodySigned } from '../../wire/body-digest.ts';
import type { Request } from '../face.ts';
import { type CompactToken, isTokenSigned } from './compact-token.ts';
import { digestInClaims } from './digest.ts';
import type { CybersourceSettings } from './settings.ts';
import { type FoundKey, findKey, type KeyGround, NOBODYS_KEYS, ownerOf } from './signing-keys.ts';

export interface JsonWebTokenGround extends KeyGround, Pick<Dependencies, 'clock'> {
  readonly settings: TenantSettings<CybersourceSettings>;
}

/** Verifies a token of the present kind, `v-c-jwt-version` 2, and that it was made for this request (contract §3.2). */
export async function verifyJsonWebToken(
  token: CompactToken,
  request: Request,
  ground: JsonWebTokenGround,
): Promise<Result<Principal, AuthenticationFailure>> {
  const { header, claims } = token;
  if (!headers.Check(header) || !claimSets.Check(claims)) return refuse('malformed');
  if (claims.exp < claims.iat || claims.exp - claims.iat > LIFETIME_S_MAX) return refuse('malformed');
  if (!isTimely(claims, ground.clock.now() / 1000)) return refuse('expired');
  const found = await findKey(header.kid, ground);
  const key = found?.key.algorithm === header.alg ? found.key : undefined;
  const isSigned = isTokenSigned(token, key ?? NOBODYS_KEYS[header.alg]);
  if (!isSigned || !key || !found || !isFor(claims, found, request)) return refuse('invalid');
  if (found.expiresAt !== undefined && Date.parse(found.expiresAt) < ground.clock.now()) return refuse('expired');
  const { requestHosts } = await ground.settings.read(found.held.tenant.id);
  if (requestHosts && !requestHosts.includes(claims['request-host'] ?? '')) return refuse('invalid');
  if (!isBodySigned(request.body, digestInClaims(claims))) return refuse('digest');
  return ok(principalFor(found, claims, request.method));
}

/** Which algorithms there are at all. That it is the key's own is another question, and the key's record answers it. */
const Header = Type.Object({ alg: Type.Enum(['RS256', 'HS256']), kid: Type.String({ minLength: 1 }) });

/** What the vendor's clients always send, and what is compared if they do. */
const Claims = Type.Object({
  iat: Type.Integer({ minimum: 0 }),
  exp: Type.Integer({ minimum: 0 }),
  jti: Type.String({ pattern: '^[!-~]{1,64}$' }),
  iss: Type.String(),
  'request-method': Type.String(),
  'request-resource-path': Type.String(),
  'request-host': Type.Optional(Type.String()),
  'v-c-jwt-version': Type.Literal('2'),
  'v-c-merchant-id': Type.String(),
});
type Claims = Static<typeof Claims>;

const headers = Compile(Header);
const claimSets = Compile(Claims);

/** Thirty times what the vendor's clients ask for: what has been spent is remembered as long. */
const LIFETIME_S_MAX = 3_600;

function isTimely({ iat, exp }: Claims, nowS: number): boolean {
  return iat <= nowS + CLOCK_SKEW_S && nowS <= exp + CLOCK_SKEW_S;
}

/** Whether the claims name this request and whom the key may speak for; a MetaKey's client is issuer as its portfolio. */
function isFor(claims: Claims, { merchantId, portfolioId }: FoundKey, { method, target }: Request): boolean {
  return (
    claims['request-method'] === method.toLowerCase() &&
    claims['request-resource-path'] === target &&
    claims['v-c-merchant-id'] === merchantId &&
    (claims.iss === merchantId || claims.iss === portfolioId)
  );
}

function principalFor(found: FoundKey, { jti, exp }: Claims, method: string): Principal {
  // Later than any copy would be timely, and long enough for one that just was to come to its commit.
  const expiresAt = new Date((exp + 2 * CLOCK_SKEW_S) * 1000).toISOString();
  return goodForOne(ownerOf(found), method, { nonce: { scope: found.held.credential.id, value: jti, expiresAt } });
}
