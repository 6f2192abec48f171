import type { ServerFacts } from './start-up.ts';
import type { CaseSummary } from './summary.ts';
import type { VerifierCost } from './verifiers/measure.ts';
import { oauth } from './verifiers/oauth.ts';

/** What Clientele has set itself to reach. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  /** Absent when the run did not include what it needs, or a row of it is invalid. */
  readonly measured?: number;
  readonly verdict: 'pass' | 'miss' | 'not measured';
}

export function judge(
  cases: readonly CaseSummary[],
  servers: readonly ServerFacts[],
  verifiers: readonly VerifierCost[],
): Target[] {
  const oauthCost = verifiers.find(({ name }) => name === oauth.name);
  const clientele = servers.find(({ name }) => name === 'Clientele');
  return [
    atLeast(2, 'PATCH @32 / minimal PATCH @32', ratioOf(cases, 'Clientele PATCH @32')),
    atLeast(1.5, 'PUT (Caibo) @32 / minimal PATCH @32', ratioOf(cases, 'Clientele PUT (Caibo) @32')),
    atLeast(0.5, 'GET @32 / Fastify GET @32', ratioOf(cases, 'Clientele GET @32')),
    atLeast(1.5, 'PATCH @32 / minimal PATCH @32, PostgreSQL', ratioOf(cases, 'Clientele PATCH on PostgreSQL @32')),
    atLeast(1, 'GET @32 / minimal GET @32, PostgreSQL', ratioOf(cases, 'Clientele GET on PostgreSQL @32')),
    atLeast(1, 'PATCH @32, 2 workers / 1', ratioOf(cases, 'Clientele PATCH on PostgreSQL, 2 workers @32')),
    atMost(150, 'OAuth verifier, us per request', oauthCost?.microsPerRequest),
    atMost(150, 'memory when idle, MB', clientele?.idle?.residentMb),
    atMost(1, 'later start, s', clientele?.laterStartSeconds),
  ];
}

function ratioOf(cases: readonly CaseSummary[], name: string): number | undefined {
  const found = cases.find((each) => each.name === name);
  return found?.valid ? found.ratio : undefined;
}

function atLeast(least: number, what: string, measured: number | undefined): Target {
  return judged(what, `>= ${least}`, measured, (value) => value >= least);
}

function atMost(most: number, what: string, measured: number | undefined): Target {
  return judged(what, `<= ${most}`, measured, (value) => value <= most);
}

function judged(
  what: string,
  wanted: string,
  measured: number | undefined,
  reached: (value: number) => boolean,
): Target {
  if (measured === undefined) return { what, wanted, verdict: 'not measured' };
  return { what, wanted, measured, verdict: reached(measured) ? 'pass' : 'miss' };
}
