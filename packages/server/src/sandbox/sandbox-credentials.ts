import { isCertificateOf } from '../access/certificate.ts';
import { loginLookup, secretHash } from '../access/credentials.ts';
import { isPrivateHalf } from '../access/key-pair.ts';
import { verifyPassword } from '../access/passwords.ts';
import { timestamp } from '../clock.ts';
import type { CredentialRow } from '../stores/store.ts';
import { createCredential } from '../use-cases/create-credential.ts';
import { TOKEN_TTL_S } from '../use-cases/mint-credential.ts';
import { refusedAtStart } from '../use-cases/start-step.ts';
import { freshName } from './directory-name.ts';
import { certificate, sharedSecret } from './merchant-credentials.ts';
import type { CredentialGround, OwnCredential, OwnMaterial } from './own-credential.ts';
import type { SandboxFile } from './sandbox-file.ts';

/** The account name of the sandbox's login; where servers with other directories share the database, of the first one's. */
const LOGIN_EMAIL = 'developer@sandbox.example';

const integrator: OwnCredential = { name: 'integrator', face: 'clientele', role: 'integrator', stillFits: freshToken };
const operator: OwnCredential = { name: 'operator', face: 'clientele', role: 'operator', stillFits: freshToken };

const apiKey: OwnCredential = {
  name: 'api_key',
  face: 'caibo',
  kind: 'api-key',
  role: 'integrator',
  async stillFits(_ground, { lookup }, before) {
    const secret: unknown = before?.caibo?.apiKey;
    return typeof secret === 'string' && secretHash(secret) === lookup ? { secret } : undefined;
  },
};

/** A password cannot be read back from its hash: when the file that held it is gone, the login gets a new one. */
const login: OwnCredential = {
  name: 'login',
  face: 'caibo',
  kind: 'login',
  role: 'integrator',
  email: LOGIN_EMAIL,
  async stillFits({ seal }, { lookup, sealed }, before) {
    const email: unknown = before?.caibo?.email;
    const secret: unknown = before?.caibo?.password;
    if (typeof email !== 'string' || loginLookup(email) !== lookup || typeof secret !== 'string') return undefined;
    const { passwordHash } = JSON.parse(seal.open(sealed)) as { passwordHash: string };
    return (await verifyPassword(secret, passwordHash)) ? { secret, email } : undefined;
  },
};

const signingKey: OwnCredential = {
  name: 'signing_key',
  face: 'mastercard',
  kind: 'signing-key',
  role: 'integrator',
  async stillFits({ seal }, { lookup, sealed }, before) {
    const signingKeyPem: unknown = before?.mastercard?.signingKeyPem;
    const { publicKeyPem } = JSON.parse(seal.open(sealed)) as { publicKeyPem: string };
    if (typeof signingKeyPem !== 'string' || !isPrivateHalf(signingKeyPem, publicKeyPem)) return undefined;
    return { consumerKey: lookup, signingKeyPem };
  },
};

const encryptionKey: OwnCredential = {
  name: 'encryption_key',
  face: 'mastercard',
  kind: 'encryption-key',
  role: 'integrator',
  async stillFits({ seal }, { lookup, sealed }, before) {
    const encryptionCertificatePem: unknown = before?.mastercard?.encryptionCertificatePem;
    const decryptionKeyPem: unknown = before?.mastercard?.decryptionKeyPem;
    const { answerPublicKeyPem } = JSON.parse(seal.open(sealed)) as { answerPublicKeyPem: string };
    if (typeof decryptionKeyPem !== 'string' || !isPrivateHalf(decryptionKeyPem, answerPublicKeyPem)) return undefined;
    if (typeof encryptionCertificatePem !== 'string' || !isCertificateOf(encryptionCertificatePem, lookup))
      return undefined;
    return { kid: lookup, encryptionCertificatePem, decryptionKeyPem };
  },
};

const ALL = { integrator, operator, apiKey, login, signingKey, encryptionKey, sharedSecret, certificate };

/** A credential of the sandbox's and what its owner works with; one that was revoked has neither. */
interface OpenedCredential {
  readonly id?: string;
  readonly material: OwnMaterial;
}

export type SandboxCredentials = Readonly<Record<keyof typeof ALL, OpenedCredential>>;

