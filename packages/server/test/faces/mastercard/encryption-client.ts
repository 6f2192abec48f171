import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@clientele/core';

/** An integrator who encrypts with the vendor's own library. */
export interface EncryptionClient {
  /** The body he would send. */
  encrypt(body: Json): { readonly encryptedData: string };
  /** What he makes of a body he got. */
  decrypt(body: Json): Json;
}

/** What is used of the library, which has no types of its own. */
interface VendorLibrary {
  readonly JweEncryption: new (
    config: unknown,
  ) => {
    encrypt(endpoint: string, header: unknown, body: Json): { readonly body: { readonly encryptedData: string } };
    decrypt(response: { readonly request: { readonly url: string }; readonly body: Json }): Json;
  };
}

const require = createRequire(import.meta.url);
const { JweEncryption } = require('mastercard-client-encryption') as VendorLibrary;
const ENDPOINT = '/clients';

/** What he holds: the certificate of our key, and the private half of his own. */
export interface EncryptionMaterial {
  readonly encryptionCertificatePem: string;
  readonly decryptionKeyPem: string;
}

/** The library as its README configures it for entire payloads. */
export function createEncryptionClient(material: EncryptionMaterial): EncryptionClient {
  const directory = mkdtempSync(join(tmpdir(), 'clientele-jwe-'));
  const [encryptionCertificate, privateKey] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  writeFileSync(encryptionCertificate, material.encryptionCertificatePem);
  writeFileSync(privateKey, material.decryptionKeyPem);
  const library = new JweEncryption({
    paths: [
      {
        path: ENDPOINT,
        toEncrypt: [{ element: '$', obj: '$' }],
        toDecrypt: [{ element: 'encryptedData', obj: '$' }],
      },
    ],
    mode: 'JWE',
    encryptedValueFieldName: 'encryptedData',
    encryptionCertificate,
    privateKey,
  });
  rmSync(directory, { recursive: true });
  return {
    encrypt: (body) => library.encrypt(ENDPOINT, {}, structuredClone(body)).body,
    decrypt: (body) => library.decrypt({ request: { url: ENDPOINT }, body: structuredClone(body) }),
  };
}
