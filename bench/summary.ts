import type { Case } from './cases.ts';
import type { LoadResult } from './load/plan.ts';
import { median } from './median.ts';
import type { Measured } from './rounds.ts';

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
  return [...measured].map(([each, results]) => summaryOf(each, results, limitOf(each, measured)));
}

function limitOf(each: Case, measured: Measured): readonly LoadResult[] | undefined {
  return [...measured].find(([{ name }]) => name === each.limit)?.[1];
}

function summaryOf(each: Case, results: readonly LoadResult[], limit: readonly LoadResult[] | undefined): CaseSummary {
  const medianOf = (figure: (result: LoadResult) => number) => median(results.map(figure));
  const speeds = results.map(({ requestsPerSecond }) => requestsPerSecond);
  const cpu = known(results.map(({ serverCpuMicrosPerRequest }) => serverCpuMicrosPerRequest));
  const databaseCpu = known(results.map(({ databaseCpuMicrosPerRequest }) => databaseCpuMicrosPerRequest));
  const failures = results.reduce((sum, result) => sum + result.failures, 0);
  const firstFailure = results.find((result) => result.firstFailure !== undefined)?.firstFailure;
  const cut = results.filter(({ cutShort }) => cutShort).map(({ seconds }) => seconds);
  const ratio = limit && median(speeds.map((speed, round) => speed / (limit[round]?.requestsPerSecond ?? Number.NaN)));
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
    valid: failures === 0 && results.every(({ answers }) => answers > 0),
    ...(ratio === undefined ? {} : { ratio }),
  };
}

function known(figures: readonly (number | undefined)[]): number[] {
  return figures.filter((figure) => figure !== undefined);
}
