/** What is given to a merchant, in the hands of the vendor's own client: the newest one and the last of the former tokens. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCredentialReader, type Held } from '../../../src/access/credentials.ts';
import type { CredentialRequest, MadeCredential } from '../../../src/use-cases/create-credential.ts';
import { revokeCredential } from '../../../src/use-cases/revoke-credential.ts';
import { advance, ground, make } from '../../use-cases/credential-stage.ts';
import { type RecordedSdk, recordSdk, type SdkPackage } from './recorded-sdk.ts';
import { certificate, outcome } from './signed-request.ts';

const NEWEST = 'cybersource-rest-client';
const FORMER = 'cybersource-rest-client-0.0.74';
const SECRET = { face: 'cybersource', kind: 'shared-secret', merchantId: 'acme_1' } as const;
const CERTIFICATE = { face: 'cybersource', kind: 'certificate', merchantId: 'acme_1' } as const;

let sdk: RecordedSdk;
let directory: string;
let files = 0;

before(async () => {
  sdk = await recordSdk(certificate);
  directory = mkdtempSync(join(tmpdir(), 'clientele-key-store-'));
});
after(() => {
  sdk.close();
  rmSync(directory, { recursive: true });
});

/** A credential that is made when its client uses it: he goes by the machine's clock. */
async function madeNow(wanted: Partial<CredentialRequest> & { readonly face: string }): Promise<MadeCredential> {
  advance(Date.now() - ground().clock.now());
  return make(wanted);
}

/** How the client is told what he was given. He remembers a file by its name. */
function configOf({ material }: MadeCredential): object {
  const { keyId, sharedSecret, merchantId, p12Base64, p12Password } = material;
  if (p12Base64 === undefined) return { merchantID: merchantId, merchantKeyId: keyId, merchantsecretKey: sharedSecret };
  const keyFileName = `given-${files++}`;
  writeFileSync(join(directory, `${keyFileName}.p12`), p12Base64, 'base64');
  return { merchantID: merchantId, keysDirectory: directory, keyFileName, keyPass: p12Password };
}

async function holders(...made: readonly MadeCredential[]): Promise<Held[]> {
  const reader = createCredentialReader(ground().store, ground().clock);
  const found = await Promise.all(made.map(({ credential }) => reader.find('cybersource', credential.lookup)));
  return found.filter((held) => held !== undefined);
}

/** What becomes of a round of operations: each outcome once. */
async function outcomes(name: SdkPackage, config: object, stage: readonly Held[]): Promise<string[]> {
  const requests = await sdk.requestsOf(name, config);
  assert.equal(requests.length, 6);
  const now = Date.now();
  return [...new Set(await Promise.all(requests.map((request) => outcome(request, { holders: stage, now }))))];
}

describe('what a merchant is given', () => {
  it('as a shared secret signs requests and tokens', async () => {
    const made = await madeNow(SECRET);
    const [stage, config] = [await holders(made), configOf(made)];
    for (const [name, how] of [
      [NEWEST, { authenticationType: 'http_signature' }],
      [NEWEST, { authenticationType: 'jwt', jwtKeyType: 'SHARED_SECRET' }],
      [FORMER, { authenticationType: 'http_signature' }],
    ] as const)
      assert.deepEqual(await outcomes(name, { ...config, ...how }, stage), [made.credential.id]);
  });

  it('as a key store is opened by the client, who signs with what is in it', async () => {
    const made = await madeNow(CERTIFICATE);
    const stage = await holders(made);
    for (const name of [NEWEST, FORMER] as const) {
      const config = { authenticationType: 'jwt', ...configOf(made) };
      assert.deepEqual(await outcomes(name, config, stage), [made.credential.id], name);
    }
    const config = { authenticationType: 'jwt', ...configOf(made), keyPass: 'another' };
    await assert.rejects(sdk.requestsOf(NEWEST, config).then(() => {}));
  });

  it('with a portfolio serves the clients who sign in its name', async () => {
    const portfolio = { portfolioId: 'group-7' };
    const metaKey = { useMetaKey: true, portfolioID: 'group-7' };
    const [secret, keyStore] = [
      await madeNow({ ...SECRET, ...portfolio }),
      await madeNow({ ...CERTIFICATE, ...portfolio }),
    ];
    for (const [made, how] of [
      [secret, { authenticationType: 'http_signature', ...metaKey }],
      [secret, { authenticationType: 'jwt', jwtKeyType: 'SHARED_SECRET', ...metaKey }],
      [keyStore, { authenticationType: 'jwt', ...metaKey }],
      [keyStore, { authenticationType: 'jwt' }],
    ] as const) {
      const config = { ...configOf(made), ...how };
      assert.deepEqual(await outcomes(NEWEST, config, await holders(made)), [made.credential.id], JSON.stringify(how));
    }
  });

  it('is exchanged without a gap: the next one works before the last one ends', async () => {
    for (const wanted of [SECRET, CERTIFICATE]) {
      const [last, next] = [await madeNow(wanted), await madeNow(wanted)];
      const type = wanted.kind === 'certificate' ? 'jwt' : 'http_signature';
      const sent = (made: MadeCredential, stage: readonly Held[]) =>
        outcomes(NEWEST, { authenticationType: type, ...configOf(made) }, stage);
      const both = await holders(last, next);
      assert.deepEqual(await sent(last, both), [last.credential.id]);
      assert.deepEqual(await sent(next, both), [next.credential.id]);
      assert.ok((await revokeCredential(ground(), 'one', last.credential.id)).ok);
      const left = await holders(last, next);
      assert.deepEqual(await sent(last, left), ['invalid']);
      assert.deepEqual(await sent(next, left), [next.credential.id]);
    }
  });
});
