import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { keyId } from '../src/access/key-pair.ts';
import { createLog } from '../src/log.ts';
import { type Running, start } from '../src/main.ts';
import type { SandboxFile } from '../src/sandbox/sandbox-file.ts';
import { createClient } from './client.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clientele-sandbox-'));
});
after(() => rm(directory, { recursive: true, force: true }));

/** What the sandbox says while it runs once. */
async function run(
  data: string,
  during?: (running: Running, file: SandboxFile) => Promise<void>,
): Promise<SandboxFile> {
  const running = await start(
    { host: '127.0.0.1', port: 0, data, logLevel: 'silent', sandbox: true },
    createLog('silent'),
  );
  try {
    const file = JSON.parse(await readFile(join(data, 'sandbox.json'), 'utf8')) as SandboxFile;
    await during?.(running, file);
    return file;
  } finally {
    await running.close();
  }
}

type Item = Readonly<Record<string, string>>;

function operatorOf({ baseUrl }: Running, { clientele }: SandboxFile) {
  return createClient(baseUrl, { authorization: `Bearer ${clientele.operatorToken}` });
}

/** The sandbox's own credentials of the face, without those that were revoked. */
async function keysIn(running: Running, file: SandboxFile): Promise<Record<string, Item>> {
  const { items } = (await operatorOf(running, file)('GET', '/v1/credentials')).body;
  const own = items.filter(({ face, revokedAt }: Item) => face === 'mastercard' && revokedAt === undefined);
  return Object.fromEntries(own.map((item: Item) => [item['kind'], item]));
}

async function writeFileOf(data: string, file: object): Promise<void> {
  await writeFile(join(data, 'sandbox.json'), JSON.stringify(file));
}

