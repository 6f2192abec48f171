import { isCertificateOf } from '../access/certificate.ts';
import { secretHash } from '../access/credentials.ts';
import { isPrivateHalf } from '../access/key-pair.ts';
import { verifyPassword } from '../access/passwords.ts';
import { timestamp } from '../clock.ts';
import type { CredentialRow } from '../stores/store.ts';
import { createCredential } from '../use-cases/create-credential.ts';
import { type CredentialMaterial, TOKEN_TTL_S } from '../use-cases/mint-credential.ts';
import { certificate, sharedSecret } from './merchant-credentials.ts';
import type { CredentialGround, OwnCredential } from './own-credential.ts';
import type { SandboxFile } from './sandbox-file.ts';

/** The account name of the sandbox's login. */
export const LOGIN_EMAIL = 'developer@sandbox.example';

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
  async stillFits({ seal }, { sealed }, before) {
    const secret: unknown = before?.caibo?.password;
    const { passwordHash } = JSON.parse(seal.open(sealed)) as { passwordHash: string };
    return typeof secret === 'string' && (await verifyPassword(secret, passwordHash)) ? { secret } : undefined;
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

/** What the owner of each works with. */
export type SandboxCredentials = Readonly<Record<keyof typeof ALL, CredentialMaterial>>;

/**
 * The credentials of the sandbox. They are kept from start to start; one whose material the file no longer holds is
 * replaced; one that was revoked stays so, and has none. All at once, because key pairs take their time.
 */
export async function openSandboxCredentials(
  ground: CredentialGround,
  tenant: string,
  before: Partial<SandboxFile> | undefined,
): Promise<SandboxCredentials> {
  const opened = await Promise.all(
    Object.entries(ALL).map(async ([name, own]) => [name, await materialOf(ground, tenant, own, before)] as const),
  );
  return Object.fromEntries(opened) as Record<keyof typeof ALL, CredentialMaterial>;
}

async function materialOf(
  ground: CredentialGround,
  tenant: string,
  { name, stillFits, ...request }: OwnCredential,
  before: Partial<SandboxFile> | undefined,
): Promise<CredentialMaterial> {
  const idPrefix = `cred_sandbox_${name}`;
  const rows = (await ground.store.credentials(tenant)).filter(({ id }) => id.startsWith(`${idPrefix}_`));
  const kept = rows.find(({ revokedAt }) => revokedAt === undefined);
  if (rows.length > 0 && !kept) return {};
  const material = kept && (await stillFits(ground, kept, before));
  if (material) return material;
  if (kept) await ground.store.revokeCredential(tenant, kept.id, timestamp(ground.clock));
  const made = await createCredential(ground, { tenant, idPrefix, ...request });
  if (!made.ok) throw new Error(`a credential of the sandbox was refused: ${made.problem.type}`);
  return made.value.material;
}

async function freshToken({ issuer }: CredentialGround, { id, tenant }: CredentialRow): Promise<CredentialMaterial> {
  const { token } = await issuer.issue({ credentialId: id, tenant, face: 'clientele', ttlS: TOKEN_TTL_S });
  return { secret: token };
}
