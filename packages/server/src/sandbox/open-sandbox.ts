import { join } from 'node:path';
import { timestamp } from '../clock.ts';
import type { TenantRow } from '../stores/store.ts';
import type { SettingsKind } from '../use-cases/settings-rules.ts';
import { directoryName, freshName } from './directory-name.ts';
import { MERCHANT_ID } from './merchant-credentials.ts';
import type { CredentialGround } from './own-credential.ts';
import { type SampleIds, sampleCustomer } from './sample-customer.ts';
import { areStillKept, openSandboxCredentials, type SandboxCredentials } from './sandbox-credentials.ts';
import { readSandboxFile, type SandboxFile, writeSandboxFile } from './sandbox-file.ts';
import { settleSandbox } from './sandbox-settings.ts';

type Ground = CredentialGround & {
  readonly settingsKinds: readonly SettingsKind[];
  readonly warn: (message: string, error: unknown) => void;
};

const TENANT: TenantRow = { id: 'sandbox', number: '1001', name: 'Sandbox' };
/** Where the vendor's clients expect the API below the host. */
const MASTERCARD_BASE_PATH = '/global-processing/core';

/** Of processes that start in one directory a later one may replace an earlier one's credentials, once each. */
const ATTEMPTS_MAX = 20;

/**
 * Makes the sandbox tenant, its sample record, its credentials and its settings at the first start, and writes
 * `sandbox.json` with fresh tokens at each. The member of a credential that was revoked is empty. A start that was cut off is completed by
 * the next, and servers that start at the same moment on one database make one sandbox, with credentials for each of their
 * directories.
 */
export async function openSandbox(ground: Ground, directory: string, baseUrl: string): Promise<SandboxFile> {
  const path = join(directory, 'sandbox.json');
  const since = timestamp(ground.clock);
  await assureTenant(ground);
  await settleSandbox(ground, TENANT, ground.settingsKinds);
  const sample = await sampleCustomer(ground, TENANT);
  const name = await nameOf(ground, directory);
  for (let attempt = 1; ; attempt++) {
    const place = { tenant: TENANT.id, directory: name, since, before: await readSandboxFile(path) };
    const credentials = await openSandboxCredentials(ground, place);
    const file = fileOf(baseUrl, sample, credentials);
    try {
      await writeSandboxFile(path, file, ground.random);
    } catch (error) {
      // On a full disk the server still has to answer reads.
      ground.warn('sandbox.json could not be written', error);
    }
    if (attempt === ATTEMPTS_MAX || (await areStillKept(ground, place, credentials))) return file;
  }
}

async function assureTenant({ store }: Ground): Promise<void> {
  if (await store.tenant(TENANT.id)) return;
  try {
    await store.createTenant(TENANT);
  } catch (error) {
    // Another server that starts at this moment may have been faster.
    if (!(await store.tenant(TENANT.id))) throw error;
  }
}

async function nameOf({ random, warn }: Ground, directory: string): Promise<string> {
  try {
    return await directoryName(directory, random);
  } catch (error) {
    warn('sandbox.id could not be written', error);
    return freshName(random);
  }
}

function fileOf(baseUrl: string, sample: SampleIds, credentials: SandboxCredentials): SandboxFile {
  const { integrator, operator, apiKey, login, signingKey, encryptionKey, sharedSecret, certificate } = credentials;
  return {
    baseUrl,
    tenant: TENANT.id,
    caibo: {
      email: login.material.email ?? '',
      password: login.material.secret ?? '',
      apiKey: apiKey.material.secret ?? '',
      customerId: Number(sample.handles.caibo.id),
    },
    clientele: {
      integratorToken: integrator.material.secret ?? '',
      operatorToken: operator.material.secret ?? '',
      customerId: sample.id,
    },
    mastercard: {
      basePath: MASTERCARD_BASE_PATH,
      consumerKey: signingKey.material.consumerKey ?? '',
      signingKeyPem: signingKey.material.signingKeyPem ?? '',
      clientId: Number(sample.handles.mastercard.clientId),
      encryptionCertificatePem: encryptionKey.material.encryptionCertificatePem ?? '',
      decryptionKeyPem: encryptionKey.material.decryptionKeyPem ?? '',
    },
    cybersource: {
      merchantId: MERCHANT_ID,
      keyId: sharedSecret.material.keyId ?? '',
      sharedSecret: sharedSecret.material.sharedSecret ?? '',
      p12Base64: certificate.material.p12Base64 ?? '',
      p12Password: certificate.material.p12Password ?? '',
      p12Alias: certificate.material.p12Alias ?? '',
      customerId: sample.handles.cybersource.id,
    },
  };
}
