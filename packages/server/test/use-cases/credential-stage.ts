import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { createTokenIssuer } from '../../src/access/tokens.ts';
import { createRandom } from '../../src/random.ts';
import type { CredentialRow } from '../../src/stores/store.ts';
import {
  type CredentialRequest,
  createCredential,
  type MadeCredential,
} from '../../src/use-cases/create-credential.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { openTestStore } from '../stores/opened-store.ts';

type Ground = Parameters<typeof createCredential>[0];

/** A store with the tenant `one`, for one test file, and a clock that only the tests move. */
let standing: Ground | undefined;
let time = Date.parse('2026-11-22T12:00:00Z');
const closing: (() => Promise<unknown>)[] = [];

before(async () => {
  const { store, dispose } = await openTestStore();
  const dependencies = { store, seal: plainSeal, clock: { now: () => time }, random: createRandom() };
  standing = { ...dependencies, issuer: await createTokenIssuer(dependencies) };
  await store.createTenant({ id: 'one', number: '1', name: 'One' });
  closing.push(dispose);
});
after(async () => {
  for (const close of closing) await close();
});

export function ground(): Ground {
  assert.ok(standing);
  return standing;
}

export function advance(milliseconds: number): void {
  time += milliseconds;
}

export async function make(wanted: Partial<CredentialRequest> & { readonly face: string }): Promise<MadeCredential> {
  const made = await createCredential(ground(), { tenant: 'one', role: 'integrator', ...wanted });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

/** The pointers of what is refused. */
export async function refused(wanted: Partial<CredentialRequest> & { readonly face: string }): Promise<string[]> {
  const made = await createCredential(ground(), { tenant: 'one', role: 'integrator', ...wanted });
  assert.ok(!made.ok && made.problem.type === 'invalid', JSON.stringify(made));
  return made.problem.violations.map(({ pointer }) => pointer);
}

export function kept({ sealed }: CredentialRow): Record<string, string> {
  return JSON.parse(plainSeal.open(sealed)) as Record<string, string>;
}
