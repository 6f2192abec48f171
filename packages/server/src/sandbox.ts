import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomerFields, Handles, Json } from '@clientele/core';
import { ok } from '@clientele/core';
import { secretHash } from './access/credentials.ts';
import { principalOf } from './access/principal.ts';
import type { TokenIssuer } from './access/tokens.ts';
import type { TenantRow } from './stores/store.ts';
import { commitChange } from './use-cases/commit-change.ts';
import { createCredential, loginLookup, type MadeCredential, TOKEN_TTL_S } from './use-cases/create-credential.ts';
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

type Ground = Dependencies & { readonly issuer: TokenIssuer };

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
 * Makes the sandbox tenant, its sample record and its credentials where they are missing, and writes `sandbox.json`
 * with fresh tokens. Credentials in the file are kept as long as they work; a start that was cut off is completed.
 */
export async function openSandbox(ground: Ground, directory: string, baseUrl: string): Promise<SandboxFile> {
  const path = join(directory, 'sandbox.json');
  if (!(await ground.store.tenant(TENANT.id))) await ground.store.createTenant(TENANT);
  const before = await readSandboxFile(path);
  const integrator = await operatorOrIntegrator(ground, 'integrator');
  const operator = await operatorOrIntegrator(ground, 'operator');
  const file: SandboxFile = {
    baseUrl,
    tenant: TENANT.id,
    caibo: {
      email: LOGIN_EMAIL,
      password: await caiboPassword(ground, before?.caibo?.password),
      apiKey: await caiboApiKey(ground, before?.caibo?.apiKey),
      customerId: Number(HANDLES.caibo?.id),
    },
    clientele: {
      integratorToken: integrator.token,
      operatorToken: operator.token,
      customerId: await sampleCustomer(ground),
    },
  };
  await writeDurably(path, `${JSON.stringify(file, null, 2)}\n`);
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

/** The one token credential of a role that the sandbox has had from its beginning, and a fresh token for it. */
async function operatorOrIntegrator(ground: Ground, role: 'integrator' | 'operator'): Promise<{ token: string }> {
  const { store, issuer } = ground;
  const kept = (await store.credentials(TENANT.id)).find(
    (row) => row.face === 'clientele' && row.role === role && row.revokedAt === undefined,
  );
  if (!kept) return { token: (await made(ground, { face: 'clientele', kind: 'token', role })).secret };
  return issuer.issue({ credentialId: kept.id, tenant: TENANT.id, face: 'clientele', ttlS: TOKEN_TTL_S });
}

async function caiboApiKey(ground: Ground, before: string | undefined): Promise<string> {
  if (before !== undefined && (await ground.store.credential('caibo', secretHash(before)))) return before;
  return (await made(ground, { face: 'caibo', kind: 'api-key', role: 'integrator' })).secret;
}

/** A password cannot be read back from its hash: when the file that held it is gone, the login gets a new one. */
async function caiboPassword(ground: Ground, before: string | undefined): Promise<string> {
  const kept = await ground.store.credential('caibo', loginLookup(LOGIN_EMAIL));
  if (kept && before !== undefined) return before;
  if (kept) await ground.store.revokeCredential(TENANT.id, kept.id, new Date(ground.clock.now()).toISOString());
  return (await made(ground, { face: 'caibo', kind: 'login', role: 'integrator', email: LOGIN_EMAIL })).secret;
}

async function made(
  ground: Ground,
  request: Omit<Parameters<typeof createCredential>[1], 'tenant'>,
): Promise<MadeCredential> {
  const result = await createCredential(ground, { tenant: TENANT.id, ...request });
  if (!result.ok) throw new Error(`a credential of the sandbox was refused: ${result.problem.type}`);
  return result.value;
}

/** Readable by its owner alone, and either the old content or the new, whatever happens meanwhile. */
async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}
