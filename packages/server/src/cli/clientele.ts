#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { readSandboxFile } from '../sandbox.ts';
import { credentialKinds } from '../use-cases/create-credential.ts';
import { addOffline } from './add-offline.ts';

const USAGE = `clientele credential add --face FACE [--kind KIND] [--role integrator|operator] [--email ADDRESS]
clientele credential list
clientele credential revoke ID

  Talks to a running server as an operator. Its address and token are taken from
    --url URL and CLIENTELE_TOKEN, or from sandbox.json in --data DIR (./data).

  --face    clientele (a token) or caibo (an api-key, or a login with --email)
  --tenant  with add: makes the credential, and the tenant if it is new, in the data directory of a server that is not
            running; how the first operator of a tenant comes into being
`;

/** A call that cannot be made or was refused: said in one line, without a stack. */
class Failure extends Error {}

const options = {
  url: { type: 'string' },
  data: { type: 'string', default: process.env['CLIENTELE_DATA'] ?? './data' },
  face: { type: 'string' },
  kind: { type: 'string' },
  role: { type: 'string' },
  email: { type: 'string' },
  tenant: { type: 'string' },
  help: { type: 'boolean' },
} as const;

async function main(args: string[]): Promise<void> {
  const { values, positionals } = read(args);
  const [noun, verb, id] = positionals;
  if (values.help || noun !== 'credential') return usage(values.help ? 0 : 2);
  if (verb === 'add' && values.tenant !== undefined) return print(await addToTenant(values.tenant, values));
  const server = await findServer(values);
  switch (verb) {
    case 'add': {
      const { face, kind, role, email } = values;
      return print(await call(server, 'POST', '/v1/credentials', { face, kind, role, email }));
    }
    case 'list':
      return print(await call(server, 'GET', '/v1/credentials'));
    case 'revoke':
      if (id === undefined) return usage(2);
      await call(server, 'DELETE', `/v1/credentials/${encodeURIComponent(id)}`);
      return void process.stdout.write(`revoked ${id}\n`);
    default:
      return usage(2);
  }
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}

interface Wanted {
  readonly data: string;
  readonly face?: string;
  readonly kind?: string;
  readonly role?: string;
  readonly email?: string;
}

async function addToTenant(
  tenant: string,
  { data, face = 'clientele', kind, role = 'operator', email }: Wanted,
): Promise<unknown> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant)) throw new Failure('--tenant must be 1 to 63 of a-z, 0-9 and -');
  if (role !== 'operator' && role !== 'integrator') throw new Failure('--role must be integrator or operator');
  const known = credentialKinds[face] ?? [];
  const chosen = known.find((name) => name === (kind ?? known[0]));
  if (!chosen)
    throw new Failure(`--face must be one of ${Object.keys(credentialKinds).join(', ')}; --kind ${known.join(', ')}`);
  const made = await addOffline(data, {
    tenant,
    face,
    kind: chosen,
    role,
    ...(email !== undefined && { email }),
  }).catch((error: Error) => {
    throw new Failure(error.message);
  });
  if (!made.ok) throw new Failure(`refused: ${JSON.stringify(made.problem)}`);
  const { credential, secret, expiresAt } = made.value;
  return { id: credential.id, tenant, face, kind: chosen, role, secret, ...(expiresAt !== undefined && { expiresAt }) };
}

interface Server {
  readonly url: string;
  readonly token: string;
}

/** The token is never an argument: those are for everybody on the machine to read. */
async function findServer({ url, data }: { url?: string; data: string }): Promise<Server> {
  const file = await readSandboxFile(`${data}/sandbox.json`);
  const found = { url: url ?? file?.baseUrl, token: process.env['CLIENTELE_TOKEN'] ?? file?.clientele?.operatorToken };
  if (!found.url || !found.token)
    throw new Failure('no server is known: give --url and CLIENTELE_TOKEN, or --data with a sandbox.json');
  return { url: found.url, token: found.token };
}

async function call({ url, token }: Server, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(new URL(path, url), request).catch(() => {
    throw new Failure(`no server answers at ${url}`);
  });
  if (response.ok) return response.status === 204 ? undefined : response.json();
  const problem = (await response.json()) as { title: string; detail: string };
  throw new Failure(`${problem.title}: ${problem.detail}`);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function usage(exitCode: number): void {
  process.stderr.write(USAGE);
  process.exitCode = exitCode;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`clientele: ${error.message}\n`);
  process.exitCode = 1;
});
