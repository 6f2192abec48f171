import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import type { SandboxFile } from '../../src/sandbox/sandbox-file.ts';
import { createClient } from '../client.ts';
import { startServer, type TestServer } from '../server.ts';

const TOUR = new URL('../../src/cli/tour.ts', import.meta.url).pathname;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tour in a process of its own; the server is in this one, so it must not be waited for without turning. */
function tour(data = server.data): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [TOUR, '--data', data], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** What nobody may read over a shoulder: of keys each line by which they are known. */
function secretsOf({ caibo, clientele, mastercard, cybersource }: SandboxFile): string[] {
  const linesOf = (pem: string) => pem.trim().split('\n').slice(1, -1);
  return [
    caibo.password,
    caibo.apiKey,
    clientele.integratorToken,
    clientele.operatorToken,
    ...linesOf(mastercard.signingKeyPem),
    ...linesOf(mastercard.decryptionKeyPem),
    cybersource.sharedSecret,
    cybersource.p12Base64,
    cybersource.p12Password,
  ];
}

describe('the tour', () => {
  it('shows what it is there to show, as often as it is taken', async () => {
    for (let round = 0; round < 2; round++) {
      const { code, stdout, stderr } = await tour();
      assert.deepEqual([code, stderr], [0, '']);
      const stale = stdout.match(/^< 412 .*$/gm) ?? [];
      assert.ok(stale.length >= 3, `${stale.length} writers were late`);
      assert.ok(stdout.includes('INVALID_ETAG'), "the vendor's word for it is shown");
    }
  });

  it('tells none of the secrets it works with', async () => {
    const { code, stdout, stderr } = await tour();
    assert.equal(code, 0, stderr);
    const secrets = secretsOf(server.sandbox);
    assert.ok(secrets.length > 40 && secrets.every((secret) => secret.length > 3));
    assert.deepEqual(
      secrets.filter((secret) => `${stdout}${stderr}`.includes(secret)),
      [],
    );
    assert.doesNotMatch(stdout, /authorization:|x-api-key:|signature:|BEGIN |eyJ/i);
  });

  it('ends with 1 at the first answer that is another than it should be', async () => {
    const other = await startServer();
    try {
      const operator = createClient(other.baseUrl, {
        authorization: `Bearer ${other.sandbox.clientele.operatorToken}`,
      });
      const body = { disabledOperations: ['updateClient'] };
      assert.equal((await operator('PUT', '/v1/settings/mastercard', { body })).status, 200);
      const { code, stdout, stderr } = await tour(other.data);
      assert.deepEqual([code, stderr], [1, 'tour: the answer was 403 where 204 was to be shown\n']);
      assert.match(stdout, /^< 403 Forbidden$/m);
      assert.doesNotMatch(stdout, /^< 412 /m);
    } finally {
      await other.close();
    }
  });

  it('ends with 1 where there is no sandbox', async () => {
    const { code, stdout, stderr } = await tour('/nowhere/at/all');
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^tour: no sandbox\.json in \/nowhere\/at\/all; start the server first/);
  });
});
