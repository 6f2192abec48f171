#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { readSandboxFile, type SandboxFile } from '../sandbox.ts';

/** Shows the main job on a running sandbox: the vendor's own snippets, a stale write, and what is left of it all. */
async function tour({ baseUrl, caibo, clientele }: SandboxFile): Promise<void> {
  const json = { 'content-type': 'application/json' };
  say('Caibo: log in, as the page asks for an access token');
  const login = await show(`${baseUrl}/auth/login`, {
    method: 'POST',
    headers: json,
    body: { email: caibo.email, password: caibo.password },
  });
  const bearer = { ...json, authorization: `Bearer ${(login.body as { accessToken: string }).accessToken}` };
  const customer = `${baseUrl}/api/customers/${caibo.customerId}`;

  say('Caibo: basic customer update');
  const address = { street: '456 New Street', city: 'San Francisco', state: 'CA', zipCode: '94105', country: 'US' };
  const basic = { email: 'newemail@example.com', phone: '+1234567890', address };
  await show(customer, { method: 'PUT', headers: bearer, body: basic });

  say('Caibo: partial customer update');
  const preferences = { currency: 'EUR', notifications: false, language: 'fr' };
  await show(customer, { method: 'PUT', headers: bearer, body: { preferences } });

  say('Caibo: update with validation');
  await show(customer, { method: 'PUT', headers: bearer, body: { phone: '+15551234567' } });

  say('Caibo: the same, refused by the server');
  await show(customer, { method: 'PUT', headers: bearer, body: { email: 'not an address' } });

  const record = `${baseUrl}/v1/customers/${clientele.customerId}`;
  const token = { authorization: `Bearer ${clientele.integratorToken}` };
  say('/v1: two writers read the same version');
  const read = await show(record, { headers: token });
  const etag = read.headers.get('etag') ?? '';
  const patch = {
    ...token,
    'content-type': 'application/merge-patch+json',
    'if-match': etag,
    'change-reason': 'the tour',
  };

  say('/v1: the first one writes');
  await show(record, {
    method: 'PATCH',
    headers: patch,
    body: { contact: { email: `writer.one.${Date.now()}@example.com` } },
  });

  say('/v1: the second one is late, and is told what happened and what of his change still applies');
  const late = { contact: { email: 'writer.two@example.com' }, name: { short: `Late ${Date.now()}` } };
  const stale = await show(record, { method: 'PATCH', headers: patch, body: late });
  const { currentEtag, applicable } = stale.body as { currentEtag: string; applicable: unknown };

  say('/v1: he sends what still applies, against the current version');
  await show(record, { method: 'PATCH', headers: { ...patch, 'if-match': currentEtag }, body: applicable });

  say('The record');
  await show(record, { headers: token });
  say('Its history');
  await show(`${record}/history?limit=5`, { headers: token });
}

interface Shown {
  readonly headers: Headers;
  readonly body: unknown;
}

/** Performs a request and prints it with its answer; secrets are left out of what is printed. */
async function show(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown },
): Promise<Shown> {
  const { authorization: _, ...shownHeaders } = headers;
  print(`> ${method} ${new URL(url).pathname}${new URL(url).search}`);
  for (const [name, value] of Object.entries(shownHeaders)) print(`> ${name}: ${value}`);
  if (body !== undefined) print(`> ${JSON.stringify(masked(body))}`);
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer: unknown = response.status === 204 ? undefined : await response.json();
  print(`< ${response.status} ${response.statusText}`);
  const etag = response.headers.get('etag');
  if (etag !== null) print(`< etag: ${etag}`);
  if (answer !== undefined) print(JSON.stringify(masked(answer), null, 2).replaceAll(/^/gm, '< '));
  return { headers: response.headers, body: answer };
}

function masked(body: unknown): unknown {
  const secrets = ['password', 'accessToken'];
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, secrets.includes(name) ? '…' : value]));
}

function say(title: string): void {
  print(`\n── ${title}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: process.env['CLIENTELE_DATA'] ?? './data' } },
  });
  const file = await readSandboxFile(`${values.data}/sandbox.json`);
  if (!file?.baseUrl || !file.caibo || !file.clientele) {
    throw new Error(`no sandbox.json in ${values.data}; start the server first, or name its --data`);
  }
  await tour(file as SandboxFile);
}

main().catch((error: Error) => {
  process.stderr.write(`tour: ${error.message}\n`);
  process.exitCode = 1;
});
