import type { Machine } from './machine.ts';
import { fixed, table, whole } from './markdown.ts';
import type { Options } from './options.ts';
import type { Measured } from './rounds.ts';
import type { ServerFacts } from './start-up.ts';
import type { CaseSummary } from './summary.ts';
import type { Target } from './targets.ts';
import type { VerifierCost } from './verifiers/measure.ts';

/** Everything a run found out. */
export interface Report {
  readonly at: string;
  readonly machine: Machine;
  /** What the database is; absent where no case needed one. */
  readonly postgres?: string;
  /** Servers that could not be measured here, each with the reason. */
  readonly missing: readonly string[];
  readonly options: Options;
  readonly cases: readonly CaseSummary[];
  readonly servers: readonly ServerFacts[];
  readonly targets: readonly Target[];
  /** Those that were asked for. */
  readonly verifiers: readonly VerifierCost[];
  readonly measured: Measured;
}

export function toMarkdown(report: Report): string {
  const { options, cases, servers, targets, verifiers } = report;
  const failures = cases
    .filter(({ valid }) => !valid)
    .map(({ name, firstFailure }) => `- ${name}: ${firstFailure ?? 'no answers'}`);
  const cut = cases
    .filter(({ cutToSeconds }) => cutToSeconds !== undefined)
    .map(({ name, cutToSeconds }) => `- ${name}: to ${fixed(cutToSeconds, 2)} s`);
  return [
    ...groundLines(report),
    `${options.customers} customers; medians of ${options.rounds} rounds of ${options.seconds} s.`,
    '',
    ...table(CASE_HEAD, cases.map(caseRow)),
    ...(failures.length > 0 ? ['Invalid, because of:', ...failures, ''] : []),
    ...(cut.length > 0 ? ['Cut short, because all signed requests had been sent:', ...cut, ''] : []),
    ...(verifiers.length > 0 ? [...verifiers.map(verifierLine), ''] : []),
    ...table(SERVER_HEAD, servers.map(serverRow)),
    ...table(TARGET_HEAD, targets.map(targetRow)),
  ].join('\n');
}

/** What it was measured on, and what was not. */
export function groundLines({
  machine,
  postgres,
  missing,
}: Pick<Report, 'machine' | 'postgres' | 'missing'>): string[] {
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, ` +
      `${machine.durableAppendsPerSecond} durable appends/s.`,
    ...(postgres === undefined ? [] : [postgres]),
    ...missing.map((line) => `Not measured: ${line}.`),
  ];
}

export function toJson({ measured, ...report }: Report): string {
  const rounds = Object.fromEntries([...measured].map(([{ name }, results]) => [name, results]));
  return `${JSON.stringify({ ...report, rounds }, undefined, 2)}\n`;
}

function verifierLine({ name, algorithm, microsPerRequest, algorithmMicros }: VerifierCost): string {
  return `- ${name}: ${fixed(microsPerRequest, 1)} us per request, of which ${algorithm} ${fixed(algorithmMicros, 1)} us`;
}

const CASE_HEAD = [
  'case',
  'requests/s',
  'slowest to fastest round',
  'p50 ms',
  'p99 ms',
  'server CPU us/request',
  'database CPU us/request',
  'load generator busy',
  'body bytes',
  'not 2xx',
  'ratio to limit',
];

function caseRow(row: CaseSummary): string[] {
  return [
    row.name,
    row.valid ? whole(row.requestsPerSecond) : `INVALID ${whole(row.requestsPerSecond)}`,
    `${whole(row.slowestRound)} to ${whole(row.fastestRound)}`,
    fixed(row.p50Ms, 2),
    fixed(row.p99Ms, 2),
    fixed(row.serverCpuMicrosPerRequest, 0),
    fixed(row.databaseCpuMicrosPerRequest, 0),
    `${whole(row.generatorLoad * 100)} %`,
    whole(row.meanBodyBytes),
    String(row.failures),
    fixed(row.ratio, 2),
  ];
}

const SERVER_HEAD = ['server', 'first start s', 'later start s', 'RSS idle MB', 'RSS after load MB', 'RSS max MB'];

function serverRow({ name, firstStartSeconds, laterStartSeconds, idle, after }: ServerFacts): string[] {
  const memory = [idle?.residentMb, after?.residentMb, after?.maxResidentMb].map((value) => fixed(value, 0));
  return [name, fixed(firstStartSeconds, 2), fixed(laterStartSeconds, 2), ...memory];
}

export const TARGET_HEAD = ['target', 'wanted', 'measured', ''];

export function targetRow({ what, wanted, measured, verdict }: Target): string[] {
  return [what, wanted, fixed(measured, 2), verdict];
}
