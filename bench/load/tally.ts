import { cpuMicrosOf } from '../process-usage.ts';
import type { Answer } from './answer.ts';
import { Histogram } from './histogram.ts';
import type { LoadResult } from './plan.ts';

interface Instant {
  readonly at: number;
  readonly serverCpu: number | undefined;
  readonly databaseCpu: number | undefined;
  readonly ownCpu: number;
}

/** Counts answers; those that arrive between `open` and `close` also count for speed. */
export class Tally {
  readonly #serverPid: number;
  readonly #databasePid: number | undefined;
  readonly #latencies = new Histogram();
  #opened: Instant | undefined;
  #closed: Instant | undefined;
  #cutShort = false;
  #answers = 0;
  #done = 0;
  #bodyBytes = 0;
  #failures = 0;
  #firstFailure: string | undefined;

  constructor(serverPid: number, databasePid: number | undefined) {
    this.#serverPid = serverPid;
    this.#databasePid = databasePid;
  }

  open(): void {
    if (!this.closed) this.#opened ??= this.#now();
  }

  close(): void {
    this.#closed ??= this.#now();
  }

  /** There is nothing left to send: closes the window, unless its time is over anyway. */
  cut(): void {
    if (this.closed) return;
    if (this.#opened === undefined) this.failed('all signed requests had been sent before the window opened');
    else this.#cutShort = true;
    this.close();
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  answered(answer: Answer, milliseconds: number): void {
    if (answer.status < 200 || answer.status > 299) this.failed(`${answer.status} ${answer.text ?? ''}`);
    else this.#done += 1;
    if (this.#opened === undefined || this.#closed !== undefined) return;
    this.#latencies.record(milliseconds);
    this.#answers += 1;
    this.#bodyBytes += answer.bodyBytes;
  }

  failed(what: string): void {
    this.#failures += 1;
    this.#firstFailure ??= what;
  }

  result(): LoadResult {
    const from = this.#opened ?? this.#now();
    const until = this.#closed ?? this.#now();
    const milliseconds = until.at - from.at;
    const server = this.#microsEach(from.serverCpu, until.serverCpu);
    const database = this.#microsEach(from.databaseCpu, until.databaseCpu);
    return {
      answers: this.#answers,
      done: this.#done,
      seconds: milliseconds / 1_000,
      cutShort: this.#cutShort,
      requestsPerSecond: this.#answers / (milliseconds / 1_000),
      p50Ms: this.#latencies.percentile(0.5),
      p99Ms: this.#latencies.percentile(0.99),
      meanBodyBytes: this.#answers > 0 ? this.#bodyBytes / this.#answers : 0,
      failures: this.#failures,
      ...(this.#firstFailure === undefined ? {} : { firstFailure: this.#firstFailure }),
      ...(server === undefined ? {} : { serverCpuMicrosPerRequest: server }),
      ...(database === undefined ? {} : { databaseCpuMicrosPerRequest: database }),
      generatorLoad: (until.ownCpu - from.ownCpu) / 1_000 / milliseconds,
    };
  }

  #microsEach(before: number | undefined, after: number | undefined): number | undefined {
    const isKnown = before !== undefined && after !== undefined && this.#answers > 0;
    return isKnown ? (after - before) / this.#answers : undefined;
  }

  #now(): Instant {
    const serverCpu = cpuMicrosOf(this.#serverPid);
    const databaseCpu = this.#databasePid === undefined ? undefined : cpuMicrosOf(this.#databasePid);
    const { user, system } = process.cpuUsage();
    return { at: performance.now(), serverCpu, databaseCpu, ownCpu: user + system };
  }
}
