/** What processes remember of what they share, and for how long: two stores on one database are two processes. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { Static, TSchema } from 'typebox';
import { createCredentialReader } from '../../src/access/credentials.ts';
import { createTokenIssuer, createTokenVerifier } from '../../src/access/tokens.ts';
import { mastercardSettings } from '../../src/faces/settings-kinds.ts';
import { openPostgresStore } from '../../src/stores/postgres/postgres-store.ts';
import type { Store } from '../../src/stores/store.ts';
import { replaceSettings } from '../../src/use-cases/replace-settings.ts';
import { type SettingsKind, settingsRules } from '../../src/use-cases/settings-rules.ts';
import { createTenantSettings } from '../../src/use-cases/tenant-settings.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { openPostgres } from '../stores/opened-postgres.ts';

const TENANT = { id: 't', number: '1', name: 'T' };
const START = Date.parse('2026-01-01T00:00:00Z');

async function processOf<Schema extends TSchema>(store: Store, clock: { now(): number }, kind: SettingsKind<Schema>) {
  const dependencies = { store, seal: plainSeal, clock, random: { bytes: randomBytes } };
  const issuer = await createTokenIssuer(dependencies);
  const credentials = createCredentialReader(store, clock);
  const verifier = createTokenVerifier({ credentials, reader: store, clock, jwks: issuer.jwks });
  const settings = createTenantSettings({ ...dependencies, warn: assert.fail }, kind);
  const read = (): Promise<Static<Schema>> => settings.read(TENANT.id);
  return { dependencies, issuer, credentials, verifier, read };
}

/** Two processes that begin at the same time, and the time they share. */
async function twoProcesses(t: TestContext) {
  const opened = await openPostgres();
  const second = await openPostgresStore({ url: opened.url, warn: assert.fail });
  t.after(() => second.close().then(opened.dispose));
  await opened.store.createTenant(TENANT);
  const time = { now: START };
  const clock = { now: () => time.now };
  const [here, there] = await Promise.all([
    processOf(opened.store, clock, mastercardSettings),
    processOf(second, clock, mastercardSettings),
  ]);
  return { time, here, there };
}

test('a token made by one process is taken by another: they have one key', async (t) => {
  const { here, there } = await twoProcesses(t);
  assert.deepEqual(here.issuer.jwks, there.issuer.jwks);
});

test('a credential revoked by one process is refused by another after five seconds at most', async (t) => {
  const { time, here, there } = await twoProcesses(t);
  const credential = {
    id: 'c',
    tenant: 't',
    face: 'clientele',
    kind: 'token',
    role: 'integrator',
    lookup: 'c',
  } as const;
  const createdAt = new Date(START).toISOString();
  await here.dependencies.store.createCredential({ ...credential, sealed: new Uint8Array(0), createdAt });
  const issue = async () =>
    (await here.issuer.issue({ credentialId: 'c', tenant: 't', face: 'clientele', ttlS: 3600 })).token;
  const [first, second] = [await issue(), await issue()];
  assert.ok((await there.verifier.verify(first, 'clientele')).ok);
  await here.dependencies.store.revokeCredential('t', 'c', createdAt);
  // The worst of times: just before the credential is forgotten another of its tokens is verified.
  time.now += 2_499;
  await there.verifier.verify(second, 'clientele');
  time.now = START + 5_000;
  for (const token of [first, second]) assert.equal((await there.verifier.verify(token, 'clientele')).ok, false);
  assert.equal(await there.credentials.find('clientele', 'c'), undefined);
});

test('settings replaced by one process are in force in another after two and a half seconds', async (t) => {
  const { time, here, there } = await twoProcesses(t);
  assert.equal((await there.read()).phones, 'any');
  const change = {
    principal: { tenant: TENANT, actor: { id: 'x', kind: 'operator' } },
    precondition: {},
    settings: { phones: 'standard' },
  } as const;
  assert.ok((await replaceSettings(here.dependencies, settingsRules(mastercardSettings), change)).ok);
  time.now += 2_500;
  assert.equal((await there.read()).phones, 'standard');
});
