/** What the sandbox's merchant gets, and how long he keeps it. */
import assert from 'node:assert/strict';
import { createPrivateKey, hash, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { customerMembers } from '../src/faces/cybersource/lens.ts';
import { createLog } from '../src/log.ts';
import { type Running, start } from '../src/main.ts';
import { certificate } from '../src/sandbox/merchant-credentials.ts';
import type { SandboxFile } from '../src/sandbox/sandbox-file.ts';
import { openedKeyStore } from './access/opened-key-store.ts';
import { type Client, createClient } from './client.ts';
import { ground, make } from './use-cases/credential-stage.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-sandbox-'));
});
after(() => rm(directory, { recursive: true, force: true }));

type Merchant = SandboxFile['cybersource'];
type Item = Readonly<Record<string, string>>;
type During = (operator: Client, file: SandboxFile, running: Running) => Promise<void>;

/** What the sandbox's merchant has after a start, and what its operator does meanwhile. */
async function run(data: string, during?: During): Promise<Merchant> {
  const config = { host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true } as const;
  const running = await start(config, createLog('silent'));
  try {
    const file = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
    const authorization = `Bearer ${file.clientele.operatorToken}`;
    await during?.(createClient(running.baseUrl, { authorization }), file, running);
    return file.cybersource;
  } finally {
    await running.close();
  }
}

/** Changes what an earlier start wrote down of the merchant. */
async function edit(data: string, members: unknown): Promise<void> {
  const path = join(data, 'sandbox.json');
  const { cybersource, ...file } = JSON.parse(await readFile(path, 'utf8')) as SandboxFile;
  const edited = members === null ? null : { ...cybersource, ...(members as object) };
  await writeFile(path, JSON.stringify({ ...file, cybersource: edited }));
}

/** The merchant's credentials that were not revoked, by their kinds. */
async function keysOf(operator: Client): Promise<Record<string, Item>> {
  const { items } = (await operator('GET', '/v1/credentials')).body;
  const own = items.filter(({ face, revokedAt }: Item) => face === 'cybersource' && revokedAt === undefined);
  return Object.fromEntries(own.map((item: Item) => [item['kind'], item]));
}

