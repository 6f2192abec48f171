import type { Measured } from './rounds.ts';
import type { ServerFacts } from './start-up.ts';
import { isValid, ratioOf } from './summary.ts';
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

/** A case's speed is to be at least so many times another's. */
const RATIOS: readonly (readonly [name: string, least: number, of: string])[] = [
  ['Clientele PATCH @32', 2, 'limit: minimal PATCH @32'],
  ['Clientele PUT (Caibo) @32', 1.5, 'limit: minimal PATCH @32'],
  ['Clientele GET @32', 0.5, 'limit: Fastify GET @32'],
  ['Clientele PATCH on PostgreSQL @32', 1.5, 'limit: minimal PATCH on PostgreSQL @32'],
  ['Clientele PATCH on PostgreSQL @32', 0.5, 'limit: pgbench PATCH on PostgreSQL @32'],
  ['Clientele GET on PostgreSQL @32', 1, 'limit: minimal GET on PostgreSQL @32'],
  ['Clientele PATCH on PostgreSQL, 2 workers @32', 1, 'Clientele PATCH on PostgreSQL @32'],
];

export function judge(
  measured: Measured,
  servers: readonly ServerFacts[],
  verifiers: readonly VerifierCost[],
): Target[] {
  const oauthCost = verifiers.find(({ name }) => name === oauth.name);
  const clientele = servers.find(({ name }) => name === 'Clientele');
  const valid = new Map([...measured].filter(([, results]) => isValid(results)));
  return [
    ...RATIOS.map(([name, least, of]) => atLeast(least, `${name} / ${of}`, ratioOf(valid, name, of))),
    atMost(150, 'OAuth verifier, us per request', oauthCost?.microsPerRequest),
    atMost(150, 'memory when idle, MB', clientele?.idle?.residentMb),
    atMost(1, 'later start, s', clientele?.laterStartSeconds),
  ];
}

function atLeast(least: number, what: string, measured: number | undefined): Target {
  return judged(what, `>= ${least}`, measured, (value) => value >= least);
}

export function atMost(most: number, what: string, measured: number | undefined): Target {
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