describe("the sandbox's keys", () => {
  it('are all that a client needs, and belong to its credentials', async () => {
    await run(join(directory, 'fresh'), async (running, file) => {
      const { mastercard } = file;
      const names = [
        'basePath',
        'consumerKey',
        'signingKeyPem',
        'clientId',
        'encryptionCertificatePem',
        'decryptionKeyPem',
      ];
      assert.deepEqual(Object.keys(mastercard), names);
      assert.deepEqual([mastercard.basePath, mastercard.clientId], ['/global-processing/core', 40000]);
      const { 'signing-key': signing, 'encryption-key': encryption } = await keysIn(running, file);
      assert.equal(signing?.['consumerKey'], mastercard.consumerKey);
      assert.match(signing?.['id'] ?? '', /^cred_sandbox_signing_key_/);
      assert.match(encryption?.['id'] ?? '', /^cred_sandbox_encryption_key_/);
      const certificate = new X509Certificate(mastercard.encryptionCertificatePem);
      assert.deepEqual([keyId(certificate.publicKey), certificate.subject], [encryption?.['kid'], 'CN=sandbox']);
      for (const pem of [mastercard.signingKeyPem, mastercard.decryptionKeyPem])
        assert.equal(createPrivateKey(pem).asymmetricKeyDetails?.modulusLength, 2048);
      assert.ok(running.welcome.includes(`# Mastercard: ${running.baseUrl}/global-processing/core, signed`));
    });
  });

  it('never leave the private halves of a client in the data directory, except in sandbox.json', async () => {
    const data = join(directory, 'private');
    const { mastercard } = await run(data);
    const files = (await readdir(data)).filter((name) => name !== 'sandbox.json');
    const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(join(data, name)))));
    // The lines that tell one key from another: the first ones begin alike, and the last may be short.
    const line = (pem: string) => pem.trim().split('\n')[4] ?? '';
    for (const pem of [mastercard.signingKeyPem, mastercard.decryptionKeyPem]) {
      const publicHalf = String(createPublicKey(pem).export({ type: 'spki', format: 'pem' }));
      assert.ok(bytes.includes(line(publicHalf)), 'the public half is there, where it was looked for');
      for (const own of pem.trim().split('\n').slice(2, -1)) assert.equal(bytes.includes(own), false);
    }
    const markers = bytes.toString('latin1').match(/BEGIN [A-Z ]*PRIVATE KEY/g) ?? [];
    assert.ok(markers.length > 0, 'the key that decrypts requests is ours to keep');
  });

  it('are the same after a restart, which makes no certificate and loads nothing that could', async () => {
    const data = join(directory, 'restart');
    const { mastercard } = await run(data);
    const probe = `
      import { createRequire } from 'node:module';
      const { start } = await import(${JSON.stringify(new URL('../src/main.ts', import.meta.url).href)});
      const { createLog } = await import(${JSON.stringify(new URL('../src/log.ts', import.meta.url).href)});
      const options = { host: '127.0.0.1', port: 0, logLevel: 'silent', sandbox: true };
      const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('node-forge'));
      const loaded = [];
      for (const data of process.argv.slice(1)) {
        await (await start({ ...options, data }, createLog('silent'))).close();
        loaded.push(isLoaded());
      }
      console.log(JSON.stringify(loaded));
    `;
    const args = ['--input-type=module', '--eval', probe, data, join(directory, 'another')];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    assert.deepEqual(JSON.parse(stdout), [false, true], 'a first start loads it');
    assert.deepEqual((await run(data)).mastercard, mastercard);
  });

  it('are replaced when the file that held them is gone, and the old ones end', async () => {
    const data = join(directory, 'gone');
    const before = await run(data);
    await rm(join(data, 'sandbox.json'));
    await run(data, async (running, file) => {
      const { consumerKey, signingKeyPem, decryptionKeyPem, encryptionCertificatePem } = file.mastercard;
      const old = Object.values(before.mastercard);
      for (const member of [consumerKey, signingKeyPem, decryptionKeyPem, encryptionCertificatePem])
        assert.ok(member !== '' && !old.includes(member));
      const { items } = (await operatorOf(running, file)('GET', '/v1/credentials')).body;
      const ended = items.find((item: Item) => item['consumerKey'] === before.mastercard.consumerKey);
      assert.match(ended.revokedAt, /Z$/);
      assert.equal((await keysIn(running, file))['signing-key']?.['consumerKey'], consumerKey);
    });
  });

  it('are replaced alone when one of them does not fit any more', async () => {
    const data = join(directory, 'unfit');
    const { mastercard } = await run(data);
    const { consumerKey, signingKeyPem, decryptionKeyPem, encryptionCertificatePem } = mastercard;
    await writeFileOf(data, { mastercard: { ...mastercard, consumerKey: 'edited', decryptionKeyPem: signingKeyPem } });
    const second = (await run(data)).mastercard;
    assert.deepEqual([second.consumerKey, second.signingKeyPem], [consumerKey, signingKeyPem]);
    assert.notEqual(second.decryptionKeyPem, decryptionKeyPem);
    assert.notEqual(second.encryptionCertificatePem, encryptionCertificatePem);
    const publicPem = String(createPublicKey(signingKeyPem).export({ type: 'spki', format: 'pem' }));
    await writeFileOf(data, { mastercard: { ...second, signingKeyPem: publicPem, encryptionCertificatePem: 7 } });
    const third = (await run(data)).mastercard;
    assert.notEqual(third.consumerKey, consumerKey);
    assert.notEqual(third.encryptionCertificatePem, second.encryptionCertificatePem);
    await writeFileOf(data, { mastercard: null });
    assert.notEqual((await run(data)).mastercard.consumerKey, third.consumerKey);
  });

  it('stay away once they were revoked', async () => {
    const data = join(directory, 'revoked');
    await run(data, async (running, file) => {
      for (const { id } of Object.values(await keysIn(running, file)))
        assert.equal((await operatorOf(running, file)('DELETE', `/v1/credentials/${id}`)).status, 204);
    });
    const { mastercard } = await run(data);
    const empty = { consumerKey: '', signingKeyPem: '', encryptionCertificatePem: '', decryptionKeyPem: '' };
    assert.deepEqual(mastercard, { ...mastercard, ...empty });
  });
});

