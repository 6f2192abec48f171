import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isNamed } from '../cases.ts';
import { median } from '../median.ts';
import { httpSignature } from './http-signature.ts';
import { oauth } from './oauth.ts';
import type { Verifier } from './verifier.ts';

/** What it costs, in us, to find out who signed a request. */
export interface VerifierCost {
  readonly name: string;
  readonly algorithm: string;
  readonly microsPerRequest: number;
  /** The part of it in which the signature is verified. */
  readonly algorithmMicros: number;
}

/** As far as it is used here; the modules are those of the server that is measured, whichever version that is. */
interface AuthModule {
  authenticate(request: object, ground: object): Promise<{ readonly ok: boolean; readonly problem?: unknown }>;
}

const REQUESTS = 200;
const BATCHES = 30;

/** The verifiers whose name contains the text. */
export function verifiersNamed(text: string): Verifier[] {
  return [oauth, httpSignature].filter(({ name }) => isNamed(name, text));
}

/** Measures a face's own `authenticate` in this process; `undefined` where the server has no such face. */
export async function measureVerifier(
  { name, face, algorithm, prepare }: Verifier,
  main: string,
): Promise<VerifierCost | undefined> {
  const file = join(dirname(main), `faces/${face}/auth.ts`);
  if (!existsSync(file)) return undefined;
  const { authenticate } = (await import(pathToFileURL(file).href)) as AuthModule;
  const { requests, ground, bare } = await prepare(REQUESTS);
  const whole = async () => {
    for (const request of requests) {
      const { ok, problem } = await authenticate(request, ground);
      if (!ok) throw new Error(`the verifier refused a request: ${JSON.stringify(problem)}`);
    }
  };
  const part = async () => {
    for (let n = 0; n < REQUESTS; n += 1) bare();
  };
  const [wholeMicros, partMicros]: [number[], number[]] = [[], []];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    wholeMicros.push(await microsEach(whole));
    partMicros.push(await microsEach(part));
  }
  return { name, algorithm, microsPerRequest: median(wholeMicros), algorithmMicros: median(partMicros) };
}

async function microsEach(batch: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await batch();
  return ((performance.now() - started) * 1_000) / REQUESTS;
}
