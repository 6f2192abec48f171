import { createPublicKey } from 'node:crypto';
import { type AuthenticationFailure, ok, type Problem, type Result, refuse } from '@clientele/core';
import { CLOCK_SKEW_S, isTimely } from '../../access/clock-skew.ts';
import type { CredentialReader, Held } from '../../access/credentials.ts';
import { NOBODYS_KEY } from '../../access/nobodys-key.ts';
import { openedOnce } from '../../access/opened-credential.ts';
import { goodForOne, type Principal, principalOf } from '../../access/principal.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { isBodySigned } from '../../wire/body-digest.ts';
import type { Request } from '../face.ts';
import { type Authorization, isSigned, readAuthorization } from './oauth.ts';
import { signatureBases } from './signature-base.ts';

export interface AuthGround extends Pick<Dependencies, 'clock' | 'seal'> {
  readonly credentials: Pick<CredentialReader, 'find'>;
  /** `https://host` as integrators call it, where a proxy in front does not pass their `Host` on. */
  readonly publicOrigin?: string;
}

/**
 * Who calls: one-legged OAuth 1.0a (RFC 5849) with RSA signatures over request and body. What anybody could find out by
 * himself is looked at first. That the body was changed is told only behind a signature that fits, and an unknown
 * consumer key costs the same work as a signature that does not: who cannot sign learns nothing but that.
 */
export async function authenticate(request: Request, ground: AuthGround): Promise<Result<Principal, Problem>> {
  const { 'x-api-key': apiKey, authorization: header } = request.headers;
  if (apiKey !== undefined && header !== undefined) return unauthenticated('conflicting');
  const read = readAuthorization(header);
  if (!read.ok) return unauthenticated(read.problem);
  const authorization = read.value;
  if (hasOauthQuery(request.query)) return unauthenticated('malformed');
  if (request.target.length > TARGET_LENGTH_MAX) return tooLong;
  if (request.target.split('&', QUERY_MEMBERS_MAX + 1).length > QUERY_MEMBERS_MAX) return tooManyMembers;
  if (!isTimely(Number(authorization.timestamp) * 1000, ground.clock.now())) return unauthenticated('expired');
  const held = await signingKey(authorization.consumerKey, ground.credentials);
  const key = held ? publicKeyOf(held.credential, ground.seal) : NOBODYS_KEY;
  const bases = signatureBases(request, authorization.signed, ground.publicOrigin);
  if (!isSigned(authorization, bases, key) || !held) return unauthenticated('invalid');
  if (!isBodySigned(request.body, authorization.bodyHash)) return unauthenticated('digest');
  return ok(principalFor(held, authorization, request.method));
}

/** RFC 5849 §3.5: the parameters come in one place only. Those of a URL end up in logs, and nobody signed them there. */
function hasOauthQuery(query: URLSearchParams): boolean {
  return query.keys().some((name) => name.toLowerCase().startsWith('oauth_'));
}

/** Each spelling of the target is encoded and hashed, whoever sends it. The longest that is of any use is a list of codes. */
const TARGET_LENGTH_MAX = 4_096;
const tooLong = refuse<Problem>({
  type: 'malformed',
  message: `path and query have more than ${TARGET_LENGTH_MAX} characters`,
});

/** Sixteen times what the longest query of the vendor has. Thousands would take longer to sort than signatures to verify. */
const QUERY_MEMBERS_MAX = 64;
const tooManyMembers = refuse<Problem>({
  type: 'malformed',
  message: `the query has more than ${QUERY_MEMBERS_MAX} members`,
});

async function signingKey(consumerKey: string, credentials: AuthGround['credentials']): Promise<Held | undefined> {
  const held = await credentials.find('mastercard', consumerKey);
  return held?.credential.kind === 'signing-key' ? held : undefined;
}

/** What a `signing-key` credential keeps. */
interface KeptKey {
  readonly publicKeyPem: string;
}

const publicKeyOf = openedOnce(({ publicKeyPem }: KeptKey) => createPublicKey(publicKeyPem));

function principalFor({ credential, tenant }: Held, { timestamp, nonce }: Authorization, method: string): Principal {
  // Later than any copy would be timely.
  const expiresAt = new Date((Number(timestamp) + 2 * CLOCK_SKEW_S) * 1000).toISOString();
  const once = { nonce: { scope: credential.id, value: `${timestamp} ${nonce}`, expiresAt } };
  return goodForOne(principalOf(credential, tenant), method, once);
}

function unauthenticated(reason: AuthenticationFailure) {
  return refuse<Problem>({ type: 'unauthenticated', reason });
}
