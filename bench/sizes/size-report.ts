import { fixed, table, whole } from '../markdown.ts';
import { median } from '../median.ts';
import type { Options } from '../options.ts';
import { groundLines, type Report, TARGET_HEAD, targetRow } from '../report.ts';
import type { CaseResult } from '../rounds.ts';
import { isValid } from '../summary.ts';
import { atMost, type Target } from '../targets.ts';

/** What an update costs on one store with so many customers; figures are medians of the rounds. */
export interface Point extends Measurement {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpuMicros: number;
  /** 0 where the store is no process of its own. */
  readonly databaseCpuMicros: number;
  /** By how much what is kept has grown. */
  readonly storedBytesPerUpdate: number;
  readonly walBytesPerUpdate?: number;
}

interface Measurement {
  readonly store: string;
  readonly customers: number;
  readonly results: readonly CaseResult[];
  /** All that were done, also those that no window counts. */
  readonly updates: number;
  readonly grownBytes: number;
}

export interface SizeReport extends Pick<Report, 'at' | 'machine' | 'postgres' | 'missing' | 'targets'> {
  readonly options: Options;
  readonly points: readonly Point[];
}

/** With a hundred times the customers an update is to cost so much more at most: two levels more in each index. */
const FLAT = 1.3;

export function pointOf(measurement: Measurement): Point {
  const { results, updates, grownBytes } = measurement;
  const medianOf = (figure: (result: CaseResult) => number) => median(results.map(figure));
  const hasWal = results.some(({ walBytes }) => walBytes !== undefined);
  return {
    ...measurement,
    requestsPerSecond: medianOf(({ requestsPerSecond }) => requestsPerSecond),
    p50Ms: medianOf(({ p50Ms }) => p50Ms),
    p99Ms: medianOf(({ p99Ms }) => p99Ms),
    serverCpuMicros: medianOf(({ serverCpuMicrosPerRequest = Number.NaN }) => serverCpuMicrosPerRequest),
    databaseCpuMicros: medianOf(({ databaseCpuMicrosPerRequest = 0 }) => databaseCpuMicrosPerRequest),
    storedBytesPerUpdate: grownBytes / updates,
    ...(hasWal && { walBytesPerUpdate: medianOf(({ walBytes = 0, done }) => walBytes / done) }),
  };
}

export function judgeSizes(points: readonly Point[]): Target[] {
  return [...Map.groupBy(points, ({ store }) => store)].flatMap(([store, ofStore]) => {
    const [smallest, largest] = [ofStore[0], ofStore.at(-1)];
    if (!smallest || !largest || smallest === largest) return [];
    const what = `${store}: CPU per update with ${largest.customers} customers / with ${smallest.customers}`;
    return [atMost(FLAT, what, ratioOf(largest, smallest))];
  });
}

/** The median of what one cost in CPU, divided by what the other did in the same round. */
function ratioOf(one: Point, other: Point): number | undefined {
  if (!isValid(one.results) || !isValid(other.results)) return undefined;
  return median(one.results.map((result, round) => cpuOf(result) / cpuOf(other.results[round])));
}

function cpuOf(result: CaseResult | undefined): number {
  return (result?.serverCpuMicrosPerRequest ?? Number.NaN) + (result?.databaseCpuMicrosPerRequest ?? 0);
}

export function sizesToMarkdown(report: SizeReport): string {
  const { options, points, targets } = report;
  const failures = points
    .filter(({ results }) => !isValid(results))
    .map(({ store, customers, results }) => `- ${store}, ${customers}: ${firstFailure(results)}`);
  return [
    ...groundLines(report),
    `PATCH of one field over 32 connections; medians of ${options.rounds} rounds of ${options.seconds} s.`,
    '',
    ...table(HEAD, points.map(row)),
    ...(failures.length > 0 ? ['Invalid, because of:', ...failures, ''] : []),
    ...table(TARGET_HEAD, targets.map(targetRow)),
  ].join('\n');
}

export function sizesToJson(report: SizeReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function firstFailure(results: readonly CaseResult[]): string {
  return results.find((result) => result.firstFailure !== undefined)?.firstFailure ?? 'no answers';
}

const HEAD = [
  'store',
  'customers',
  'updates/s',
  'p50 ms',
  'p99 ms',
  'server CPU us/update',
  'database CPU us/update',
  'both',
  'stored bytes/update',
  'WAL bytes/update',
];

function row(point: Point): string[] {
  const { serverCpuMicros, databaseCpuMicros } = point;
  return [
    point.store,
    String(point.customers),
    isValid(point.results) ? whole(point.requestsPerSecond) : `INVALID ${whole(point.requestsPerSecond)}`,
    fixed(point.p50Ms, 2),
    fixed(point.p99Ms, 2),
    whole(serverCpuMicros),
    whole(databaseCpuMicros),
    whole(serverCpuMicros + databaseCpuMicros),
    whole(point.storedBytesPerUpdate),
    whole(point.walBytesPerUpdate),
  ];
}
