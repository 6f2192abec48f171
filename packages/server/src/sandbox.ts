import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomerFields, Handles, Json } from '@clientele/core';
import { ok } from '@clientele/core';
import { secretHash } from './access/credentials.ts';
import { verifyPassword } from './access/passwords.ts';
import { principalOf } from './access/principal.ts';
import type { TokenIssuer } from './access/tokens.ts';
import { timestamp } from './clock.ts';
import type { CredentialRow, TenantRow } from './stores/store.ts';
import { commitChange } from './use-cases/commit-change.ts';
import { createCredential, TOKEN_TTL_S } from './use-cases/create-credential.ts';
import type { Dependencies } from './use-cases/dependencies.ts';
import { mintCustomerId } from './use-cases/mint.ts';

/** `<data>/sandbox.json`: where the sandbox is and what gets a developer in. A stable format; members are only added. */
export interface SandboxFile {
  readonly baseUrl: string;
  readonly tenant: string;
  readonly caibo: {
    readonly email: string;
    readonly password: string;
    readonly apiKey: string;
    readonly customerId: number;
  };
  readonly clientele: { readonly integratorToken: string; readonly operatorToken: string; readonly customerId: string };
}

type Ground = Dependencies & {
  readonly issuer: TokenIssuer;
  readonly warn: (message: string, error: unknown) => void;
};

const TENANT: TenantRow = { id: 'sandbox', number: '1001', name: 'Sandbox' };
const LOGIN_EMAIL = 'developer@sandbox.example';

/** The sample record's handles, as the vendors' own pages write them. */
const HANDLES: Handles = {
  mastercard: { clientId: '40000' },
  cybersource: { id: 'F2F3ADA770102B51E053A2598D0A9078' },
  caibo: { id: '12345' },
};

/** A synthetic person, from the vendors' documentation. */
const SAMPLE: CustomerFields = {
  references: { clientNumber: 'ABC_5698521931', merchantCustomerId: 'Your customer identifier', code: 'TC50171_3' },
  contact: { email: 'test@cybs.com', phones: { mobile: '0048123456789' } },
  name: { title: 'MR', first: 'John', middle: 'Carl', last: 'Doe' },
  addresses: {
    base: {
      line1: 'Derrick Street',
      line2: '2nd floor',
      city: 'Boston',
      state: 'MA',
      postalCode: '02130',
      country: 'US',
    },
  },
  person: { birthDate: '2000-06-25', citizenship: 'US', gender: 'M', maritalStatus: 'DS' },
  preferences: { language: 'en' },
  custom: { merchantDefined: { data1: 'Your customer data' } },
  classification: { clientType: 'PR' },
};

/**
 * Makes the sandbox tenant, its sample record and its credentials at the first start, and writes `sandbox.json` with
 * fresh tokens at each. Credentials are kept; one whose secret the file no longer holds is replaced; one that was
 * revoked stays so, and its member is empty. A start that was cut off is completed by the next.
 */
export async function openSandbox(ground: Ground, directory: string, baseUrl: string): Promise<SandboxFile> {
  const path = join(directory, 'sandbox.json');
  if (!(await ground.store.tenant(TENANT.id))) await ground.store.createTenant(TENANT);
  const before = await readSandboxFile(path);
  const file: SandboxFile = {
    baseUrl,
    tenant: TENANT.id,
    caibo: {
      email: LOGIN_EMAIL,
      password: await secretOf(ground, 'login', (row) => passwordStillFits(ground, row, before?.caibo?.password)),
      apiKey: await secretOf(ground, 'api_key', async (row) => keyStillFits(row, before?.caibo?.apiKey)),
      customerId: Number(HANDLES.caibo?.id),
    },
    clientele: {
      integratorToken: await secretOf(ground, 'integrator', (row) => freshToken(ground, row)),
      operatorToken: await secretOf(ground, 'operator', (row) => freshToken(ground, row)),
      customerId: await sampleCustomer(ground),
    },
  };
  try {
    await writeDurably(path, `${JSON.stringify(file, null, 2)}\n`);
  } catch (error) {
    // On a full disk the server still has to answer reads.
    ground.warn('sandbox.json could not be written', error);
  }
  return file;
}

