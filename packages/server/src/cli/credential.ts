import { readFile } from 'node:fs/promises';
import { readPublicKey } from '../access/key-pair.ts';
import { credentialFaces, kindsOf } from '../use-cases/credential-kinds.ts';
import { addOffline } from './add-offline.ts';
import type { Arguments } from './arguments.ts';
import { Failure, misuse } from './failure.ts';
import { callServer } from './operator-call.ts';
import { print } from './print.ts';
import { placeIn } from './store-place.ts';

/** `clientele credential add|list|revoke`. */
export async function credentialCommand(values: Arguments, [verb, id]: readonly string[]): Promise<void> {
  switch (verb) {
    case 'add':
      return print(values.tenant === undefined ? await add(values) : await addToTenant(values.tenant, values));
    case 'list':
      return print(await callServer(values, 'GET', '/v1/credentials'));
    case 'revoke':
      if (id === undefined) throw misuse('name the credential to revoke by its id');
      await callServer(values, 'DELETE', `/v1/credentials/${encodeURIComponent(id)}`);
      return void process.stdout.write(`revoked ${id}\n`);
    default:
      throw misuse('say credential add, list or revoke');
  }
}

export function kindNamesOf(face: string): string {
  return kindsOf(face)
    .map(({ kind }) => kind)
    .join(', ');
}

async function add(values: Arguments): Promise<unknown> {
  const { face, kind, role, email } = values;
  const body = { face, kind, role, email, ...merchantIn(values), ...(await publicKeyIn(values)) };
  return callServer(values, 'POST', '/v1/credentials', body);
}

async function addToTenant(tenant: string, values: Arguments): Promise<unknown> {
  const { face = 'clientele', kind, role = 'operator', email } = values;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant)) throw new Failure('--tenant must be 1 to 63 of a-z, 0-9 and -');
  if (role !== 'operator' && role !== 'integrator') throw new Failure('--role must be integrator or operator');
  if (!kindsOf(face).some((row) => kind === undefined || row.kind === kind))
    throw new Failure(`--face must be one of ${credentialFaces.join(', ')}; --kind ${kindNamesOf(face)}`);
  const made = await addOffline(placeIn(values), {
    tenant,
    face,
    role,
    ...(kind !== undefined && { kind }),
    ...(email !== undefined && { email }),
    ...merchantIn(values),
    ...(await publicKeyIn(values)),
  }).catch((error: Error) => {
    throw new Failure(error.message);
  });
  if (!made.ok) throw new Failure(`refused: ${JSON.stringify(made.problem)}`);
  const { credential, material } = made.value;
  return { id: credential.id, tenant, face, kind: credential.kind, role, ...material };
}

function merchantIn({ 'merchant-id': merchantId, 'portfolio-id': portfolioId }: Arguments) {
  return { ...(merchantId !== undefined && { merchantId }), ...(portfolioId !== undefined && { portfolioId }) };
}

async function publicKeyIn({ 'public-key': path }: Arguments): Promise<{ publicKeyPem?: string }> {
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new Failure(`--public-key cannot be read: ${error.message}`);
  });
  // Looked at here already: a private key that was taken for the public one must not leave the machine.
  const publicKey = readPublicKey(text);
  if (!publicKey.ok) throw new Failure(`--public-key ${publicKey.problem.message}`);
  return { publicKeyPem: text };
}
