import { hash, randomUUID } from 'node:crypto';
import { ok, type Problem, type Result, refuse } from '@clientele/core';
import {
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { Clock } from '../clock.ts';
import type { Reader, Store } from '../stores/store.ts';
import type { Seal } from '../vault/seal.ts';
import type { CredentialReader } from './credentials.ts';
import { foreignKeys, KeysUnavailable } from './foreign-keys.ts';
import { type Principal, principalOf, type Scope, scopes } from './principal.ts';

/** Makes access tokens for credentials that are kept here. */
export interface TokenIssuer {
  issue(claims: {
    credentialId: string;
    tenant: string;
    face: string;
    ttlS: number;
  }): Promise<{ token: string; expiresAt: string }>;
  /** The public key set (RFC 7517 §5), for whoever wants to verify them too. */
  readonly jwks: { keys: JWK[] };
}

export interface TokenVerifier {
  /** Whom a token speaks for, in the face it is presented to. */
  verify(token: string, face: string): Promise<Result<Principal, Problem>>;
}

/** The issuer's name in the tokens made here. */
const OWN_ISSUER = 'clientele';
const OWN_ALGORITHM = 'EdDSA';

/** The issuer built into the server. Its key is made once and kept in the store, so tokens outlive a restart. */
export async function createTokenIssuer({
  store,
  seal,
  clock,
}: {
  store: Store;
  seal: Seal;
  clock: Clock;
}): Promise<TokenIssuer> {
  const fresh = await generateKeyPair(OWN_ALGORITHM, { extractable: true, crv: 'Ed25519' });
  const kept = await store.keepSetting('issuer-key', seal.seal(JSON.stringify(await exportJWK(fresh.privateKey))));
  const privateKey = { ...(JSON.parse(seal.open(kept)) as JWK), alg: OWN_ALGORITHM };
  const kid = hash('sha256', String(privateKey['x']), 'base64url').slice(0, 16);
  const { d: _, ...publicKey } = privateKey;
  return {
    jwks: { keys: [{ ...publicKey, kid, use: 'sig' }] },
    async issue({ credentialId, tenant, face, ttlS }) {
      const issuedAt = Math.floor(clock.now() / 1000);
      const token = await new SignJWT({ tenant })
        .setProtectedHeader({ alg: OWN_ALGORITHM, typ: 'at+jwt', kid })
        .setIssuer(OWN_ISSUER)
        .setAudience(audienceOf(face))
        .setSubject(credentialId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ttlS)
        .sign(privateKey);
      return { token, expiresAt: new Date((issuedAt + ttlS) * 1000).toISOString() };
    },
  };
}

/** An issuer outside: whose tokens `/v1` accepts, and where its keys are. */
export interface ForeignIssuer {
  readonly issuer: string;
  readonly jwksUrl: URL;
  readonly audience: string;
}

export interface VerifierGround {
  readonly credentials: CredentialReader;
  readonly reader: Reader;
  readonly clock: Clock;
  readonly jwks: { keys: JWK[] };
  readonly foreign?: ForeignIssuer;
}

/** A verified token is trusted this long; with the time a credential is remembered, a revocation takes 5 s at most. */
const TRUST_MS = 2_500;
const TRUSTED_MAX = 10_000;

/** Verifies tokens, and remembers those it verified for a few seconds: a signature costs far more than an update. */
export function createTokenVerifier(ground: VerifierGround): TokenVerifier {
  const { clock } = ground;
  const trusted = new Map<string, { readonly principal: Principal; readonly until: number }>();
  const own = createLocalJWKSet(ground.jwks);
  const foreign = ground.foreign && foreignKeys(ground.foreign.jwksUrl, clock);

  return {
    async verify(token, face) {
      const name = `${face} ${hash('sha256', token, 'base64url')}`;
      const known = trusted.get(name);
      if (known && known.until > clock.now()) return ok(known.principal);
      trusted.delete(name);
      const isForeign = foreign !== undefined && face === 'clientele' && issuerOf(token) === ground.foreign?.issuer;
      const claims = await readClaims(
        token,
        isForeign ? foreign : own,
        isForeign ? foreignRules(ground) : ownRules(ground, face),
      );
      if (!claims.ok) return claims;
      const principal = isForeign
        ? await claimedPrincipal(claims.value, ground)
        : await keptPrincipal(claims.value, face, ground);
      if (!principal) return refuse({ type: 'unauthenticated', reason: 'invalid' });
      if (trusted.size >= TRUSTED_MAX) trusted.clear();
      trusted.set(name, { principal, until: Math.min((claims.value.exp ?? 0) * 1000, clock.now() + TRUST_MS) });
      return ok(principal);
    },
  };
}

const CLOCK_SKEW_S = 60;
const demanded = ({ clock }: VerifierGround): JWTVerifyOptions => ({
  currentDate: new Date(clock.now()),
  clockTolerance: CLOCK_SKEW_S,
  requiredClaims: ['exp', 'sub'],
});

/** RFC 8725 §3.1, §3.8, §3.9, §3.11: the algorithm is the key's, issuer, audience and type are always compared. */
function ownRules(ground: VerifierGround, face: string): JWTVerifyOptions {
  return {
    ...demanded(ground),
    issuer: OWN_ISSUER,
    audience: audienceOf(face),
    algorithms: [OWN_ALGORITHM],
    typ: 'at+jwt',
  };
}

function foreignRules(ground: VerifierGround): JWTVerifyOptions {
  const { issuer = '', audience = '' } = ground.foreign ?? {};
  return { ...demanded(ground), issuer, audience, algorithms: ['EdDSA', 'ES256', 'ES384', 'RS256', 'PS256'] };
}

async function readClaims(
  token: string,
  keys: JWTVerifyGetKey,
  rules: JWTVerifyOptions,
): Promise<Result<JWTPayload, Problem>> {
  try {
    return ok((await jwtVerify(token, keys, rules)).payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refuse({ type: 'unauthenticated', reason: 'expired' });
    if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
      return refuse({ type: 'unauthenticated', reason: 'malformed' });
    }
    if (error instanceof KeysUnavailable) return refuse({ type: 'unavailable' });
    if (error instanceof errors.JOSEError) return refuse({ type: 'unauthenticated', reason: 'invalid' });
    throw error;
  }
}

/** A token made here speaks for a credential that is kept here and not revoked. */
async function keptPrincipal(
  claims: JWTPayload,
  face: string,
  { credentials }: VerifierGround,
): Promise<Principal | undefined> {
  const held = await credentials.findById(face, claims.sub ?? '');
  return held && held.tenant.id === claims['tenant'] ? principalOf(held.credential, held.tenant) : undefined;
}

/** OpenID Connect Core §2: at most 255 ASCII characters. */
const SUBJECT_LENGTH_MAX = 255;

/** A foreign issuer says itself which tenant it speaks for (`tenant`) and what is allowed (`scope`, RFC 9068 §2.2.3). */
async function claimedPrincipal(claims: JWTPayload, { reader }: VerifierGround): Promise<Principal | undefined> {
  const { sub, scope, tenant: tenantId } = claims;
  // An ID token has no scope; a subject may be anything, and it is kept in the history.
  if (typeof sub !== 'string' || sub.length > SUBJECT_LENGTH_MAX || typeof scope !== 'string') return undefined;
  const tenant = typeof tenantId === 'string' ? await reader.tenant(tenantId) : undefined;
  if (!tenant) return undefined;
  const claimed = scope.split(' ');
  const granted = new Set<Scope>(scopes.filter((name) => claimed.includes(name)));
  const kind = granted.has('credentials:write') ? 'operator' : 'integrator';
  return { tenant, actor: { id: sub, kind }, scopes: granted };
}

function audienceOf(face: string): string {
  return `${OWN_ISSUER}:${face}`;
}

/** The issuer a token names, before anything is verified: it only chooses whose keys must fit. */
function issuerOf(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload).iss;
  } catch {
    return undefined;
  }
}
