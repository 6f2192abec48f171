import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signing } from '../load/plan.ts';

/** The part of `<data>/sandbox.json` that the benchmark needs. */
export interface Sandbox {
  readonly baseUrl: string;
  readonly integratorToken: string;
  readonly customerId: string;
  readonly caiboApiKey: string;
  /** These are absent where the server is older than the face. */
  readonly mastercard?: Signed;
  readonly cybersource?: Signed;
}

/** A face whose requests are signed. */
export interface Signed {
  readonly basePath: string;
  readonly signing: Signing;
}

/** When the file was last written; `undefined` while there is none. */
export async function sandboxStamp(data: string): Promise<string | undefined> {
  const found = await stat(join(data, 'sandbox.json')).catch(() => undefined);
  return found && `${found.ino} ${found.mtimeMs}`;
}

/** The server writes the file whole or not at all, so what is there can be read. */
export async function readSandbox(data: string): Promise<Sandbox> {
  const content: unknown = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8'));
  return {
    baseUrl: textAt(content, 'baseUrl'),
    integratorToken: textAt(content, 'clientele', 'integratorToken'),
    customerId: textAt(content, 'clientele', 'customerId'),
    caiboApiKey: textAt(content, 'caibo', 'apiKey'),
    ...(has(content, 'mastercard') && { mastercard: mastercardIn(content) }),
    ...(has(content, 'cybersource') && { cybersource: cybersourceIn(content) }),
  };
}

function has(content: unknown, face: string): boolean {
  return (content as Record<string, unknown>)[face] !== undefined;
}

function mastercardIn(content: unknown): Signed {
  const consumerKey = textAt(content, 'mastercard', 'consumerKey');
  const privateKeyPem = textAt(content, 'mastercard', 'signingKeyPem');
  const basePath = textAt(content, 'mastercard', 'basePath');
  return { basePath, signing: { scheme: 'oauth', consumerKey, privateKeyPem } };
}

function cybersourceIn(content: unknown): Signed {
  const merchantId = textAt(content, 'cybersource', 'merchantId');
  const keyId = textAt(content, 'cybersource', 'keyId');
  const sharedSecret = textAt(content, 'cybersource', 'sharedSecret');
  return { basePath: '/tms/v2', signing: { scheme: 'http-signature', merchantId, keyId, sharedSecret } };
}

function textAt(content: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], content);
  if (typeof found !== 'string') throw new Error(`sandbox.json has no text at ${path.join('.')}`);
  return found;
}