describe("the sandbox's sample record", () => {
  it('has a value for everything that a face can show of a person', async () => {
    await run(join(directory, 'sample'), async (running, file) => {
      const path = `/v1/customers/${file.clientele.customerId}`;
      const { id, version, handles, createdAt, updatedAt, ...fields } = (await operatorOf(running, file)('GET', path))
        .body;
      assert.deepEqual([handles.mastercard, handles.caibo], [{ clientId: '40000' }, { id: '12345' }]);
      const groups = ['references', 'contact', 'name', 'addresses', 'person', 'preferences', 'identification'];
      const more = ['company', 'embossing', 'custom', 'classification', 'expiryDate', 'additionalDates'];
      assert.deepEqual(Object.keys(fields).sort(), [...groups, ...more].sort());
      assert.deepEqual(fields.embossing, { title: 'MR', firstName: 'JOHN', lastName: 'DOE', companyName: 'COMPANY' });
      assert.deepEqual(fields.custom.tags, { ADD_INFO_01: { TAG_01: 'TAG_01_VALUE' } });
      assert.deepEqual(
        [fields.contact.email, fields.identification.socialNumber],
        ['test@cybs.com', '161235698529227'],
      );
    });
  });

  const TOUR = new URL('../src/cli/tour.ts', import.meta.url).pathname;

  /** Whether every face shows the record under the ids that the file says, which the tour asks for. */
  async function isShownIn(data: string, running: Running, file: SandboxFile): Promise<void> {
    const { stderr } = await promisify(execFile)(process.execPath, [TOUR, '--data', data]);
    assert.equal(stderr, '');
    const { handles } = (await operatorOf(running, file)('GET', `/v1/customers/${file.clientele.customerId}`)).body;
    assert.deepEqual(handles, {
      mastercard: { clientId: String(file.mastercard.clientId) },
      cybersource: { id: file.cybersource.customerId },
      caibo: { id: String(file.caibo.customerId) },
    });
  }

  it('is made again under new ids after it was deleted, and stays what it is then', async () => {
    const data = join(directory, 'sample-deleted');
    const first = await run(data, async (running, file) => {
      const operator = operatorOf(running, file);
      const path = `/v1/customers/${file.clientele.customerId}`;
      const etag = (await operator('GET', path)).headers.get('etag') ?? '';
      assert.equal((await operator('DELETE', path, { headers: { 'if-match': etag } })).status, 204);
    });
    const second = await run(data, (running, file) => isShownIn(data, running, file));
    const ids = ({ clientele, mastercard, cybersource, caibo }: SandboxFile) => [
      clientele.customerId,
      mastercard.clientId,
      cybersource.customerId,
      caibo.customerId,
    ];
    for (const [index, id] of ids(second).entries()) assert.notEqual(id, ids(first)[index]);
    const third = await run(data, (running, file) => isShownIn(data, running, file));
    assert.deepEqual(ids(third), ids(second));
  });

  it('gets back what a face of it lost, under a new id, and keeps the others', async () => {
    const data = join(directory, 'sample-detached');
    const first = await run(data, async (running, file) => {
      const operator = operatorOf(running, file);
      const path = `/v1/customers/${file.clientele.customerId}`;
      for (const face of ['cybersource', 'mastercard']) {
        const etag = (await operator('GET', path)).headers.get('etag') ?? '';
        const detached = await operator('DELETE', `${path}/handles/${face}`, { headers: { 'if-match': etag } });
        assert.equal(detached.status, 204, detached.text);
      }
    });
    const second = await run(data, (running, file) => isShownIn(data, running, file));
    assert.deepEqual(
      [second.clientele.customerId, second.caibo.customerId],
      [first.clientele.customerId, first.caibo.customerId],
    );
    assert.notEqual(second.cybersource.customerId, first.cybersource.customerId);
    assert.notEqual(second.mastercard.clientId, first.mastercard.clientId);
    const third = await run(data, (running, file) => isShownIn(data, running, file));
    assert.deepEqual(
      [third.cybersource.customerId, third.mastercard.clientId],
      [second.cybersource.customerId, second.mastercard.clientId],
    );
  });
});
