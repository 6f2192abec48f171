import { isObject, type Json } from '@clientele/core';
import OAuth from 'mastercard-oauth1-signer';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { stringifyJson } from '../../../src/wire/strict-json.ts';
import { type Answered, jsonOf, type Prepared, sendRequest } from '../sent-request.ts';
import { createEncryptionClient, type EncryptionClient } from './encryption-client.ts';

export interface Reply extends Answered {
  /** The body as JSON, decrypted where it was encrypted; integers that a double cannot hold are bigints. */
  readonly body: Json | undefined;
  readonly isEncrypted: boolean;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, encrypted if the client encrypts; a string as it is. */
  readonly body?: Json;
}

/** An integrator who uses the vendor's own libraries. */
export interface MastercardClient {
  /** Signs what is to be sent to a path below the face's prefix. */
  prepare(method: string, path: string, ask?: Ask): Prepared;
  send(prepared: Prepared): Promise<Reply>;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
}

export interface ClientOptions {
  readonly signatureMethod?: keyof typeof OAuth.SignatureMethod;
  readonly isEncrypting?: boolean;
}

export function createMastercardClient(
  { baseUrl, mastercard }: Pick<SandboxFile, 'baseUrl' | 'mastercard'>,
  { signatureMethod = 'RSA_SHA256', isEncrypting = false }: ClientOptions = {},
): MastercardClient {
  const encryption = createEncryptionClient(mastercard);
  const method256 = OAuth.SignatureMethod[signatureMethod];
  const client: MastercardClient = {
    prepare(method, path, { headers = {}, body } = {}) {
      const target = `${mastercard.basePath}${path}`;
      const text = textOf(body, isEncrypting ? encryption : undefined);
      const { consumerKey, signingKeyPem } = mastercard;
      const url = `${baseUrl}${target}`;
      const authorization = OAuth.getAuthorizationHeader(url, method, text, consumerKey, signingKeyPem, method256);
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const described = body === undefined ? {} : { 'content-type': `${type};charset=utf-8` };
      return { method, target, headers: { authorization, ...described, ...headers }, body: text };
    },
    async send(prepared) {
      const answer = await sendRequest(baseUrl, prepared);
      const sent = jsonOf(answer);
      const isEncrypted = isObject(sent) && Object.hasOwn(sent, 'encryptedData');
      return { ...answer, body: isEncrypted ? encryption.decrypt(sent) : sent, isEncrypted };
    },
    ask: (method, path, ask) => client.send(client.prepare(method, path, ask)),
  };
  return client;
}

function textOf(body: Json | undefined, encryption: EncryptionClient | undefined): string {
  if (body === undefined || typeof body === 'string') return body ?? '';
  return stringifyJson(encryption ? encryption.encrypt(body) : body);
}
