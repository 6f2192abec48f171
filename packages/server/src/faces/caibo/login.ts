import { ok, type Problem, type Result, refuse } from '@clientele/core';
import { type CredentialReader, type Held, loginLookup } from '../../access/credentials.ts';
import type { LoginLimit } from '../../access/login-limit.ts';
import { verifyPassword } from '../../access/passwords.ts';
import type { TokenIssuer } from '../../access/tokens.ts';
import { Busy } from '../../access/turns.ts';
import { inVendorWords } from '../../lens/vendor-words.ts';
import type { Dependencies } from '../../use-cases/dependencies.ts';
import { unknownQuery } from '../../wire/query.ts';
import type { Answer, Call } from '../face.ts';
import { type Login, validateLogin } from './schema.ts';

export interface LoginGround {
  readonly dependencies: Pick<Dependencies, 'seal'>;
  readonly credentials: CredentialReader;
  readonly issuer: TokenIssuer;
  readonly loginLimit: LoginLimit;
}

/** The vendor says "session tokens" and no figure; an hour is long enough to work with and short enough to lose. */
const TOKEN_TTL_S = 60 * 60;
const BUSY_RETRY_AFTER_S = 1;

/**
 * `POST /auth/login` (page "Authentication"): e-mail address and password for an access token. An unknown account is
 * answered like a wrong password, after the same work, and counts against the same limit.
 */
export async function login(ground: LoginGround, { request, body }: Call): Promise<Result<Answer, Problem>> {
  const unknown = unknownQuery(request.query, []);
  if (unknown) return refuse(unknown);
  const violations = validateLogin(body ?? null);
  if (violations.length > 0) return refuse({ type: 'invalid', violations: inVendorWords(violations) });
  const { email, password } = body as Login;
  const account = loginLookup(email);
  const retryAfterS = await unlessBusy(ground.loginLimit.take(account, request.remoteAddress));
  if (!retryAfterS.ok) return retryAfterS;
  if (retryAfterS.value > 0) return refuse({ type: 'too-many-requests', retryAfterS: retryAfterS.value });
  const held = await ground.credentials.find('caibo', account);
  const verified = await unlessBusy(isPasswordOf(held, password, ground));
  if (!verified.ok) return verified;
  if (!held || !verified.value) return refuse({ type: 'unauthenticated', reason: 'invalid' });
  await ground.loginLimit.succeeded(account, request.remoteAddress);
  return ok(await tokenFor(held, ground.issuer));
}

function isPasswordOf(
  held: Held | undefined,
  password: string,
  { dependencies: { seal } }: LoginGround,
): Promise<boolean> {
  const kept = held?.credential.kind === 'login' ? JSON.parse(seal.open(held.credential.sealed)) : {};
  return verifyPassword(password, (kept as { passwordHash?: string }).passwordHash);
}

async function unlessBusy<Value>(work: Promise<Value>): Promise<Result<Value, Problem>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof Busy) return refuse({ type: 'too-many-requests', retryAfterS: BUSY_RETRY_AFTER_S });
    throw error;
  }
}

async function tokenFor({ credential, tenant }: Held, issuer: TokenIssuer): Promise<Answer> {
  const claims = { credentialId: credential.id, tenant: tenant.id, face: 'caibo', ttlS: TOKEN_TTL_S };
  const { token, expiresAt } = await issuer.issue(claims);
  const body = JSON.stringify({ accessToken: token, expireDate: expiresAt });
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}
