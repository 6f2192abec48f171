import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningPostgres } from '../../../../test/postgres/start-postgres.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { Random } from './seeded-random.ts';
import type { ServerProcess } from './server-process.ts';
import { Watch } from './watch.ts';

/** All that something can be done to. */
export interface Ground {
  readonly postgres: RunningPostgres;
  readonly proxy: FaultProxy;
  readonly servers: readonly ServerProcess[];
  readonly random: Random;
  /** How long a fault lasts; drawn anew each time. */
  readonly holdMs: () => number;
  readonly quietMs: () => number;
  /** What came of it, where that is not for sure. */
  readonly seen: { deadlocks: number };
}

/** Does something, leaves it so for a while, and undoes it, whatever happens. Resolves when it is undone. */
export type Fault = (ground: Ground) => Promise<void>;

export interface FaultReport {
  times: number;
  /** How often `/readyz` said no at some server meanwhile. */
  notReady: number;
  /** From when it was undone until every server was ready. */
  recoveredMsMax: number;
  recoveredMsMean: number;
}

export interface NemesisReport {
  readonly faults: Readonly<Record<string, FaultReport>>;
  readonly violations: readonly string[];
}

/** Beyond every bound that a server has for its database; a busy machine takes its share. */
const RECOVERY_TIMEOUT_MS = 90_000;

/** Does one fault after the other, each of them once a round, in an order of chance, until it is stopped. */
export class Nemesis {
  readonly #ground: Ground;
  readonly #faults: ReadonlyMap<string, Fault>;
  readonly #watch: Watch;
  readonly #reports = new Map<string, FaultReport>();
  readonly #violations: string[] = [];
  readonly #end: Promise<void>;
  #rounds = 0;
  #isStopped = false;

  constructor(ground: Ground, faults: ReadonlyMap<string, Fault>) {
    this.#ground = ground;
    this.#faults = faults;
    this.#watch = new Watch(ground.servers);
    this.#end = this.#run();
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get rounds(): number {
    return this.#rounds;
  }

  /** Lets the fault under way come to its end. */
  async stop(): Promise<NemesisReport> {
    this.#isStopped = true;
    await this.#end;
    await this.#watch.stop();
    return { faults: Object.fromEntries(this.#reports), violations: [...this.#violations, ...this.#watch.violations] };
  }

  async #run(): Promise<void> {
    const { random, quietMs } = this.#ground;
    while (!this.#isStopped) {
      const order = [...this.#faults].map((entry) => ({ entry, place: random.next() }));
      for (const { entry } of order.sort((a, b) => a.place - b.place)) {
        if (this.#isStopped) return;
        await sleep(quietMs());
        await this.#do(...entry);
      }
      this.#rounds += 1;
    }
  }

  async #do(name: string, fault: Fault): Promise<void> {
    this.#watch.takeNotReady();
    await fault(this.#ground).catch((error: unknown) => {
      this.#fail(`${name}: could not be done, or not undone: ${String(error)}`);
    });
    const undoneAt = performance.now();
    if (!(await this.#watch.untilReady(RECOVERY_TIMEOUT_MS))) this.#fail(`no recovery after: ${name}`);
    const tookMs = performance.now() - undoneAt;
    const report = this.#reports.get(name) ?? { times: 0, notReady: 0, recoveredMsMax: 0, recoveredMsMean: 0 };
    report.times += 1;
    report.notReady += this.#watch.takeNotReady();
    report.recoveredMsMax = Math.round(Math.max(report.recoveredMsMax, tookMs));
    report.recoveredMsMean = Math.round(report.recoveredMsMean + (tookMs - report.recoveredMsMean) / report.times);
    this.#reports.set(name, report);
  }

  #fail(violation: string): void {
    this.#violations.push(violation);
    this.#isStopped = true;
  }
}
