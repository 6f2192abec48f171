import type { Case } from './cases.ts';
import { median } from './median.ts';
import type { CaseResult, Measured } from './rounds.ts';

/** One case over all rounds; figures are medians of the rounds. */
export interface CaseSummary {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly slowestRound: number;
  readonly fastestRound: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpuMicrosPerRequest?: number;
  readonly databaseCpuMicrosPerRequest?: number;
  readonly generatorLoad: number;
  readonly meanBodyBytes: number;
  readonly failures: number;
  readonly firstFailure?: string;
  /** The shortest window, in seconds, if any of them closed before its time. */
  readonly cutToSeconds?: number;
  /** Whether the row may be quoted: there were answers, and every one was 2xx. */
  readonly valid: boolean;
  /** The median, over the rounds, of this case's speed divided by its limit's in the same round. */
  readonly ratio?: number;
}

export function summarise(measured: Measured): CaseSummary[] {
  return [...measured].map(([each, results]) => {
    const ratio = each.limit === undefined ? undefined : ratioOf(measured, each.name, each.limit);
    return { ...summaryOf(each, results), ...(ratio === undefined ? {} : { ratio }) };
  });
}

/** The median, over the rounds, of one case's speed divided by another's; `undefined` where one of them is missing. */
export function ratioOf(measured: Measured, name: string, limit: string): number | undefined {
  const speeds = resultsOf(measured, name)?.map(({ requestsPerSecond }) => requestsPerSecond);
  const limits = resultsOf(measured, limit)?.map(({ requestsPerSecond }) => requestsPerSecond);
  return speeds && limits && median(speeds.map((speed, round) => speed / (limits[round] ?? Number.NaN)));
}

export function isValid(results: readonly CaseResult[]): boolean {
  return results.every(({ failures, answers }) => failures === 0 && answers > 0);
}

function resultsOf(measured: Measured, name: string): readonly CaseResult[] | undefined {
  return [...measured].find(([each]) => each.name === name)?.[1];
}

function summaryOf(each: Case, results: readonly CaseResult[]): CaseSummary {
  const medianOf = (figure: (result: CaseResult) => number) => median(results.map(figure));
  const speeds = results.map(({ requestsPerSecond }) => requestsPerSecond);
  const cpu = known(results.map(({ serverCpuMicrosPerRequest }) => serverCpuMicrosPerRequest));
  const databaseCpu = known(results.map(({ databaseCpuMicrosPerRequest }) => databaseCpuMicrosPerRequest));
  const failures = results.reduce((sum, result) => sum + result.failures, 0);
  const firstFailure = results.find((result) => result.firstFailure !== undefined)?.firstFailure;
  const cut = results.filter(({ cutShort }) => cutShort).map(({ seconds }) => seconds);
  return {
    name: each.name,
    requestsPerSecond: median(speeds),
    slowestRound: Math.min(...speeds),
    fastestRound: Math.max(...speeds),
    p50Ms: medianOf(({ p50Ms }) => p50Ms),
    p99Ms: medianOf(({ p99Ms }) => p99Ms),
    ...(cpu.length > 0 ? { serverCpuMicrosPerRequest: median(cpu) } : {}),
    ...(databaseCpu.length > 0 ? { databaseCpuMicrosPerRequest: median(databaseCpu) } : {}),
    generatorLoad: medianOf(({ generatorLoad }) => generatorLoad),
    meanBodyBytes: medianOf(({ meanBodyBytes }) => meanBodyBytes),
    failures,
    ...(firstFailure === undefined ? {} : { firstFailure }),
    ...(cut.length > 0 ? { cutToSeconds: Math.min(...cut) } : {}),
    valid: isValid(results),
  };
}

function known(figures: readonly (number | undefined)[]): number[] {
  return figures.filter((figure) => figure !== undefined);
}
