import { readFile } from 'node:fs/promises';
import type { Random } from '../random.ts';
import { writePrivateFile } from './private-file.ts';

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
  readonly mastercard: {
    readonly basePath: string;
    readonly consumerKey: string;
    /** What a client signs its requests with. */
    readonly signingKeyPem: string;
    readonly clientId: number;
    /** What it encrypts requests for. */
    readonly encryptionCertificatePem: string;
    /** What it decrypts answers with. */
    readonly decryptionKeyPem: string;
  };
  readonly cybersource: {
    readonly merchantId: string;
    /** What a client signs its requests with: HTTP Signature and HS256 tokens alike. */
    readonly keyId: string;
    /** In base64. */
    readonly sharedSecret: string;
    /** A PKCS#12 file: what it signs RS256 tokens with. */
    readonly p12Base64: string;
    readonly p12Password: string;
    readonly p12Alias: string;
    readonly customerId: string;
  };
}

/** What an earlier start wrote, as far as it can be read. */
export async function readSandboxFile(path: string): Promise<Partial<SandboxFile> | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Partial<SandboxFile>;
  } catch {
    return undefined;
  }
}

export function writeSandboxFile(path: string, content: SandboxFile, random: Random): Promise<void> {
  return writePrivateFile(path, `${JSON.stringify(content, null, 2)}\n`, random);
}
