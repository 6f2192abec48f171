import { randomInt } from 'node:crypto';
import type { Problem, Result } from '@clientele/core';
import { createTokenIssuer } from '../access/tokens.ts';
import { createRandom } from '../random.ts';
import { openStore, type StorePlace } from '../stores/open-store.ts';
import { type CredentialRequest, createCredential, type MadeCredential } from '../use-cases/create-credential.ts';
import { plainSeal } from '../vault/seal.ts';

/**
 * Makes a credential in the data directory of a server that is not running, and the tenant where there is none of that
 * name: how the first operator of a tenant comes into being. Throws when a server has the directory.
 */
export async function addOffline(
  place: StorePlace,
  request: CredentialRequest,
): Promise<Result<MadeCredential, Problem>> {
  const store = await openStore(place, () => {});
  try {
    const dependencies = { store, seal: plainSeal, clock: { now: Date.now }, random: createRandom() };
    const { tenant } = request;
    if (!(await store.tenant(tenant))) {
      await store.createTenant({ id: tenant, number: String(randomInt(100_000_000, 1_000_000_000)), name: tenant });
    }
    return await createCredential({ ...dependencies, issuer: await createTokenIssuer(dependencies) }, request);
  } finally {
    await store.close();
  }
}
