import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Json } from '@clientele/core';
import { parseStrictJson } from '../../src/wire/strict-json.ts';

/** A request to the letter, as it goes out. It may go out more than once. */
export interface Prepared {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back, to the letter. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });

/** `fetch` would tidy the target up; this sends it as it was signed. */
export function sendRequest(baseUrl: string, { method, target, headers, body }: Prepared): Promise<Answered> {
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

/** The body as JSON where it is JSON; integers that a double cannot hold are bigints. */
export function jsonOf({ headers, text }: Pick<Answered, 'headers' | 'text'>): Json | undefined {
  if (text === '' || !/json/.test(headers['content-type'] ?? '')) return undefined;
  const parsed = parseStrictJson(Buffer.from(text));
  if (!parsed.ok) throw new Error(`${parsed.problem.message}: ${text}`);
  return parsed.value;
}