/** Whose credentials are opened. */
export interface SandboxPlace {
  readonly tenant: string;
  /** The name of the data directory: each has credentials of its own. */
  readonly directory: string;
  /** When the start began: what was made later is of a process that starts at the same time, and is left alone. */
  readonly since: string;
  /** What `sandbox.json` says. */
  readonly before: Partial<SandboxFile> | undefined;
}

/** Servers with directories of their own; beyond that the oldest one's credentials are of no one who is still there. */
const DIRECTORIES_MAX = 100;

/**
 * The credentials of the sandbox. They are kept from start to start; one whose material the file no longer holds is
 * replaced; one that was revoked stays so, and has none. All at once, because key pairs take their time.
 */
export async function openSandboxCredentials(
  ground: CredentialGround,
  place: SandboxPlace,
): Promise<SandboxCredentials> {
  const rows = await ground.store.credentials(place.tenant);
  const opened = await Promise.all(
    Object.entries(ALL).map(async ([name, own]) => [name, await openCredential(ground, place, own, rows)] as const),
  );
  return Object.fromEntries(opened) as SandboxCredentials;
}

/** Whether none of them was revoked meanwhile, by another process that starts in the same directory. */
export async function areStillKept(
  { store }: CredentialGround,
  { tenant }: SandboxPlace,
  credentials: SandboxCredentials,
): Promise<boolean> {
  const revoked = (await store.credentials(tenant)).filter(isRevoked).map(({ id }) => id);
  return Object.values(credentials).every(({ id }) => id === undefined || !revoked.includes(id));
}

async function openCredential(
  ground: CredentialGround,
  { tenant, directory, since, before }: SandboxPlace,
  own: OwnCredential,
  rows: readonly CredentialRow[],
): Promise<OpenedCredential> {
  const namePrefix = `cred_sandbox_${own.name}`;
  const idPrefix = `${namePrefix}_${directory}`;
  const all = rows.filter(({ id }) => id.startsWith(`${namePrefix}_`));
  const ownRows = all.filter(({ id }) => id.startsWith(`${idPrefix}_`));
  // A directory that had none yet may hold the file of another one.
  const candidates = ownRows.length > 0 ? ownRows : all;
  const kept = candidates.filter((row) => !isRevoked(row));
  if (candidates.length > 0 && kept.length === 0) return { material: {} };
  const fitting = await firstFitting(ground, kept, own, before);
  if (fitting) return fitting;
  const replaced = ownRows.filter((row) => !isRevoked(row) && row.createdAt < since);
  const surplus = all.filter((row) => !isRevoked(row) && !ownRows.includes(row)).slice(0, 1 - DIRECTORIES_MAX);
  for (const { id } of [...replaced, ...surplus])
    await ground.store.revokeCredential(tenant, id, timestamp(ground.clock));
  return makeCredential(ground, tenant, idPrefix, own);
}

async function firstFitting(
  ground: CredentialGround,
  kept: readonly CredentialRow[],
  own: OwnCredential,
  before: SandboxPlace['before'],
): Promise<OpenedCredential | undefined> {
  for (const row of kept) {
    const material = await own.stillFits(ground, row, before);
    if (material) return { id: row.id, material };
  }
  return undefined;
}

async function makeCredential(
  ground: CredentialGround,
  tenant: string,
  idPrefix: string,
  { name: _, stillFits: __, ...request }: OwnCredential,
): Promise<OpenedCredential> {
  let { email } = request;
  let made = await createCredential(ground, { tenant, idPrefix, ...request });
  if (!made.ok && made.problem.type === 'taken' && email !== undefined) {
    email = email.replace('@', `-${freshName(ground.random)}@`);
    made = await createCredential(ground, { tenant, idPrefix, ...request, email });
  }
  if (!made.ok) throw refusedAtStart('a credential of the sandbox', made.problem);
  const { credential, material } = made.value;
  return { id: credential.id, material: { ...material, ...(email !== undefined && { email }) } };
}

function isRevoked({ revokedAt }: CredentialRow): boolean {
  return revokedAt !== undefined;
}

async function freshToken({ issuer }: CredentialGround, { id, tenant }: CredentialRow): Promise<OwnMaterial> {
  const { token } = await issuer.issue({ credentialId: id, tenant, face: 'clientele', ttlS: TOKEN_TTL_S });
  return { secret: token };
}
