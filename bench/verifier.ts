import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inParallel } from './in-parallel.ts';
import { createSigner } from './load/signature.ts';
import { median } from './median.ts';

/** What it costs, in us, to find out who signed a request. */
export interface VerifierCost {
  readonly microsPerRequest: number;
  /** The part of it in which the RSA signature is verified. */
  readonly rsaMicros: number;
}

/** As far as it is used here; the modules are those of the server that is measured, whichever version that is. */
interface AuthModule {
  authenticate(request: object, ground: object): Promise<{ readonly ok: boolean; readonly problem?: unknown }>;
}

const REQUESTS = 200;
const BATCHES = 30;
const CONSUMER_KEY = `${'k-_9'.repeat(12)}!${'0123456789abcdef'.repeat(3)}`;
const ORIGIN = 'http://127.0.0.1:8080';
const PATH = '/global-processing/core/clients/123456789012345';
/** A signature base string is about as long; what it says makes no difference to RSA. */
const SIGNED_TEXT = Buffer.from('x'.repeat(420));

/** Measures the Mastercard face's own `authenticate` in this process; `undefined` where the server has no such face. */
export async function measureVerifier(main: string): Promise<VerifierCost | undefined> {
  const file = join(dirname(main), 'faces/mastercard/auth.ts');
  if (!existsSync(file)) return undefined;
  const { authenticate } = (await import(pathToFileURL(file).href)) as AuthModule;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ground = groundOf(publicKey);
  const requests = await signedRequests(privateKey);
  const signature = sign('sha256', SIGNED_TEXT, privateKey);
  const whole = async () => {
    for (const request of requests) {
      const { ok, problem } = await authenticate(request, ground);
      if (!ok) throw new Error(`the verifier refused a request: ${JSON.stringify(problem)}`);
    }
  };
  const rsa = async () => {
    for (let n = 0; n < REQUESTS; n += 1) verify('sha256', SIGNED_TEXT, publicKey, signature);
  };
  const [wholeMicros, rsaMicros]: [number[], number[]] = [[], []];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    wholeMicros.push(await microsEach(whole));
    rsaMicros.push(await microsEach(rsa));
  }
  return { microsPerRequest: median(wholeMicros), rsaMicros: median(rsaMicros) };
}

async function microsEach(batch: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await batch();
  return ((performance.now() - started) * 1_000) / REQUESTS;
}

/** Merge patches as the server gets them, each with a nonce of its own. */
function signedRequests(privateKey: KeyObject): Promise<object[]> {
  const privateKeyPem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const signed = createSigner({ consumerKey: CONSUMER_KEY, privateKeyPem });
  return inParallel(4, Array.from({ length: REQUESTS }), async (_, n) => {
    const body = `{"clientContactData":{"email":"n${n}@example.com"}}`;
    const authorization = await signed({ method: 'PATCH', url: `${ORIGIN}${PATH}`, body, nonce: `n${n}` });
    return {
      id: `req_${n}`,
      method: 'PATCH',
      target: PATH,
      parameters: {},
      query: new URLSearchParams(),
      headers: { host: new URL(ORIGIN).host, 'if-match': '"1-abcdefgh"', authorization },
      body: Buffer.from(body),
      remoteAddress: '127.0.0.1',
    };
  });
}

/** One integrator whose credential is in memory already, which is how the server has it but for once in seconds. */
function groundOf(publicKey: KeyObject): object {
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' });
  const held = {
    credential: {
      id: 'cred_bench',
      tenant: 'bench',
      face: 'mastercard',
      kind: 'signing-key',
      role: 'integrator',
      lookup: CONSUMER_KEY,
      sealed: Buffer.from(JSON.stringify({ publicKeyPem })),
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    tenant: { id: 'bench', number: '1002', name: 'Bench' },
  };
  return {
    clock: { now: Date.now },
    seal: { open: (sealed: Buffer) => sealed.toString('utf8') },
    credentials: { find: async () => held },
  };
}
