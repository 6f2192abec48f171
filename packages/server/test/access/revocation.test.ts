import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createCredentialReader } from '../../src/access/credentials.ts';
import { createTokenIssuer, createTokenVerifier } from '../../src/access/tokens.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { openTestStore } from '../stores/opened-store.ts';

it('a revoked credential is refused after five seconds at most, whichever of its tokens is used', async () => {
  const { store, dispose } = await openTestStore();
  let time = Date.parse('2026-01-01T00:00:00Z');
  const clock = { now: () => time };
  const issuer = await createTokenIssuer({ store, seal: plainSeal, clock });
  const credentials = createCredentialReader(store, clock);
  const verifier = createTokenVerifier({ credentials, reader: store, clock, jwks: issuer.jwks });
  await store.createTenant({ id: 't', number: '1', name: 'T' });
  const createdAt = new Date(time).toISOString();
  const sealed = new Uint8Array(0);
  await store.createCredential({
    id: 'c',
    tenant: 't',
    face: 'clientele',
    kind: 'token',
    role: 'integrator',
    lookup: 'c',
    sealed,
    createdAt,
  });
  const issue = async () =>
    (await issuer.issue({ credentialId: 'c', tenant: 't', face: 'clientele', ttlS: 3600 })).token;
  const [first, second] = [await issue(), await issue()];
  assert.notEqual(first, second, 'tokens of the same second differ');
  assert.ok((await verifier.verify(first, 'clientele')).ok);
  await store.revokeCredential('t', 'c', createdAt);
  time += 2_400;
  await verifier.verify(second, 'clientele');
  time += 2_600;
  for (const token of [first, second]) assert.equal((await verifier.verify(token, 'clientele')).ok, false);
  await dispose();
});
