#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readPublicKey } from '../access/key-pair.ts';
import { readSandboxFile } from '../sandbox/sandbox-file.ts';
import { credentialFaces, kindsOf } from '../use-cases/credential-kinds.ts';
import { addOffline } from './add-offline.ts';
import { Failure } from './failure.ts';
import { setSettings, showSettings } from './settings.ts';

const USAGE = `clientele credential add --face FACE [--kind KIND] [--role integrator|operator] [--email ADDRESS]
                         [--public-key FILE] [--merchant-id ID] [--portfolio-id ID]
clientele credential list
clientele credential revoke ID
clientele settings show --face FACE
clientele settings set --face FACE --file FILE

  Talks to a running server as an operator. Its address and token are taken from
    --url URL and CLIENTELE_TOKEN, or from sandbox.json in --data DIR (./data).

  --face        whose; its kinds of credential, of which the first is made where none is named:
${credentialFaces.map((face) => `                  ${face}: ${kindNamesOf(face)}`).join('\n')}
  --email       the account name of a login
  --public-key  a file with your own public key or certificate (PEM) for a signing-key, or for the answers of an
                encryption-key; with your own certificate (PEM) for a certificate. Without it a pair is made, and its
                private half is printed this once
  --merchant-id, --portfolio-id
                what the vendor calls the merchant of a shared-secret or certificate (like the tenant), and the
                portfolio whose key it is
  --tenant      with add: makes the credential, and the tenant if it is new, in the data directory of a server that is
                not running; how the first operator of a tenant comes into being. With settings: shows or sets that
                tenant's, without a server too
  --file        the settings as JSON, - for standard input; what they leave out returns to its default
`;

function kindNamesOf(face: string): string {
  return kindsOf(face)
    .map(({ kind }) => kind)
    .join(', ');
}

const options = {
  url: { type: 'string' },
  data: { type: 'string', default: process.env['CLIENTELE_DATA'] ?? './data' },
  face: { type: 'string' },
  kind: { type: 'string' },
  role: { type: 'string' },
  email: { type: 'string' },
  'public-key': { type: 'string' },
  'merchant-id': { type: 'string' },
  'portfolio-id': { type: 'string' },
  file: { type: 'string' },
  tenant: { type: 'string' },
  help: { type: 'boolean' },
} as const;

async function main(args: string[]): Promise<void> {
  const { values, positionals } = read(args);
  const [noun, verb, id] = positionals;
  if (!values.help && noun === 'settings') return changeSettings(verb, values);
  if (values.help || noun !== 'credential') return usage(values.help ? 0 : 2);
  if (verb === 'add' && values.tenant !== undefined) return print(await addToTenant(values.tenant, values));
  const server = await findServer(values);
  switch (verb) {
    case 'add': {
      const { face, kind, role, email } = values;
      const body = { face, kind, role, email, ...merchantIn(values), ...(await publicKeyIn(values)) };
      return print(await call(server, 'POST', '/v1/credentials', body));
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

async function changeSettings(verb: string | undefined, values: ReturnType<typeof read>['values']): Promise<void> {
  const ask = async (method: string, path: string, body?: unknown) =>
    call(await findServer(values), method, path, body);
  if (verb === 'show') return print(await showSettings(values, ask));
  if (verb === 'set') return print(await setSettings(values, ask));
  usage(2);
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
  readonly 'public-key'?: string;
  readonly 'merchant-id'?: string;
  readonly 'portfolio-id'?: string;
}

async function addToTenant(tenant: string, wanted: Wanted): Promise<unknown> {
  const { data, face = 'clientele', kind, role = 'operator', email } = wanted;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant)) throw new Failure('--tenant must be 1 to 63 of a-z, 0-9 and -');
  if (role !== 'operator' && role !== 'integrator') throw new Failure('--role must be integrator or operator');
  if (!kindsOf(face).some((row) => kind === undefined || row.kind === kind))
    throw new Failure(`--face must be one of ${credentialFaces.join(', ')}; --kind ${kindNamesOf(face)}`);
  const made = await addOffline(data, {
    tenant,
    face,
    role,
    ...(kind !== undefined && { kind }),
    ...(email !== undefined && { email }),
    ...merchantIn(wanted),
    ...(await publicKeyIn(wanted)),
  }).catch((error: Error) => {
    throw new Failure(error.message);
  });
  if (!made.ok) throw new Failure(`refused: ${JSON.stringify(made.problem)}`);
  const { credential, material } = made.value;
  return { id: credential.id, tenant, face, kind: credential.kind, role, ...material };
}

function merchantIn({ 'merchant-id': merchantId, 'portfolio-id': portfolioId }: Partial<Wanted>) {
  return { ...(merchantId !== undefined && { merchantId }), ...(portfolioId !== undefined && { portfolioId }) };
}

async function publicKeyIn({ 'public-key': path }: Partial<Wanted>): Promise<{ publicKeyPem?: string }> {
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new Failure(`--public-key cannot be read: ${error.message}`);
  });
  // Looked at here already: a private key that was taken for the public one must not leave the machine.
  const publicKey = readPublicKey(text);
  if (!publicKey.ok) throw new Failure(`--public-key ${publicKey.problem.message}`);
  return { publicKeyPem: text };
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
  const { title, detail, violations = [] } = (await response.json()) as Refusal;
  throw new Failure([`${title}: ${detail}`, ...violations.map((rule) => `${rule.pointer} ${rule.message}`)].join('\n'));
}

/** What is used of the server's problem details. */
interface Refusal {
  readonly title: string;
  readonly detail: string;
  readonly violations?: readonly { readonly pointer: string; readonly message: string }[];
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
