import assert from 'node:assert/strict';
import { type Json, ok, type Problem, type Result } from '@clientele/core';
import { Default } from 'typebox/value';
import { createCredentialReader } from '../../../src/access/credentials.ts';
import { principalOf } from '../../../src/access/principal.ts';
import { createTokenIssuer } from '../../../src/access/tokens.ts';
import type { Answer, Call, Face, Request, Route } from '../../../src/faces/face.ts';
import { sealRefusal, withPayload } from '../../../src/faces/mastercard/payload.ts';
import { MastercardSettings } from '../../../src/faces/mastercard/settings.ts';
import { perform } from '../../../src/faces/perform.ts';
import { createRandom } from '../../../src/random.ts';
import type { Store } from '../../../src/stores/store.ts';
import { createCredential } from '../../../src/use-cases/create-credential.ts';
import { plainSeal } from '../../../src/vault/seal.ts';
import { openTestStore } from '../../stores/opened-store.ts';
import { createEncryptionClient, type EncryptionClient } from './encryption-client.ts';

/** A face with one resource behind payload encryption; who calls it says himself whose he is. */
export interface EncryptedFace {
  readonly face: Face;
  /** The tenant's settings, and what the operation does; a test changes both. */
  encryption: Partial<MastercardSettings['encryption']>;
  operate: (call: Call) => Promise<Result<Answer, Problem>>;
  /** The calls that reached the operation. */
  seen: Call[];
  addKey(tenant: string): Promise<EncryptionKey>;
  addSigningKey(tenant: string): Promise<{ readonly id: string; readonly kid: string }>;
  revoke(tenant: string, id: string): Promise<void>;
  sent(wanted: Sent): Promise<{ result: Result<Answer, Problem>; answer: Answer; request: Request }>;
  dispose(): Promise<void>;
}

/** An encryption key, and the client it was made for. */
export interface EncryptionKey {
  readonly id: string;
  readonly kid: string;
  readonly certificate: string;
  readonly client: EncryptionClient;
}

/** A request with a body is a PATCH, one without a GET. */
export interface Sent {
  readonly body?: Json;
  readonly tenant?: string;
}

/** Opens one with these tenants, on a store of its own. */
export async function openEncryptedFace(...tenants: readonly string[]): Promise<EncryptedFace> {
  const { store, dispose } = await openTestStore();
  for (const id of tenants) await store.createTenant({ id, number: String(tenants.indexOf(id)), name: id });
  let time = Date.parse('2026-01-01T00:00:00Z');
  const clock = { now: () => time };
  const ground = {
    credentials: createCredentialReader(store, clock),
    seal: plainSeal,
    operation: 'toy',
  };
  const encryption = () =>
    (Default(MastercardSettings, { encryption: { ...opened.encryption } }) as MastercardSettings).encryption;
  const face = faceOf(store, (call) =>
    withPayload(ground, call, encryption(), async (inner) => {
      opened.seen.push(inner);
      return opened.operate(inner);
    }),
  );
  const issuer = await createTokenIssuer({ store, seal: plainSeal, clock });
  async function add(tenant: string, kind: string) {
    // Longer than a credential is remembered.
    time += 3_000;
    const dependencies = { store, seal: plainSeal, clock, random: createRandom(), issuer };
    const made = await createCredential(dependencies, { tenant, face: 'mastercard', kind, role: 'integrator' });
    assert.ok(made.ok);
    return made.value;
  }
  const opened: EncryptedFace = {
    face,
    encryption: {},
    operate: async () => ok({ status: 204, headers: {} }),
    seen: [],
    async addKey(tenant) {
      const { credential, material } = await add(tenant, 'encryption-key');
      const { encryptionCertificatePem: certificate = '', decryptionKeyPem = '' } = material;
      const client = createEncryptionClient({ encryptionCertificatePem: certificate, decryptionKeyPem });
      return { id: credential.id, kid: credential.lookup, certificate, client };
    },
    async addSigningKey(tenant) {
      const { credential } = await add(tenant, 'signing-key');
      return { id: credential.id, kid: credential.lookup };
    },
    async revoke(tenant, id) {
      assert.ok(await store.revokeCredential(tenant, id, new Date(time).toISOString()));
      time += 3_000;
    },
    async sent(wanted) {
      const request = requestOf(wanted);
      const route = face.routes.find(({ method }) => method === request.method);
      assert.ok(route);
      const result = await perform(face, route, request, () => {});
      return { result, answer: result.ok ? result.value : face.refuse(result.problem, request), request };
    },
    dispose,
  };
  return opened;
}

function faceOf(store: Store, handle: Route['handle']): Face {
  const operation = { id: 'toy', summary: '', tag: '', responses: {}, problems: [] };
  const common = { path: '/clients/:id', scope: 'customers:read', handle, operation } as const;
  return {
    name: 'toy',
    prefixes: ['/clients'],
    routes: [
      { ...common, method: 'GET' },
      { ...common, method: 'PATCH', reads: { names: [], test: () => true } },
    ],
    async authenticate({ headers: { 'x-tenant': tenant = '' } }) {
      const row = await store.tenant(tenant);
      assert.ok(row);
      const credential = { id: 'c', tenant, face: 'toy', kind: '', lookup: '', createdAt: '' } as const;
      return ok(principalOf({ ...credential, role: 'integrator', sealed: new Uint8Array(0) }, row));
    },
    refuse: ({ type }, request) => sealRefusal({ status: 400, headers: {}, body: JSON.stringify({ type }) }, request),
    description: {
      title: '',
      summary: '',
      securitySchemes: {},
      problem: { mediaTypes: [], schema: MastercardSettings },
      schemas: {},
    },
  };
}

function requestOf({ body, tenant = 't' }: Sent): Request {
  return {
    id: 'req_1',
    method: body === undefined ? 'GET' : 'PATCH',
    target: '/clients/4%300000/?a=1',
    parameters: { id: '40000' },
    query: new URLSearchParams('a=1'),
    headers: { 'content-type': 'application/merge-patch+json', 'idempotency-key': 'k', 'x-tenant': tenant },
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    remoteAddress: '192.0.2.1',
  };
}
