import type { Plan } from './plan.ts';
import { createRandom } from './random.ts';

/**
 * Which customers one connection asks for, one after the other: a repeatable sequence over its own share of them, which is
 * every n-th. It is all of them when there are fewer customers than connections; then nothing is written.
 */
export function createChoice({ paths: { customers }, connections, seed }: Plan, turn: number): () => number {
  const random = createRandom(seed * 1_000 + turn);
  if (customers < connections) return () => Math.floor(random() * customers);
  const share = Math.ceil((customers - turn) / connections);
  return () => turn + connections * Math.floor(random() * share);
}