describe("the sandbox's merchant", () => {
  it('is the one of the vendor’s pages and has all that a client needs', async () => {
    await run(join(directory, 'fresh'), async (operator, { cybersource }, { welcome, baseUrl }) => {
      const names = ['merchantId', 'keyId', 'sharedSecret', 'p12Base64', 'p12Password', 'p12Alias', 'customerId'];
      assert.deepEqual(Object.keys(cybersource), names);
      const { merchantId, keyId, p12Base64, p12Password, p12Alias, customerId } = cybersource;
      const id = 'F2F3ADA770102B51E053A2598D0A9078';
      assert.deepEqual([merchantId, p12Alias, customerId], ['testrest', 'testrest', id]);
      assert.equal(Buffer.from(cybersource.sharedSecret, 'base64').length, 32);
      const { 'shared-secret': secret, certificate: pinned } = await keysOf(operator);
      assert.equal(secret?.['keyId'], keyId);
      assert.match(secret?.['id'] ?? '', /^cred_sandbox_shared_secret_/);
      assert.match(pinned?.['id'] ?? '', /^cred_sandbox_certificate_/);
      const { friendlyName } = await openedKeyStore(p12Base64, p12Password);
      assert.equal(friendlyName, `serialNumber=${pinned?.['serialNumber']},CN=testrest`);
      assert.ok(welcome.includes(`# Cybersource: ${baseUrl}/tms/v2/customers/${id}, signed as testrest`));
    });
  });

  it('never leaves his private key and its password in the data directory, except in sandbox.json', async () => {
    const data = join(directory, 'private');
    const { p12Base64, p12Password } = await run(data);
    const files = (await readdir(data)).filter((name) => name !== 'sandbox.json');
    const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(join(data, name)))));
    const { privateKeyPem, certificatePem } = await openedKeyStore(p12Base64, p12Password);
    const pin = hash('sha256', new X509Certificate(certificatePem).raw, 'hex');
    assert.ok(bytes.includes(pin), 'what is kept of it is there, where it was looked for');
    const { d = '', p = '', q = '' } = createPrivateKey(privateKeyPem).export({ format: 'jwk' });
    const numbers = [d, p, q].map((number) => Buffer.from(number, 'base64url'));
    const codings = ['base64', 'base64url', 'hex'] as const;
    // Beginnings of them, because a long value may be spread over pages.
    const texts = numbers.flatMap((number) => codings.map((coding) => number.toString(coding).slice(0, 24)));
    const pem = String(createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'pem' }));
    const lines = pem.trim().split('\n').slice(2, -1);
    for (const text of [...texts, ...lines, p12Password, p12Base64.slice(-60)])
      assert.equal(bytes.includes(text), false);
    for (const number of numbers) assert.equal(bytes.includes(number.subarray(0, 24)), false);
  });

  it('keeps his keys over a restart', async () => {
    const data = join(directory, 'restart');
    const first = await run(data);
    assert.deepEqual(await run(data), first);
  });

  it('gets others when the file that held them is gone, and the old ones end', async () => {
    const data = join(directory, 'gone');
    const first = await run(data);
    await rm(join(data, 'sandbox.json'));
    await run(data, async (operator, { cybersource }) => {
      for (const name of ['keyId', 'sharedSecret', 'p12Base64', 'p12Password'] as const)
        assert.ok(cybersource[name] !== '' && cybersource[name] !== first[name], name);
      const { items } = (await operator('GET', '/v1/credentials')).body;
      assert.match(items.find((item: Item) => item['keyId'] === first.keyId).revokedAt, /Z$/);
      assert.equal((await keysOf(operator))['shared-secret']?.['keyId'], cybersource.keyId);
    });
  });

  it('gets only another one of what does not fit any more', async () => {
    const data = join(directory, 'unfit');
    const first = await run(data);
    await edit(data, { keyId: 'edited', merchantId: 'edited', p12Password: `${first.p12Password} ` });
    const second = await run(data);
    const kept = { merchantId: 'testrest', keyId: first.keyId, sharedSecret: first.sharedSecret };
    assert.deepEqual({ ...second, ...kept }, second);
    assert.notEqual(second.p12Password, first.p12Password);
    assert.ok(await openedKeyStore(second.p12Base64, second.p12Password));
    await edit(data, { sharedSecret: 7 });
    const third = await run(data);
    const { keyId, sharedSecret } = third;
    assert.deepEqual(third, { ...second, keyId, sharedSecret });
    assert.ok(keyId !== second.keyId && sharedSecret !== second.sharedSecret);
    await edit(data, { p12Base64: first.p12Base64, p12Password: first.p12Password });
    assert.notEqual((await run(data)).p12Base64, first.p12Base64, 'one that was replaced does not come back');
    await edit(data, null);
    assert.notEqual((await run(data)).keyId, keyId);
  });

  it('gets another certificate when his own has ended', async () => {
    const { credential, material } = await make({ face: 'cybersource', kind: 'certificate', merchantId: 'testrest' });
    const { serialNumber, p12Base64 = '', p12Password = '', p12Alias = '', expiresAt = '' } = material;
    const file = { cybersource: { p12Base64, p12Password, p12Alias } as Merchant };
    const fits = (now: number) => certificate.stillFits({ ...ground(), clock: { now: () => now } }, credential, file);
    const last = Date.parse(expiresAt);
    assert.deepEqual(await fits(last - 1), { serialNumber, p12Base64, p12Password, p12Alias });
    assert.equal(await fits(last), undefined);
  });

  it('has no keys any more once they were revoked', async () => {
    const data = join(directory, 'revoked');
    const first = await run(data, async (operator) => {
      for (const { id } of Object.values(await keysOf(operator)))
        assert.equal((await operator('DELETE', `/v1/credentials/${id}`)).status, 204);
    });
    const empty = { keyId: '', sharedSecret: '', p12Base64: '', p12Password: '', p12Alias: '' };
    assert.deepEqual(await run(data), { ...first, ...empty });
  });
});

describe("the sandbox's settings", () => {
  const path = '/v1/settings/cybersource';

  it('take the tokens of former clients, until somebody settles it', async () => {
    const data = join(directory, 'settings');
    await run(data, async (operator) => {
      const { body } = await operator('GET', path);
      assert.deepEqual([body.version, body.changedBy, body.settings.certificateTokens], [1, 'system', 'on']);
      assert.equal((await operator('PUT', path, { body: {} })).status, 200);
    });
    await run(data, async (operator) => {
      const { body } = await operator('GET', path);
      assert.deepEqual([body.version, body.settings.certificateTokens], [2, 'off']);
      assert.equal((await operator('GET', '/v1/settings/mastercard')).body.version, 0, 'the others are left alone');
    });
  });
});

describe("the sandbox's customer", () => {
  it('is the one of the vendor’s page, without anything that is not on it', async () => {
    await run(join(directory, 'sample'), async (operator, { clientele, cybersource }) => {
      const { body } = await operator('GET', `/v1/customers/${clientele.customerId}`);
      assert.deepEqual(customerMembers(body), {
        id: cybersource.customerId,
        buyerInformation: { merchantCustomerID: 'Your customer identifier', email: 'test@cybs.com' },
        clientReferenceInformation: { code: 'TC50171_3' },
        merchantDefinedInformation: [{ name: 'data1', value: 'Your customer data' }],
      });
      assert.deepEqual([body.labels, body.addresses.shipping], [undefined, undefined]);
    });
  });
});
