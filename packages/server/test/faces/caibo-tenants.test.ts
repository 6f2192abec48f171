/** Two merchants on one server, through Caibo's face. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createCredentialReader } from '../../src/access/credentials.ts';
import { createLoginLimit } from '../../src/access/login-limit.ts';
import { createTokenIssuer, createTokenVerifier } from '../../src/access/tokens.ts';
import { createCaiboFace } from '../../src/faces/caibo/face.ts';
import { createHttpServer } from '../../src/http.ts';
import { createLog } from '../../src/log.ts';
import { createCredential } from '../../src/use-cases/create-credential.ts';
import { plainSeal } from '../../src/vault/seal.ts';
import { openTestStore } from '../stores/opened-store.ts';

const closing: (() => Promise<unknown>)[] = [];
const keys: Record<string, string> = {};
let app: ReturnType<typeof createHttpServer>;

before(async () => {
  const { store, dispose } = await openTestStore();
  const clock = { now: Date.now };
  const dependencies = { store, seal: plainSeal, clock, random: { bytes: randomBytes } };
  const issuer = await createTokenIssuer(dependencies);
  const credentials = createCredentialReader(store, clock);
  const verifier = createTokenVerifier({ credentials, reader: store, clock, jwks: issuer.jwks });
  const loginLimit = await createLoginLimit(dependencies);
  const face = createCaiboFace({ dependencies, issuer, verifier, credentials, loginLimit });
  app = createHttpServer({
    faces: [face],
    pages: [],
    ready: async () => true,
    log: createLog('silent'),
    newRequestId: randomUUID,
  });
  closing.push(() => app.close(), dispose);
  for (const tenant of ['a', 'b']) {
    await store.createTenant({
      id: tenant,
      number: tenant === 'a' ? '1' : '9223372036854775807',
      name: `Shop ${tenant}`,
    });
    const made = await createCredential(
      { ...dependencies, issuer },
      { tenant, face: 'caibo', kind: 'api-key', role: 'integrator' },
    );
    assert.ok(made.ok);
    keys[tenant] = made.value.material.secret ?? '';
  }
});
after(async () => {
  for (const close of closing) await close();
});

function ask(
  tenant: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
  headers: Record<string, string> = {},
) {
  return app.inject({
    method,
    url,
    headers: { 'x-api-key': keys[tenant] ?? '', ...headers },
    ...(payload && { payload }),
  });
}

test('another merchant’s customer is told apart from a missing one by nothing', async () => {
  const made = (await ask('a', 'POST', '/customers', { name: 'Ann', email: 'ann@example.com' })).json<{
    id: number;
    ownerName: string;
  }>();
  assert.equal(made.ownerName, 'Shop a');
  const missing = made.id === 424242424242424 ? 424242424242425 : 424242424242424;
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
    for (const headers of [{}, { 'if-match': '"1-AAAAAAAA"' }, { 'if-none-match': '*' }]) {
      const answers: unknown[] = [];
      for (const id of [made.id, missing]) {
        const answer = await ask(
          'b',
          method,
          `/customers/${id}`,
          method.startsWith('P') ? { memberId: 'mine' } : undefined,
          headers as Record<string, string>,
        );
        assert.equal(answer.statusCode, 404);
        const { traceId, instance, ...rest } = answer.json<Record<string, unknown>>();
        assert.equal(instance, `/customers/${id}`);
        assert.equal(answer.headers['x-request-id'], traceId);
        answers.push([rest, Object.keys(answer.headers)]);
      }
      assert.deepEqual(answers[0], answers[1]);
    }
  }
  assert.deepEqual((await ask('b', 'GET', '/customers?email=ann@example.com')).json(), { items: [], next: null });
  assert.equal((await ask('a', 'GET', `/customers/${made.id}`)).json<{ memberId: null }>().memberId, null);
});

test('an owner’s number beyond 2^53 keeps its digits', async () => {
  const answer = await ask('b', 'POST', '/customers', { name: 'Bob', email: 'bob@example.com' });
  assert.match(answer.payload, /"ownerId":9223372036854775807,/);
});

test('a page that ends among records of other faces goes on behind them', async () => {
  const ids: number[] = [];
  for (let index = 0; index < 5; index++) {
    ids.push(
      (await ask('b', 'POST', '/customers', { name: `C${index}`, email: `c${index}@example.com` })).json<{
        id: number;
      }>().id,
    );
  }
  const seen: number[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: { items: { id: number }[]; next: string | null } = (
      await ask('b', 'GET', `/customers?limit=2${next && `&cursor=${next}`}`)
    ).json();
    assert.ok(page.items.length <= 2);
    seen.push(...page.items.map(({ id }) => id));
    next = page.next;
  }
  assert.ok(ids.every((id) => seen.filter((other) => other === id).length === 1));
});
