import type { Plan } from './plan.ts';
import { createRandom } from './random.ts';

/** Which customers one connection asks for, one after the other: a repeatable sequence over its own share of them. */
export function createChoice({ paths, connections, seed }: Plan, turn: number): () => number {
  const random = createRandom(seed * 1_000 + turn);
  const share = shareOf(paths.length, connections, turn);
  return () => share[Math.floor(random() * share.length)] ?? 0;
}

/** Every n-th customer; all of them when there are fewer customers than connections (then nothing is written). */
export function shareOf(customers: number, connections: number, turn: number): number[] {
  const all = Array.from({ length: customers }, (_, index) => index);
  return customers < connections ? all : all.filter((index) => index % connections === turn);
}
