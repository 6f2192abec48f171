import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { selfSignedCertificate } from '../../src/access/certificate.ts';
import { generateRsaKeyPair } from '../../src/access/key-pair.ts';
import { createRandom } from '../../src/random.ts';
import { startServer, type TestServer } from '../server.ts';

const CLI = new URL('../../src/cli/clientele.ts', import.meta.url).pathname;

let server: TestServer;
let directory: string;
before(async () => {
  server = await startServer();
  directory = await mkdtemp(join(tmpdir(), 'clientele-cli-'));
});
after(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

/** The command's output; the server is in this process, so it must not be waited for without turning. */
function cli(args: readonly string[], data = server.data): Promise<{ stdout: string; stderr: string; code: number }> {
  const { CLIENTELE_TOKEN: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, 'credential', ...args, '--data', data], { env }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, code: Number(error?.code ?? 0) });
    });
  });
}

async function add(...args: string[]): Promise<Record<string, string>> {
  const { stdout, stderr } = await cli(['add', ...(args.includes('--face') ? [] : ['--face', 'mastercard']), ...args]);
  assert.equal(stderr, '');
  return JSON.parse(stdout) as Record<string, string>;
}

describe('clientele credential add', () => {
  it('prints the keys it makes, this once', async () => {
    const signing = await add('--kind', 'signing-key');
    assert.match(signing['consumerKey'] ?? '', /^[\w-]{48}![0-9a-f]{48}$/);
    assert.match(signing['signingKeyPem'] ?? '', /^-----BEGIN PRIVATE KEY-----\n/);
    const encryption = await add('--kind', 'encryption-key');
    assert.match(encryption['encryptionCertificatePem'] ?? '', /^-----BEGIN CERTIFICATE-----\n/);
    assert.match(encryption['decryptionKeyPem'] ?? '', /^-----BEGIN PRIVATE KEY-----\n/);
    const { stdout } = await cli(['list']);
    assert.ok(stdout.includes(signing['consumerKey'] ?? '-') && stdout.includes(encryption['kid'] ?? '-'));
    assert.doesNotMatch(stdout, /BEGIN/);
  });

  it('registers the public key in a file, and does not send a private one', async () => {
    const { publicKeyPem, privateKeyPem } = await generateRsaKeyPair();
    const [publicFile, privateFile] = [join(directory, 'public.pem'), join(directory, 'private.pem')];
    await writeFile(publicFile, publicKeyPem);
    await writeFile(privateFile, privateKeyPem);
    const made = await add('--kind', 'signing-key', '--public-key', publicFile);
    assert.deepEqual(
      Object.keys(made).filter((name) => /Pem/.test(name)),
      [],
    );
    const wrong = await cli(['add', '--face', 'mastercard', '--public-key', privateFile]);
    assert.deepEqual([wrong.code, wrong.stdout], [1, '']);
    assert.match(wrong.stderr, /^clientele: --public-key must be one PEM block/);
    const missing = await cli(['add', '--face', 'mastercard', '--public-key', join(directory, 'none.pem')]);
    assert.match(missing.stderr, /^clientele: --public-key cannot be read/);
  });

  it('makes what a merchant signs with, or registers his own certificate, in his name', async () => {
    const merchant = ['--face', 'cybersource', '--merchant-id', 'acme_1', '--portfolio-id', 'group-7'];
    const secret = await add(...merchant);
    assert.match(secret['keyId'] ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual([secret['kind'], secret['merchantId']], ['shared-secret', 'acme_1']);
    const options = { commonName: 'acme', subjectSerialNumber: '31337', from: Date.now(), random: createRandom() };
    const file = join(directory, 'certificate.pem');
    await writeFile(file, await selfSignedCertificate(await generateRsaKeyPair(), options));
    const registered = await add(...merchant, '--kind', 'certificate', '--public-key', file);
    assert.equal(registered['serialNumber'], '31337');
    assert.equal(registered['p12Base64'], undefined);
    const refused = await cli(['add', '--face', 'cybersource', '--merchant-id', 'a b']);
    assert.match(refused.stderr, /\n\/merchantId must match /);
    const offline = ['add', '--tenant', 'acme', '--kind', 'certificate', ...merchant];
    const { stdout } = await cli(offline, join(directory, 'merchant'));
    const made = JSON.parse(stdout) as Record<string, string>;
    assert.deepEqual([made['p12Alias'], made['merchantId']], ['acme_1', 'acme_1']);
    const wrong = await cli([...offline.slice(0, -1), 'a b'], join(directory, 'merchant'));
    assert.match(wrong.stderr, /refused: .*"pointer":"\/portfolioId"/);
  });

  it("says what the server refuses, and each face's kinds", async () => {
    const refused = await cli(['add', '--face', 'mastercard', '--kind', 'token']);
    assert.match(refused.stderr, /\n\/kind must be one of signing-key, encryption-key\n$/);
    const help = await cli(['--help']);
    const faces = ['clientele: token', 'caibo: api-key, login', 'mastercard: signing-key, encryption-key'];
    for (const line of [...faces, 'cybersource: shared-secret, certificate'])
      assert.ok(help.stderr.includes(line), line);
  });

  it('makes keys in the data directory of a server that is not running', async () => {
    const data = join(directory, 'offline');
    const args = ['add', '--tenant', 'acme', '--face', 'mastercard', '--kind', 'encryption-key'];
    const { stdout } = await cli(args, data);
    const made = JSON.parse(stdout) as Record<string, string>;
    const names = ['id', 'tenant', 'face', 'kind', 'role', 'kid', 'encryptionCertificatePem', 'decryptionKeyPem'];
    assert.deepEqual(Object.keys(made), names);
    const wrong = await cli(['add', '--tenant', 'other', '--face', 'mastercard', '--kind', 'login'], data);
    assert.match(
      wrong.stderr,
      /--face must be one of clientele, caibo, mastercard, cybersource; --kind signing-key, encryption-key/,
    );
  });
});
