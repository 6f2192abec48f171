import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createLog } from '../src/log.ts';
import { type Running, start } from '../src/main.ts';
import { createClient, type Reply } from './client.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'clientele-api';

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let issuer: Server;
let running: Running;
let data: string;
let asked = 0;
let isBroken = false;

before(async () => {
  keys = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' }] });
  issuer = createServer((_request, response) => {
    asked++;
    response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' }).end(jwks);
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { port } = issuer.address() as { port: number };
  data = await mkdtemp(join(tmpdir(), 'clientele-issuer-'));
  const foreign = { issuer: ISSUER, audience: AUDIENCE, jwksUrl: new URL(`http://127.0.0.1:${port}/jwks`) };
  const config = { host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true, issuer: foreign } as const;
  running = await start(config, createLog('silent'));
});
after(async () => {
  await running.close();
  issuer.close();
  await rm(data, { recursive: true, force: true });
});

async function ask(
  claims: Record<string, unknown>,
  { kid = 'one', audience = AUDIENCE, path = '/v1/customers' } = {},
): Promise<Reply> {
  const token = await new SignJWT({ tenant: 'sandbox', scope: 'customers:read', sub: 'client-7', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setExpirationTime('5 min')
    .sign(keys.privateKey);
  return createClient(running.baseUrl, { authorization: `Bearer ${token}` })('GET', path);
}

describe('a configured issuer', () => {
  it('says 503 while its keys cannot be had, and is not flooded meanwhile', async () => {
    isBroken = true;
    for (let tries = 0; tries < 20; tries++) assert.equal((await ask({ jti: String(tries) })).status, 503);
    assert.equal(asked, 1);
    isBroken = false;
    await new Promise((resolve) => setTimeout(resolve, 5_200));
  });

  it('lets in whom it vouches for, as far as the scope goes', async () => {
    assert.equal((await ask({})).status, 200);
    assert.equal((await ask({}, { path: '/v1/credentials' })).status, 403);
    assert.equal((await ask({ scope: 'credentials:write' }, { path: '/v1/credentials' })).status, 200);
  });

  it('is not believed about unknown tenants, other audiences, unknown keys, ID tokens or odd subjects', async () => {
    assert.equal((await ask({ tenant: 'other' })).status, 401);
    assert.equal((await ask({ tenant: ['sandbox'] })).status, 401);
    assert.equal((await ask({}, { audience: 'another' })).status, 401);
    assert.equal((await ask({}, { kid: 'two' })).status, 401);
    assert.equal((await ask({ scope: undefined, nonce: 'x' })).status, 401);
    assert.equal((await ask({ sub: 'x'.repeat(300) })).status, 401);
  });

  it('is asked for its keys rarely, whatever keys tokens name', async () => {
    const before = asked;
    for (let tries = 0; tries < 30; tries++) await ask({ jti: String(tries) }, { kid: `unknown-${tries}` });
    assert.ok(asked - before <= 1, `${asked - before} times`);
  });
});
