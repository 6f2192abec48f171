import { join } from 'node:path';
import type { TenantRow } from '../stores/store.ts';
import type { SettingsKind } from '../use-cases/settings-rules.ts';
import { MERCHANT_ID } from './merchant-credentials.ts';
import type { CredentialGround } from './own-credential.ts';
import { sampleCustomer } from './sample-customer.ts';
import { LOGIN_EMAIL, openSandboxCredentials } from './sandbox-credentials.ts';
import { readSandboxFile, type SandboxFile, writeSandboxFile } from './sandbox-file.ts';
import { settleSandbox } from './sandbox-settings.ts';

type Ground = CredentialGround & {
  readonly settingsKinds: readonly SettingsKind[];
  readonly warn: (message: string, error: unknown) => void;
};

const TENANT: TenantRow = { id: 'sandbox', number: '1001', name: 'Sandbox' };
/** Where the vendor's clients expect the API below the host. */
const MASTERCARD_BASE_PATH = '/global-processing/core';

/**
 * Makes the sandbox tenant, its sample record, its credentials and its settings at the first start, and writes
 * `sandbox.json` with fresh tokens at each. The member of a credential that was revoked is empty. A start that was cut off is completed by
 * the next.
 */
export async function openSandbox(ground: Ground, directory: string, baseUrl: string): Promise<SandboxFile> {
  const path = join(directory, 'sandbox.json');
  if (!(await ground.store.tenant(TENANT.id))) await ground.store.createTenant(TENANT);
  const before = await readSandboxFile(path);
  const credentials = await openSandboxCredentials(ground, TENANT.id, before);
  const { integrator, operator, apiKey, login, signingKey, encryptionKey, sharedSecret, certificate } = credentials;
  await settleSandbox(ground, TENANT, ground.settingsKinds);
  const sample = await sampleCustomer(ground, TENANT);
  const file: SandboxFile = {
    baseUrl,
    tenant: TENANT.id,
    caibo: {
      email: LOGIN_EMAIL,
      password: login.secret ?? '',
      apiKey: apiKey.secret ?? '',
      customerId: Number(sample.handles.caibo.id),
    },
    clientele: {
      integratorToken: integrator.secret ?? '',
      operatorToken: operator.secret ?? '',
      customerId: sample.id,
    },
    mastercard: {
      basePath: MASTERCARD_BASE_PATH,
      consumerKey: signingKey.consumerKey ?? '',
      signingKeyPem: signingKey.signingKeyPem ?? '',
      clientId: Number(sample.handles.mastercard.clientId),
      encryptionCertificatePem: encryptionKey.encryptionCertificatePem ?? '',
      decryptionKeyPem: encryptionKey.decryptionKeyPem ?? '',
    },
    cybersource: {
      merchantId: MERCHANT_ID,
      keyId: sharedSecret.keyId ?? '',
      sharedSecret: sharedSecret.sharedSecret ?? '',
      p12Base64: certificate.p12Base64 ?? '',
      p12Password: certificate.p12Password ?? '',
      p12Alias: certificate.p12Alias ?? '',
      customerId: sample.handles.cybersource.id,
    },
  };
  try {
    await writeSandboxFile(path, file);
  } catch (error) {
    // On a full disk the server still has to answer reads.
    ground.warn('sandbox.json could not be written', error);
  }
  return file;
}