/** What an earlier start wrote, as far as it can be read. */
export async function readSandboxFile(path: string): Promise<Partial<SandboxFile> | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Partial<SandboxFile>;
  } catch {
    return undefined;
  }
}

async function sampleCustomer({ store, ...rest }: Ground): Promise<string> {
  const dependencies = { store, ...rest };
  const known = await store.read(TENANT.id, { kind: 'caibo', value: String(HANDLES.caibo?.id) });
  if (known) return known.id;
  const setting = Buffer.from(
    await store.keepSetting('sandbox-customer', Buffer.from(mintCustomerId(rest.random))),
  ).toString();
  if (await store.read(TENANT.id, { id: setting })) return setting;
  const principal = { ...principalOf(systemCredential, TENANT), actor: { id: 'system', kind: 'system' } } as const;
  const change = { principal, face: 'clientele', requestId: 'sandbox', reason: 'sample record of the sandbox' };
  const made = await commitChange(dependencies, change, undefined, () => ({
    type: 'create',
    id: setting,
    handles: HANDLES,
    edit: () => ok(SAMPLE as Json),
  }));
  if (!made.ok) throw new Error(`the sandbox's sample record was refused: ${made.problem.type}`);
  return setting;
}

const systemCredential = {
  id: 'system',
  tenant: TENANT.id,
  face: 'clientele',
  kind: 'token',
  role: 'operator',
  lookup: 'system',
  sealed: new Uint8Array(0),
  createdAt: '',
} as const;

const REQUESTS = {
  integrator: { face: 'clientele', kind: 'token', role: 'integrator' },
  operator: { face: 'clientele', kind: 'token', role: 'operator' },
  api_key: { face: 'caibo', kind: 'api-key', role: 'integrator' },
  login: { face: 'caibo', kind: 'login', role: 'integrator', email: LOGIN_EMAIL },
} as const;

/**
 * The secret of one of the sandbox's own credentials, which are known by how their ids begin. `stillFits` gives the
 * secret that still belongs to a kept one; where there is none, the credential is replaced.
 */
async function secretOf(
  ground: Ground,
  name: keyof typeof REQUESTS,
  stillFits: (row: CredentialRow) => Promise<string | undefined>,
): Promise<string> {
  const idPrefix = `cred_sandbox_${name}`;
  const rows = (await ground.store.credentials(TENANT.id)).filter(({ id }) => id.startsWith(`${idPrefix}_`));
  const kept = rows.find(({ revokedAt }) => revokedAt === undefined);
  if (rows.length > 0 && !kept) return '';
  const secret = kept && (await stillFits(kept));
  if (secret !== undefined) return secret;
  if (kept) await ground.store.revokeCredential(TENANT.id, kept.id, timestamp(ground.clock));
  const made = await createCredential(ground, { tenant: TENANT.id, idPrefix, ...REQUESTS[name] });
  if (!made.ok) throw new Error(`a credential of the sandbox was refused: ${made.problem.type}`);
  return made.value.secret;
}

async function freshToken({ issuer }: Ground, { id }: CredentialRow): Promise<string> {
  return (await issuer.issue({ credentialId: id, tenant: TENANT.id, face: 'clientele', ttlS: TOKEN_TTL_S })).token;
}

function keyStillFits({ lookup }: CredentialRow, before: unknown): string | undefined {
  return typeof before === 'string' && secretHash(before) === lookup ? before : undefined;
}

/** A password cannot be read back from its hash: when the file that held it is gone, the login gets a new one. */
async function passwordStillFits({ seal }: Ground, row: CredentialRow, before: unknown): Promise<string | undefined> {
  if (typeof before !== 'string') return undefined;
  const { passwordHash } = JSON.parse(seal.open(row.sealed)) as { passwordHash: string };
  return (await verifyPassword(before, passwordHash)) ? before : undefined;
}

/** Readable by its owner alone, and either the old content or the new, whatever happens meanwhile. */
async function writeDurably(path: string, text: string): Promise<void> {
  // Always the same name: what a start that was cut off left behind is overwritten by the next.
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
