import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { isObject, type Json } from '@clientele/core';
import OAuth from 'mastercard-oauth1-signer';
import type { SandboxFile } from '../../../src/sandbox/sandbox-file.ts';
import { parseStrictJson, stringifyJson } from '../../../src/wire/strict-json.ts';
import { createEncryptionClient, type EncryptionClient } from './encryption-client.ts';

/** A request to the letter, as it goes out. It may go out more than once. */
export interface Prepared {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
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
      const { text, ...answer } = await send(baseUrl, prepared);
      const sent = jsonOf(answer.headers, text);
      const isEncrypted = isObject(sent) && Object.hasOwn(sent, 'encryptedData');
      return { ...answer, text, body: isEncrypted ? encryption.decrypt(sent) : sent, isEncrypted };
    },
    ask: (method, path, ask) => client.send(client.prepare(method, path, ask)),
  };
  return client;
}

function textOf(body: Json | undefined, encryption: EncryptionClient | undefined): string {
  if (body === undefined || typeof body === 'string') return body ?? '';
  return stringifyJson(encryption ? encryption.encrypt(body) : body);
}

function jsonOf(headers: IncomingHttpHeaders, text: string): Json | undefined {
  if (text === '' || !/json/.test(headers['content-type'] ?? '')) return undefined;
  const parsed = parseStrictJson(Buffer.from(text));
  if (!parsed.ok) throw new Error(`${parsed.problem.message}: ${text}`);
  return parsed.value;
}

const agent = new Agent({ keepAlive: true });

/** `fetch` would tidy the target up; this sends it as it was signed. */
function send(
  baseUrl: string,
  { method, target, headers, body }: Prepared,
): Promise<Pick<Reply, 'status' | 'headers' | 'text'>> {
  const { hostname, port } = new URL(baseUrl);
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { agent, host: hostname, port, method, path: target, headers: { ...length, ...headers } };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
